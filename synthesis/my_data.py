"""This room's part of the export of one's data: what an editor did here.

Erasing an account empties these links by itself; what was done stays, without its author.
"""

from collections.abc import Sequence
from typing import Any

from participants.models import User
from participants.registries import exporters
from synthesis.models import (
    Cluster,
    FoldedText,
    FrozenCorpus,
    GroupingRun,
    Pepite,
    SameIdea,
    Theme,
    ThemeDecision,
    ThemeMembership,
)


@exporters.register("groupings", order=300)
def run_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Groupings that one started. One query."""
    runs = GroupingRun.objects.filter(started_by=participant).select_related("consultation").order_by("pk")
    return [
        {"consultation": run.consultation.slug, "run": run.reference, "asked_at": run.created_at, "state": run.state}
        for run in runs
    ]


@exporters.register("themes", order=310)
def theme_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Themes that one named, adopted from a group, or merged. Three queries."""
    themes = Theme.objects.select_related("consultation").order_by("pk")
    adopted = Cluster.objects.filter(adopted_by=participant).select_related("theme", "run__consultation").order_by("pk")
    named = [_deed("named", theme, theme.named_at) for theme in themes.filter(named_by=participant)]
    merged = [_deed("merged", theme, theme.merged_at) for theme in themes.filter(merged_by=participant)]
    return [*named, *merged, *(_adoption(cluster) for cluster in adopted)]


def _deed(deed: str, theme: Theme, at: Any) -> dict[str, Any]:
    return {
        "consultation": theme.consultation.slug, "deed": deed, "theme": theme.reference, "name": theme.name, "at": at,
    }  # fmt: skip


def _adoption(cluster: Cluster) -> dict[str, Any]:
    theme = cluster.theme
    return {
        "consultation": cluster.run.consultation.slug,
        "deed": "adopted",
        "theme": theme.reference if theme else "",
        "name": theme.name if theme else "",
        "at": cluster.adopted_at,
    }


@exporters.register("places_in_themes", order=320)
def place_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Proposals that one placed, took out of all themes, or confirmed. One query."""
    places = ThemeMembership.objects.filter(placed_by=participant).select_related("proposal__consultation", "theme")
    return [
        {
            "consultation": place.proposal.consultation.slug,
            "proposal": place.proposal.reference,
            "theme": place.theme.reference if place.theme else "",
            "placed": place.by_person,
            "at": place.confirmed_at,
        }
        for place in places.order_by("pk")
    ]


@exporters.register("pepites", order=330)
def pepite_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Rare ideas that one marked. One query."""
    pepites = Pepite.objects.filter(set_by=participant).select_related("proposal__consultation").order_by("pk")
    return [
        {
            "consultation": pepite.proposal.consultation.slug,
            "proposal": pepite.proposal.reference,
            "reason": pepite.reason,
            "at": pepite.set_at,
        }
        for pepite in pepites
    ]


@exporters.register("frozen_corpora", order=340)
def corpus_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Corpora that one froze. One query."""
    corpora = FrozenCorpus.objects.filter(frozen_by=participant).select_related("consultation").order_by("pk")
    return [
        {"consultation": corpus.consultation.slug, "corpus": corpus.reference, "at": corpus.frozen_at}
        for corpus in corpora
    ]


@exporters.register("theme_decisions", order=350)
def decision_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Texts that one confirmed, moved or set aside. One query."""
    decisions = ThemeDecision.objects.filter(by=participant).order_by("pk")
    return [
        {
            "consultation": decision.consultation.slug,
            "proposal": decision.version.proposal.reference,
            "version": decision.version.number,
            "deed": decision.deed,
            "theme": decision.theme.reference if decision.theme else "",
            "reason": decision.reason,
            "at": decision.at,
        }
        for decision in decisions.select_related("consultation", "theme", "version__proposal")
    ]


@exporters.register("same_ideas", order=355)
def same_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Pairs of proposals of which one said whether they are the same idea. One query."""
    said = SameIdea.objects.filter(by=participant).select_related("first__consultation", "second").order_by("pk")
    return [
        {
            "consultation": pair.first.consultation.slug,
            "proposals": [pair.first.reference, pair.second.reference],
            "same": pair.same,
            "at": pair.at,
            "taken_back_at": pair.undone_at,
        }
        for pair in said
    ]


@exporters.register("folded_texts", order=360)
def fold_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Texts that one folded under another. One query."""
    folds = FoldedText.objects.filter(by=participant).order_by("pk")
    return [
        {
            "consultation": fold.into.proposal.consultation.slug,
            "proposal": fold.version.proposal.reference,
            "into": fold.into.proposal.reference,
            "at": fold.at,
            "taken_back_at": fold.undone_at,
        }
        for fold in folds.select_related("version__proposal", "into__proposal__consultation")
    ]
