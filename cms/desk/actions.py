"""What editors do at the desk. Each deed is atomic, waits its turn, and looks first whether Wagtail locks the page.

All that touches one synthesis takes the same turn as its publication: an edition is frozen between two deeds.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.desk.rights import require_free
from cms.desk.traces import leave_trace
from cms.models import Citation, Finding, FindingWording, SynthesisDesk, SynthesisPage, ThemeSetAside
from consult.errors import Conflict, NotYours, Refused
from consult.locks import take_turn
from participants.models import User
from proposals.models import Argument, Version
from synthesis.freezing import freeze_corpus as freeze
from synthesis.models import FrozenCorpus, Theme

WRITTEN = ("kind", "section", "statement", "comment", "no_contrary", "theme")


class ChangedMeanwhile(Conflict):
    """Another editor saved the finding after it was read; ``theirs`` is how it stands now."""

    def __init__(self, sentence: str, theirs: Finding) -> None:
        super().__init__(sentence)
        self.theirs = theirs


class TakenOut(Conflict):
    """The finding was taken out: it is brought back before it is worked on."""


class AlreadyCited(Conflict):
    """The finding cites these words already."""


@transaction.atomic
def freeze_corpus(*, page: SynthesisPage, by: User, cutoff: datetime | None = None) -> FrozenCorpus:
    """Freeze what had been published at the cut-off, now unless given; it replaces the desk's corpus."""
    _turn(page, by)
    corpus = freeze(consultation=page.consultation, by=by, cutoff=cutoff)
    SynthesisDesk.objects.update_or_create(page=page, defaults={"corpus": corpus})
    return corpus


@transaction.atomic
def add_finding(*, page: SynthesisPage, by: User, **written: Any) -> Finding:
    """A new finding, the last of the page. ``written``: kind, statement, section, comment, no_contrary, theme."""
    _turn(page, by)
    last = Finding.objects.filter(page=page).aggregate(last=Max("sort_order"))["last"]
    order = 0 if last is None else last + 1
    return Finding.objects.create(page=page, sort_order=order, added_by=by, **written)


@transaction.atomic
def change_finding(*, finding: Finding, stamp: int, by: User, **written: Any) -> Finding:
    """Save what an editor typed over what they had read. What it said before is kept.

    Raises ``ChangedMeanwhile`` when another saved since: nothing is then written.
    """
    _turn(finding.page, by)
    now = _now(finding)
    if now.stamp != stamp:
        raise ChangedMeanwhile(_meanwhile(now), now)
    _require_standing(now)
    changed = [name for name in WRITTEN if name in written and written[name] != getattr(now, name)]
    if not changed:
        return now
    _keep_wording(now, by)
    for name in changed:
        setattr(now, name, written[name])
    return _stamped(now, *changed)


@transaction.atomic
def take_finding_out(*, finding: Finding, by: User) -> Finding:
    """Leave a finding out of the synthesis; its row, its words and its citations stay."""
    _turn(finding.page, by)
    now = _now(finding)
    if now.removed_at is not None:
        return now
    _keep_wording(now, by)
    now.removed_at = timezone.now()
    return _stamped(now, "removed_at")


@transaction.atomic
def bring_finding_back(*, finding: Finding, by: User) -> Finding:
    """Put a finding that was taken out back in its place."""
    _turn(finding.page, by)
    now = _now(finding)
    if now.removed_at is None:
        return now
    now.removed_at = None
    return _stamped(now, "removed_at")


@transaction.atomic
def move_finding(*, finding: Finding, by: User, up: bool) -> None:
    """One place up or down; the first stays first, the last stays last. Three queries at most."""
    _turn(finding.page, by)
    standing = list(Finding.objects.standing().filter(page=finding.page_id).only("pk", "sort_order", "page"))
    places = [row.pk for row in standing]
    if finding.pk not in places:
        raise TakenOut(_taken_out())
    here = places.index(finding.pk)
    there = max(0, min(len(standing) - 1, here + (-1 if up else 1)))
    standing[here], standing[there] = standing[there], standing[here]
    moved = [row for order, row in enumerate(standing) if row.sort_order != order]
    for order, row in enumerate(standing):
        row.sort_order = order
    Finding.objects.bulk_update(moved, ["sort_order"])


@transaction.atomic
def add_citation(
    *,
    finding: Finding,
    source: Version | Argument,
    by: User,
    words: str = "",
    near: int = 0,
    role: str = Citation.Role.SUPPORT,
) -> Citation:
    """Cite words of a source, the whole text without any. Raises ``NotToTheLetter`` for others than its own.

    The source comes from ``cms.citable.source_at``, which knows what may be cited.
    """
    _turn(finding.page, by)
    _require_standing(_now(finding))
    citation = Citation.quoting(source, words, near=near, role=Citation.Role(role), added_by=by)
    same = {"version": citation.version, "argument": citation.argument, "start": citation.start, "end": citation.end}
    if Citation.objects.filter(finding=finding, **same).exists():
        raise AlreadyCited(_("This finding cites these words already."))
    last = Citation.objects.filter(finding=finding).aggregate(last=Max("sort_order"))["last"]
    citation.finding, citation.sort_order = finding, 0 if last is None else last + 1
    citation.save()
    return citation


@transaction.atomic
def remove_citation(*, citation: Citation, by: User) -> None:
    """The finding no longer rests on these words; the contribution keeps them, to be cited again."""
    _turn(citation.finding.page, by)
    Citation.objects.filter(pk=citation.pk).delete()


@transaction.atomic
def set_role(*, citation: Citation, role: str, by: User) -> None:
    """Say whether these words say what the finding says, or the contrary."""
    _turn(citation.finding.page, by)
    if not Citation.objects.filter(pk=citation.pk).update(role=Citation.Role(role)):
        raise NotYours(_("This citation was removed meanwhile."))


@transaction.atomic
def set_theme_aside(*, page: SynthesisPage, theme: Theme, reason: str, by: User) -> ThemeSetAside:
    """Leave a theme out of the synthesis, for a reason that is published; said again, the reason is replaced."""
    _turn(page, by)
    if not reason.strip():
        raise Refused(_("Say in a sentence why the synthesis leaves this theme out."))
    aside, _created = ThemeSetAside.objects.update_or_create(
        page=page, theme=theme, defaults={"reason": reason.strip(), "by": by, "at": timezone.now()}
    )
    return aside


@transaction.atomic
def take_theme_back(*, page: SynthesisPage, theme: Theme, by: User) -> None:
    """The theme is accounted for again."""
    _turn(page, by)
    ThemeSetAside.objects.filter(page=page, theme=theme).delete()


def _turn(page: SynthesisPage, by: User) -> None:
    """Wait for those at work on this synthesis, publication included; then see whether the page is still free."""
    take_turn(f"synthesis {page.pk}")
    require_free(SynthesisPage.objects.get(pk=page.pk), by)
    leave_trace(page, by)


def _now(finding: Finding) -> Finding:
    """The finding as it stands. Call in one's turn."""
    return Finding.objects.select_related("page", "theme").get(pk=finding.pk)


def _require_standing(finding: Finding) -> None:
    if finding.removed_at is not None:
        raise TakenOut(_taken_out())


def _taken_out() -> str:
    return _("This finding was taken out: bring it back before you work on it.")


def _meanwhile(finding: Finding) -> str:
    if finding.removed_at is not None:
        return _taken_out()
    return _("Someone saved this finding while you were writing: read both, then save what shall stand.")


def _keep_wording(finding: Finding, by: User) -> None:
    FindingWording.objects.create(
        finding=finding,
        stamp=finding.stamp,
        statement=finding.statement,
        comment=finding.comment,
        at=timezone.now(),
        by=by,
    )


def _stamped(finding: Finding, *changed: str) -> Finding:
    finding.stamp += 1
    finding.save(update_fields=[*changed, "stamp"])
    return finding
