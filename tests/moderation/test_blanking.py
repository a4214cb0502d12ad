"""Taking out the words of a text against the law: who, when, and that they are nowhere any more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.models import JournalEntry
from moderation import actions, appeals, undoing
from moderation.actions import NotImpartial, NotModerator
from moderation.blanking import (
    AlreadyBlanked,
    AppealWaits,
    NotAgainstTheLaw,
    NothingToBlank,
    ReasonMissing,
    ReasonQuotes,
)
from moderation.models import Blanking, OriginalKey
from moderation.originals import Blanked
from moderation.quoting import IN_PLACE
from participants.models import Notice
from participants.my_data import erase, export_of
from participants.notices import tell
from proposals.models import Comparison, Draft, Version
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.guards.test_erasure import dump
from tests.moderation.blanked import BLANKED, FACTS, TEXT, TITLE, blank, withhold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
MARKS = ("Quintessence", "mérite une correction", "merite une correction", "quintessence")


@pytest.fixture
def theirs(consultation):
    author = factories.CitizenFactory(display_name="Ardoise")
    return factories.ProposalFactory(consultation=consultation, title=TITLE, text=TEXT, author=author)


@pytest.fixture
def withheld(theirs, moderator):
    return withhold(theirs, moderator)


@pytest.fixture(params=["proposal", "argument", "amendment"])
def text(request, consultation):
    """A text of each kind that says the same."""
    if request.param == "proposal":
        return factories.ProposalFactory(consultation=consultation, title=TITLE, text=TEXT)
    above = factories.ProposalFactory(consultation=consultation)
    if request.param == "argument":
        return factories.ArgumentFactory(proposal=above, text=TEXT, source_url="https://quintessence.example/")
    return AmendmentFactory(proposal=above, wording=TITLE, reason=TEXT)


def found() -> list[str]:
    return [line[:200] for line in dump().splitlines() if any(mark in line for mark in MARKS)]


def test_the_words_are_in_no_table_any_more(text, moderator):
    withhold(text, moderator)
    assert found()
    blank(text, moderator)
    assert found() == []


def test_what_stays_is_reference_fingerprint_ground_and_date(theirs, withheld, moderator):
    before = Version.objects.values("number", "created_at", "fingerprint").get()
    blank(theirs, moderator)
    theirs.refresh_from_db()
    assert Version.objects.values("number", "created_at", "fingerprint").get() == before
    assert (theirs.reference, theirs.state, theirs.withheld_ground) == ("P-1", "withheld", "Appel à la violence")
    assert theirs.withheld_at == NOON


def test_what_quotes_it_goes_with_it_and_nothing_else(theirs, moderator, citizen, other_citizen):
    charter = factories.GroundFactory()
    quoting = actions.report(subject=theirs, ground=charter, words="Il écrit « habite au douze ».", reporter=citizen)
    plain = actions.report(subject=theirs, ground=charter, words="Une menace.", reporter=other_citizen)
    near = factories.ProposalFactory(consultation=theirs.consultation)
    about = {"older": near, "newer": theirs, "writing": "0" * 32, "answer": "close", "at": NOON}
    link = Comparison.objects.create(author=theirs.author, words="Quintessence habite au douze", **about)
    mine = Draft.objects.create(
        author=theirs.author, consultation=theirs.consultation, kind="edit", proposal=theirs, text=TEXT, saved_at=NOON
    )
    decision = withhold(theirs, moderator)
    blank(theirs, moderator)
    for row in (quoting, plain, link, decision):
        row.refresh_from_db()
    assert (quoting.words, link.words, decision.facts) == (IN_PLACE, IN_PLACE, IN_PLACE)
    assert (plain.words, decision.words) == ("Une menace.", "Ce texte vise une personne.")
    assert not Draft.objects.filter(pk=mine.pk).exists()


def test_notices_keep_all_but_the_quotation(theirs, withheld, moderator):
    told = Notice.objects.get(kind="moderation.withheld")
    assert FACTS in told.body
    blank(theirs, moderator)
    told.refresh_from_db()
    assert FACTS not in told.body
    assert IN_PLACE in told.body
    assert "Ce texte vise une personne." in told.body


def noted(recipient, body, url):
    return tell(recipient=recipient, kind="x", topic="argument", subject="Avis", body=body, url=url)


def test_notices_of_other_texts_keep_every_word(theirs, withheld, moderator, citizen):
    elsewhere = factories.open_consultation(slug="ailleurs", title="Ailleurs")
    beside, said = theirs.get_absolute_url().replace("P-1/", "P-12/"), "mérite une correction, comme on dit."
    kept = [
        noted(citizen, f"P-12 : {said}", beside),
        noted(citizen, f"P-1 : {said}", f"/{elsewhere.slug}/propositions/P-1/"),
    ]
    before = [notice.body for notice in kept]
    blank(theirs, moderator)
    assert [Notice.objects.get(pk=notice.pk).body for notice in kept] == before


def test_a_notice_that_quotes_loses_that_paragraph_alone(theirs, withheld, moderator, citizen):
    body = "Quelqu’un vous répond.\n\nIl mérite une correction, dit-on.\n\nBonne lecture."
    told = noted(citizen, body, theirs.get_absolute_url())
    blank(theirs, moderator)
    told.refresh_from_db()
    assert told.body == f"Quelqu’un vous répond.\n\n{IN_PLACE}\n\nBonne lecture."


def test_author_is_told_without_the_words(theirs, withheld, moderator):
    made = blank(theirs, moderator)
    told = Notice.objects.get(kind="moderation.blanked", recipient=theirs.author)
    assert "Appel à la violence" in told.body
    assert "/contester/" in told.body
    assert made.kept_until == BLANKED + timedelta(days=365)


def test_journal_and_register_say_it_without_the_words(theirs, withheld, moderator, client):
    blank(theirs, moderator)
    entry = JournalEntry.objects.order_by("-number").first()
    assert entry.event == "proposal.blanked"
    assert entry.content == {"proposal": "P-1", "decision": 1, "ground": withheld.ground.seal}
    client.cookies["langue"] = "en"
    page = client.get("/registre/").text
    assert "The words of P-1 were taken out as against the law" in page
    assert "Words taken out" in page
    assert "Quintessence" not in page


def test_pages_of_the_text_show_no_words_to_its_author_nor_to_moderators(theirs, withheld, moderator, client_of):
    blank(theirs, moderator)
    for person in (theirs.author, moderator):
        for address in (theirs.get_absolute_url(), f"{theirs.get_absolute_url()}versions/1/"):
            page = client_of(person).get(address)
            assert page.status_code == 200
            assert "correction" not in page.text
    assert "correction" not in str(export_of(theirs.author))


def test_only_what_is_withheld_as_against_the_law_is_blanked(theirs, moderator):
    with pytest.raises(NotAgainstTheLaw):
        blank(theirs, moderator)
    withhold(theirs, moderator, ground=factories.GroundFactory())
    with pytest.raises(NotAgainstTheLaw):
        blank(theirs, moderator)
    assert Version.objects.get().text == TEXT


def test_what_comes_back_on_a_day_is_not_blanked(theirs, moderator):
    withhold(theirs, moderator, duration="temporary", ends_at=timezone.now() + timedelta(days=9))
    with pytest.raises(NotAgainstTheLaw):
        blank(theirs, moderator)


def test_no_reason_no_blanking(theirs, withheld, moderator):
    with pytest.raises(ReasonMissing):
        blank(theirs, moderator, reason="  ")


def test_the_reason_does_not_say_it_again(theirs, withheld, moderator):
    with pytest.raises(ReasonQuotes):
        blank(theirs, moderator, reason="Il dit qu’elle « MERITE une correction ».")
    assert Version.objects.get().text == TEXT


def test_its_author_and_others_do_not_blank(theirs, withheld, moderator, citizen):
    type(theirs).objects.filter(pk=theirs.pk).update(author=moderator)
    with pytest.raises(NotImpartial):
        blank(theirs, moderator)
    with pytest.raises(NotModerator):
        blank(theirs, citizen)
    elsewhere = factories.mandated("ailleurs@example.org", "Ailleurs", factories.open_consultation("ailleurs"))
    with pytest.raises(NotModerator):
        blank(theirs, elsewhere)


def test_while_an_appeal_waits_nothing_is_blanked(theirs, withheld, moderator):
    appeals.appeal(decision=withheld, words="Relisez.", appellant=theirs.author, at=NOON)
    with pytest.raises(AppealWaits):
        blank(theirs, moderator)


def test_a_text_is_blanked_once(theirs, withheld, moderator, other_moderator):
    blank(theirs, moderator)
    with pytest.raises(AlreadyBlanked):
        blank(theirs, other_moderator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Blanking.objects.create(decision=withheld, reason="Encore.", at=NOON, kept_until=NOON, sealed=b"x")


def test_what_its_author_erased_has_nothing_to_take_out(theirs, withheld, moderator):
    erase(participant=theirs.author, with_texts=True)
    with pytest.raises(NothingToBlank):
        blank(theirs, moderator)
    assert not Blanking.objects.exists()


def test_no_decision_and_no_taking_back_show_a_blanked_text(text, moderator, other_moderator):
    decision = withhold(text, moderator, at=BLANKED)
    blank(text, moderator)
    with pytest.raises(Blanked):
        actions.decide(subject=text, by=other_moderator, kind="publish", seen=1)
    with pytest.raises(Blanked):
        undoing.undo(decision=decision, by=moderator, at=BLANKED)
    text.refresh_from_db()
    assert text.is_withheld


def test_database_wants_a_reason_and_an_original_or_the_day_on_which_it_went(theirs, withheld):
    good = {"decision": withheld, "reason": "Menace.", "at": NOON, "kept_until": NOON, "sealed": b"x"}
    for wrong in ({"reason": ""}, {"sealed": None}, {"destroyed_at": NOON}, {"given_back_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Blanking.objects.create(**good | wrong)
    assert Blanking.objects.create(**good).is_kept


@pytest.mark.requirement("P-4")
def test_who_erases_their_words_erases_the_original_too(theirs, withheld, moderator):
    made = blank(theirs, moderator)
    erase(participant=theirs.author, with_texts=True)
    made.refresh_from_db()
    assert not made.is_kept
    assert made.destroyed_at is not None
    assert not OriginalKey.objects.exists()


def test_who_leaves_their_words_leaves_the_original(theirs, withheld, moderator):
    made = blank(theirs, moderator)
    erase(participant=theirs.author)
    made.refresh_from_db()
    assert made.is_kept


@pytest.mark.requirement("P-4")
def test_a_moderator_who_leaves_is_not_named(theirs, withheld, moderator):
    made = blank(theirs, moderator)
    erase(participant=moderator)
    made.refresh_from_db()
    assert (made.by, made.reason) == (None, "Adresse et menace.")
