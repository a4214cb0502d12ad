"""Splitting a theme; and taking back a name, a merger, a split, the mark of a pépite."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, Refused
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal
from synthesis.actions import merge_themes, rename_theme, set_pepite, unset_pepite
from synthesis.deciding import Act, Deed, Shown, decide, standing, turn_of
from synthesis.models import Pepite, Theme

SPLIT, UNMERGED = "theme.split", "theme.unmerged"


class ChangedSince(Conflict):
    """Somebody changed the theme after the act that is to be taken back."""


class Split(NamedTuple):
    """The theme that was made, and what was placed in it."""

    theme: Theme
    act: Act


class Merged(NamedTuple):
    """What a merger moved, by key: proposals, clusters, and themes that led there already."""

    theme: int
    into: int
    proposals: list[int]
    clusters: list[int]
    led: list[int]


@transaction.atomic
def split_theme(
    *, theme: Theme, proposals: Sequence[Proposal], name: str, by: User | None, shown: Shown | None = None
) -> Split:
    """Make a theme of texts that stand in another; that one keeps its address. Ten queries and the journal's.

    What was edited, withheld or decided on since it was displayed is left where it is; with nothing left, refused.
    """
    consultation = turn_of(theme.consultation)
    theme = standing(theme)
    if not name.strip():
        raise Refused(_("Give the theme a name."))
    here = theme.memberships.filter(proposal__in=[row.pk for row in proposals]).count()
    if not proposals or here < len(proposals):
        raise Refused(_("Tick texts that stand in this theme, to make a theme of them."))
    if not theme.memberships.exclude(proposal__in=[row.pk for row in proposals]).exists():
        raise Refused(_("These are all texts of this theme: rename it instead."))
    last = Theme.objects.filter(consultation=consultation).order_by("-number").values_list("number", flat=True).first()
    made = Theme.objects.create(
        consultation=consultation, number=(last or 0) + 1, name=name.strip(), named_by=by, named_at=timezone.now()
    )
    act = decide(proposals=proposals, deed=Deed.MOVED, theme=made, by=by, shown=shown)
    if not act.done:
        raise Refused(_("All these texts changed since they were displayed: read them again. Nothing was changed."))
    journal.record(
        SPLIT,
        consultation=consultation.slug,
        theme=theme.reference,
        into=made.reference,
        proposals=act.number,
    )
    return Split(made, act)


@transaction.atomic
def undo_split(*, made: Theme, origin: Theme, by: User | None) -> bool:
    """Let the address of a theme that was split off lead back, once no text stands in it; whether that was so."""
    turn_of(made.consultation)
    if made.memberships.exists() or made.clusters.exists():
        return False
    merge_themes(theme=made, into=origin, by=by)
    return True


@transaction.atomic
def merge(*, theme: Theme, into: Theme, by: User | None) -> Merged:
    """Merge two themes, and say what that moved, so that it can be taken back. Three queries more than a merger."""
    turn_of(theme.consultation)
    theme = standing(theme)
    moved = Merged(
        theme.pk,
        standing(into).pk,
        list(theme.memberships.order_by("pk").values_list("proposal", flat=True)),
        list(theme.clusters.order_by("pk").values_list("pk", flat=True)),
        list(Theme.objects.filter(merged_into=theme).order_by("pk").values_list("pk", flat=True)),
    )
    merge_themes(theme=theme, into=into, by=by)
    return moved


@transaction.atomic
def unmerge(*, consultation: ConsultationPage, moved: Merged) -> Theme:
    """Part two themes again. Seven queries and the journal's.

    Texts that a person placed or confirmed since the merger stay where that person said.
    """
    turn_of(consultation)
    theme = Theme.objects.select_related("merged_into").filter(pk=moved.theme, consultation=consultation).first()
    into = theme.merged_into if theme else None
    if theme is None or into is None or into.pk != moved.into:
        raise ChangedSince(_("This theme was changed by someone else meanwhile. Nothing was changed."))
    before = Q(confirmed_at__isnull=True) | Q(confirmed_at__lt=theme.merged_at)
    back = into.memberships.filter(before, proposal__in=moved.proposals).update(theme=theme)
    into.clusters.filter(pk__in=moved.clusters).update(theme=theme)
    Theme.objects.filter(pk__in=moved.led, merged_into=into).update(merged_into=theme)
    theme.merged_into = theme.merged_by = theme.merged_at = None
    theme.save(update_fields=["merged_into", "merged_by", "merged_at"])
    journal.record(UNMERGED, consultation=consultation.slug, theme=theme.reference, into=into.reference, proposals=back)
    return theme


@transaction.atomic
def rename_back(*, theme: Theme, now: tuple[str, str], before: tuple[str, str], by: User | None) -> Theme:
    """Give a theme the name and words of before, unless somebody gave it others meanwhile."""
    turn_of(theme.consultation)
    theme = standing(theme)
    if (theme.name, theme.description) != tuple(now):
        raise ChangedSince(_("This theme was changed by someone else meanwhile. Nothing was changed."))
    return rename_theme(theme=theme, name=before[0], description=before[1], by=by)


@transaction.atomic
def put_pepite_back(*, proposal: Proposal, now: str, before: str, by: User | None) -> None:
    """Give a mark the reason of before, or take it away where there was none; refused where it changed since."""
    turn_of(proposal.consultation)
    marked = Pepite.objects.filter(proposal=proposal).values_list("reason", flat=True).first() or ""
    if marked != now:
        raise ChangedSince(_("This mark was changed by someone else meanwhile. Nothing was changed."))
    if before:
        set_pepite(proposal=proposal, reason=before, by=by)
    else:
        unset_pepite(proposal=proposal)
