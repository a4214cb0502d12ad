"""Floods of near-identical texts: a moderator folds them in one gesture, copies fold by themselves, none is hidden."""

import pytest

from consult.models import ConsultationPage, JournalEntry
from moderation import queue
from moderation.closeness import together_url
from moderation.models import Decision, Signals
from moderation.noticing import look
from moderation.together import undo_together
from proposals.models import Proposal
from synthesis.models import FoldedText
from tests import factories
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M-10")]
CAMPAIGN = "Signez tous pour que le tram aille enfin jusqu’au plateau des universités, merci"
WORDS = ("", " beaucoup", " encore", " bien")  # of one word more in thirteen


@pytest.fixture
def desk(client_of, moderator):
    return client_of(moderator)


@pytest.fixture
def kept(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def made(consultation, text, **fields):
    return factories.ProposalFactory(consultation=consultation, title="Le tram", text=text, created_at=NOON, **fields)


@pytest.fixture
def campaign(consultation):
    texts = [made(consultation, CAMPAIGN + end, waiting=True) for end in WORDS]
    look(at=NOON)
    return texts


def typed(*subjects):
    items = [queue.items([queue.place_of(subject)])[0].value for subject in subjects]
    return {"fold": "1", "item": items, "facts": "", "words": ""}


def folded():
    rows = Proposal.objects.filter(folded_under__isnull=False).order_by("number")
    return list(rows.values_list("number", "folded_under__number"))


def states():
    return set(Proposal.objects.values_list("state", flat=True))


def test_one_gesture_publishes_a_flood_and_folds_it_under_the_first(desk, client, campaign, kept, moderator):
    assert 'name="fold"' in desk.get(together_url(campaign[0])).text
    with kept():
        desk.post(together_url(campaign[0]), typed(*campaign))
    assert states() == {"published"}
    assert folded() == [(2, 1), (3, 1), (4, 1)]
    assert Decision.objects.count() == 4, "each has a decision of its own"
    assert set(FoldedText.objects.values_list("by", "automatic")) == {(moderator.pk, False)}
    (line,) = JournalEntry.objects.filter(event="texts.folded")
    assert line.content == {"into": "P-1", "proposals": ["P-2", "P-3", "P-4"]}
    for text in campaign:
        assert client.get(text.get_absolute_url()).status_code == 200


def test_a_flood_that_is_read_in_several_sittings_stands_under_one(desk, campaign, kept):
    with kept():
        desk.post(together_url(campaign[0]), typed(*campaign[:2]))
    with kept():
        desk.post(together_url(campaign[2]), typed(*campaign[2:]))
    assert folded() == [(2, 1), (3, 1), (4, 1)]


def test_it_is_taken_back_with_the_decisions(desk, campaign, kept):
    with kept():
        desk.post(together_url(campaign[0]), typed(*campaign))
    decision = Decision.objects.order_by("pk").first()
    with kept():
        outcome = undo_together(decision=decision, by=decision.moderator)
    assert (len(outcome.decided), outcome.refused) == (4, [])
    assert states() == {"submitted"}
    assert folded() == []
    assert not FoldedText.objects.filter(undone_at=None).exists()


def test_one_decision_taken_back_leaves_the_others_folded(desk, campaign, kept):
    with kept():
        desk.post(together_url(campaign[0]), typed(*campaign))
    with kept():
        desk.post("/admin/moderation/take-back/", {"decision": Decision.objects.get(proposal=campaign[1]).pk})
    assert folded() == [(3, 1), (4, 1)]
    assert not FoldedText.objects.filter(version=campaign[1].current, undone_at=None).exists()


def test_a_lone_text_is_published_and_the_moderator_told_that_nothing_was_folded(desk, campaign, kept):
    with kept():
        answer = desk.post(together_url(campaign[0]), typed(campaign[0]), follow=True)
    assert folded() == []
    assert Proposal.objects.get(pk=campaign[0].pk).is_published
    assert len(list(answer.context["messages"])) == 2


@pytest.fixture
def read_afterwards(consultation):
    consultation.moderation = ConsultationPage.Moderation.AFTER
    consultation.save()


@pytest.mark.usefixtures("read_afterwards")
def test_near_identical_texts_that_nobody_folded_stay_by_themselves(consultation, kept):
    for end in WORDS:
        made(consultation, CAMPAIGN + end)
    with kept():
        assert look(at=NOON) == 4
    assert Signals.objects.filter(strength=Signals.Strength.WORDS).count() == 4, "the flood is seen"
    assert folded() == []


@pytest.mark.usefixtures("read_afterwards")
def test_copies_in_a_flood_fold_by_themselves_and_stay_in_view(consultation, kept):
    for text in (CAMPAIGN, CAMPAIGN.upper(), CAMPAIGN + " !", CAMPAIGN + " bien"):
        made(consultation, text)
    with kept():
        assert look(at=NOON) == 4
    assert folded() == [(2, 1), (3, 1)]
    assert states() == {"published"}
    assert set(FoldedText.objects.values_list("by", "automatic")) == {(None, True)}
