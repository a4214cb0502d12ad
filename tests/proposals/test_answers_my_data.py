"""A copy of one's data holds what one answered to others' amendments, also what is not in view."""

import io
import zipfile

import pytest

from participants.my_data import export_of
from proposals.amending import answering
from proposals.models import Amendment
from tests.amendment_factory import AmendmentFactory
from tests.proposals.amendment_help import PAGE

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P-3")]
KIND = "amendment_answers"


def answers_of(person):
    return [(row["amendment"], row["outcome"], row["answer"], row["state"]) for row in export_of(person)[KIND]]


@pytest.mark.parametrize("state", ["shown", "waits", "hidden"])
def test_the_words_that_declined_are_mine_whoever_reads_them(citizen, amendment, state):
    answering.decline(amendment=amendment, author=citizen, answer="Les bus manquent.")
    Amendment.objects.update(answer_state=state)
    assert answers_of(citizen) == [("P-1-M1", "declined", "Les bus manquent.", state)]
    assert export_of(citizen)[KIND][0]["address"] == PAGE


def test_they_stay_mine_when_the_amendment_is_withheld_or_its_author_gone(citizen, amendment):
    answering.decline(amendment=amendment, author=citizen, answer="Les bus manquent.")
    Amendment.objects.update(author=None)
    Amendment.objects.get().withhold(ground="Hors du sujet", at=amendment.created_at)
    (row,) = export_of(citizen)[KIND]
    assert row["answer"] == "Les bus manquent."
    assert amendment.wording not in str(row)  # the words of somebody else


def test_what_i_accepted_is_told_and_what_nobody_answered_is_not(citizen, amendment):
    assert answers_of(citizen) == []
    answering.accept(amendment=amendment, author=citizen)
    (row,) = export_of(citizen)[KIND]
    assert (row["outcome"], row["answer"], row["made_version"]) == ("accepted", "", 2)


def test_another_s_answers_are_not_mine(citizen, other_citizen, amendment):
    answering.decline(amendment=amendment, author=citizen, answer="Les bus manquent.")
    Amendment.objects.update(answer_state="waits")
    assert answers_of(other_citizen) == []
    assert "Les bus manquent." not in str(export_of(other_citizen))


def test_my_amendment_of_my_own_text_is_no_answer(citizen, proposal):
    AmendmentFactory(proposal=proposal, author=citizen)
    answering.accept(amendment=Amendment.objects.get(), author=citizen)
    assert answers_of(citizen) == []


def test_the_archive_holds_them(client, citizen, amendment):
    answering.decline(amendment=amendment, author=citizen, answer="Les bus manquent.")
    Amendment.objects.update(answer_state="waits")
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/mon-espace/mes-donnees/demander/")
    archive = zipfile.ZipFile(io.BytesIO(client.get("/mon-espace/mes-donnees/copie/").content))
    for name in ("mes-donnees.json", "mes-donnees.html", f"csv/{KIND}.csv"):
        assert "Les bus manquent." in archive.read(name).decode(), name
