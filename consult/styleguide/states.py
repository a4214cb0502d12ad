"""The states in which the styleguide shows each component; plain data.

What citizens say here they said: Grand Débat National, données ouvertes, 2019, and the consultation on the
bill «pour une République numérique», 2015 (Licence Ouverte). Themes, figures, findings and decisions are
made up, so that each state can be seen.
"""

from datetime import date
from itertools import accumulate
from typing import Any

from consult.styleguide.answers import ANSWERED, UNANSWERED

HERE = "#contenu"
DEBATE = "Grand Débat National, 2019"
BILL = "République numérique, 2015"

CADDY = (
    "Des bus fréquents et propres dans lesquels je pourrai déposer mes courses (un plein caddy) sans craindre "
    "que les autres voyageurs piétinent mes oeufs ou se frottent à ma baguette sans faire exprès, ou me "
    "regardent de travers car j'occupe beaucoup de place avec mes courses"
)
LANES = "Des voies adaptées aux modes de transport doux (vélo par example). Vraiment ISOLEES du trafic auto."
VILLAGE = (
    "résidant à la campagne, je n'ai pas d'accès direct aux transports en commun, il faudrait donc étendre le "
    "réseau jusqu'aux villages"
)
CREUSE = (
    "j'habite en Creuse. Il y avait un train arrivant dans mon village autrefois et trois fois plus de monde. "
    "Il y a 200 camions/jour passant devant ma porte. Les commerces disparaissent les uns après les autres. "
    "La question n'est pas de me convaincre, elle est de commencer par le principal."
)
DOTS = (
    "Aujourd’hui il est difficile pour les personnes habitant en zone rurale de se passer de véhicule. "
    + "." * 108
    + " JE PROPOSE : "
    + "." * 108
    + " • Mettre en place un réseau de tramway/bus intercommunal avec des points d’arrêt essentiels type centre "
    "historique grande surface, hôpitaux, police, banque…"
)
BICYCLES = "Proposition de vélos de fonction par les entreprises (et non pas qu'un vélo ou portable)"
STATIONS = "Développer les transports en communs et les rendre gratuits, réouvrir les petites gares en province."
TAXED = (
    "La recherche publique est financée par le contribuable. Il est normal qu'elle soit en accès libre à tout citoyen."
)
EMBARGO = (
    "Le principe même d'embargo est contraire à l'esprit d'ouverture affiché par la loi. L'état n'a pas à céder "
    "aux éditeurs commerciaux sur ce point."
)
ALIGNED = (
    "On va dans la bonne direction, mais pourquoi ne pas s'aligner sur les durées d'embargo de l'UE, à savoir "
    '6 mois pour les sciences "dures" et 12 mois pour les SHS ?'
)

SPOKEN = {"origin": DEBATE, "date": date(2019, 3, 1)}
OPEN_TALLY = {"agree": 64, "mixed": 12, "disagree": 8, "total": 84}
ELSEWHERE_TALLY = {
    "agree": 1320,
    "mixed": 282,
    "disagree": 1732,
    "total": 3334,
    "agree_percent": 40,
    "mixed_percent": 8,
    "disagree_percent": 52,
    "elsewhere": {"label": "Consultation sur le projet de loi pour une République numérique, 2015"},
}
TALLIES = [
    OPEN_TALLY,
    {"agree": 1, "mixed": 0, "disagree": 0, "total": 1},
    ELSEWHERE_TALLY,
    {"agree": 0, "mixed": 0, "disagree": 0, "total": 0},
]
THEMES = {
    "lanes": {"label": "Des pistes cyclables continues et sûres", "url": HERE, "count": 412, "pepite_count": 3},
    "villages": {
        "label": "Desservir les campagnes",
        "url": HERE,
        "count": 361,
        "summary": "Là où le bus ne passe pas, ou deux fois par jour, on demande d’abord qu’il passe.",
    },
    "machine": {
        "label": "bus, minibus, navette",
        "url": HERE,
        "machine": True,
        "count": 57,
        "terms": "bus, minibus, navette, village, scolaires, horaires",
    },
}
WITHHELD = {
    "reference": "P-310",
    "url": HERE,
    "ground": "Article 4 de la charte : attaque contre une personne",
    "date": date(2026, 3, 1),
    "decision_url": HERE,
    "appeal": "Son auteur a déposé un recours ; une autre personne le traite.",
    "text": "Exemple : le texte en cause se lit ici, après l’avertissement.",
}
CARDS = [
    {
        **SPOKEN,
        "reference": "P-128",
        "title": "Des voies adaptées aux modes de transport doux",
        "title_derived": True,
        "url": HERE,
        "excerpt": LANES,
        "theme": THEMES["lanes"],
        "tags": [{"label": "vélo", "url": HERE}, {"label": "sécurité", "url": HERE}],
        "tally": OPEN_TALLY,
        "argument_count": 7,
        "own": "agree",
    },
    {
        **SPOKEN,
        "reference": "P-1042",
        "title": "Des bus fréquents et propres dans lesquels je pourrai déposer mes courses",
        "url": HERE,
        "excerpt": CADDY,
        "pepite": True,
        "argument_count": 0,
        "tally": TALLIES[-1],
    },
    {
        "reference": "P-69",
        "title": "Article 9 - Libre accès aux publications scientifiques de la recherche publique",
        "url": HERE,
        "origin": BILL,
        "date": date(2015, 9, 26),
        "tally": ELSEWHERE_TALLY,
        "argument_count": 1,
    },
    {
        **SPOKEN,
        "reference": "P-2117",
        "title": "Aujourd’hui il est difficile pour les personnes habitant en zone rurale " + "." * 108,
        "url": HERE,
        "excerpt": DOTS,
        "theme": THEMES["machine"],
        "state": "en attente de modération",
        "argument_count": 0,
    },
    {"withheld": WITHHELD},
    {
        "reference": "P-54",
        "title": "Ranked ballots provide real choices for voters if they are used in a proportional voting system.",
        "lang": "en",
        "url": HERE,
        "origin": "Polis, Canadian electoral reform, 2016",
        "date": date(2016, 12, 10),
        "tally": {"agree": 85, "mixed": 0, "disagree": 13, "total": 98},
    },
]
SIGNED_IN = {"action": "?", "may_withdraw": True}
POSITIONS = [
    {**SIGNED_IN, "id": "position-1", "own": None},
    {**SIGNED_IN, "id": "position-2", "own": "agree", "recorded_at": date(2026, 4, 12)},
    {**SIGNED_IN, "id": "position-3", "own": "mixed", "recorded_at": date(2026, 5, 1)},
    {**SIGNED_IN, "id": "position-4", "own": "disagree", "recorded_at": date(2026, 4, 12)},
    {"id": "position-5", "own": None, "sign_in_url": HERE},
    {
        "id": "position-6",
        "own": "agree",
        "closed_sentence": "On ne peut plus prendre position depuis le 30 avril 2026.",
    },
    {
        **SIGNED_IN,
        "id": "position-7",
        "own": "agree",
        "closed_sentence": "On ne peut pas prendre position pour le moment.",
    },
]
STEPS: list[dict[str, Any]] = [
    {"title": "Recueillir", "state": "past", "does": "On dépose des propositions."},
    {"title": "Débattre", "state": "open", "days_left": 12, "does": "On argumente, on prend position."},
    {"title": "Synthétiser", "state": "upcoming"},
    {"title": "Répondre", "state": "upcoming"},
]
MONTHS = [(date(2026, month, 1), date(2026, month + 1, 15)) for month in (2, 4, 6, 9)]
PHASES = [
    {**phase, "opens_at": opens, "closes_at": closes} for phase, (opens, closes) in zip(STEPS, MONTHS, strict=True)
]
ARGUMENTS = [
    {
        "stance": "for",
        "text": TAXED,
        "origin": BILL,
        "date": date(2015, 10, 14),
        "convinced": "convaincant pour 10 personnes",
        "report_url": HERE,
    },
    {
        "stance": "against",
        "text": EMBARGO,
        "origin": BILL,
        "date": date(2015, 9, 27),
        "convinced": "convaincant pour 32 personnes",
    },
    {
        "stance": "nuance",
        "text": ALIGNED,
        "author": "Ville d’essai",
        "institution": True,
        "date": date(2015, 9, 27),
        "source_url": "https://eur-lex.europa.eu/",
        "source_domain": "eur-lex.europa.eu",
        "invented": True,
    },
    {"stance": "against", "withheld": {**WITHHELD, "reference": "A-77", "text": "", "appeal": ""}},
]
CITATIONS = [
    {**SPOKEN, "text": VILLAGE, "reference": "P-87", "url": HERE},
    {**SPOKEN, "text": BICYCLES, "reference": "P-1301", "url": HERE, "pepite": True},
    {**SPOKEN, "text": STATIONS, "reference": "P-940", "url": HERE, "state": "modified", "current_url": HERE},
    {"reference": "P-310", "url": HERE, "state": "withheld", "ground": WITHHELD["ground"]},
    {"reference": "P-12", "url": HERE, "state": "erased"},
]
FINDINGS: list[dict[str, Any]] = [
    {
        "id": "constat-1",
        "kind": "agreement",
        "statement": "Avant de demander qu’on laisse sa voiture, il faut que le bus passe.",
        "citations": [CITATIONS[0], {**SPOKEN, "text": CREUSE, "reference": "P-2203", "url": HERE}],
        "citation_count": 2,
        "proposals_url": HERE,
        "proposal_count": 361,
        "answer": ANSWERED,
    },
    {
        "kind": "disagreement",
        "statement": "Publier tout de suite, ou laisser un délai aux éditeurs : on ne s’accorde pas.",
        "citations": [
            {"text": EMBARGO, "reference": "A-2015-31", "url": HERE, "origin": BILL},
            {"text": ALIGNED, "reference": "A-2015-12", "url": HERE, "origin": BILL},
        ],
        "citation_count": 2,
        "answer": UNANSWERED,
    },
    {
        "kind": "pepite",
        "statement": "L’entreprise prête bien une voiture : pourquoi pas un vélo ?",
        "citations": [CITATIONS[1]],
        "citation_count": 1,
    },
    {"kind": "question", "statement": "Qui paie la navette quand la commune ne le peut pas ?"},
    {"kind": "editorial", "statement": "Ce que cette synthèse ne dit pas : la moitié des réponses vient de villes."},
]
EDITION = {"label": "Se déplacer autrement, première édition", "url": HERE}
FATES = [
    {"kind": "cited", "findings": [{"statement": FINDINGS[0]["statement"], "url": HERE}], "edition": EDITION},
    {"kind": "in_theme", "theme": THEMES["villages"], "edition": EDITION},
    {"kind": "grouped", "theme": THEMES["machine"]},
    {"kind": "set_aside", "reason": "la réponse ne propose rien (« je les utilise déjà »)."},
    {"kind": "withheld", "reason": WITHHELD["ground"]},
    {"kind": "too_late"},
    {"kind": "waiting"},
]
NOTICES = [
    {
        "sentence": "Votre proposition P-87 est citée dans la synthèse « Se déplacer autrement ».",
        "date": date(2026, 6, 30),
        "unread": True,
        "url": HERE,
        "label": "Lire la phrase qui la cite",
    },
    {
        "sentence": "Votre proposition P-310 a été retirée de la vue.",
        "quote": "Vous visez une personne, pas une idée. Reformulez, et nous la publierons.",
        "date": date(2026, 3, 1),
        "url": HERE,
        "label": "Contester cette décision",
    },
]
EMPTY = {
    "title": "Aucune proposition ne contient « téléphérique ».",
    "sentence": "Essayez un mot plus court, ou soyez la première personne à en parler.",
    "url": HERE,
    "label": "Déposer une proposition",
}
CIRCLES = [
    (492, 352, 132, "Des pistes cyclables continues et sûres", 412, "tint-1", "Pistes cyclables|continues|et sûres"),
    (747, 269, 128, "Des bus et des trains plus fréquents", 388, "tint-2", "Des bus et|des trains plus|fréquents"),
    (273, 502, 124, "Desservir les campagnes", 361, "tint-3", "Desservir|les campagnes"),
    (204, 258, 112, "Des prix plus bas, ou la gratuité", 298, "tint-5", "Des prix|plus bas"),
    (681, 508, 100, "Ici, rien ne remplace la voiture", 236, "tint-3", "Rien ne remplace|la voiture"),
    (383, 140, 95, "Le covoiturage facilité", 214, "tint-6", "Le covoiturage|facilité"),
    (485, 599, 86, "Ponctualité et propreté", 176, "tint-2", "Ponctualité,|propreté"),
    (569, 90, 84, "Une aide à l’achat d’un vélo électrique", 168, "tint-1", "Aide au vélo|électrique"),
    (878, 433, 72, "Le télétravail", 121, "tint-4", "Télétravail"),
    (75, 418, 69, "Des parkings relais aux portes des villes", 112, "tint-6", "Parkings|relais"),
    (937, 285, 53, "Rouvrir les petites gares", 66, "tint-2", "Petites|gares"),
    (733, 91, 42, "Aller au travail la nuit ou très tôt", 41, "unsorted", "La nuit"),
    (658, 390, 13, "Un plein caddy dans le bus", 1, "pepite", ""),
    (341, 254, 13, "Le transport fluvial", 1, "pepite", ""),
    (543, 207, 13, "Des vélos de fonction", 1, "pepite", ""),
]
MAP = {
    "title": "Carte des idées : se déplacer autrement",
    "has_pepites": True,
    "width": 996,
    "height": 691,
    "circles": [
        {
            "x": x,
            "y": y,
            "r": r,
            "label": label,
            "size": size,
            "class": kind,
            "lines": lines.split("|") if lines else [],
            "url": HERE,
        }
        for x, y, r, label, size, kind, lines in CIRCLES
    ],
}
PARTS = [
    ("cited", "Citées dans un constat", 48, 2),
    ("in_theme", "Dans un thème, relues par une personne", 1214, 40),
    ("not_read", "Regroupées par calcul, pas encore relues", 1391, 46),
    ("set_aside", "Mises de côté, avec leur raison", 305, 10),
    ("withheld", "Retirées de la vue", 9, 0),
    ("too_late", "Arrivées trop tard", 33, 1),
]
STARTS = [0, *accumulate(count for _kind, _label, count, _percent in PARTS)]
COVERAGE = {
    "sentence": "Cette synthèse porte sur 3 000 propositions. Voici ce que chacune est devenue.",
    "total": STARTS[-1],
    "parts": [
        {"kind": kind, "label": label, "count": count, "percent": percent, "start": start, "url": HERE}
        for (kind, label, count, percent), start in zip(PARTS, STARTS, strict=False)
    ],
}
CONSULTATIONS = [
    {
        "title": "Que faudrait-il pour vous aider à vous déplacer autrement ?",
        "url": HERE,
        "state": "open",
        "phase": "Débattre",
        "days_left": 12,
        "summary": "La voiture est commode, et elle coûte à tous. Dites ce qui vous ferait choisir autre chose.",
        "participant_count": 3214,
        "proposal_count": 3000,
        "map": MAP,
    },
    {
        "title": "Pour une République numérique",
        "url": HERE,
        "state": "past",
        "proposal_count": 343,
        "synthesis": {"url": HERE, "label": "Lire la synthèse"},
        "attribution": "Consultation sur le projet de loi pour une République numérique, 2015",
    },
    {
        "title": "Où planter les mille prochains arbres de la commune ?",
        "url": HERE,
        "state": "upcoming",
        "opens_at": date(2026, 9, 1),
    },
]
FILTERS = {
    "action": "?",
    "query": "vélo",
    "result_count": 412,
    "reset_url": HERE,
    "selects": [
        {
            "name": "theme",
            "label": "Thème",
            "options": [
                {"value": "", "label": "Tous les thèmes", "selected": False},
                {"value": "1", "label": "Des pistes cyclables continues et sûres", "selected": True},
            ],
        },
        {"name": "tag", "label": "Mot-clé", "options": [{"value": "", "label": "Tous", "selected": True}]},
        {"name": "sort", "label": "Ordre", "options": [{"value": "", "label": "Équitable", "selected": True}]},
    ],
}
