"""Commitments: what was promised stays, late is computed, and the list says where each stands."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cms.answering.actions import NoAnswerYet, StepRefused, make_commitment
from cms.models import Commitment, CommitmentStep
from consult.errors import Refused
from consult.models import JournalEntry
from consult.register import described
from tests import factories
from tests.cms import answers_shelf as answers
from tests.cms.answers_shelf import DUE, on, step
from tests.cms.shelf import published

pytestmark = pytest.mark.django_db
LATER = date(2026, 12, 1)


@pytest.fixture
def page(at_noon, consultation, citizen):
    proposal = factories.ProposalFactory(consultation=consultation, author=citizen, text="Plus de trains le soir.")
    return published(consultation, [("agreement", "Les trains du soir manquent.", [(proposal, "trains le soir")])])


@pytest.fixture
def row(page):
    return answers.commitment(page)


STORIES = {
    "promised": [],
    "planned again": [("planned", {"words": "Voté."})],
    "under way": [("under_way", {})],
    "done": [("under_way", {}), ("done", {})],
    "dropped": [("dropped", {"words": "Le marché est infructueux."})],
    "moved": [("moved", {"words": "Travaux.", "due": LATER})],
    "moved back": [("moved", {"words": "Travaux.", "due": LATER}), ("moved", {"words": "Finis.", "due": DUE})],
    "proved": [("under_way", {}), ("proof", {"link": "https://example.org/horaires"})],
    "done, then not": [("done", {}), ("under_way", {"words": "Le train ne part plus."})],
    "moved, then done": [("moved", {"words": "Travaux.", "due": LATER}), ("done", {})],
}
PLANNED, UNDER_WAY, DONE, LATE, DROPPED = "planned", "under_way", "done", "late", "dropped"
BOUNDS = {  # on the day, the day after, on the second date, the day after it
    "promised": [PLANNED, LATE, LATE, LATE],
    "planned again": [PLANNED, LATE, LATE, LATE],
    "under way": [UNDER_WAY, LATE, LATE, LATE],
    "done": [DONE] * 4,
    "dropped": [DROPPED] * 4,
    "moved": [PLANNED, PLANNED, PLANNED, LATE],
    "moved back": [PLANNED, LATE, LATE, LATE],
    "proved": [UNDER_WAY, LATE, LATE, LATE],
    "done, then not": [UNDER_WAY, LATE, LATE, LATE],
    "moved, then done": [DONE] * 4,
}
DAYS = [DUE, date(2026, 9, 2), LATER, date(2026, 12, 2)]


@pytest.mark.requirement("Y-12")
@pytest.mark.parametrize("story", STORIES)
def test_the_state_is_computed_alike_by_the_model_and_by_the_database(row, story):
    for kind, said in STORIES[story]:
        step(row, kind, **said)
    for day, expected in zip(DAYS, BOUNDS[story], strict=True):
        fresh = Commitment.objects.with_state(day).get()
        assert (fresh.state, fresh.state_on(day)) == (expected, expected), day
        assert fresh.due_now == fresh.standing_on(day).due


@pytest.mark.requirement("Y-12")
def test_a_day_ends_at_midnight_in_the_site_s_time_zone(row, client):
    url = reverse("answers:commitments")
    with on(DUE, hour=21):  # 23:00 in Paris
        assert "commitment--planned" in client.get(url).content.decode()
    with on(DUE, hour=22):  # the next day has begun
        assert "commitment--late" in client.get(url).content.decode()


@pytest.mark.requirement("Y-12")
def test_what_is_done_after_its_date_says_so(row, client):
    with on(DUE):
        assert not Commitment.objects.get().standing_on(DUE).done_late
    with on(LATER):
        step(row, "done", words="Le premier train est parti.")
        html = client.get(reverse("answers:commitments")).content.decode()
    assert Commitment.objects.get().standing_on(LATER).done_late
    assert "1er décembre 2026" in html
    assert "commitment--done" in html


def test_the_first_date_stays_shown_with_the_reason_why_it_moved(row, client):
    step(row, "moved", words="Le marché est relancé.", due=LATER)
    html = client.get(reverse("answers:commitments")).content.decode()
    assert 'datetime="2026-09-01"' in html
    assert 'datetime="2026-12-01"' in html
    assert "Le marché est relancé." in html


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("dropped", {}),
        ("dropped", {"words": "  "}),
        ("moved", {"due": LATER}),
        ("moved", {"words": "Travaux."}),
        ("moved", {"words": "Travaux.", "due": DUE}),
        ("moved", {"words": "Travaux.", "due": date(2026, 1, 1)}),
        ("done", {"due": LATER}),
        ("proof", {}),
        ("done", {"link": "https://example.org/"}),
        ("planned", {}),
    ],
)
def test_a_step_that_lacks_what_it_must_say_is_refused(row, kind, said):
    with pytest.raises(StepRefused):
        step(row, kind, **said)
    assert not CommitmentStep.objects.exists()


def test_what_is_over_moves_no_date(row):
    step(row, "done")
    with pytest.raises(StepRefused):
        step(row, "moved", words="Travaux.", due=LATER)


def test_a_page_of_the_site_proves_and_a_draft_does_not(row, page, client):
    step(row, "proof", shown_page=page)
    assert page.title in client.get(reverse("answers:commitments")).content.decode()
    page.unpublish()
    page.refresh_from_db()
    with pytest.raises(StepRefused):
        step(row, "proof", shown_page=page)


@pytest.mark.parametrize("table", ["cms_commitment", "cms_commitmentstep"])
def test_what_was_promised_and_said_never_changes(row, table):
    said = step(row, "under_way")
    held, change = (row, {"text": "Rien."}) if table == "cms_commitment" else (said, {"kind": "done"})
    for deed in (lambda: type(held).objects.filter(pk=held.pk).update(**change), held.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_steps_outlive_the_account_that_wrote_them(page):
    organiser = answers.answering_person()
    made = answers.commitment(page, by=organiser)
    organiser.delete()
    made.refresh_from_db()
    assert made.by is None


def test_references_are_counted_in_each_consultation(page, at_noon):
    other = factories.open_consultation("autre", title="Autre")
    proposal = factories.ProposalFactory(consultation=other)
    second = published(other, [("agreement", "Constat.", [(proposal, "")])])
    rows = [answers.commitment(page), answers.commitment(page), answers.commitment(second)]
    assert [row.reference for row in rows] == ["E-1", "E-2", "E-1"]


def test_a_commitment_needs_an_answer_and_a_day_to_come(page):
    key = answers.finding_of(page).key
    with pytest.raises(NoAnswerYet):
        make_commitment(page=page, key=key, text="Un train.", due=DUE, by=None)
    answers.answer(page)
    with pytest.raises(Refused):
        make_commitment(page=page, key=key, text="Un train.", due=date(2026, 3, 1), by=None)
    assert make_commitment(page=page, key=key, text="Un train.", due=date(2026, 3, 2), by=None).number == 1


def test_the_journal_holds_references_dates_and_hashes(row):
    step(row, "moved", words="Travaux sur la ligne.", due=LATER)
    made, moved = JournalEntry.objects.filter(event__startswith="commitment.").order_by("number")
    assert (made.content["commitment"], made.content["due"], moved.content["due"]) == (
        "E-1",
        "2026-09-01",
        "2026-12-01",
    )
    assert "train" not in str(made.content)
    assert "ligne" not in str(moved.content)
    assert all("commitment." not in described([entry])[0]["sentence"] for entry in (made, moved))


def test_the_list_is_by_state_and_date_and_is_narrowed(page, client):
    for text, due in (("Un.", LATER), ("Deux.", DUE), ("Trois.", date(2026, 9, 10))):
        answers.commitment(page, text=text, due=due)
    step(Commitment.objects.get(number=3), "done")
    with on(date(2026, 9, 5)):
        html = client.get(reverse("answers:commitments")).content.decode()
        late = client.get(reverse("answers:commitments"), {"etat": "late"}).content.decode()
        none = client.get(reverse("answers:commitments"), {"consultation": "inconnue"}).content.decode()
    assert html.index("Deux.") < html.index("Un.") < html.index("Trois.")
    assert "Deux." in late
    assert "Un." not in late
    assert "Deux." not in none


def test_the_list_costs_the_same_for_one_and_for_twenty(page, client, django_assert_max_num_queries):
    for _number in range(20):
        row = answers.commitment(page)
        step(row, "proof", link="https://example.org/")
    with django_assert_max_num_queries(16):
        client.get(reverse("answers:commitments"))


def test_the_feed_tells_what_was_promised_and_how_it_goes(row, client):
    step(row, "dropped", words="Le marché est infructueux.")
    response = client.get(reverse("answers:feed"))
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert response.content.decode().count("<entry>") == 2
    assert "Le marché est infructueux." in response.content.decode()
