"""What a tally rests on: rows, one a person, from whoever may take position, wherever they sit."""

from collections import Counter

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from consult.errors import Closed
from participants.models import User
from participants.my_data import erase
from proposals.actions import add_version, publish, take_position, tally, withdraw_position
from proposals.models import Position, Proposal
from proposals.withdrawing.acting import restore, withdraw
from tests.conftest import NOON
from tests.factories import CLOSES, CitizenFactory, PositionFactory, ProposalFactory

ADDRESS = "/se-deplacer/propositions/P-1/position/"
PAGE = "/se-deplacer/propositions/P-1/"
PEOPLE, PLACES = 3, 2
pytestmark = pytest.mark.django_db

person, place = st.integers(0, PEOPLE - 1), st.integers(0, PLACES - 1)
step = st.one_of(
    st.tuples(st.just("take"), person, place, st.sampled_from([-1, 0, 1])),
    st.tuples(st.just("take back"), person, place, st.none()),
    st.tuples(st.just("erase"), person, st.none(), st.booleans()),
    st.tuples(st.just("withhold"), st.none(), place, st.none()),
    st.tuples(st.just("show again"), st.none(), place, st.none()),
    st.tuples(st.just("withdraw"), st.none(), place, st.booleans()),
    st.tuples(st.just("take the withdrawal back"), st.none(), place, st.none()),
    st.tuples(st.just("write anew"), st.none(), place, st.none()),
)


class Model:
    """Who stands where, in plain dictionaries; beside the site, which does the same."""

    def __init__(self, people, proposals):
        self.people, self.proposals = dict(enumerate(people)), proposals
        self.stand: dict[tuple[int, int], int] = {}
        self.withheld: set[int] = set()
        self.withdrawn: set[int] = set()
        self.erased: set[int] = set()

    def act(self, deed, who, where, what):
        if deed == "erase":
            if gone := self.people.pop(who, None):
                erase(participant=gone, with_texts=what)
                self.erase_words(who, with_texts=what)
            self.stand = {key: value for key, value in self.stand.items() if key[0] != who}
        elif deed in {"take", "take back"} and who in self.people:
            self.place(who, where, what)
        elif deed == "withhold":
            self.proposals[where].withhold(ground="Hors du sujet", at=NOON)
            self.withheld.add(where)
        elif deed == "show again":
            publish(self.proposals[where], at=NOON)
            self.withheld.discard(where)
        elif deed == "write anew":
            number = self.proposals[where].current.number + 1
            add_version(self.proposals[where], title="Des trains", text=f"Version {number}", at=NOON)
            self.erased.discard(where)
        else:
            self.step_aside(deed, where, what)

    def step_aside(self, deed, where, in_favour):
        """An author withdraws their proposal, also in favour of the next one, or takes that back: no position moves."""
        author, other = self.people.get(where), None if where is None else (where + 1) % PLACES
        if deed not in {"withdraw", "take the withdrawal back"} or author is None or where in self.withheld:
            return
        about = {"proposal": self.proposals[where], "author": author, "at": NOON}
        if deed == "take the withdrawal back":
            restore(**about)
            self.withdrawn.discard(where)
        elif where not in self.withdrawn and not (in_favour and other in self.withheld | self.withdrawn | self.erased):
            withdraw(**about, in_favour_of=self.proposals[other] if in_favour else None)
            self.withdrawn.add(where)
        self.proposals[where].refresh_from_db(fields=["withdrawn_at", "withdrawn_for"])

    def place(self, who, where, what):
        proposal = self.proposals[where]
        about = {"proposal": proposal, "participant": self.people[who], "at": NOON}
        closed = self.withheld if what is None else self.withheld | self.withdrawn | self.erased
        try:
            if what is None:
                withdraw_position(**about)
            else:
                take_position(**about, value=what, read_version=proposal.current.number)
        except Closed:
            assert where in closed
            return
        assert where not in closed
        self.stand.pop((who, where), None)
        if what is not None:
            self.stand[who, where] = what

    def erase_words(self, who, *, with_texts):
        """Erased words take nothing more, and let go of what they have; a new version has words again."""
        if with_texts and who < PLACES:
            self.erased.add(who)
            self.proposals[who].current.refresh_from_db()

    def counts(self, where):
        counted = Counter(value for (_who, at), value in self.stand.items() if at == where)
        return counted[1], counted[0], counted[-1]


@pytest.mark.requirement("V-3")
def test_whatever_people_do_the_tally_is_the_recount(consultation, at_noon):
    people = [CitizenFactory() for _n in range(PEOPLE)]
    proposals = [ProposalFactory(consultation=consultation, author=people[n]) for n in range(PLACES)]

    @settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(step, max_size=10))
    @example([("take", 1, 0, 1), ("erase", 0, None, True), ("take", 1, 0, -1), ("take back", 1, 0, None)])
    @example([("erase", 0, None, True), ("write anew", None, 0, None), ("take", 1, 0, 1)])
    @example([("erase", 1, None, True), ("withdraw", None, 0, True), ("take", 2, 1, 0)])
    @example([("erase", 0, None, True), ("withhold", None, 0, None), ("show again", None, 0, None), ("take", 1, 0, 1)])
    def holds(steps):
        with transaction.atomic():
            rows = list(Proposal.objects.select_related("consultation", "current").order_by("pk"))
            model = Model(list(User.objects.filter(pk__in=[one.pk for one in people]).order_by("pk")), rows)
            for one in steps:
                model.act(*one)
            shown = Proposal.objects.with_position_counts().order_by("pk")
            for where, row in enumerate(shown):
                assert tally(row) == model.counts(where), steps
                assert (row.agree_count, row.mixed_count, row.disagree_count) == model.counts(where), steps
            transaction.set_rollback(True)

    holds()
    assert len(proposals) == Proposal.objects.count()


@pytest.mark.requirement("V-4")
def test_no_counter_is_cached_rows_changed_by_hand_show_at_once(client, consultation, at_noon):
    proposal = ProposalFactory(consultation=consultation)
    for value in (1, 1, -1):
        PositionFactory(proposal=proposal, value=value)
    assert client.get(PAGE).context["tally"]["total"] == 3
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM proposals_position WHERE value = 1")
    assert client.get(PAGE).context["tally"]["total"] == 1
    assert Proposal.objects.with_position_counts().get().position_count == 1


@pytest.mark.requirement("V-6")
def test_two_hundred_people_behind_one_address_all_take_position(client_of, consultation, at_noon):
    ProposalFactory(consultation=consultation)
    for number in range(200):
        citizen = CitizenFactory(email=f"foyer{number}@example.org")
        answer = client_of(citizen).post(ADDRESS, {"position": "agree"}, REMOTE_ADDR="203.0.113.7")
        assert answer.status_code == 302, number
        assert answer.url == f"{PAGE}#positions", number
    assert Position.objects.count() == 200


def suspended(citizen, proposal) -> None:
    User.objects.filter(pk=citizen.pk).update(is_active=False)


def without_agreement(citizen, proposal) -> None:
    citizen.consents.update(withdrawn_at=NOON)


def out_of_scope(citizen, proposal) -> None:
    PageViewRestriction.objects.create(page=proposal.consultation, restriction_type="groups")


def withheld(citizen, proposal) -> None:
    proposal.withhold(ground="Hors du sujet", at=NOON)


def waiting(citizen, proposal) -> None:
    Proposal.objects.update(state="submitted", published_at=None)


def closed(citizen, proposal) -> None:
    proposal.consultation.phases.update(closes_at=NOON)


def unpublished(citizen, proposal) -> None:
    proposal.consultation.unpublish()


REASONS = [suspended, without_agreement, out_of_scope, withheld, waiting, closed, unpublished]


@pytest.mark.requirement("V-7")
@pytest.mark.parametrize("address", [ADDRESS, "/se-deplacer/donner-mon-avis/"], ids=["position", "give view"])
@pytest.mark.parametrize("forbid", REASONS, ids=lambda reason: reason.__name__)
def test_a_forged_form_of_whoever_may_not_is_refused(client_of, citizen, consultation, at_noon, forbid, address):
    proposal = ProposalFactory(consultation=consultation)
    browser = client_of(citizen)
    forbid(citizen, proposal)
    answer = browser.post(address, {"position": "agree", "proposal": "1", "graine": "5"})
    assert answer.status_code in {302, 404, 409}
    assert "#positions" not in answer.headers.get("Location", "")
    assert not Position.objects.exists()


@pytest.mark.requirement("V-7")
def test_a_code_that_was_never_entered_gives_no_position(client, consultation, at_noon):
    ProposalFactory(consultation=consultation)
    client.post("/connexion/", {"email": "pressee@example.org"})
    answer = client.post(ADDRESS, {"position": "agree"})
    assert answer.url.startswith("/connexion/")
    assert not Position.objects.exists()


@pytest.mark.requirement("V-9")
def test_the_page_says_when_and_on_which_version_and_that_another_answer_replaces_it(client_of, citizen, consultation):
    import time_machine

    ProposalFactory(consultation=consultation)
    browser = client_of(citizen)
    browser.cookies["langue"] = "en"
    for day, word in ((NOON, "agree"), (CLOSES.replace(day=1, month=3), "disagree")):
        with time_machine.travel(day, tick=False):
            page = browser.post(ADDRESS, {"position": word}, follow=True).text
        said = " ".join(page.split())
        assert "Your position is recorded, on version 1, since" in said
        assert f'datetime="{day:%Y-%m-%d}' in said
        assert "Another answer replaces this one." in said
    assert Position.objects.get().value == -1
