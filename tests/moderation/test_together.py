"""Several near-identical texts decided on at once: each ticked by hand, each by a decision of its own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consult.models import JournalEntry
from moderation import actions, queue
from moderation.closeness import alike_waiting, together_url
from moderation.mandates import EVERYWHERE
from moderation.models import Decision, Report
from moderation.noticing import look
from moderation.together import MOST, Ticked, decide_together, undo_together
from participants.models import Notice
from proposals.models import Argument
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
QUEUE = "/admin/moderation/"
CAMPAIGN = "Signez tous pour que le tram aille enfin jusqu’au plateau des universités, merci"


@pytest.fixture
def desk(client_of, moderator):
    return client_of(moderator)


@pytest.fixture
def make(consultation):
    def made(text=CAMPAIGN, **fields):
        given = {"title": "Le tram", "created_at": NOON, "waiting": True, "consultation": consultation}
        return factories.ProposalFactory(text=text, **{**given, **fields})

    return made


@pytest.fixture
def campaign(make):
    """Four texts of four people that say the same, and one that does not; noticed."""
    texts = [make(CAMPAIGN + " !" * n) for n in range(4)]
    make("Plus de pistes cyclables autour des écoles, tout de suite.")
    look(at=NOON)
    return texts


def value_of(subject):
    (item,) = queue.items([queue.place_of(subject)])
    return item.value


def ticked(*subjects):
    return [Ticked(*queue.find_by_value(value_of(subject), within=EVERYWHERE)) for subject in subjects]


def typed(reasons, *subjects):
    return {**reasons, "ground": reasons["ground"].pk, "item": [value_of(subject) for subject in subjects]}


def states(subjects):
    for subject in subjects:
        subject.refresh_from_db()
    return [subject.state for subject in subjects]


def test_the_page_of_a_text_leads_to_those_that_say_the_same_and_shows_each_in_full(desk, campaign):
    page = desk.get(queue.item_url(campaign[0])).text
    assert f'data-alike="{together_url(campaign[0])}"' in page
    page = desk.get(together_url(campaign[0])).text
    main = page[page.index('id="main"') :]
    assert main.count('type="checkbox" name="item"') == 4
    assert "checked" not in main[: main.index('id="decision"')]
    assert main.count(CAMPAIGN) == 4
    assert "pistes cyclables" not in main
    assert "UNDEFINED<" not in main.replace("&lt;", "<")


def test_a_text_that_came_once_leads_nowhere(desk, make):
    assert "data-alike" not in desk.get(queue.item_url(make())).text


def test_each_ticked_text_is_withheld_with_its_own_decision_notice_and_line(desk, campaign, reasons):
    first, second, third, fourth = campaign
    answer = desk.post(together_url(first), typed(reasons, first, third, fourth))
    assert answer.url == queue.item_url(second)
    assert states(campaign) == ["withheld", "submitted", "withheld", "withheld"]
    decisions = Decision.objects.order_by("proposal")
    assert [(one.proposal_id, one.number, one.ground, one.facts, one.words) for one in decisions] == [
        (text.pk, 1, reasons["ground"], reasons["facts"], reasons["words"]) for text in (first, third, fourth)
    ]
    told = Notice.objects.filter(recipient__in=[text.author for text in campaign])
    assert {notice.recipient_id for notice in told} == {first.author_id, third.author_id, fourth.author_id}
    assert all(reasons["words"] in notice.body for notice in told)
    lines = JournalEntry.objects.filter(event="proposal.withheld")
    assert {line.content["proposal"] for line in lines} == {"P-1", "P-3", "P-4"}


def test_publishing_several_sends_nothing_that_was_typed(desk, campaign, reasons):
    desk.post(together_url(campaign[0]), {**typed(reasons, *campaign[:2]), "kind": "publish"})
    assert states(campaign) == ["published", "published", "submitted", "submitted"]
    assert {(one.words, one.facts, one.ground) for one in Decision.objects.all()} == {("", "", None)}


def test_what_somebody_else_decided_is_said_and_left(desk, campaign, reasons, other_moderator):
    form = typed(reasons, *campaign)
    actions.decide(subject=campaign[1], by=other_moderator, kind="publish", seen=0)
    answer = desk.post(together_url(campaign[0]), form, follow=True)
    assert "Relecture" in answer.text
    assert states(campaign) == ["withheld", "published", "withheld", "withheld"]
    assert Decision.objects.filter(proposal=campaign[1]).count() == 1


def test_another_version_than_the_one_that_was_read_is_left(desk, campaign, reasons):
    form = typed(reasons, *campaign)
    factories.add_version(campaign[2], title="Le tram", text=CAMPAIGN + " bien")
    desk.post(together_url(campaign[0]), form)
    assert states(campaign) == ["withheld", "withheld", "submitted", "withheld"]


def test_nobody_decides_on_their_own_text_among_others(campaign, make, moderator, reasons):
    own = make(author=moderator)
    outcome = decide_together(beside=campaign[0], ticked=ticked(own, campaign[0]), by=moderator, reasons=reasons)
    assert [decision.subject for decision in outcome.decided] == [campaign[0]]
    assert [subject for subject, _sentence in outcome.refused] == [own]


def test_a_text_that_says_something_else_is_left(campaign, make, moderator, reasons):
    other = make("Plus de trains le soir et le dimanche.")
    elsewhere = make(consultation=factories.open_consultation("autre-sujet", title="Autre sujet"))
    both = ticked(other, elsewhere)
    outcome = decide_together(beside=campaign[0], ticked=both, by=moderator, reasons=reasons)
    assert (outcome.decided, len(outcome.refused)) == ([], 2)
    assert not Decision.objects.exists()


@pytest.mark.requirement("M-2")
def test_nothing_is_decided_without_reasons_or_without_a_tick_and_what_was_typed_stays(desk, campaign, reasons):
    answer = desk.post(together_url(campaign[0]), {**typed(reasons, campaign[1]), "facts": " "})
    assert (answer.status_code, answer.text.count(" checked aria-label")) == (422, 1)
    assert reasons["words"] in answer.text
    answer = desk.post(together_url(campaign[0]), {**typed(reasons), "kind": "publish"})
    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_where_nothing_could_be_decided_the_form_comes_back_with_its_words(desk, campaign, reasons, other_moderator):
    form = typed(reasons, campaign[1])
    actions.decide(subject=campaign[1], by=other_moderator, kind="publish", seen=0)
    answer = desk.post(together_url(campaign[0]), form)
    assert answer.status_code == 409
    assert "Relecture" in answer.text
    assert reasons["words"] in answer.text


def test_the_same_text_ticked_twice_is_decided_once(desk, campaign, reasons):
    form = typed(reasons, campaign[0])
    desk.post(together_url(campaign[0]), {**form, "item": form["item"] * 3})
    assert Decision.objects.count() == 1


def test_no_more_than_fifty_are_decided_on_at_once(make, moderator, desk):
    texts = [make() for _turn in range(MOST + 2)]
    look(at=NOON)
    page = desk.get(together_url(texts[0])).text
    assert page.count('type="checkbox" name="item"') == MOST
    outcome = decide_together(beside=texts[0], ticked=ticked(*texts), by=moderator, reasons={"kind": "publish"})
    assert (len(outcome.decided), len(outcome.refused)) == (MOST, 2)


def test_reports_on_each_are_answered(campaign, moderator, reasons, ground):
    ours = campaign[:2]
    for text in ours:
        actions.decide(subject=text, by=moderator, kind="publish", seen=0, at=NOON)
        actions.report(subject=text, ground=ground, words="Une campagne.", at=NOON)
    decide_together(beside=ours[0], ticked=ticked(*ours), by=moderator, reasons=reasons, at=NOON)
    assert Report.objects.filter(proposal__in=ours, handled_at=NOON).count() == 2
    assert states(ours) == ["withheld", "withheld"]


def test_all_are_taken_back_with_one_button_each_by_its_own_decision(desk, campaign, reasons):
    desk.post(together_url(campaign[0]), typed(reasons, *campaign[:3]))
    page = desk.get(QUEUE).text
    assert "data-desk-undo-all" in page
    last = Decision.objects.latest("pk")
    answer = desk.post(reverse("moderation_desk:undo_together"), {"decision": last.pk})
    assert answer.url == QUEUE
    assert states(campaign) == ["submitted"] * 4
    assert Decision.objects.exclude(undoes=None).count() == 3
    assert JournalEntry.objects.filter(event="proposal.returned").count() == 3


def test_what_was_taken_back_stands_together_again_once_it_is_looked_at(campaign, moderator, reasons):
    outcome = decide_together(beside=campaign[0], ticked=ticked(*campaign[:2]), by=moderator, reasons=reasons, at=NOON)
    assert len(alike_waiting(campaign[3])) == 1
    undo_together(decision=outcome.decided[0], by=moderator, at=NOON)
    look(at=NOON)
    assert len(alike_waiting(campaign[3])) == 3


def test_one_is_taken_back_alone_and_the_others_stay(desk, campaign, reasons):
    desk.post(together_url(campaign[0]), typed(reasons, *campaign[:3]))
    last = Decision.objects.latest("pk")
    desk.post(reverse("moderation_desk:undo"), {"decision": last.pk})
    assert states(campaign) == ["withheld", "withheld", "submitted", "submitted"]


def test_only_its_moderator_takes_back_and_only_for_a_minute(campaign, moderator, client_of, other_moderator, reasons):
    ours = ticked(*campaign[:2])
    outcome = decide_together(beside=campaign[0], ticked=ours, by=moderator, reasons=reasons, at=NOON)
    first = outcome.decided[0]
    late = undo_together(decision=first, by=moderator, at=NOON + timedelta(seconds=61))
    assert (late.decided, len(late.refused)) == ([], 2)
    theirs = client_of(other_moderator).post(reverse("moderation_desk:undo_together"), {"decision": first.pk})
    assert theirs.status_code == 404
    assert states(campaign[:2]) == ["withheld", "withheld"]


def test_one_that_somebody_decided_on_again_stays_when_the_others_are_taken_back(
    campaign, moderator, other_moderator, reasons
):
    ours = ticked(*campaign[:2])
    outcome = decide_together(beside=campaign[0], ticked=ours, by=moderator, reasons=reasons, at=NOON)
    actions.decide(subject=campaign[1], by=other_moderator, kind="publish", seen=1, at=NOON + timedelta(seconds=5))
    undone = undo_together(decision=outcome.decided[0], by=moderator, at=NOON + timedelta(seconds=9))
    assert (len(undone.decided), len(undone.refused)) == (1, 1)
    assert states(campaign[:2]) == ["submitted", "published"]


def test_guarantors_read_and_decide_nothing(client_of, campaign, reasons):
    guarantor = client_of(factories.staff("garante@example.org", "Garante", ["moderation.view_decision"]))
    form = typed(reasons, campaign[0])
    page = guarantor.get(together_url(campaign[0])).text
    assert CAMPAIGN in page
    assert 'name="item"' not in page
    assert guarantor.post(together_url(campaign[0]), form).status_code == 403
    assert not Decision.objects.exists()


def test_arguments_are_decided_on_together_too(desk, consultation):
    above = factories.ProposalFactory(consultation=consultation)
    texts = [
        factories.ArgumentFactory(proposal=above, waiting=True, text=CAMPAIGN, created_at=NOON) for _turn in range(3)
    ]
    look(at=NOON)
    values = [value_of(text) for text in texts[:2]]
    desk.post(together_url(texts[0]), {"kind": "publish", "item": values})
    assert states(texts) == ["published", "published", "submitted"]


def test_the_page_costs_the_same_with_three_texts_and_with_nine(desk, make, django_assert_num_queries):
    first, *_others = [make() for _turn in range(3)]
    look(at=NOON)
    desk.get(together_url(first))
    with CaptureQueriesContext(connection) as few:
        desk.get(together_url(first))
    for _turn in range(6):
        make()
    look(at=NOON)
    with django_assert_num_queries(len(few)):
        desk.get(together_url(first))


def test_one_that_is_gone_is_said_and_the_others_are_decided_on(desk, consultation, reasons):
    proposal = factories.ProposalFactory(consultation=consultation)
    given = {"proposal": proposal, "waiting": True, "text": CAMPAIGN, "created_at": NOON}
    said = [factories.ArgumentFactory(**given) for _n in range(4)]
    look(at=NOON)
    sent = typed(reasons | {"kind": "withhold"}, *said)
    said[1].delete()
    page = desk.post(together_url(said[0]), sent, follow=True)
    assert "Un texte coché" in page.text
    assert [row.state for row in Argument.objects.order_by("pk")] == ["withheld"] * 3


@pytest.mark.parametrize("kind", ["off_topic", "change"])
def test_several_are_published_or_withheld_and_nothing_else(desk, campaign, reasons, kind):
    sent = typed(reasons | {"kind": kind}, *campaign[:2])
    assert desk.post(together_url(campaign[0]), sent).status_code == 422
    assert set(states(campaign)) == {"submitted"}
