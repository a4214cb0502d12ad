"""The texts that a new site begins with. An organiser changes them in the admin; the command never overwrites."""

from typing import NamedTuple

CONSENT_FR = """\
Ce que vous écrivez ici dit souvent ce que vous pensez de la vie publique. La loi protège particulièrement ces \
opinions (règlement général sur la protection des données, article 9) : nous ne pouvons les garder qu’avec votre \
accord.

Ce que nous en faisons
– Vos propositions, vos arguments et vos positions servent à écrire la synthèse de la consultation à laquelle vous \
répondez, et à rien d’autre.
– Ce que vous écrivez est public, avec le nom que vous choisissez ; un pseudonyme convient.
– Vos positions (d’accord, mitigé, pas d’accord) ne sont montrées qu’en totaux : personne ne lit la vôtre.
– Votre adresse électronique n’est jamais montrée. Elle sert à vous connecter et à vous dire ce que devient votre \
contribution.

Ce que nous n’en faisons pas
– Aucun profil de vous n’est établi, aucune publicité ne vous est adressée.
– Rien n’est vendu, ni rapproché d’un autre fichier ou d’un réseau social.

Vos droits
– Vous pouvez reprendre cet accord à tout moment, depuis votre espace, aussi simplement que vous le donnez.
– Vous pouvez emporter vos données et faire effacer ce que vous avez écrit.
"""

CONSENT_EN = """\
What you write here often says what you think about public life. The law protects such opinions in particular \
(General Data Protection Regulation, article 9): we may keep them only if you agree.

What we do with them
– Your proposals, arguments and positions serve to write the synthesis of the consultation that you answer, and \
nothing else.
– What you write is public, under the name that you choose; a pseudonym is fine.
– Your positions (agree, mixed, disagree) are shown as totals only: nobody reads yours.
– Your e-mail address is never shown. It serves to sign you in and to tell you what becomes of what you wrote.

What we do not do
– No profile of you is made, and no advertising is sent to you.
– Nothing is sold, or matched with another file or a social network.

Your rights
– You can take this agreement back at any time, from your space, as simply as you give it.
– You can take your data away, and have what you wrote erased.
"""


class FirstGround(NamedTuple):
    """An article of the charter, before it is in the database."""

    kind: str
    title: str
    text: str


GROUNDS = (
    FirstGround(
        "charter",
        "Insultes et attaques personnelles",
        "On discute des idées, pas des personnes. Les insultes, les moqueries et les attaques contre quelqu’un, "
        "qu’il participe ou non, sont retirées.",
    ),
    FirstGround(
        "illegal",
        "Haine et discrimination",
        "Les propos qui rabaissent, menacent ou excluent des personnes à cause de leur origine, de leur religion, de "
        "leur sexe, de leur orientation sexuelle, de leur santé ou d’un handicap sont interdits par la loi.",
    ),
    FirstGround(
        "illegal",
        "Appel à la violence",
        "Appeler à frapper, à détruire ou à menacer, ou s’en réjouir, est interdit par la loi.",
    ),
    FirstGround(
        "charter",
        "Données personnelles d’une autre personne",
        "Le nom d’un particulier, son adresse, son numéro de téléphone, sa santé ou sa vie privée ne se publient pas "
        "sans son accord.",
    ),
    FirstGround(
        "charter",
        "Hors sujet",
        "La contribution ne répond pas à la question posée. Être en désaccord avec la question n’est pas hors sujet.",
    ),
    FirstGround(
        "charter",
        "Publicité et messages répétés",
        "La contribution vend quelque chose, renvoie vers un site sans rapport, ou reprend le même texte de nombreuses "
        "fois.",
    ),
    FirstGround(
        "charter",
        "Fausse identité",
        "La contribution se fait passer pour une autre personne ou pour un organisme. Un pseudonyme reste permis.",
    ),
    FirstGround(
        "illegal",
        "Autre contenu illégal",
        "Diffamation, atteinte à la vie privée, contrefaçon, ou tout autre propos que la loi interdit. La décision dit "
        "quel texte s’applique.",
    ),
)


class FirstArticle(NamedTuple):
    """A page of text, before it is in the database."""

    slug: str
    title: str
    lead: str
    body: str


HOME_HEADLINE = "Répondre ensemble, et pouvoir vérifier"
HOME_LEAD = (
    "Une question publique, les réponses de chacun et de chacune, et une synthèse dont chaque phrase renvoie aux "
    "contributions sur lesquelles elle repose."
)

ABOUT = FirstArticle(
    "a-propos",
    "À propos",
    "Ce site sert à répondre ensemble à une question publique. Il est fait pour réfléchir, pas pour faire campagne.",
    """\
<h2>Comment ça se passe</h2>
<ol>
<li>Une question est posée. Vous déposez une proposition, avec vos mots, ou vous dites où vous vous situez sur \
celles des autres.</li>
<li>Les idées qui se ressemblent sont rapprochées par un calcul, puis lues par des personnes. Les idées rares sont \
cherchées elles aussi.</li>
<li>Une synthèse est publiée. Chacune de ses phrases s’appuie sur des passages cités à la lettre.</li>
</ol>
<h2>Ce que vous pouvez vérifier</h2>
<ul>
<li>D’une phrase de la synthèse, vous remontez aux contributions citées. D’une contribution, vous voyez ce \
qu’elle est devenue.</li>
<li>Rien ne disparaît sans trace : un texte retiré de la vue laisse sa place, avec le motif de la décision.</li>
<li>Le registre public garde chaque étape. Ses lignes sont liées l’une à l’autre : en changer une se voit.</li>
<li>Le regroupement des idées peut être rejoué : la synthèse donne ses réglages et ses empreintes.</li>
</ul>
<h2>Ce qu’une consultation ne dit pas</h2>
<p>Les personnes qui répondent ne représentent qu’elles-mêmes. Un nombre de réponses n’est pas un sondage.</p>
""",
)

PRIVACY = FirstArticle(
    "donnees-personnelles",
    "Données personnelles",
    "Ce que nous gardons de vous, pourquoi, et comment le reprendre.",
    """\
<h2>Lire sans être suivi</h2>
<p>Lire ce site ne demande pas de compte et ne dépose aucun cookie. Aucune page ne fait appel à un autre site, et \
rien ne mesure votre visite.</p>
<h2>Ce que nous gardons quand vous participez</h2>
<ul>
<li>Votre adresse électronique, pour vous connecter et vous prévenir. Elle n’est jamais publiée.</li>
<li>Le nom que vous choisissez de montrer. Un pseudonyme convient.</li>
<li>Vos propositions et vos arguments, qui sont publics.</li>
<li>Vos positions, qui ne paraissent qu’en totaux.</li>
<li>Vos brouillons, que personne d’autre que vous ne lit. Laissés quatre-vingt-dix jours, ils sont supprimés.</li>
<li>Votre accord sur l’usage de vos opinions, avec sa date et l’empreinte du texte que vous avez lu.</li>
</ul>
<h2>Pourquoi</h2>
<p>Ces opinions servent à écrire la synthèse de la consultation, et à rien d’autre. La base est votre accord \
(règlement général sur la protection des données, articles 6 et 9). Aucun profil n’est établi, rien n’est vendu ni \
rapproché d’un autre fichier.</p>
<h2>Les cookies</h2>
<p>Trois au plus, et seulement quand vous agissez : la connexion, la protection des formulaires, le choix de la \
langue.</p>
<p>Pendant que vous écrivez, votre navigateur garde vos mots jusqu’à ce que le site les ait : une coupure ne les perd \
pas. Ils en partent quand vous envoyez ou supprimez votre texte, et quand vous vous déconnectez.</p>
<h2>Vos droits</h2>
<p>Depuis votre espace, vous pouvez emporter vos données, reprendre votre accord et faire effacer ce que vous avez \
écrit. Pour toute autre demande, écrivez à l’organisme qui tient ce site ; vous pouvez aussi saisir la CNIL.</p>
""",
)

ACCESSIBILITY = FirstArticle(
    "accessibilite",
    "Accessibilité : non conforme",
    "Ce site n’a pas encore été audité. Tant qu’il ne l’a pas été, nous le disons non conforme.",
    """\
<h2>État de conformité</h2>
<p>Ce site est <b>non conforme</b> au Référentiel général d’amélioration de l’accessibilité (RGAA 4.1), car aucun \
audit n’a encore été fait. Il a été conçu pour être lu au clavier, avec un lecteur d’écran, sur un petit écran et \
sans JavaScript ; des contrôles automatiques le vérifient, mais ils ne remplacent pas un audit.</p>
<h2>Nous signaler une difficulté</h2>
<p>Si quelque chose vous empêche de lire ou de participer, écrivez à l’organisme qui tient ce site : une autre façon \
d’y accéder vous sera proposée.</p>
<h2>Si aucune réponse ne vous convient</h2>
<p>Vous pouvez écrire au Défenseur des droits, en ligne, par courrier gratuit et sans timbre (Défenseur des droits, \
Libre réponse 71120, 75342 Paris CEDEX 07), ou rencontrer son délégué dans votre région.</p>
""",
)

ARTICLES = (ABOUT, PRIVACY, ACCESSIBILITY)
