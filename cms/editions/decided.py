"""What persons decided beside their words: where each text belongs, which themes are left out, whose theme is told."""

from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from cms.editions.fates import followed_in, told_in
from cms.gates import Draft
from cms.models import Edition, EditionFinding, Fate


class Decided(NamedTuple):
    """The decisions behind an edition, comparable with those on the desk."""

    places: frozenset[tuple[int, int | None, str]]
    set_aside: dict[int, str]
    themes: dict[UUID, int | None]


def decided(draft: Draft) -> Decided:
    """As it stands on the desk. Eight queries at most."""
    assert draft.corpus is not None  # a gate that cannot be passed
    now = followed_in(draft.corpus)
    told = told_in(draft.corpus, (), None, until=timezone.now())
    return Decided(
        frozenset((one.proposal_id, one.theme_id, one.reason) for one in told if one.kind != Fate.Kind.TOO_LATE),
        {theme.number: draft.set_aside[theme.pk] for theme in draft.themes if draft.set_aside.get(theme.pk)},
        {finding.key: now(finding.theme_id) for _number, finding, _citations in draft.statements},
    )


def decided_of(edition: Edition) -> Decided:
    """As an edition froze it. Three queries."""
    now = followed_in(edition.corpus)
    fates = Fate.objects.filter(edition=edition).exclude(kind=Fate.Kind.TOO_LATE).order_by()
    findings = EditionFinding.objects.filter(edition=edition).order_by()
    places = fates.values_list("proposal", "theme", "reason")
    return Decided(
        frozenset((proposal, now(theme), why) for proposal, theme, why in places),
        {theme["number"]: theme["set_aside"] for theme in edition.themes if theme["set_aside"]},
        {key: now(theme) for key, theme in findings.values_list("key", "theme")},
    )
