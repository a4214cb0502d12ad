"""Who is on what, and handing over: the others see it, next goes around it, nobody is bound."""

from datetime import timedelta

import pytest

from moderation import actions, queue, sharing
from moderation.models import HandOver, InHand
from participants.models import Notice
from tests import factories
from tests.conftest import NOON

QUEUE = "/admin/moderation/"
LATER = NOON + timedelta(minutes=5)


def value_of(subject):
    (item,) = queue.items([queue.place_of(subject)])
    return item.value


def test_first_who_opens_a_text_has_it_until_five_minutes_without_a_sign(waiting, moderator, other_moderator):
    take = sharing.take_in_hand
    assert take(subject=waiting, by=moderator, at=NOON).moderator == moderator
    assert take(subject=waiting, by=other_moderator, at=NOON + timedelta(minutes=4)).moderator == moderator
    mine = take(subject=waiting, by=moderator, at=NOON + timedelta(minutes=4))
    assert (mine.since, mine.seen_at) == (NOON, NOON + timedelta(minutes=4))
    assert take(subject=waiting, by=other_moderator, at=LATER).moderator == moderator
    theirs = take(subject=waiting, by=other_moderator, at=LATER + timedelta(minutes=4))
    assert (theirs.moderator, theirs.since) == (other_moderator, LATER + timedelta(minutes=4))
    assert InHand.objects.count() == 1


def test_text_that_was_let_go_is_free(waiting, moderator, other_moderator):
    sharing.take_in_hand(subject=waiting, by=moderator, at=NOON)
    sharing.let_go(subject=waiting, by=other_moderator)
    assert InHand.objects.exists()
    sharing.let_go(subject=waiting, by=moderator)
    assert sharing.take_in_hand(subject=waiting, by=other_moderator, at=NOON).moderator == other_moderator


def test_decision_frees_the_text_and_is_not_hindered(waiting, moderator, other_moderator):
    sharing.take_in_hand(subject=waiting, by=moderator)
    actions.decide(subject=waiting, by=other_moderator, kind="publish", seen=0)
    assert not InHand.objects.exists()


def test_queue_and_text_say_who_has_it(client_of, waiting, moderator, other_moderator):
    sharing.take_in_hand(subject=waiting, by=moderator)
    desk = client_of(other_moderator)
    assert moderator.public_name in desk.get(QUEUE).text
    page = desk.get(f"{QUEUE}se-deplacer/P-1/").text
    assert moderator.public_name in page
    said = desk.post(f"{QUEUE}in-hand/", {"item": value_of(waiting), "quiet": 1}).text
    assert moderator.public_name in said
    assert InHand.objects.get().moderator == moderator


def test_without_javascript_a_button_takes_it(client_of, waiting, moderator):
    desk = client_of(moderator)
    answer = desk.post(f"{QUEUE}in-hand/", {"item": value_of(waiting)})
    assert answer.url == f"{QUEUE}se-deplacer/P-1/"
    assert InHand.objects.get().moderator == moderator
    assert desk.post(f"{QUEUE}in-hand/", {"item": value_of(waiting), "let_go": 1}).status_code == 204
    assert not InHand.objects.exists()


def test_after_a_decision_next_goes_around_what_others_read(client_of, consultation, moderator, other_moderator):
    first, second, third = (factories.ProposalFactory(consultation=consultation, waiting=True) for _turn in range(3))
    sharing.take_in_hand(subject=second, by=other_moderator)
    desk = client_of(moderator)
    answer = desk.post(f"{QUEUE}se-deplacer/{first.reference}/", {"kind": "publish", "seen": 0})
    assert answer.url == f"{QUEUE}se-deplacer/{third.reference}/"
    answer = client_of(other_moderator).post(f"{QUEUE}se-deplacer/{third.reference}/", {"kind": "publish", "seen": 0})
    assert answer.url == QUEUE


def test_handed_over_to_one_who_is_told_and_sees_it_first(client_of, waiting, moderator, other_moderator):
    sharing.take_in_hand(subject=waiting, by=moderator)
    sent = {"item": value_of(waiting), "over-to": other_moderator.pk, "over-words": "C’est ma voisine."}
    answer = client_of(moderator).post(f"{QUEUE}hand-over/", sent)
    assert answer.url == QUEUE
    assert not InHand.objects.exists()
    told = Notice.objects.get(recipient=other_moderator)
    assert "C’est ma voisine." in told.body
    assert told.url == f"{QUEUE}se-deplacer/P-1/"
    page = client_of(other_moderator).get(QUEUE).text
    assert page.count("C’est ma voisine.") == 2  # at the top, and with the text
    assert client_of(moderator).get(QUEUE).text.count("C’est ma voisine.") == 1


def test_handed_over_to_anybody(client_of, waiting, moderator, other_moderator):
    sharing.hand_over(subject=waiting, by=moderator, to=None, words="Je ne sais pas.")
    assert not Notice.objects.filter(kind="moderation.handed_over").exists()
    assert "Je ne sais pas." in client_of(other_moderator).get(f"{QUEUE}se-deplacer/P-1/").text


def test_decision_ends_the_handing_over(waiting, moderator, other_moderator):
    sharing.hand_over(subject=waiting, by=moderator, to=other_moderator, words="À toi.", at=NOON)
    assert [row.subject for row in sharing.handed_to(other_moderator)] == [waiting]
    actions.decide(subject=waiting, by=other_moderator, kind="publish", seen=0, at=LATER)
    assert sharing.handed_to(other_moderator) == []


@pytest.mark.parametrize("words", ["", "   ", "a" * 501])
def test_handing_over_says_why(client_of, waiting, moderator, words):
    sent = {"item": value_of(waiting), "over-to": "", "over-words": words}
    answer = client_of(moderator).post(f"{QUEUE}hand-over/", sent)
    assert answer.status_code == 422
    assert "over-words" in answer.text
    with pytest.raises(sharing.HandedToNobody):
        sharing.hand_over(subject=waiting, by=moderator, to=None, words=words)
    assert not HandOver.objects.exists()


def test_nobody_but_another_moderator_is_handed_a_text(client_of, waiting, moderator, citizen):
    for person in (moderator, citizen):
        with pytest.raises(sharing.HandedToNobody):
            sharing.hand_over(subject=waiting, by=moderator, to=person, words="À toi.")
    sent = {"item": value_of(waiting), "over-to": citizen.pk, "over-words": "À toi."}
    answer = client_of(moderator).post(f"{QUEUE}hand-over/", sent)
    assert answer.status_code == 422
    assert "À toi." in answer.text


def test_only_moderators_share(client_of, waiting, citizen):
    for door in ("in-hand/", "hand-over/", "take-back/"):
        assert client_of(citizen).post(f"{QUEUE}{door}", {"item": value_of(waiting)}).status_code in (302, 403)
    assert not InHand.objects.exists()


@pytest.mark.parametrize("value", ["", "x", "a/P-1/0//", "se-deplacer/P-99/0//"])
def test_nonsense_is_not_found(client_of, waiting, moderator, value):
    for door in ("in-hand/", "hand-over/"):
        assert client_of(moderator).post(f"{QUEUE}{door}", {"item": value}).status_code == 404


def test_nobody_is_handed_what_they_may_not_decide(consultation, moderator, other_moderator):
    own = factories.ProposalFactory(consultation=consultation, author=other_moderator, waiting=True)
    with pytest.raises(sharing.HandedToNobody):
        sharing.hand_over(subject=own, by=moderator, to=other_moderator, words="À toi.")


def test_own_text_is_handed_over(client_of, consultation, moderator, other_moderator):
    own = factories.ProposalFactory(consultation=consultation, author=moderator, waiting=True)
    page = client_of(moderator).get(f"{QUEUE}se-deplacer/P-1/").text
    assert "hand-over/" in page
    sent = {"item": value_of(own), "over-to": other_moderator.pk, "over-words": "C’est mon texte."}
    assert client_of(moderator).post(f"{QUEUE}hand-over/", sent).status_code == 302


def test_author_whose_withholding_was_overturned_has_a_clean_sheet(published, moderator, other_moderator, reasons):
    from moderation import appeals

    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    assert queue.withheld_of(published.author_id) == 1
    appeal = appeals.appeal(decision=decision, appellant=published.author, words="Relisez.", at=NOON)
    appeals.answer(appeal=appeal, by=other_moderator, outcome="overturned", words="En effet.", at=LATER)
    assert queue.withheld_of(published.author_id) == 0


def test_desk_takes_no_decision_of_a_kind_that_only_undoing_takes(client_of, waiting, moderator):
    assert client_of(moderator).post(f"{QUEUE}se-deplacer/P-1/", {"kind": "wait", "seen": 0}).status_code == 422
