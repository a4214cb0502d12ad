"""Who is paused contests it once; another moderator answers in words, and the database holds that."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from consult.errors import NotYours
from consult.models import JournalEntry
from moderation import actions, pause_figures, pause_reading, pauses
from moderation.models import Pause, closes_at
from participants.models import Notice
from participants.my_data import erase, export_of
from proposals.pausing import WritingPaused
from proposals.permissions import refuse_submitting
from tests import factories
from tests.conftest import NOON

DAYS = timedelta(days=1)
WORDS = "Je n’ai nommé personne : relisez la fin."
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("M-3")]


@pytest.fixture
def paused(consultation, citizen, moderator, ground):
    text = factories.ProposalFactory(consultation=consultation, author=citizen)
    why = {"ground": ground, "facts": "Une insulte à la fin.", "words": "Sans viser personne, merci."}
    return pauses.pause(subject=text, by=moderator, ends_at=NOON + 7 * DAYS, **why)


@pytest.fixture
def contested(paused, citizen):
    return pauses.contest(pause=paused, by=citizen, words=WORDS)


def last_event():
    return JournalEntry.objects.order_by("-number").values_list("event", "content").first()


def test_overturned_the_author_writes_again_at_once(contested, citizen, other_moderator):
    with pytest.raises(WritingPaused):
        refuse_submitting(citizen, contested.consultation, at=NOON)
    pauses.answer(pause=contested, by=other_moderator, outcome="overturned", words="En effet.")
    refuse_submitting(citizen, contested.consultation, at=NOON)
    assert last_event() == ("author.pause_overturned", {"pause": 1})
    notice = Notice.objects.get(recipient=citizen, kind="moderation.pause_answered")
    assert "En effet." in notice.body
    kept = Pause.objects.get()
    assert (kept.lifted_by, kept.answered_by, kept.in_force) == (other_moderator, other_moderator, False)


def test_upheld_the_pause_stands(contested, citizen, other_moderator):
    pauses.answer(pause=contested, by=other_moderator, outcome="upheld", words="La fin vise une personne.")
    with pytest.raises(WritingPaused):
        refuse_submitting(citizen, contested.consultation, at=NOON)
    assert last_event() == ("author.pause_upheld", {"pause": 1})
    assert "article 21" in Notice.objects.get(kind="moderation.pause_answered").body


def test_first_moderator_does_not_answer(contested, moderator):
    with pytest.raises(actions.NotImpartial):
        pauses.answer(pause=contested, by=moderator, outcome="upheld", words="Non.")
    assert Pause.objects.get().is_waiting


def test_database_refuses_the_first_moderator_too(contested, moderator):
    answer = {"outcome": "upheld", "answer": "Non.", "answered_at": NOON}
    with pytest.raises(IntegrityError, match="pause_answered_by_another"), transaction.atomic():
        Pause.objects.update(**answer, answered_by=moderator)


def test_one_answers_once_in_words(contested, other_moderator):
    with pytest.raises(pauses.WordsMissing):
        pauses.answer(pause=contested, by=other_moderator, outcome="upheld", words=" ")
    pauses.answer(pause=contested, by=other_moderator, outcome="upheld", words="Relu.")
    with pytest.raises(pauses.AlreadyAnswered):
        pauses.answer(pause=contested, by=other_moderator, outcome="overturned", words="Finalement.")
    assert Pause.objects.get().outcome == "upheld"


def test_nobody_answers_where_nobody_contests(paused, other_moderator):
    with pytest.raises(pauses.AlreadyAnswered):
        pauses.answer(pause=paused, by=other_moderator, outcome="overturned", words="Relu.")


def test_only_the_author_contests_once(contested, citizen, other_citizen):
    with pytest.raises(NotYours):
        pauses.contest(pause=contested, by=other_citizen, words=WORDS)
    assert pauses.contest(pause=contested, by=citizen, words=WORDS) == contested  # the same form sent again
    with pytest.raises(pauses.AlreadyContested):
        pauses.contest(pause=contested, by=citizen, words="Autre chose.")
    assert JournalEntry.objects.filter(event="author.pause_contested").count() == 1


def test_it_is_contested_for_six_months_after_its_end_too(paused, citizen):
    closes = closes_at(NOON)
    with pytest.raises(pauses.TooLate):
        pauses.contest(pause=paused, by=citizen, words=WORDS, at=closes)
    assert pauses.contest(pause=paused, by=citizen, words=WORDS, at=closes - timedelta(seconds=1)).is_waiting


def test_overturned_after_its_end_is_not_lifted_twice(contested, other_moderator):
    after = contested.ends_at + DAYS
    pauses.answer(pause=contested, by=other_moderator, outcome="overturned", words="En effet.", at=after)
    assert Pause.objects.get().lifted_at is None


def test_what_was_lifted_is_not_contested(paused, citizen, moderator):
    pauses.lift(pause=paused, by=moderator)
    with pytest.raises(pauses.NothingToContest):
        pauses.contest(pause=paused, by=citizen, words=WORDS)


def test_wordless_contesting_is_refused(paused, citizen):
    with pytest.raises(pauses.WordsMissing):
        pauses.contest(pause=paused, by=citizen, words="  ")


@pytest.mark.requirement("M-5")
def test_register_counts_what_a_recount_of_rows_gives(contested, citizen, other_citizen, moderator, other_moderator):
    text = factories.ProposalFactory(consultation=contested.consultation, author=other_citizen)
    why = {"ground": contested.ground, "facts": "x", "words": "y"}
    second = pauses.pause(subject=text, by=moderator, ends_at=NOON + DAYS, **why)
    pauses.lift(pause=second, by=moderator, at=NOON + timedelta(hours=1))
    april = NOON + 31 * DAYS
    pauses.answer(pause=contested, by=other_moderator, outcome="overturned", words="En effet.", at=april)
    later, first = pause_figures.month_figures()
    assert first[1:] == (2, 1, 1, 0)
    assert later[1:] == (0, 0, 0, 1)
    assert (later.month.month, first.month.month) == (4, 3)
    rows = list(Pause.objects.all())
    assert first.begun == len(rows)
    assert later.overturned == sum(row.is_overturned for row in rows)
    assert pause_figures.month_figures("autre") == []


def test_overturned_while_it_runs_counts_as_overturned_and_not_as_lifted(contested, other_moderator):
    pauses.answer(pause=contested, by=other_moderator, outcome="overturned", words="En effet.")
    (month,) = pause_figures.month_figures()
    assert month[1:] == (1, 0, 1, 1)


def test_pauses_of_a_private_consultation_are_not_counted(contested):
    contested.consultation.unpublish()
    assert pause_figures.month_figures() == []


def test_author_takes_it_away_without_the_moderators_name(contested, citizen, moderator):
    (row,) = export_of(citizen)["pauses"]
    assert (row["number"], row["contest"], row["text"]) == (1, WORDS, "P-1")
    assert moderator.display_name not in str(row)


def test_moderator_takes_away_what_they_decided_without_the_author(contested, moderator, citizen):
    (row,) = export_of(moderator)["pauses_decided"]
    assert row["as"] == "decided"
    assert citizen.display_name not in str(row)
    assert WORDS not in str(row)


@pytest.mark.requirement("P-4")
def test_erased_author_leaves_a_pause_without_words(contested, citizen, other_moderator):
    pauses.answer(pause=contested, by=other_moderator, outcome="upheld", words="La fin vise une personne.")
    erase(participant=citizen)
    kept = Pause.objects.get()
    assert (kept.participant, kept.facts, kept.words, kept.contest, kept.answer) == (None, "–", "–", "–", "–")
    assert pause_figures.month_figures()[0].begun == 1


def test_erased_moderator_leaves_their_pauses(contested, moderator, citizen):
    erase(participant=moderator)
    assert Pause.objects.get().moderator is None
    with pytest.raises(WritingPaused):
        refuse_submitting(citizen, contested.consultation, at=NOON)


def test_who_reported_the_text_does_not_answer(contested, other_moderator, ground):
    actions.report(subject=contested.subject, ground=ground, words="Voyez la fin.", reporter=other_moderator)
    with pytest.raises(actions.NotImpartial):
        pauses.answer(pause=contested, by=other_moderator, outcome="upheld", words="Non.")
    assert Pause.objects.get().is_waiting


def test_contested_pause_of_an_erased_account_waits_no_more(contested, citizen):
    assert pause_reading.waiting_count() == 1
    erase(participant=citizen)
    assert pause_reading.waiting_count() == 0
    assert pause_reading.desk_pauses(at=NOON) == []


def test_contested_pause_comes_before_those_that_run(monkeypatch, consultation, contested, moderator, ground):
    why = {"ground": ground, "facts": "La fin.", "words": "Merci."}
    for _turn in range(3):
        text = factories.ProposalFactory(consultation=consultation)
        pauses.pause(subject=text, by=moderator, ends_at=NOON + DAYS, at=NOON + timedelta(minutes=5), **why)
    monkeypatch.setattr(pause_reading, "MOST", 2)
    first, second = pause_reading.desk_pauses(at=NOON + timedelta(minutes=6))
    assert (first["contest"], second["contest"]) == (WORDS, "")


def test_copy_of_whoever_lifted_it_holds_no_words_of_others(contested, other_moderator, moderator):
    pauses.lift(pause=contested, by=other_moderator)
    (row,) = export_of(other_moderator)["pauses_decided"]
    assert (row["facts"], row["words"], row["as"]) == ("", "", "lifted")
    (row,) = export_of(moderator)["pauses_decided"]
    assert (row["words"], row["as"]) == ("Sans viser personne, merci.", "decided")
