"""The sealed original: two persons open it together, for a short time; it comes back on appeal, or goes by itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from consult.errors import DomainError
from consult.models import JournalEntry
from consult.retention import apply_rules, overdue
from moderation import appeals, blanking
from moderation.actions import NotImpartial, NotModerator
from moderation.blanking import AlreadyAsked, NotBlanked, NothingAsked, ReasonMissing, SamePerson
from moderation.models import Opening, OriginalKey
from moderation.originals import CannotOpen, NotRead, OriginalGone
from participants.my_data import erase
from proposals.models import Amendment, Argument, Proposal
from proposals.tagging import tag_proposal, tags_of
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.moderation.blanked import BLANKED, FACTS, LATER, TEXT, TITLE, WHY, blank, open_by_two, withhold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def theirs(consultation):
    return factories.ProposalFactory(consultation=consultation, title=TITLE, text=TEXT)


@pytest.fixture
def decision(theirs, moderator):
    return withhold(theirs, moderator)


@pytest.fixture
def blanked(theirs, decision, moderator):
    return blank(theirs, moderator)


@pytest.fixture
def asked(theirs, blanked, moderator):
    return blanking.ask_opening(subject=theirs, by=moderator, reason=WHY, at=LATER)


@pytest.fixture
def contested(theirs, blanked, decision):
    return appeals.appeal(decision=decision, words="Relisez.", appellant=theirs.author, at=LATER)


def read(subject, by, at=LATER):
    return blanking.read_original(subject=subject, by=by, at=at)


def overturn(appeal, by, **given):
    return appeals.answer(appeal=appeal, by=by, outcome="overturned", words="Relu.", at=LATER, **given)


def test_two_persons_read_the_original_for_a_quarter_of_an_hour(theirs, blanked, moderator, other_moderator):
    third = factories.staff("tierce@example.org", "Tierce", ["moderation.moderate_decision"])
    open_by_two(theirs, moderator, other_moderator)
    for person in (moderator, other_moderator):
        shown = read(theirs, person)
        assert shown["texts"] == [("1", f"{TITLE}\n\n{TEXT}")]
        assert FACTS in shown["around"]
        assert read(theirs, person, at=LATER + timedelta(minutes=14))
        assert read(theirs, person, at=LATER + timedelta(minutes=15)) is None
    assert read(theirs, third) is None


def test_one_person_alone_reads_nothing(theirs, asked, moderator, other_moderator):
    assert read(theirs, moderator) is None
    assert read(theirs, other_moderator) is None
    with pytest.raises(SamePerson):
        blanking.agree(subject=theirs, by=moderator, at=LATER)
    assert read(theirs, moderator) is None


def test_database_takes_no_second_key_from_the_first_person(asked, moderator):
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.filter(pk=asked.pk).update(agreed_by=moderator, agreed_at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.filter(pk=asked.pk).update(reason="")


def test_each_opening_is_in_the_journal_without_words_nor_names(theirs, blanked, moderator, other_moderator, client):
    open_by_two(theirs, moderator, other_moderator)
    open_by_two(theirs, other_moderator, moderator, at=LATER + timedelta(hours=1))
    entries = JournalEntry.objects.filter(event="proposal.original_opened").order_by("number")
    assert [entry.content for entry in entries] == [
        {"proposal": "P-1", "decision": 1, "openings": 1},
        {"proposal": "P-1", "decision": 1, "openings": 2},
    ]
    client.cookies["langue"] = "en"
    page = client.get("/registre/").text
    assert "Two moderators opened the sealed original of P-1 together." in page
    assert WHY not in page


def test_author_reporter_and_moderators_of_elsewhere_hold_no_key(theirs, asked, moderator, other_moderator, citizen):
    elsewhere = factories.mandated("ailleurs@example.org", "Ailleurs", factories.open_consultation("ailleurs"))
    for outsider in (elsewhere, citizen):
        with pytest.raises(NotModerator):
            blanking.agree(subject=theirs, by=outsider, at=LATER)
        with pytest.raises(NotModerator):
            blanking.ask_opening(subject=theirs, by=outsider, reason=WHY, at=LATER)
    Proposal.objects.filter(pk=theirs.pk).update(author=other_moderator)
    with pytest.raises(NotImpartial):
        blanking.agree(subject=theirs, by=other_moderator, at=LATER)


def test_who_lost_the_role_since_asking_opens_nothing(theirs, asked, moderator, other_moderator):
    moderator.user_permissions.clear()
    moderator.groups.clear()
    with pytest.raises(NotModerator):
        blanking.agree(subject=theirs, by=other_moderator, at=LATER)


def test_who_lost_the_role_since_agreeing_reads_nothing(theirs, blanked, moderator, other_moderator):
    open_by_two(theirs, moderator, other_moderator)
    other_moderator.groups.clear()
    other_moderator.user_permissions.clear()
    with pytest.raises(NotModerator):
        read(theirs, type(other_moderator).objects.get(pk=other_moderator.pk))


def test_a_request_waits_for_seven_days_and_for_whoever_made_it(theirs, asked, moderator, other_moderator):
    with pytest.raises(AlreadyAsked):
        blanking.ask_opening(subject=theirs, by=other_moderator, reason=WHY, at=LATER)
    with pytest.raises(NothingAsked):
        blanking.agree(subject=theirs, by=other_moderator, at=LATER + timedelta(days=7))
    erase(participant=moderator)
    with pytest.raises(NothingAsked):
        blanking.agree(subject=theirs, by=other_moderator, at=LATER)


def test_no_reason_no_request_and_no_original_without_a_blanking(theirs, decision, moderator):
    with pytest.raises(NotBlanked):
        blanking.ask_opening(subject=theirs, by=moderator, reason=WHY, at=LATER)
    blank(theirs, moderator)
    with pytest.raises(ReasonMissing):
        blanking.ask_opening(subject=theirs, by=moderator, reason=" ", at=LATER)


def test_without_the_keys_of_the_site_nothing_opens_and_nothing_is_journalled(theirs, asked, other_moderator, settings):
    settings.SECRET_KEY = "une autre clé du site, " + "x" * 50
    with pytest.raises(CannotOpen):
        blanking.agree(subject=theirs, by=other_moderator, at=LATER)
    assert Opening.objects.get().agreed_at is None
    assert not JournalEntry.objects.filter(event="proposal.original_opened").exists()


@pytest.mark.requirement("M-4")
def test_overturned_on_appeal_the_words_come_back(theirs, contested, blanked, decision, moderator, other_moderator):
    open_by_two(theirs, other_moderator, moderator)
    overturn(contested, other_moderator, reasons={"read_version": 1, "read_tags": ""})
    theirs = Proposal.objects.get(pk=theirs.pk)
    assert (theirs.state, theirs.title, theirs.text, theirs.current.number) == ("published", TITLE, TEXT, 2)
    assert theirs.published_at == factories.EARLY
    assert theirs.versions.get(number=1).text == ""
    assert "correct" in theirs.search_text
    decision.refresh_from_db()
    blanked.refresh_from_db()
    assert decision.facts == FACTS
    assert (blanked.is_kept, blanked.given_back_at, OriginalKey.objects.count()) == (False, LATER, 0)
    events = list(JournalEntry.objects.order_by("-number").values_list("event", flat=True)[:3])
    assert events == ["proposal.published_again", "proposal.words_given_back", "proposal.appeal_overturned"]


def test_tags_come_back_with_the_words(consultation, moderator, other_moderator):
    theirs = factories.ProposalFactory(consultation=consultation, title=TITLE, text=TEXT)
    tag_proposal(theirs, ["voisinage"])
    decision = withhold(theirs, moderator)
    blank(theirs, moderator)
    assert tags_of([theirs.pk]) == {}
    contested = appeals.appeal(decision=decision, words="Relisez.", appellant=theirs.author, at=LATER)
    open_by_two(theirs, other_moderator, moderator)
    overturn(contested, other_moderator)
    assert tags_of([theirs.pk]) == {theirs.pk: ["voisinage"]}


def test_nobody_gives_back_words_that_they_have_not_read(theirs, contested, moderator, other_moderator):
    with pytest.raises(NotRead):
        overturn(contested, other_moderator)
    contested.refresh_from_db()
    assert contested.is_waiting
    assert appeals.answer(appeal=contested, by=other_moderator, outcome="upheld", words="Relu.", at=LATER)


@pytest.mark.parametrize("is_open", [True, False])
def test_an_amendment_comes_back_as_it_was_or_outdated(consultation, moderator, other_moderator, is_open):
    above = factories.ProposalFactory(consultation=consultation)
    theirs = AmendmentFactory(proposal=above, wording=TITLE, reason=TEXT)
    decision = withhold(theirs, moderator)
    blank(theirs, moderator)
    contested = appeals.appeal(decision=decision, words="Relisez.", appellant=theirs.author, at=LATER)
    if not is_open:
        factories.add_version(above, title="Autre", text="Un autre texte.")
    open_by_two(theirs, other_moderator, moderator)
    overturn(contested, other_moderator)
    back = Amendment.objects.get()
    assert (back.wording, back.reason, back.blanked_at, back.state) == (TITLE, TEXT, None, "published")
    assert back.outcome == ("open" if is_open else "outdated")


def test_an_argument_comes_back_as_it_was(consultation, moderator, other_moderator):
    above = factories.ProposalFactory(consultation=consultation)
    theirs = factories.ArgumentFactory(proposal=above, text=TEXT, source_url="https://exemple.example/")
    decision = withhold(theirs, moderator)
    blank(theirs, moderator)
    contested = appeals.appeal(decision=decision, words="Relisez.", appellant=theirs.author, at=LATER)
    open_by_two(theirs, other_moderator, moderator)
    overturn(contested, other_moderator)
    back = Argument.objects.get()
    assert (back.text, back.source_url, back.state) == (TEXT, "https://exemple.example/", "published")


def test_words_that_are_not_those_taken_are_not_given_back(theirs, contested, blanked, moderator, other_moderator):
    import json

    from consult.sealing import seal
    from moderation.originals import about, unsealed

    original = unsealed(blanked, theirs)
    original["words"]["versions"][0]["text"] = "D’autres mots."
    box, key = seal(json.dumps(original).encode(), about=about(theirs))
    type(blanked).objects.filter(pk=blanked.pk).update(sealed=box)
    OriginalKey.objects.update(key=key)
    open_by_two(theirs, other_moderator, moderator)
    with pytest.raises(CannotOpen):
        overturn(contested, other_moderator)


def test_the_original_goes_by_itself_after_its_time(theirs, blanked, moderator):
    over = BLANKED + timedelta(days=365)
    apply_rules(at=over - timedelta(hours=1))
    blanked.refresh_from_db()
    assert blanked.is_kept
    assert "originals of blanked texts" in overdue(at=over + timedelta(days=1))
    assert apply_rules(at=over)["originals of blanked texts"] == 1
    blanked.refresh_from_db()
    assert (blanked.is_kept, blanked.destroyed_at, OriginalKey.objects.count()) == (False, over, 0)
    assert JournalEntry.objects.filter(event="proposal.original_destroyed").count() == 1
    with pytest.raises(OriginalGone):
        blanking.ask_opening(subject=theirs, by=moderator, reason=WHY, at=over)


def test_an_appeal_that_waits_keeps_the_original(contested, blanked):
    assert "originals of blanked texts" not in overdue(at=BLANKED + timedelta(days=500))
    assert apply_rules(at=BLANKED + timedelta(days=500))["originals of blanked texts"] == 0


def test_an_original_is_kept_for_the_time_of_an_appeal_at_least(theirs, decision, moderator, settings):
    settings.CONSULT_SEALED_DAYS = 1
    assert blank(theirs, moderator).kept_until > NOON + timedelta(days=180)


def test_an_upheld_decision_leaves_the_text_blanked(theirs, contested, blanked, moderator, other_moderator):
    appeals.answer(appeal=contested, by=other_moderator, outcome="upheld", words="Relu.", at=LATER)
    with pytest.raises(DomainError):
        blank(theirs, moderator)
    blanked.refresh_from_db()
    assert blanked.is_kept
