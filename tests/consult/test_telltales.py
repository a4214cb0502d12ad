"""What the shape of a text tells: personal data, links, capitals, the same words; with what only looks like it."""

import doctest
import time

import pytest

from consult import personal_data as personal
from consult import telltales
from consult.personal_data import personal_data
from consult.telltales import capitals, grams, in_common, links

pytestmark = pytest.mark.requirement("M-10")


@pytest.mark.parametrize("module", [personal, telltales], ids=lambda module: module.__name__)
def test_the_examples_hold(module):
    failed, tried = doctest.testmod(module)
    assert tried
    assert not failed


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("Appelez-moi au 06 12 34 56 78 le soir.", "telephone", "06 12 34 56 78"),
        ("Mon fixe : 05.61.22.33.44", "telephone", "05.61.22.33.44"),
        ("Tél. 0612345678.", "telephone", "0612345678"),
        ("Depuis la Belgique, +32 2 123 45 67 répond.", "telephone", "+32 2 123 45 67"),
        ("Joignable au +33 (0)6 12 34 56 78", "telephone", "+33 (0)6 12 34 56 78"),
        ("ou au 0033612345678", "telephone", "0033612345678"),
        ("Écrivez à camille.durand+velo@exemple.fr pour en parler", "email", "camille.durand+velo@exemple.fr"),
        ("camille [at] exemple.fr", "email", "camille [at] exemple.fr"),
        ("J’habite 12, rue de la Paix 75002 Paris", "postal", "12, rue de la Paix 75002"),
        ("au 3 bis avenue Jean-Jaurès,\n69007 Lyon", "postal", "3 bis avenue Jean-Jaurès,\n69007"),
        ("14 place du Marché – 35000 Rennes", "postal", "14 place du Marché – 35000"),
    ],
)
def test_ways_to_reach_a_person_are_found(text, kind, piece):
    (found,) = personal_data(text)
    assert (found.kind, text[found.start : found.end]) == (kind, piece)


@pytest.mark.parametrize(
    "text",
    [
        "Entre 2010-2020, puis de 2020 à 2030, rien n’a changé.",
        "Le ticket coûte 1,90 € et l’abonnement 86,40 € ; le projet 1 234 567 890 €.",
        "L’article 12 de la loi n° 2015-1234567890 du 7 août 2015.",
        "Le 01.02.2024 à 12h, puis les 06 12 2019 et 05 04 2020.",
        "La rue de la République est dangereuse.",
        "Au 12 rue de la Paix, il passe 10000 voitures par jour.",
        "La rue Victor-Hugo, à 75002 Paris, sans numéro.",
        "SIRET 012 345 678 00012",
        "Un gain de +10 000 000 000 de francs.",
        "Le numéro de la mairie : 08 00 12 34 56 (gratuit).",
        "@mairie, répondez !",
        "Bac +3 01 02 2019 2020",
    ],
)
def test_what_only_looks_like_it_is_left(text):
    assert personal_data(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("https://a.org http://b.org/page?x=1 www.c.fr", 3),
        ("Voir exemple.com/plan et sous.domaine.gouv.fr.", 2),
        ("Écrire à ana@exemple.fr", 0),
        ("Le train de 8h.Le bus, p.ex. la nuit, etc.", 0),
        ("Version 2.0 du plan, art. L.121-1", 0),
    ],
)
def test_links(text, count):
    assert len(links(text)) == count


@pytest.mark.parametrize(
    ("text", "shouts"),
    [
        ("ARRÊTEZ DE NOUS PRENDRE POUR DES IMBÉCILES, ÇA SUFFIT MAINTENANT", True),
        ("Merci. " * 40 + "RENDEZ-NOUS NOS TRAINS DU SOIR ET DU DIMANCHE TOUT DE SUITE !", True),
        ("SNCF RER TGV", False),
        ("La SNCF, la RATP, le RER, le TGV, les TER et l’ADEME doivent travailler ensemble.", False),
        ("NON MERCI", False),
        ("Un TITRE EN CAPITALES puis des phrases ordinaires.", False),
    ],
)
def test_capitals(text, shouts):
    assert bool(capitals(text)) == shouts


def test_nine_tenths_in_common():
    sixty = "Le train du soir manque, et {} " + " ".join(f"mot{n}x" for n in range(60))
    same, other = grams(sixty.format("le bus")), grams(sixty.format("Le  BUS !"))
    assert in_common(same, other) == 1.0
    assert in_common(same, grams(sixty.format("le tram"))) >= 0.9
    assert in_common(same, grams("Des pistes cyclables sûres pour aller à l’école")) == 0.0
    assert in_common(grams("Je suis d’accord"), grams("Je suis d’accord")) == 0.0


@pytest.mark.parametrize("piece", ["a", "1 rue ", "1 rue a", "0 ", "a.a", "+1 ", "A ", "www."])
def test_no_text_keeps_the_machine_busy(piece):
    text = piece * 10_000
    begun = time.process_time()
    personal_data(text), links(text), capitals(text)
    assert time.process_time() - begun < 1
