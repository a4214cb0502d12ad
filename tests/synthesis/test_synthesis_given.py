"""What people decided is given to the next run, which keeps it: a test for each kind of decision."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.errors import Refused
from consult.models import JournalEntry
from synthesis import actions, replay, same
from synthesis.deciding import read_elsewhere as shown
from synthesis.given import DecisionsExclude, standing_decisions
from synthesis.models import Cluster, SameIdea
from tests import factories
from tests.synthesis.texts import ALL

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G-4")]


def again(consultation, editor, groups=4, **asked):
    """The next run, done."""
    run = actions.start_run(consultation=consultation, by=editor, groups=groups, **asked)
    run.refresh_from_db()
    assert run.error == ""
    return run


def cluster_of(run, proposal):
    """The number of the cluster that a run put a proposal in; None for none."""
    return run.placements.get(version__proposal=proposal).cluster.number


def nearest_of(run, proposal):
    return run.placements.get(version__proposal=proposal).nearest.number


def two_of_two_clusters(run, proposals):
    """A proposal, and one that the machine put elsewhere."""
    first = proposals[0]
    return first, next(other for other in proposals if nearest_of(run, other) != nearest_of(run, first))


def two_of_one_cluster(run, proposals):
    first = proposals[0]
    return first, next(other for other in proposals[1:] if nearest_of(run, other) == nearest_of(run, first))


@pytest.fixture
def other_theme(run, theme, editor):
    return actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Prendre le train", by=editor)


def members(theme):
    return [place.proposal for place in theme.memberships.select_related("proposal").order_by("proposal__number")]


@pytest.mark.parametrize("afresh", [False, True])
def test_moved_proposal_stays_with_its_theme(consultation, editor, theme, other_theme, afresh):
    moved, *kept = members(theme)
    actions.confirm_members(theme=theme, proposals=kept[:2], by=editor, shown=shown(kept[:2]))
    confirmed = members(other_theme)[0]
    actions.confirm_members(theme=other_theme, proposals=[confirmed], by=editor)
    actions.move_proposal(proposal=moved, theme=other_theme, by=editor)
    run = again(consultation, editor, afresh=afresh)
    assert cluster_of(run, moved) == cluster_of(run, confirmed)
    assert cluster_of(run, moved) != cluster_of(run, kept[0])


@pytest.mark.parametrize("groups", [3, 4, 8])
def test_confirmed_proposals_stay_together_however_many_groups(consultation, editor, theme, groups):
    """Two texts that the machine would part."""
    here = members(theme)
    stranger = consultation.proposals.exclude(pk__in=[row.pk for row in here]).order_by("-number").first()
    actions.move_proposal(proposal=stranger, theme=theme, by=editor)
    actions.confirm_members(theme=theme, proposals=here, by=editor, shown=shown(here))
    run = again(consultation, editor, groups=groups)
    assert {cluster_of(run, row) for row in [*here, stranger]} == {cluster_of(run, stranger)}


def test_named_theme_keeps_its_name_its_address_and_a_cluster_of_its_own(consultation, editor, theme, other_theme):
    actions.rename_theme(theme=theme, name="Rouler sans danger", by=editor)
    for named in (theme, other_theme):
        actions.confirm_members(theme=named, proposals=members(named), by=editor, shown=shown(members(named)))
    address = theme.get_absolute_url()
    run = again(consultation, editor, groups=2)
    mine, others = ({cluster_of(run, row) for row in members(named)} for named in (theme, other_theme))
    assert len(mine) == len(others) == 1
    assert mine != others
    actions.continue_theme(cluster=Cluster.objects.get(run=run, number=mine.pop()), theme=theme, by=editor)
    theme.refresh_from_db()
    assert (theme.name, theme.get_absolute_url()) == ("Rouler sans danger", address)


def test_merged_themes_are_one_to_the_next_run(consultation, editor, theme, other_theme):
    for named in (theme, other_theme):
        actions.confirm_members(theme=named, proposals=members(named), by=editor, shown=shown(members(named)))
    actions.merge_themes(theme=other_theme, into=theme, by=editor)
    run = again(consultation, editor)
    assert len({cluster_of(run, row) for row in members(theme)}) == 1


def test_proposals_said_to_be_the_same_end_in_one_cluster(consultation, run, proposals, editor):
    first, second = two_of_two_clusters(run, proposals)
    same.say_same(first=second, second=first, same=True, by=editor)
    found = again(consultation, editor)
    assert cluster_of(found, first) == cluster_of(found, second)


def test_proposals_said_not_to_be_the_same_end_in_two(consultation, run, proposals, editor):
    first, second = two_of_one_cluster(run, proposals)
    same.say_same(first=first, second=second, same=False, by=editor)
    found = again(consultation, editor)
    assert nearest_of(found, first) != nearest_of(found, second)


def test_what_was_taken_back_binds_no_longer(consultation, run, proposals, editor):
    first, second = two_of_two_clusters(run, proposals)
    said = same.say_same(first=first, second=second, same=True, by=editor)
    same.take_back(said=said)
    assert again(consultation, editor).result_hash == run.result_hash
    with pytest.raises(same.NotSaid):
        same.take_back(said=said)


def test_proposal_set_aside_is_no_example_and_stays_out(consultation, run, theme, editor):
    aside = members(theme)[0]
    actions.move_proposal(proposal=aside, theme=None, by=editor, reason="no_proposal")
    found = again(consultation, editor)
    assert found.decisions["pinned"] == []
    actions.continue_theme(cluster=found.clusters.get(number=nearest_of(found, aside)), theme=theme, by=editor)
    aside.theme_membership.refresh_from_db()
    assert aside.theme_membership.theme is None


@pytest.mark.requirement("G-6")
def test_withheld_proposal_teaches_nothing(consultation, run, theme, other_theme, proposals, editor):
    """What was said of it excludes nothing either."""
    gone, stays = members(theme)[0], members(other_theme)[0]
    same.say_same(first=gone, second=stays, same=True, by=editor)
    actions.confirm_members(theme=theme, proposals=[gone], by=editor)
    gone.withhold(ground="Hors du sujet", at=timezone.now())
    actions.confirm_members(theme=other_theme, proposals=[stays], by=editor)
    found = again(consultation, editor, groups=4)
    assert found.decisions == {"pinned": [[stays.number, other_theme.number]], "together": [], "apart": []}


@pytest.mark.requirement("G-6")
def test_text_of_a_suspended_account_asks_for_no_group(consultation, run, theme, other_theme, editor):
    """Nothing said of it counts in what groups must hold."""
    kept = [members(theme)[0], members(other_theme)[0]]
    third = actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Passer un pont", by=editor)
    alone = factories.ProposalFactory(consultation=consultation, title="Un pont", text="Un pont pour les piétons")
    for row, named in zip([*kept, alone], [theme, other_theme, third], strict=True):
        actions.move_proposal(proposal=row, theme=third, by=editor)
        actions.move_proposal(proposal=row, theme=named, by=editor)
    same.say_same(first=alone, second=kept[0], same=False, by=editor)
    with pytest.raises(DecisionsExclude, match="2 groupes ne suffisent pas"):
        actions.start_run(consultation=consultation, by=editor, groups=2)
    type(alone.author).objects.filter(pk=alone.author.pk).update(is_active=False)
    found = again(consultation, editor, groups=2).decisions
    assert (len(found["pinned"]), found["together"], found["apart"]) == (2, [], [])


@pytest.mark.requirement("G-2")
def test_run_stores_numbers_of_what_it_was_given_and_is_replayed_with_them(consultation, run, theme, proposals, editor):
    first, second = two_of_two_clusters(run, proposals)
    actions.move_proposal(proposal=second, theme=theme, by=editor)
    said = same.say_same(first=first, second=second, same=True, by=editor)
    found = again(consultation, editor)
    pair = [said.first.number, said.second.number]
    assert found.decisions == {"pinned": [[second.number, theme.number]], "together": [pair], "apart": []}
    same.take_back(said=said)
    actions.move_proposal(proposal=second, theme=None, by=editor, reason="no_theme")
    assert replay.replay(found).same_result
    found.decisions = {}
    assert not replay.replay(found).same_result


def test_decisions_that_exclude_each_other_are_refused_by_reference(consultation, run, proposals, editor):
    first, second, third = proposals[:3]
    same.say_same(first=first, second=second, same=True, by=editor)
    same.say_same(first=second, second=third, same=True, by=editor)
    with pytest.raises(DecisionsExclude, match=r"P-1 et P-3 ne sont pas la même idée, et pourtant"):
        same.say_same(first=third, second=first, same=False, by=editor)
    assert SameIdea.objects.count() == 2


def test_run_is_refused_while_decisions_exclude_each_other(consultation, theme, other_theme, editor):
    first, second = members(theme)[:2]
    same.say_same(first=first, second=second, same=True, by=editor)
    actions.confirm_members(theme=theme, proposals=[first], by=editor)
    actions.move_proposal(proposal=second, theme=other_theme, by=editor)
    with pytest.raises(DecisionsExclude, match="placées dans deux thèmes") as refused:
        actions.start_run(consultation=consultation, by=editor, groups=4)
    assert first.reference in str(refused.value)
    assert second.reference in str(refused.value)


def test_proposals_of_one_theme_are_not_said_to_differ_in_silence(theme, editor):
    pair = members(theme)[:2]
    actions.confirm_members(theme=theme, proposals=pair, by=editor, shown=shown(pair))
    with pytest.raises(DecisionsExclude, match="placées dans un même thème"):
        same.say_same(first=pair[0], second=pair[1], same=False, by=editor)


def test_run_of_fewer_groups_than_themes_is_refused_in_a_sentence(consultation, run, editor, proposals):
    for cluster in run.clusters.all():
        theme = actions.adopt_theme(cluster=cluster, name="Un thème", by=editor)
        actions.confirm_members(theme=theme, proposals=members(theme)[:1], by=editor)
    with pytest.raises(DecisionsExclude, match="3 groupes ne suffisent pas"):
        actions.start_run(consultation=consultation, by=editor, groups=3)


def test_copies_in_two_themes_end_the_run_in_a_sentence(consultation, theme, other_theme, editor):
    for named in (theme, other_theme):
        copy = factories.ProposalFactory(consultation=consultation, title=ALL[0], text=ALL[0])
        actions.move_proposal(proposal=copy, theme=named, by=editor)
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "leurs mots sont les mêmes, et des personnes les ont placées dans deux thèmes" in run.error
    assert f"P-{copy.number - 1} et P-{copy.number}" in run.error


def test_pair_is_said_once_and_in_any_order(consultation, proposals, editor):
    same.say_same(first=proposals[1], second=proposals[0], same=True, by=editor)
    with pytest.raises(same.AlreadySaid, match="P-1 et P-2"):
        same.say_same(first=proposals[0], second=proposals[1], same=False, by=editor)


@pytest.mark.parametrize("pair", ["itself", "another consultation", "withheld"])
def test_pair_that_makes_no_sense_is_refused(proposals, editor, pair):
    other = proposals[0] if pair == "itself" else proposals[1]
    if pair == "another consultation":
        other = factories.ProposalFactory(consultation=factories.open_consultation(slug="ailleurs"))
    if pair == "withheld":
        other.withhold(ground="Hors du sujet", at=timezone.now())
    with pytest.raises(Refused):
        same.say_same(first=proposals[0], second=other, same=True, by=editor)
    assert not SameIdea.objects.exists()


def test_database_itself_refuses_a_pair_said_twice(proposals, editor):
    same.say_same(first=proposals[0], second=proposals[1], same=True, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        SameIdea.objects.create(first=proposals[0], second=proposals[1], same=False, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        SameIdea.objects.create(first=proposals[3], second=proposals[2], same=False, at=timezone.now())


def test_journal_holds_references_of_what_was_said(proposals, editor):
    said = same.say_same(first=proposals[1], second=proposals[0], same=True, by=editor)
    same.say_same(first=proposals[1], second=proposals[2], same=False, by=editor)
    same.take_back(said=said)
    told = JournalEntry.objects.filter(event__startswith="ideas.").order_by("number").values_list("event", "content")
    assert list(told) == [
        ("ideas.same", {"proposals": ["P-1", "P-2"]}),
        ("ideas.not_same", {"proposals": ["P-2", "P-3"]}),
        ("ideas.taken_back", {"proposals": ["P-1", "P-2"]}),
    ]


def test_decisions_are_read_in_three_queries(consultation, proposals, editor, django_assert_num_queries):
    for place in range(4):
        same.say_same(first=proposals[place], second=proposals[place + 8], same=bool(place % 2), by=editor)
    with django_assert_num_queries(3):
        found = standing_decisions(consultation)
    assert (len(found["together"]), len(found["apart"])) == (2, 2)
