"""What editors do: group, name, merge, move, confirm, mark. Each is atomic and raises its own named error.

All that touches the themes of a consultation waits its turn, so that what a person placed is never taken
by a cluster that is adopted at the same instant.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, Refused
from consult.locks import take_turn
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal
from synthesis.arrivals import put_in_themes
from synthesis.clustering import Level, Parameters
from synthesis.corpus import readable_count
from synthesis.deciding import Deed, Shown, decide, standing, turn_of, write_places
from synthesis.given import check, standing_decisions
from synthesis.models import Arrival, Cluster, GroupingRun, Pepite, Placement, Theme, ThemeMembership
from synthesis.tasks import MINIMUM, place_new, run_grouping, too_few

MOST_GROUPS = 60  # that an editor may ask for: nobody names and compares more


class RunUnderWay(Conflict):
    """One run at a time."""


class TooFewTexts(Refused):
    """There is nothing to group yet."""


class AlreadyNamed(Conflict):
    """Somebody named this cluster meanwhile."""


@transaction.atomic
def start_run(
    *,
    consultation: ConsultationPage,
    by: User | None,
    groups: int | None = None,
    level: Level = "medium",
    afresh: bool = False,
) -> GroupingRun:
    """Queue a grouping of what is published now.

    It starts from the groups of the latest run that was asked for the same way, unless ``afresh``; what people
    decided holds in it either way, and ``DecisionsExclude`` says what cannot be kept together.
    """
    take_turn(f"runs of {consultation.pk}")
    runs = GroupingRun.objects.filter(consultation=consultation)
    if runs.unfinished().exists():
        raise RunUnderWay(_("A grouping is under way already: wait for its result, or stop it."))
    size = readable_count(consultation)
    if size < MINIMUM:
        raise TooFewTexts(too_few(size))
    if groups is not None and not 2 <= groups <= min(MOST_GROUPS, size // 2):
        raise Refused(_("Ask for a number of groups between 2 and %(most)s.") % {"most": min(MOST_GROUPS, size // 2)})
    check(standing_decisions(consultation), groups)
    latest = runs.done().order_by("-number").first()
    asked = {"groups": groups, "level": level}
    alike = latest is not None and asked.items() <= latest.parameters.items()
    last = runs.order_by("-number").values_list("number", flat=True).first()
    run = GroupingRun.objects.create(
        consultation=consultation,
        number=(last or 0) + 1,
        parameters=Parameters(groups=groups, level=level).as_dict(),
        previous=latest if alike and not afresh else None,
        started_by=by,
        created_at=timezone.now(),
    )
    run_grouping.enqueue(run.pk)
    return run


def stop_run(*, run: GroupingRun) -> bool:
    """Give up a run that waits or works; its worker sees it at its next step and writes nothing more."""
    stopped = GroupingRun.objects.unfinished().filter(pk=run.pk)
    return bool(
        stopped.update(
            state=GroupingRun.State.FAILED, error=_("Stopped by a person."), finished_at=timezone.now(), stage=""
        )
    )


@transaction.atomic
def adopt_theme(*, cluster: Cluster, name: str, description: str = "", by: User | None) -> Theme:
    """Name a cluster: it becomes a theme, and its proposals go there but those that a person placed."""
    consultation = turn_of(cluster.run.consultation)
    cluster = _unnamed(cluster)
    last = Theme.objects.filter(consultation=consultation).order_by("-number").values_list("number", flat=True).first()
    theme = Theme.objects.create(
        consultation=consultation,
        number=(last or 0) + 1,
        name=_name(name),
        description=description.strip(),
        named_by=by,
        named_at=timezone.now(),
    )
    _adopted("theme.adopted", cluster, theme, by)
    return theme


@transaction.atomic
def continue_theme(*, cluster: Cluster, theme: Theme, by: User | None) -> int:
    """Say that a cluster is a standing theme's; returns how many proposals it placed.

    What earlier runs placed there and no person confirmed is replaced, but what lies in a cluster of this run that
    nobody has named yet: it stays until somebody does. A second cluster of the same run adds.
    """
    turn_of(cluster.run.consultation)
    cluster, theme = _unnamed(cluster), standing(theme)
    if theme.consultation_id != cluster.run.consultation_id:
        raise Refused(_("This theme belongs to another consultation."))
    unnamed = Placement.objects.filter(run=cluster.run_id, cluster__theme__isnull=True).exclude(cluster=cluster.pk)
    waiting = unnamed.filter(cluster__isnull=False).values("version__proposal")
    theme.memberships.by_machine().exclude(run=cluster.run_id).exclude(proposal__in=waiting).delete()
    return _adopted("theme.continued", cluster, theme, by)


def _adopted(event: str, cluster: Cluster, theme: Theme, by: User | None) -> int:
    """Tie a cluster to its theme, place its proposals, and say so in the journal."""
    now = timezone.now()
    members = Proposal.objects.filter(versions__placements__cluster=cluster)
    held = ThemeMembership.objects.held().filter(proposal__in=members).values("proposal")
    free = members.exclude(pk__in=held).values_list("pk", flat=True)
    placed = [
        ThemeMembership(theme=theme, proposal_id=pk, run_id=cluster.run_id, placed_at=now) for pk in free.order_by("pk")
    ]
    write_places(placed)
    Cluster.objects.filter(pk=cluster.pk).update(theme=theme, adopted_by=by, adopted_at=now)
    later = put_in_themes(list(Arrival.objects.filter(cluster=cluster).select_related("version", "cluster")))
    place_new.enqueue(cluster.run.consultation_id)  # the run that is shown may be another one now
    journal.record(
        event,
        consultation=cluster.run.consultation.slug,
        theme=theme.reference,
        run=cluster.run.reference,
        proposals=len(placed) + later,
    )
    return len(placed) + later


@transaction.atomic
def rename_theme(*, theme: Theme, name: str, description: str = "", by: User | None) -> Theme:
    """Give a theme another name; its number and its address stay."""
    turn_of(theme.consultation)
    theme = standing(theme)
    theme.name, theme.description = _name(name), description.strip()
    theme.named_by, theme.named_at = by, timezone.now()
    theme.save(update_fields=["name", "description", "named_by", "named_at"])
    journal.record("theme.renamed", consultation=theme.consultation.slug, theme=theme.reference)
    return theme


@transaction.atomic
def merge_themes(*, theme: Theme, into: Theme, by: User | None) -> Theme:
    """Put all of a theme into another, which its address then leads to."""
    turn_of(theme.consultation)
    theme, into = standing(theme), standing(into)
    if theme.pk == into.pk or theme.consultation_id != into.consultation_id:
        raise Refused(_("Choose another theme of the same consultation."))
    moved = theme.memberships.update(theme=into)
    theme.clusters.update(theme=into)
    Theme.objects.filter(merged_into=theme).update(merged_into=into)  # one step from any address
    theme.merged_into, theme.merged_by, theme.merged_at = into, by, timezone.now()
    theme.save(update_fields=["merged_into", "merged_by", "merged_at"])
    journal.record(
        "theme.merged",
        consultation=theme.consultation.slug,
        theme=theme.reference,
        into=into.reference,
        proposals=moved,
    )
    return into


def move_proposal(*, proposal: Proposal, theme: Theme | None, by: User | None, reason: str = "") -> None:
    """Place one proposal by hand, or take it out of all themes for a reason; the next run keeps that."""
    move_proposals(proposals=[proposal], theme=theme, by=by, reason=reason)


def move_proposals(
    *,
    proposals: Sequence[Proposal],
    theme: Theme | None,
    by: User | None,
    reason: str = "",
    shown: Shown | None = None,
) -> None:
    """Place proposals by hand, or take them out of all themes for a reason. See ``deciding.decide``."""
    deed = Deed.MOVED if theme is not None else Deed.SET_ASIDE
    decide(proposals=proposals, deed=deed, theme=theme, reason=reason, by=by, shown=shown)


def confirm_members(*, theme: Theme, proposals: Sequence[Proposal], by: User | None, shown: Shown | None = None) -> int:
    """A person read these texts and says that they belong there; returns how many were not confirmed yet."""
    if not proposals:
        return 0
    return decide(proposals=proposals, deed=Deed.CONFIRMED, theme=theme, by=by, shown=shown).number


@transaction.atomic
def set_pepite(*, proposal: Proposal, reason: str, by: User | None) -> Pepite:
    """Mark a rare idea, worth reading, with the reason; set again, the reason is replaced."""
    if not reason.strip():
        raise Refused(_("Say in a few words why it is worth reading."))
    if not proposal.is_published or proposal.is_off_topic:
        raise Refused(_("Only a published proposal can be marked."))
    pepite, _created = Pepite.objects.update_or_create(
        proposal=proposal, defaults={"reason": reason.strip(), "set_by": by, "set_at": timezone.now()}
    )
    journal.record("pepite.set", consultation=proposal.consultation.slug, proposal=proposal.reference)
    return pepite


@transaction.atomic
def unset_pepite(*, proposal: Proposal) -> None:
    """Take the mark away, if it is there."""
    deleted, _models = Pepite.objects.filter(proposal=proposal).delete()
    if deleted:
        journal.record("pepite.unset", consultation=proposal.consultation.slug, proposal=proposal.reference)


def _unnamed(cluster: Cluster) -> Cluster:
    """The cluster as it stands now, or ``AlreadyNamed``. Call in one's turn."""
    now = Cluster.objects.select_related("run__consultation", "theme").get(pk=cluster.pk)
    if now.theme is not None:
        raise AlreadyNamed(_("This grouping has its theme already: “%(name)s”.") % {"name": now.theme})
    return now


def _name(name: str) -> str:
    if not name.strip():
        raise Refused(_("Give the theme a name."))
    return name.strip()
