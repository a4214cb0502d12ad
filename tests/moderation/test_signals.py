"""M-10: what is noticed in a text orders the queue, each with its reason, and does nothing else."""

import doctest
import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.template import engines
from django.urls import reverse
from django.utils import translation

from cms.site_setup import MODERATION
from consult.settings import base
from moderation import actions, insults, queue
from moderation.floods import Sent, floods
from moderation.models import Decision, Insult, Signals
from moderation.noticing import look, look_at_new
from participants.my_data import erase
from proposals.actions import argue, submit
from proposals.models import Proposal
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.factories import ArgumentFactory, CitizenFactory, ProposalFactory, add_version, open_consultation, staff

QUEUE = "/admin/moderation/"
EVERYTHING = (
    "BANDE DE CONS ! VOUS NOUS PRENEZ POUR DES MOUTONS ET NOUS EN AVONS ASSEZ, REGARDEZ www.un.fr, www.deux.fr et "
    "www.trois.fr. Appelez le 06 12 34 56 78, écrivez à camille@exemple.fr, venez au 12, rue de la Paix 75002 Paris."
)
ALL_KINDS = set(Signals.Kind.values)
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M-10")]


@pytest.fixture
def make(consultation):
    """A proposal that waits, by an old account unless said."""

    def made(text="Plus de trains le soir et le dimanche, à un prix raisonnable.", **fields):
        given = {"title": "Une idée", "created_at": NOON, "waiting": True, "consultation": consultation}
        return ProposalFactory(text=text, **{**given, **fields})

    return made


def kinds(subject) -> set[str]:
    return {one["kind"] for one in Signals.objects.on(subject).get().found}


def references() -> list[str]:
    return [item.subject.reference for item in queue.items(list(queue.rows()))]


def newcomer(**fields):
    return CitizenFactory(joined_at=NOON - timedelta(hours=1), **fields)


def test_the_examples_hold():
    failed, tried = doctest.testmod(insults)
    assert tried
    assert not failed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Voir www.un.fr, www.deux.fr et https://trois.fr/plan", "links"),
        ("RENDEZ-NOUS NOS TRAINS DU SOIR ET DU DIMANCHE TOUT DE SUITE", "capitals"),
        ("Le maire est un CRETIN.", "insult"),
        ("Quelle bande de cons.", "insult"),
        ("Écrivez à camille@exemple.fr", "email"),
        ("Appelez le 06 12 34 56 78", "telephone"),
        ("J’habite 12, rue de la Paix 75002 Paris", "postal"),
    ],
)
def test_each_signal_moves_its_text_up_with_its_reason(client_of, moderator, make, text, kind):
    make(created_at=NOON - timedelta(days=2))
    make(text)
    assert references() == ["P-1", "P-2"]
    assert look(at=NOON) == 2
    assert kinds(Proposal.objects.get(number=2)) == {kind}
    assert references() == ["P-2", "P-1"]
    first, second = queue.items(list(queue.rows()))
    assert (first.tier, second.tier) == (queue.SIGNALLED, queue.WAITING)
    (signal,) = first.signals
    with translation.override("en"):
        assert first.reason == f"Waits for its first reading – {first.signals[0].line}"
        assert signal.quotes
        assert second.reason == "Waits for its first reading"


@pytest.mark.parametrize(
    "text",
    [
        "Deux liens : www.un.fr et www.deux.fr.",
        "La SNCF, la RATP, le RER et le TGV.",
        "Il put venir à Scunthorpe, dans la demeure, entre deux cônes ; un bruit abrutissant sans retard.",
        "Au 12 rue de la Paix, 10000 voitures par jour entre 2010 et 2020 pour 1 234 567 €.",
        "L’article 12 parle de débilitation, de crétacé, d’imputation et d’idiotisme.",
    ],
)
def test_what_only_looks_like_it_moves_nothing(make, text):
    subject = make(text)
    look(at=NOON)
    assert kinds(subject) == set()
    assert [item.tier for item in queue.items(list(queue.rows()))] == [queue.WAITING]


def test_an_account_younger_than_a_day_comes_after_what_words_show_and_before_the_others(make):
    make(created_at=NOON - timedelta(days=1))
    make(author=newcomer())
    make("Appelez le 06 12 34 56 78", created_at=NOON + timedelta(minutes=1))
    make(author=CitizenFactory(joined_at=NOON - timedelta(hours=24)), created_at=NOON + timedelta(minutes=2))
    look(at=NOON)
    assert references() == ["P-3", "P-2", "P-1", "P-4"]
    assert queue.items(list(queue.rows()))[1].tier == queue.NEWCOMER


def test_arguments_and_amendments_are_looked_at_too(consultation):
    above = ProposalFactory(consultation=consultation)
    given = {"proposal": above, "waiting": True, "created_at": NOON}
    given["author"] = CitizenFactory(joined_at=NOON - timedelta(days=9))
    argument = ArgumentFactory(text="Écrivez à camille@exemple.fr", **given)
    amendment = AmendmentFactory(reason="Le maire est un crétin, voilà pourquoi.", **given)
    assert look(at=NOON) == 2
    assert (kinds(argument), kinds(amendment)) == ({"email"}, {"insult"})


def test_reports_stay_before_signals(make, ground):
    make("Appelez le 06 12 34 56 78")
    reported = make(waiting=False)
    look(at=NOON)
    actions.report(subject=reported, ground=ground, words="Voyez la fin.", at=NOON)
    assert references() == ["P-2", "P-1"]


def test_pages_of_the_queue_follow_its_order(make, moderator):
    for text in ("Le train.", "Appelez le 06 12 34 56 78", "Le bus.", "Écrivez à camille@exemple.fr"):
        make(text, created_at=NOON + timedelta(minutes=Proposal.objects.count()))
    make(author=newcomer())
    look(at=NOON)
    rows = [queue.Row(*row) for row in queue.rows()]
    assert [row.tier for row in rows] == [queue.SIGNALLED] * 2 + [queue.NEWCOMER] + [queue.WAITING] * 2
    for n, row in enumerate(rows):
        before, after = queue.neighbours(row, queue.Filters())
        assert before == (rows[n - 1] if n else None)
        assert after == (rows[n + 1] if n + 1 < len(rows) else None)
        assert queue.next_free(row, queue.Filters(), moderator, at=NOON) == after


def test_three_times_the_same_words_are_a_flood_for_all_three(make):
    words = "Votez pour le projet de l’association des amis du tram du plateau, "
    first = make(words + "merci.", created_at=NOON - timedelta(hours=23))
    second = make(words + "Merci !", created_at=NOON - timedelta(hours=5))
    look(at=NOON)
    assert kinds(first) == kinds(second) == set()
    third = make(words.upper().lower() + "merci…")
    make("Un texte tout autre, qui parle de pistes cyclables et d’écoles.")
    assert look(at=NOON) == 4  # the two new ones, and the two that belong to the flood
    for subject in (first, second, third):
        (flood,) = Signals.objects.on(subject).get().found
        assert (flood["kind"], flood["count"], flood["accounts"]) == ("flood", 3, 3)
    assert look(at=NOON) == 0


@pytest.mark.parametrize(
    ("hours", "texts"),
    [
        ([0, 1], ["Les mêmes mots envoyés deux fois seulement."] * 2),
        ([0, 13, 26], ["Les mêmes mots sur plus d’un jour entier."] * 3),
        ([0, 1, 2], ["Je suis d’accord."] * 3),
    ],
    ids=["twice", "slower", "few words"],
)
def test_less_is_no_flood(make, hours, texts):
    for after, text in zip(hours, texts, strict=True):
        make(text, created_at=NOON + timedelta(hours=after))
    look(at=NOON)
    assert all(row.found == [] for row in Signals.objects.all())


def test_a_day_of_five_thousand_texts_is_compared_quickly():
    words = [" ".join(f"mot{(n * 7 + m * m) % 100_003}" for m in range(60)) for n in range(5_000)]
    said = [Sent("proposal", n, n, NOON, text) for n, text in enumerate(words)]
    begun = time.process_time()
    assert floods({("proposal", n) for n in range(200)}, said) == {}
    assert time.process_time() - begun < 5
    again = [said[0]._replace(pk=9_000 + n) for n in range(2)]
    assert set(floods({("proposal", 0)}, [*said, *again])) == {("proposal", 0)}


def test_another_version_is_looked_at_anew(make):
    subject = make("Appelez le 06 12 34 56 78")
    look(at=NOON)
    add_version(subject, title="Une idée", text="Plus de trains.")
    assert [item.tier for item in queue.items(list(queue.rows()))] == [queue.WAITING]
    assert queue.items(list(queue.rows()))[0].signals == []
    assert look(at=NOON) == 1
    assert kinds(subject) == set()
    assert Signals.objects.count() == 1


def test_signals_go_with_the_decision(make, moderator):
    subject = make("Appelez le 06 12 34 56 78")
    look(at=NOON)
    actions.decide(subject=subject, by=moderator, kind="publish", seen=0)
    assert not Signals.objects.exists()
    assert look(at=NOON) == 0


def test_signals_that_came_with_the_decision_go_at_the_next_look(make, moderator):
    subject = make("Appelez le 06 12 34 56 78")
    actions.decide(subject=subject, by=moderator, kind="publish", seen=0)
    Signals.objects.create(proposal=subject, version=subject.current, strength=2, found=[], looked_at=NOON)
    look(at=NOON)
    assert not Signals.objects.exists()


def test_signals_hold_no_word_and_go_with_the_text(make):
    author = CitizenFactory(email="autrice@example.org")
    subject = make("Le maire est un crétin : camille@exemple.fr, 06 12 34 56 78.", author=author)
    look(at=NOON)
    assert kinds(subject) == {"insult", "email", "telephone"}
    kept = str(Signals.objects.values_list("found", flat=True).get())
    assert not any(word in kept for word in ("tin", "camille", "exemple", "06", "12 34"))
    erase(participant=author, with_texts=True)
    assert not Signals.objects.exists()
    look(at=NOON)
    assert all(row.found == [] for row in Signals.objects.all())


def test_a_list_that_the_team_changes_is_what_is_looked_for(make):
    Insult.objects.all().delete()
    Insult.objects.create(words="Zigoto", language="fr")
    old, new = make("Le maire est un crétin."), make("Quels zigotos !")
    look(at=NOON)
    assert (kinds(old), kinds(new)) == (set(), {"insult"})


def test_moderators_edit_the_list_in_the_admin(client_of, make, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")  # Wagtail's own pages count on it
    rights = [right for right in MODERATION.permissions if right.startswith("moderation.")]
    desk = client_of(staff("relecture@example.org", "Relecture", rights))
    assert "abruti" in desk.get("/admin/snippets/moderation/insult/").text
    assert desk.get("/admin/snippets/moderation/insult/add/").status_code == 200
    assert desk.post("/admin/snippets/moderation/insult/add/", {"words": "zigoto", "language": "fr"}).status_code == 302
    subject = make("Quels ZIGOTOS !")
    look(at=NOON)
    assert kinds(subject) == {"insult"}


def test_nothing_new_is_seven_queries(make, django_assert_num_queries):
    make(EVERYTHING)
    look(at=NOON)
    with django_assert_num_queries(7):
        look(at=NOON)


@pytest.mark.parametrize(
    "found",
    [
        {"proposal": None},
        {"version": None},
    ],
    ids=["of nothing", "of no version"],
)
def test_the_database_refuses_signals_of_nothing(make, found):
    subject = make()
    row = {"proposal": subject, "version": subject.current, "strength": 0, "looked_at": NOON, **found}
    with pytest.raises(IntegrityError), transaction.atomic():
        Signals.objects.create(**row)


def test_the_reason_of_a_flood_says_how_many_and_from_how_many(make):
    author = CitizenFactory(joined_at=NOON - timedelta(days=9))
    for n in range(4):
        make("Les mêmes mots pour le tram du plateau.", **({"author": author} if n else {}))
    look(at=NOON)
    with translation.override("en"):
        reasons = {item.signals[0].line for item in queue.items(list(queue.rows()))}
    assert reasons == {"the same words 4 times within a day from 2 accounts"}


def test_the_page_of_a_text_shows_each_signal_and_marks_its_words(client_of, moderator, make):
    subject = make("Le maire <b>est</b> un CRÉTIN.\n\nAppelez le 06 12 34 56 78.")
    desk = client_of(moderator)
    assert "<mark>" not in desk.get(queue.item_url(subject)).text
    look(at=NOON)
    page = desk.get(queue.item_url(subject)).text
    assert "&lt;b&gt;est&lt;/b&gt; un <mark>CRÉTIN</mark>." in page
    assert "<mark>06 12 34 56 78</mark>" in page
    assert "<q>CRÉTIN</q>" in page
    assert "CRÉTIN)" in desk.get(QUEUE).text


def test_the_page_of_an_amendment_marks_its_reason(client_of, moderator, consultation):
    amendment = AmendmentFactory(
        proposal__consultation=consultation, waiting=True, reason="Voyez www.un.fr, www.deux.fr, www.trois.fr"
    )
    look(at=NOON)
    assert "<mark>www.un.fr,</mark>" in client_of(moderator).get(queue.item_url(amendment)).text


def test_the_queue_costs_the_same_with_signals(client_of, moderator, make, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = client_of(moderator)
    make()
    look(at=NOON)
    desk.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        desk.get(QUEUE)
    for _turn in range(5):
        make(EVERYTHING, author=newcomer())
    look(at=NOON)
    with django_assert_num_queries(len(few)):
        desk.get(QUEUE)


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("moderation", ["before", "after"])
def test_with_every_signal_a_text_fares_as_without(client, moderation):
    """The same steps with and without the machine: the same states, the same pages, no decision."""
    told = []
    for slug, watched in (("calme", False), ("guette", True)):
        page = open_consultation(slug, title="Se déplacer", moderation=moderation)
        type(page).objects.filter(pk=page.pk).update(newcomer_links=None, newcomer_pause=None, repeat_minutes=None)
        page.refresh_from_db()
        author = newcomer()
        typed = {"title": "Un titre", "text": EVERYTHING, "tags": ["train"]}
        sent = [submit(consultation=page, author=author, **typed) for _n in range(3)]
        under = ProposalFactory(consultation=page)
        sent += [argue(proposal=under, author=author, stance="for", text=EVERYTHING, source_url="")]
        if watched:
            assert look(at=NOON) >= 4
            assert kinds(sent[0]) == ALL_KINDS
        for one in sent:
            one.refresh_from_db()
        addresses = [sent[0].get_absolute_url(), reverse("proposals:list", args=[slug])]
        pages = [client.get(address) for address in addresses]
        told.append(
            {
                "states": [(one.state, one.published_at, one.withheld_ground) for one in sent],
                "pages": [(page.status_code, "BANDE DE CONS" in page.text) for page in pages],
                "decisions": Decision.objects.count(),
            }
        )
        if not watched:
            Signals.objects.all().delete()
    assert told[0] == told[1]
    assert told[0]["decisions"] == 0
    assert {state for state, *_rest in told[0]["states"]} == {"published" if moderation == "after" else "submitted"}


def test_what_was_read_or_imported_is_not_looked_at(make):
    make(EVERYTHING, waiting=False)
    assert look_at_new.func() == 0
    assert not Signals.objects.exists()


def test_it_runs_by_itself_every_half_minute():
    schedules = base.TASKS["default"]["OPTIONS"]["SCHEDULES"].values()
    assert {"task": "moderation.noticing.look_at_new", "every": 30} in list(schedules)
