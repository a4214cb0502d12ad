"""P-4: after an erasure, a full dump of the database says nothing of the person; threads stay readable."""

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry

from participants.copies.asking import ask_for_copy
from participants.models import Follow, User
from participants.my_data import erase
from proposals.models import Argument, Comparison, Impression, Version
from tests import factories
from tests.amendment_factory import AmendmentFactory, AmendmentPositionFactory
from tests.guards import world as worlds

KEY, NAME, ADDRESS = 918_273_645, "Zoé Quintessence", "autrice@example.org"
LEAVE = "/mon-espace/effacer/"
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P-4")]


def dump() -> str:
    """Every row of every table, the index of the search included."""
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(lines)


def found_in_dump() -> list[str]:
    """The lines that hold the address, the name or the key of the person, in any spelling that a row may have."""
    words = (ADDRESS, NAME, "Quintessence", "Zo\\u00e9", str(KEY))
    return [line[:300] for line in dump().splitlines() if any(word.casefold() in line.casefold() for word in words)]


@pytest.fixture
def world(monkeypatch, at_noon):
    """All that the guards build, whose author is one person; and what else may name them."""
    make = factories.CitizenFactory

    def recognisable(**fields):
        return make(**({"pk": KEY, "display_name": NAME} if fields.get("email") == ADDRESS else {}), **fields)

    monkeypatch.setattr(factories, "CitizenFactory", recognisable)
    built = worlds.build()
    person, now = User.objects.get(pk=KEY), timezone.now()
    theirs = factories.ProposalFactory(consultation=built.consultation)
    AmendmentFactory(proposal=theirs, author=person)
    AmendmentPositionFactory(participant=person)
    Follow.objects.create(participant=person, target="se-deplacer/proposition/P-1", created_at=now)
    about = {"author": person, "writing": "0" * 32}
    Impression.objects.create(proposal=theirs, rank=1, score=0.5, shown_at=now, **about)
    Comparison.objects.create(older=theirs, newer=built.published, answer="close", words="par le prix", at=now, **about)
    ask_for_copy(participant=person)
    factories.PasskeyFactory(user=person, name=f"Clé de {NAME}")
    page = built.consultation
    page.owner = person
    page.save_revision(user=person)
    PageLogEntry.objects.log_action(page, "wagtail.edit", user=person)
    task = apps.get_model("django_ox", "OxTask").objects
    error = [{"traceback": f"SMTPRecipientsRefused: {{'{ADDRESS}': …}} {NAME}"}]
    for status in ("FAILED", "READY"):
        task.create(task_path="x", backend_name="default", status=status, errors=error, enqueued_at=now)
    return built


@pytest.mark.parametrize("choice", ["keep", "erase"])
def test_nothing_leads_to_the_person_and_threads_stay_readable(client, client_of, world, choice):
    before = "\n".join(found_in_dump())
    assert all(word in before for word in (ADDRESS, "Quintessence", str(KEY)))
    client.post("/connexion/", {"email": ADDRESS})
    browser = client_of(User.objects.get(pk=KEY))
    assert browser.post(LEAVE, {"sure": "on", "texts": choice}).url == "/compte-efface/"
    assert found_in_dump() == []
    said = world.published.versions.get(number=1).text
    page = client.get(world.published.get_absolute_url())
    assert page.status_code == 200
    assert ("Plus de trains" in said, "Plus de trains" in page.text) == (choice == "keep",) * 2
    assert (Argument.objects.get(pk=world.argument.pk).text != "") == (choice == "keep")
    for address in worlds.addresses(world, ["proposals:list", "proposals:detail", "proposals:version"]):
        assert client.get(address).status_code < 500


def test_words_that_go_leave_their_place_their_date_and_their_fingerprint(client, world):
    before = list(Version.objects.filter(proposal__author=KEY).order_by("pk").values_list("fingerprint", "created_at"))
    rows = [version.pk for version in Version.objects.filter(proposal__author=KEY).order_by("pk")]
    answer = factories.ArgumentFactory(proposal=world.published, text="Une réponse d’autrui")
    erase(participant=User.objects.get(pk=KEY), with_texts=True)
    after = Version.objects.filter(pk__in=rows).order_by("pk")
    assert list(after.values_list("fingerprint", "created_at")) == before
    assert {(version.title, version.text) for version in after} == {("", "")}
    assert not Comparison.objects.filter(words="par le prix").exists()
    client.cookies["langue"] = "en"
    page = client.get(world.published.get_absolute_url()).text
    assert answer.text in page
    assert page.count("Its author has erased these words.") == 2  # of the proposal and of the argument
    assert "Une bonne idée" not in dump()


def test_an_erased_proposal_has_a_name_in_lists(client, world):
    erase(participant=User.objects.get(pk=KEY), with_texts=True)
    client.cookies["langue"] = "en"
    assert "Words erased by their author" in client.get("/se-deplacer/propositions/").text


def test_words_kept_are_those_of_published_texts_only(world):
    erase(participant=User.objects.get(pk=KEY))
    assert world.published.versions.get(number=1).text
    assert world.waiting.versions.get(number=1).text == ""
    assert not Argument.objects.filter(state="submitted", proposal=world.published).exists()
