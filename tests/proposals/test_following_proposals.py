"""Following proposals and consultations: who is told of what, once, and of nothing that is out of view."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.urls import reverse

from consult.models import ConsultationPage
from participants.following import follow, followed_at
from participants.models import Follow, Notice, User
from participants.tasks import send_due
from proposals.actions import argue, submit
from proposals.amending.answering import accept
from proposals.amending.proposing import Wording, propose
from proposals.editing import edit
from proposals.following import telling
from proposals.following.events import event_of
from proposals.following.targets import consultation_target, proposal_target
from proposals.following.tasks import tell_followers
from proposals.replying import reply
from tests import factories
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def after(consultation):
    """A consultation that is moderated afterwards."""
    ConsultationPage.objects.filter(pk=consultation.pk).update(moderation="after")
    consultation.refresh_from_db()
    return consultation


@pytest.fixture
def author(db):
    return factories.CitizenFactory()


@pytest.fixture
def proposal(after, author):
    return factories.ProposalFactory(consultation=after, author=author, published_at=NOON)


@pytest.fixture
def reader(proposal):
    """Someone who follows the proposal and its consultation."""
    person = factories.CitizenFactory()
    follow(participant=person, target=proposal_target(proposal))
    follow(participant=person, target=consultation_target(proposal.consultation))
    return person


def kinds(person):
    return [notice.kind.rpartition("_")[0] for notice in person.notices.order_by("pk")]


@pytest.mark.requirement("D-1")
def test_a_new_proposal_is_told_to_those_who_follow_its_consultation(after, author, reader):
    follow(participant=author, target=consultation_target(after))
    new = submit(consultation=after, author=author, title="Un bus", text="Un bus le soir pour rentrer du travail.")
    notice = reader.notices.get()
    assert (notice.kind, notice.topic, notice.url) == (f"published_{new.pk}", "follow", new.get_absolute_url())
    assert new.reference in notice.subject
    assert "bus" not in notice.subject + notice.body  # words would stay here once withheld or erased
    assert kinds(author) == []


@pytest.mark.requirement("D-1")
def test_an_argument_is_told_to_the_author_and_to_followers_once(proposal, author, reader):
    follow(participant=author, target=proposal_target(proposal))
    arguer = factories.CitizenFactory()
    follow(participant=arguer, target=proposal_target(proposal))
    argue(proposal=proposal, author=arguer, stance="for", text="Cela aide celles qui travaillent tard.")
    assert [(row.kind[:9], row.topic, row.follow) for row in author.notices.all()] == [("argument_", "argument", "")]
    assert [(row.topic, row.follow) for row in reader.notices.all()] == [("follow", proposal_target(proposal))]
    assert kinds(arguer) == []


@pytest.mark.requirement("D-1")
def test_a_reply_is_told_to_both_authors_and_to_followers_once(proposal, author, reader):
    arguer, third = factories.CitizenFactory(), factories.CitizenFactory()
    argument = factories.ArgumentFactory(proposal=proposal, author=arguer)
    reply(argument=argument, author=third, text="Je réponds à cela, avec un exemple.")
    told = [
        (row.topic, argument.reference in row.subject) for row in Notice.objects.filter(recipient__in=(author, arguer))
    ]
    assert told == [("argument", True), ("argument", True)]
    assert [row.topic for row in reader.notices.all()] == ["follow"]
    assert kinds(third) == []


@pytest.mark.requirement("D-1")
def test_nobody_is_told_of_their_own_reply(proposal, author, reader):
    argument = factories.ArgumentFactory(proposal=proposal, author=author)
    reply(argument=argument, author=author, text="Je précise ma pensée pour tout le monde.")
    assert (kinds(author), kinds(reader)) == ([], ["argument"])


def test_the_author_is_not_told_of_their_own_argument(proposal, author, reader):
    argue(proposal=proposal, author=author, stance="for", text="Je précise ma pensée pour tout le monde.")
    assert (kinds(author), kinds(reader)) == ([], ["argument"])


def test_other_words_and_their_acceptance_are_told(proposal, author, reader):
    other = factories.CitizenFactory()
    wording = Wording(None, None, proposal.title, proposal.text + " Et le dimanche.", "Plus clair")
    row = propose(proposal=proposal, author=other, wording=wording, read_version=1)
    accept(amendment=row, author=author)
    assert kinds(reader) == ["proposed", "amended"]
    assert [notice.kind for notice in author.notices.all()] == ["amendment.proposed"]
    assert [notice.kind for notice in other.notices.all()] == ["amendment.answered"]


def test_who_took_position_and_follows_is_told_once_of_a_new_version(proposal, author, reader):
    factories.PositionFactory(proposal=proposal, participant=reader)
    wording = Wording(None, None, proposal.title, proposal.text + " Et le dimanche.", "Plus clair")
    accept(
        amendment=propose(proposal=proposal, author=factories.CitizenFactory(), wording=wording, read_version=1),
        author=author,
    )
    assert kinds(reader).count("amended") == 1


def test_a_direct_change_is_told(proposal, author, reader):
    edit(proposal=proposal, author=author, title=proposal.title, text=proposal.text + " Et le soir.", read_version=1)
    assert kinds(reader) == ["version"]


def test_a_second_run_tells_nobody(proposal, reader):
    row = factories.ArgumentFactory(proposal=proposal)
    assert tell_followers.call("argument", row.pk) == 2
    assert tell_followers.call("argument", row.pk) == 0


@pytest.mark.parametrize("hidden", ["argument", "proposal", "consultation"])
def test_nothing_out_of_view_is_told(proposal, reader, hidden):
    row = factories.ArgumentFactory(proposal=proposal)
    hide(hidden, row)
    assert tell_followers.call("argument", row.pk) == 0
    assert not Notice.objects.exists()


@pytest.mark.parametrize("hidden", ["argument", "proposal", "consultation"])
def test_what_is_withheld_before_a_digest_goes_is_not_in_it(proposal, reader, author, hidden, travel):
    row = argue(proposal=proposal, author=factories.CitizenFactory(), stance="for", text="Un texte qui part ensuite.")
    assert reader.notices.get().due_at is not None  # it would leave
    mail.outbox.clear()
    hide(hidden, row)
    travel.shift(timedelta(days=1))
    assert send_due.call() == 0
    assert mail.outbox == []


def hide(what, argument):
    if what == "argument":
        argument.withhold(ground="Insulte", at=NOON)
    elif what == "proposal":
        argument.proposal.withhold(ground="Insulte", at=NOON)
    else:
        ConsultationPage.objects.get(pk=argument.proposal.consultation_id).unpublish()


@pytest.fixture
def travel():
    import time_machine

    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_digest_names_the_proposal_as_it_is_then(after, author, reader, travel):
    submit(consultation=after, author=author, title="Un bus du soir", text="Un bus pour rentrer du travail.")
    argue(proposal=_first(), author=factories.CitizenFactory(), stance="against", text="Trop cher.")
    mail.outbox.clear()  # what its author got
    travel.shift(timedelta(days=1))
    assert send_due.call() == 1
    message = mail.outbox[0]
    assert message.to == [reader.email]
    assert "Un bus du soir" in message.body
    assert "Trop cher." not in message.body


def _first():
    from proposals.models import Proposal

    return Proposal.objects.order_by("pk").first()


def test_five_thousand_followers_cost_the_same_in_each_batch(
    proposal, after, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("proposals.following.tasks.tell_followers", SimpleNamespace(enqueue=lambda *event: None))
    many = User.objects.bulk_create(User(email=f"p{number}@example.org") for number in range(60))
    target = consultation_target(after)
    Follow.objects.bulk_create(Follow(participant=person, target=target, created_at=NOON) for person in many)
    event = event_of("published", proposal.pk)
    monkeypatch.setattr(telling, "BATCH", 25)
    last = 0
    for expected in (25, 25, 10):
        with django_assert_max_num_queries(9):
            batch = telling.tell_batch(event, after=last)
        assert batch.told == expected
        last = batch.last
    assert telling.tell_batch(event, after=last) is None


@pytest.mark.parametrize("number", ["P-999", "P-x", "P-", "", "P-1-2-3"])
def test_what_does_not_exist_cannot_be_followed(proposal, number, citizen, client_of):
    address = proposal_target(proposal).rpartition("/")[0]
    assert client_of(citizen).post("/suivre/", {"cible": f"{address}/{number}"}).status_code == 404


def test_the_pages_have_the_button(proposal, citizen, client_of, client):
    browser = client_of(citizen)
    for address, target in [
        (proposal.get_absolute_url(), proposal_target(proposal)),
        (proposal.consultation.url, consultation_target(proposal.consultation)),
    ]:
        assert f'value="{target}"' in browser.get(address).content.decode()
        assert "cible=" in client.get(address).content.decode()
        assert browser.post("/suivre/", {"cible": target, "retour": address}).headers["Location"] == address
        assert "ne-plus-suivre" in browser.get(address).content.decode()
    space = browser.get(reverse("participants:space")).content.decode()
    assert proposal.title in space


def test_the_name_of_what_is_followed_is_its_title(proposal):
    assert followed_at(proposal_target(proposal)).label == f"{proposal.reference} – {proposal.title}"
