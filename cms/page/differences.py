"""The page that says what an edition changed in the one before."""

from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from cms.addresses import anchor, beneath_edition, path_of_edition
from cms.editions.difference import GONE, NEW, ChangedFinding, difference, left_out, moves
from cms.editions.statements import Statement, of_edition
from cms.editions.words import part_labels
from cms.models import Edition
from cms.page.findings import citation_data, finding_data
from proposals.word_diff import word_diff


def differences_context(edition: Edition, before: Edition, lang: str) -> dict[str, Any]:
    """Findings added, removed and changed, word by word; citations; how fates moved. Ten queries."""
    found = difference(of_edition(before), of_edition(edition))
    labels = {
        **part_labels(),
        NEW: _("not among the contributions then"),
        GONE: _("not among the contributions any more"),
    }
    return {
        "edition": edition,
        "before": {"number": before.number, "url": path_of_edition(before), "date": before.published_at},
        "edition_url": path_of_edition(edition),
        "heads": [
            {"label": label, "pieces": word_diff(old, new)}
            for label, old, new in (
                (_("Title"), before.title, edition.title),
                (_("Lead"), before.lead, edition.lead),
                (_("How it was made"), strip_tags(before.how_made), strip_tags(edition.how_made)),
            )
            if old != new
        ],
        "themes": [
            {"name": theme.name, "reason": word_diff(theme.before, theme.after), "back": not theme.after}
            for theme in left_out(before, edition)
        ],
        "moved": [
            {"before": was.number, "number": now.number, "statement": now.finding.statement, "url": _url(edition, now)}
            for was, now in found.moved
        ],
        "added": [finding_data(statement, lang) for statement in found.added],
        "removed": [finding_data(statement, lang) for statement in found.removed],
        "changed": [_changed(pair, before, edition) for pair in found.changed],
        "same": found.same,
        "moves": [
            {
                "before": labels[move.before],
                "after": labels[move.after],
                "count": move.contributions,
                "url": "" if move.after == GONE else beneath_edition(edition, "contributions", devenir=move.after),
            }
            for move in moves(before, edition)
            if move.before != move.after
        ],
        "corpora": {"before": before.corpus, "after": edition.corpus},
    }


def _changed(pair: ChangedFinding, before: Edition, edition: Edition) -> dict[str, Any]:
    old, new = pair.before.finding, pair.after.finding
    themes = _theme(before, pair.before), _theme(edition, pair.after)
    return {
        "number": pair.after.number,
        "url": _url(edition, pair.after),
        "kind": new.get_kind_display(),
        "kind_before": old.get_kind_display() if old.kind != new.kind else "",
        "section": word_diff(old.section, new.section) if old.section != new.section else [],
        "theme": word_diff(*themes) if themes[0] != themes[1] else [],
        "no_contrary": new.no_contrary if old.no_contrary != new.no_contrary else None,
        "statement": word_diff(old.statement, new.statement),
        "comment": word_diff(old.comment, new.comment) if old.comment != new.comment else [],
        "added": _cited(pair.after, pair.added),
        "removed": _cited(pair.before, pair.removed),
    }


def _url(edition: Edition, statement: Statement) -> str:
    return f"{path_of_edition(edition)}#{anchor(statement.number)}"


def _theme(edition: Edition, statement: Statement) -> str:
    """The theme that a finding sums up, as its edition names it."""
    theme = statement.finding.theme
    names = {row["number"]: row["name"] for row in edition.themes}
    return names.get(theme.number, theme.name) if theme else ""


def _cited(statement: Statement, citations: list[Any]) -> list[dict[str, Any]]:
    return [citation_data(citation, statement.finding.kind) for citation in citations]
