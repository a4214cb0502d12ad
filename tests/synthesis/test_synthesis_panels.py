import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone

from consult.models import JournalEntry
from consult.register import described
from proposals.models import Proposal
from synthesis import actions, panels
from synthesis.deciding import Deed, decide
from synthesis.reading import in_theme
from synthesis.undoing import undo
from tests import factories

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def listed(consultation, value):
    return set(in_theme(Proposal.objects.listed(), consultation, value).values_list("number", flat=True))


def members(theme):
    return set(theme.memberships.values_list("proposal__number", flat=True))


def fate(proposal):
    return panels.fates([Proposal.objects.select_related("consultation").get(pk=proposal.pk)], NOBODY)[proposal.pk]


def test_filter_keeps_the_proposals_of_a_theme(theme, consultation):
    assert listed(consultation, "1") == members(theme)


def test_filter_of_a_merged_theme_follows_it(run, theme, editor, consultation):
    second = actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Autre", by=editor)
    actions.merge_themes(theme=theme, into=second, by=editor)
    assert listed(consultation, "1") == listed(consultation, "2") == members(second)


def test_filter_keeps_those_without_a_theme(theme, consultation, proposals):
    everything = {proposal.number for proposal in proposals}
    assert listed(consultation, "sans") == everything - members(theme)


def test_filter_keeps_the_texts_of_a_cluster(run, cluster, consultation):
    texts = set(cluster.placements.values_list("version__proposal__number", flat=True))
    assert listed(consultation, f"calcul-{cluster.number}") == texts


@pytest.mark.parametrize("value", ["9", "", "x", "calcul-", "calcul-99", "٣", "1; DROP", "9" * 40])
def test_filter_of_an_unknown_value_keeps_nothing(theme, consultation, value):
    assert listed(consultation, value) == set()


def test_filter_costs_no_query_until_it_is_read(theme, consultation, django_assert_num_queries):
    with django_assert_num_queries(0):
        in_theme(Proposal.objects.listed(), consultation, "1")


def test_choices_are_clusters_until_a_theme_is_named(run, consultation, django_assert_num_queries):
    with django_assert_num_queries(2):
        choices = panels.theme_choices(consultation)
    assert [choice.value for choice in choices] == [f"calcul-{number}" for number in range(4)]
    assert [choice.count for choice in choices] == [cluster.size for cluster in run.clusters.all()]


def test_choices_are_standing_themes_and_those_without(run, theme, editor, consultation, django_assert_num_queries):
    second = actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Autre", by=editor)
    actions.merge_themes(theme=theme, into=second, by=editor)
    with django_assert_num_queries(1):
        choices = panels.theme_choices(consultation)
    assert next((choice.value, choice.label) for choice in choices) == ("2", "Autre")
    assert choices[0].count == len(members(second))
    assert choices[-1].value == "sans"


def test_no_choice_before_a_grouping(consultation, proposals):
    assert panels.theme_choices(consultation) == []


@pytest.mark.requirement("Y-2")
def test_theme_is_told_as_the_machines_until_a_person_confirms(theme, editor):
    proposal = theme.memberships.first().proposal
    assert fate(proposal)["state"] == "machine"
    assert fate(proposal)["theme"]["machine"]
    actions.confirm_members(theme=theme, proposals=[proposal], by=editor)
    assert fate(proposal)["state"] == "confirmed"
    assert not fate(proposal)["theme"]["machine"]


def test_fates_of_placed_left_out_grouped_and_late_ones(run, theme, proposals, editor, consultation):
    free = [proposal for proposal in proposals if proposal.number not in members(theme)]
    grouped = [p for p in free if p.current.placements.filter(cluster__isnull=False).exists()]
    actions.move_proposal(proposal=grouped[0], theme=theme, by=editor)
    actions.move_proposal(proposal=grouped[1], theme=None, by=editor, reason="off_question")
    late = factories.ProposalFactory(consultation=consultation, published_at=timezone.now())
    unread = factories.ProposalFactory(consultation=consultation)
    states = [fate(proposal)["state"] for proposal in (grouped[0], grouped[1], grouped[2], late, unread)]
    assert states == ["placed", "left_out", "cluster", "late", "not_read"]


def test_fate_of_a_text_in_no_group(run, proposals):
    placement = run.placements.first()
    run.placements.filter(pk=placement.pk).update(cluster=None)
    assert fate(proposals[0])["state"] == "unsorted"


def test_fate_before_any_grouping_and_with_a_pepite(proposals, editor):
    actions.set_pepite(proposal=proposals[0], reason="Personne d’autre n’y pense", by=editor)
    assert fate(proposals[0])["state"] == "waiting"
    assert fate(proposals[0])["pepite"] == "Personne d’autre n’y pense"


def test_withheld_proposal_has_no_fate_here(run, proposals):
    proposals[0].withhold(ground="Hors du sujet", at=timezone.now())
    assert panels.fates([proposals[0]], NOBODY) == {}


def test_edited_proposal_was_read_by_the_run(run, proposals):
    factories.add_version(proposals[0], title="Mieux dit", text="Autrement")
    assert fate(proposals[0])["state"] in {"cluster", "unsorted"}


@pytest.mark.requirement("L-2")
@pytest.mark.parametrize("number", [1, 12])
def test_panels_cost_the_same_for_one_and_for_twelve(run, theme, proposals, number, django_assert_num_queries):
    rows = list(Proposal.objects.select_related("consultation").order_by("number")[:number])
    with django_assert_num_queries(1):
        panels.chips(rows, NOBODY)
    with django_assert_num_queries(3):
        panels.fates(rows, NOBODY)


@pytest.mark.parametrize(
    "state", ["placed", "confirmed", "machine", "left_out", "cluster", "unsorted", "late", "waiting"]
)
def test_each_fate_has_its_sentence(state):
    data = {"state": state, "theme": None, "at": None, "terms": "vélo", "run": None, "pepite": ""}
    words = render_to_string("synthesis/_fate.html", {"data": data})
    assert "fate__sentence" in words
    assert "UNDEFINED" not in words


def test_chip_shows_theme_and_pepite(theme, editor):
    proposal = theme.memberships.first().proposal
    actions.set_pepite(proposal=proposal, reason="Rare", by=editor)
    data = panels.chips([proposal], NOBODY)[proposal.pk]
    words = render_to_string("synthesis/_theme_chip.html", {"data": data})
    assert "Circuler à vélo" in words
    assert "pepite-mark" in words
    assert "chip--machine" in words


def test_consultation_shows_its_themes_by_size(rf, run, theme, consultation, django_assert_num_queries):
    with django_assert_num_queries(2):
        data = panels.ideas(consultation, rf.get("/"))
    assert data["themes"][0].label == "Circuler à vélo"
    words = render_to_string("synthesis/_ideas.html", {"data": data})
    assert "map__picture" in words
    assert "UNDEFINED" not in words


def test_consultation_shows_nothing_before_a_grouping(rf, consultation):
    assert panels.ideas(consultation, rf.get("/")) is None


def test_every_event_of_this_room_has_its_sentence(run, theme, proposals, editor):
    second = actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Autre", by=editor)
    third = run.clusters.filter(theme=None).first()
    actions.continue_theme(cluster=third, theme=second, by=editor)
    actions.rename_theme(theme=theme, name="Autrement", by=editor)
    actions.confirm_members(theme=theme, proposals=[theme.memberships.first().proposal], by=editor)
    actions.merge_themes(theme=theme, into=second, by=editor)
    actions.move_proposal(proposal=proposals[0], theme=second, by=editor)
    act = decide(proposals=proposals[:1], deed=Deed.SET_ASIDE, reason="off_question", by=editor)
    undo(consultation=run.consultation, at=act.at, before=act.done, by=editor)
    actions.set_pepite(proposal=proposals[0], reason="Rare", by=editor)
    actions.unset_pepite(proposal=proposals[0])
    entries = list(JournalEntry.objects.all())
    assert len({entry.event for entry in entries}) == 10
    assert not any(row["entry"].event in row["sentence"] for row in described(entries))
