import pytest

from consult.errors import Refused
from consult.models import JournalEntry
from synthesis import actions, deciding
from synthesis.models import Cluster, Pepite, Theme, ThemeMembership
from tests import factories

pytestmark = pytest.mark.django_db


def members(theme):
    return set(theme.memberships.values_list("proposal__number", flat=True))


def in_cluster(cluster):
    return set(cluster.placements.values_list("version__proposal__number", flat=True))


def other_theme(run, editor, name="Prendre le train"):
    return actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name=name, by=editor)


def again(consultation, editor):
    """The same grouping a second time."""
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    return run


def matching_cluster(run, cluster):
    return max(run.clusters.all(), key=lambda other: len(in_cluster(other) & in_cluster(cluster)))


def test_adopting_places_the_cluster_as_the_machines_word(theme, cluster):
    assert theme.reference == "T-1"
    assert members(theme) == in_cluster(cluster)
    assert not theme.memberships.filter(by_person=True).exists()
    assert theme.memberships.filter(confirmed_at=None).count() == len(in_cluster(cluster))


def test_cluster_is_named_once(theme, cluster, editor):
    with pytest.raises(actions.AlreadyNamed, match="Circuler à vélo"):
        actions.adopt_theme(cluster=cluster, name="Autre", by=editor)


def test_theme_without_a_name_is_refused(cluster, editor):
    with pytest.raises(Refused):
        actions.adopt_theme(cluster=cluster, name="  ", by=editor)
    assert not Theme.objects.exists()


def test_numbers_of_themes_go_on_after_a_merge(theme, run, editor):
    second = other_theme(run, editor)
    actions.merge_themes(theme=second, into=theme, by=editor)
    assert other_theme(run, editor, "Télétravail").reference == "T-3"


@pytest.mark.requirement("G-4")
def test_adopting_never_takes_what_a_person_placed(run, theme, editor):
    moved = theme.memberships.first().proposal
    second = other_theme(run, editor)
    actions.move_proposal(proposal=moved, theme=second, by=editor)
    Cluster.objects.filter(theme=theme).update(theme=None)
    actions.continue_theme(cluster=run.clusters.filter(theme=None).first(), theme=theme, by=editor)
    assert moved.number in members(second)
    assert moved.number not in members(theme)


@pytest.mark.requirement("G-4")
def test_proposal_taken_out_by_a_person_stays_out(run, theme, cluster, editor):
    out = theme.memberships.first().proposal
    actions.move_proposal(proposal=out, theme=None, by=editor, reason="no_theme")
    Cluster.objects.filter(pk=cluster.pk).update(theme=None)
    actions.continue_theme(cluster=cluster, theme=theme, by=editor)
    assert out.number not in members(theme)
    assert ThemeMembership.objects.get(proposal=out).theme is None


@pytest.mark.requirement("G-4")
def test_names_moves_and_confirmations_survive_a_re_run(theme, cluster, consultation, proposals, editor):
    outsider = next(proposal for proposal in proposals if proposal.number not in in_cluster(cluster))
    confirmed = theme.memberships.first().proposal
    actions.move_proposal(proposal=outsider, theme=theme, by=editor)
    actions.confirm_members(theme=theme, proposals=[confirmed], by=editor)
    run = again(consultation, editor)
    theme.refresh_from_db()
    assert theme.name == "Circuler à vélo"
    assert outsider.number in members(theme)
    actions.continue_theme(cluster=matching_cluster(run, cluster), theme=theme, by=editor)
    assert {outsider.number, confirmed.number} <= members(theme)


@pytest.mark.requirement("G-4")
def test_re_run_alone_changes_no_theme(theme, consultation, editor):
    before = members(theme)
    run = again(consultation, editor)
    assert members(theme) == before
    assert not run.clusters.exclude(theme=None).exists()


def test_continuing_replaces_what_the_machine_had_placed(theme, cluster, run, consultation, editor):
    unlike = run.clusters.exclude(theme=theme).first()
    second = again(consultation, editor)
    former, following = matching_cluster(second, cluster), matching_cluster(second, unlike)
    placed = actions.continue_theme(cluster=following, theme=theme, by=editor)
    assert placed == following.size
    assert members(theme) == in_cluster(following) | in_cluster(former)  # nobody has said yet where these go
    actions.adopt_theme(cluster=former, name="Circuler autrement", by=editor)
    assert members(theme) == in_cluster(following)


def test_continuing_lets_go_of_what_its_run_put_nowhere(theme, cluster, consultation, editor):
    second = again(consultation, editor)
    following = matching_cluster(second, cluster)
    gone = second.placements.filter(cluster=following).order_by("pk").first()
    second.placements.filter(pk=gone.pk).update(cluster=None)
    actions.continue_theme(cluster=following, theme=theme, by=editor)
    assert gone.version.proposal.number not in members(theme)


def test_second_cluster_of_the_same_run_adds_to_the_theme(theme, cluster, run, editor):
    second = run.clusters.filter(theme=None).first()
    actions.continue_theme(cluster=second, theme=theme, by=editor)
    assert members(theme) == in_cluster(cluster) | in_cluster(second)


def test_renaming_keeps_number_and_members(theme, editor):
    before = members(theme)
    actions.rename_theme(theme=theme, name="  Le vélo, en sûreté ", description="Des pistes.", by=editor)
    theme.refresh_from_db()
    assert (theme.name, theme.reference, members(theme)) == ("Le vélo, en sûreté", "T-1", before)


def test_merging_moves_all_and_leads_there_in_one_step(theme, run, editor):
    second, third = other_theme(run, editor), other_theme(run, editor, "Télétravail")
    both = members(theme) | members(second) | members(third)
    actions.merge_themes(theme=theme, into=second, by=editor)
    actions.merge_themes(theme=second, into=third, by=editor)
    theme.refresh_from_db()
    assert members(third) == both
    assert theme.merged_into == third
    assert not Cluster.objects.filter(theme__in=[theme, second]).exists()


def test_merged_theme_takes_nothing_more(theme, run, editor, proposals):
    second = other_theme(run, editor)
    actions.merge_themes(theme=theme, into=second, by=editor)
    with pytest.raises(deciding.ThemeMerged, match="Prendre le train"):
        actions.move_proposal(proposal=proposals[0], theme=theme, by=editor)
    with pytest.raises(deciding.ThemeMerged):
        actions.merge_themes(theme=second, into=theme, by=editor)


def test_theme_is_not_merged_into_itself(theme, editor):
    with pytest.raises(Refused):
        actions.merge_themes(theme=theme, into=theme, by=editor)


def test_move_is_a_persons_word_with_its_date(theme, proposals, editor):
    actions.move_proposal(proposal=proposals[-1], theme=theme, by=editor)
    place = ThemeMembership.objects.get(proposal=proposals[-1])
    assert place.by_person
    assert place.confirmed_at
    assert place.placed_by == editor
    assert place.run is None


def test_proposal_of_another_consultation_is_refused(theme, editor):
    stranger = factories.ProposalFactory(consultation=factories.open_consultation("ailleurs"))
    with pytest.raises(Refused):
        actions.move_proposal(proposal=stranger, theme=theme, by=editor)


def test_confirming_counts_only_what_nobody_had_read(theme, editor):
    first = theme.memberships.first().proposal
    assert actions.confirm_members(theme=theme, proposals=[first], by=editor) == 1
    assert actions.confirm_members(theme=theme, proposals=[first], by=editor) == 0


def test_pepite_needs_a_reason_and_a_published_text(proposals, editor, consultation):
    with pytest.raises(Refused):
        actions.set_pepite(proposal=proposals[0], reason=" ", by=editor)
    waiting = factories.ProposalFactory(consultation=consultation, waiting=True)
    with pytest.raises(Refused):
        actions.set_pepite(proposal=waiting, reason="Rare", by=editor)
    assert not Pepite.objects.exists()


def test_pepite_is_set_once_and_can_be_unset(proposals, editor):
    actions.set_pepite(proposal=proposals[0], reason="Rare", by=editor)
    actions.set_pepite(proposal=proposals[0], reason="Très rare", by=editor)
    assert Pepite.objects.get().reason == "Très rare"
    actions.unset_pepite(proposal=proposals[0])
    assert not Pepite.objects.exists()


@pytest.mark.requirement("C-4")
def test_every_deed_leaves_references_and_counts_and_no_name(theme, run, proposals, editor):
    actions.rename_theme(theme=theme, name="Nom public", by=editor)
    actions.merge_themes(theme=theme, into=other_theme(run, editor), by=editor)
    actions.move_proposal(proposal=proposals[0], theme=None, by=editor, reason="no_theme")
    actions.set_pepite(proposal=proposals[0], reason="Idée rare", by=editor)
    actions.unset_pepite(proposal=proposals[0])
    entries = JournalEntry.objects.order_by("number")
    assert [entry.event for entry in entries] == [
        "grouping.done", "theme.adopted", "theme.renamed", "theme.adopted", "theme.merged",
        "proposals.placed", "pepite.set", "pepite.unset",
    ]  # fmt: skip
    written = " ".join(str(entry.content) for entry in entries)
    assert not any(word in written for word in ("Nom public", "vélo", "train", "Idée rare", "redaction"))
