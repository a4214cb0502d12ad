"""What the pages of the demonstration say. Content, in the language of each consultation: not translated."""

from datetime import UTC, datetime

GRAND_DEBAT = "Grand Débat National, données ouvertes, 2019"
OPEN_LICENCE = "Licence Ouverte 2.0"
DIGITAL_REPUBLIC = "Consultation sur le projet de loi pour une République numérique, 2015"
BILL_LICENCE = "Licence Ouverte"
POLIS = "Canadian Electoral Reform, a Polis conversation, 2016"

MOBILITY = {
    "slug": "se-deplacer-autrement",
    "title": "Se déplacer autrement",
    "question": "Que faudrait-il pour vous aider à vous déplacer autrement qu’en voiture ?",
    "introduction": (
        "<p>Aller travailler, faire ses courses, voir ses proches : pour beaucoup de trajets, la voiture paraît la "
        "seule solution. Qu’est-ce qui vous permettrait de faire autrement ? Racontez ce qui vous manque, proposez ce "
        "qui marcherait chez vous, et dites où vous vous situez sur les propositions des autres.</p>"
    ),
    "rules": (
        "<h3>Ce que nous vous demandons</h3><ul><li>Une idée par proposition, avec vos mots.</li>"
        "<li>On discute des idées, pas des personnes.</li>"
        "<li>Aucun nom ni coordonnées d’une autre personne.</li></ul>"
        "<h3>Ce que nous faisons</h3><ul><li>Chaque texte est lu par une personne avant de paraître.</li>"
        "<li>Un texte retiré laisse sa place, avec le motif : rien ne disparaît sans trace.</li>"
        "<li>Vous êtes prévenu de ce que devient votre contribution.</li></ul>"
    ),
    "territory": "France entière",
    "language": "fr",
    "moderation": "before",
    "attribution": (
        "<p><i>Grand Débat National, données ouvertes, 2019</i>. 3 000 réponses distinctes à la question « Que "
        "faudrait-il faire pour vous convaincre ou vous aider à utiliser ces solutions alternatives ? », publiées sous "
        "Licence Ouverte 2.0 (Etalab). Les textes sont ceux des réponses, à la lettre ; les titres en sont tirés par "
        "le logiciel et marqués comme tels. Le fichier ne donne pas de date : le jour d’ouverture en tient lieu.</p>"
    ),
    "notice": (
        "Démonstration. Les 3 000 réponses sont réelles (Grand Débat, 2019). Les comptes, les arguments, "
        "les positions et la réponse de l’institution sont inventés."
    ),
}

BILL = {
    "slug": "republique-numerique",
    "title": "République numérique",
    "question": "Quelle loi pour une République numérique ?",
    "introduction": (
        "<p>À l’automne 2015, l’État a soumis son projet de loi à la discussion publique, article par article. Chacun "
        "pouvait proposer une modification, la soutenir ou la combattre par des arguments. Cette consultation est "
        "terminée : on peut la lire en entier, débat compris.</p>"
    ),
    "territory": "France entière",
    "language": "fr",
    "attribution": (
        "<p><i>Consultation sur le projet de loi pour une République numérique, 2015</i>. Licence Ouverte, telle que "
        "la rapportent ceux qui réutilisent ces données : aucun fichier de licence ne les accompagnait. Les auteurs "
        "ont été ôtés et les noms de participants remplacés par « [nom] ». Les totaux de positions ont été recueillis "
        "sur le site de 2015.</p>"
    ),
    "notice": "Démonstration. Contributions réelles de 2015 ; les totaux de positions viennent du site d’alors.",
}

ELECTORAL = {
    "slug": "canadian-electoral-reform",
    "title": "Canadian electoral reform",
    "question": "How should Canada elect its parliament?",
    "introduction": (
        "<p>Participants wrote short statements about voting in Canada, and said whether they agreed or disagreed "
        "with those of others. The conversation is over: every statement and every position can be read here.</p>"
    ),
    "territory": "Canada",
    "language": "en",
    "attribution": (
        "<p>Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under CC BY 4.0 "
        "with Attribution to The Computational Democracy Project. Case study: "
        "compdemocracy.org/case-studies/2016-canadian-electoral-reform. Statements that its moderators took out are "
        "left out; a <i>pass</i> is no position; participants bear a number.</p>"
    ),
    "notice": "Demonstration. Real statements and positions from a Polis conversation; participants are numbered.",
}

BILL_OPENS = datetime(2015, 9, 25, 22, 0, tzinfo=UTC)  # 26 September in Paris, the first date of the data
BILL_CLOSES = datetime(2015, 10, 18, 22, 0, tzinfo=UTC)  # the end of 18 October in Paris, its last
ELECTORAL_OPENS = datetime(2016, 12, 9, 9, 0, tzinfo=UTC)  # the first vote came 25 minutes later
ELECTORAL_CLOSES = datetime(2019, 2, 7, 0, 0, tzinfo=UTC)  # the last one on the day before

ARTICLE = {
    "slug": "demonstration",
    "title": "Ce qui est réel, ce qui est inventé",
    "lead": "Ce site est une démonstration. Les contributions sont réelles ; le débat autour d’elles est inventé.",
    "body": (
        "<h2>Ce qui est réel</h2><ul>"
        "<li><b>Se déplacer autrement</b> : 3 000 réponses au Grand Débat National de 2019 (données ouvertes, Licence "
        "Ouverte 2.0).</li>"
        "<li><b>République numérique</b> : les propositions et les arguments de la consultation publique de 2015 sur "
        "le projet de loi, sans leurs auteurs, et les totaux de positions recueillis alors (Licence Ouverte).</li>"
        "<li><b>Canadian electoral reform</b> : les énoncés et les votes d’une conversation Polis de 2016 (CC BY 4.0, "
        "The Computational Democracy Project).</li></ul>"
        "<p>Ces contributions n’ont pas de compte : leur origine tient la place de l’auteur.</p>"
        "<h2>Ce qui est inventé</h2><ul>"
        "<li>Les comptes de la démonstration et leurs noms.</li>"
        "<li>Les arguments et les positions sur « Se déplacer autrement », et les quelques propositions qui attendent "
        "d’y être lues. Chacun porte la mention « inventé pour la démonstration ».</li>"
        "<li>Les noms des thèmes, les pépites et la première synthèse ont été écrits à la main pour la "
        "démonstration, à partir des réponses réelles et en les citant à la lettre. Ils n’engagent ni l’État, ni les "
        "personnes qui ont répondu.</li>"
        "<li>La réponse de l’institution à un constat de cette synthèse, le nom de qui la signe et les engagements "
        "pris : aucune institution n’a répondu. Chacun dit qu’il est « inventé pour la démonstration ». L’échéance de "
        "l’un d’eux est le jour du chargement : on voit dès le lendemain comment le site dit un retard.</li></ul>"
    ),
}
