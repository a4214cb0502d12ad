"""Warnings, which hold nothing up: words that say how many, where no count supports them on the published scale."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.editions.statements import Statement
from cms.gates.draft import Draft
from cms.gates.quantifiers import SCALE, Band, fits, quantifiers_in
from cms.models import Citation, Finding


class Support(NamedTuple):
    """The count behind a finding: contributions that it cites, or that a person confirmed in the theme it sums up."""

    contributions: int
    total: int

    @property
    def percent(self) -> int:
        return round(100 * self.contributions / self.total) if self.total else 0


def support_of(draft: Draft, statement: Statement) -> Support:
    """How many contributions of the corpus stand behind a finding. No query."""
    finding = statement.finding
    cited = {
        citation.version.proposal_id
        for citation in statement.citations
        if citation.role == Citation.Role.SUPPORT and citation.version is not None
    } & draft.inside
    theme = next((theme for theme in draft.themes if theme.pk == finding.theme_id), None)
    confirmed = theme.confirmed if theme is not None else 0  # type: ignore[attr-defined]  # see themes_in
    outside = {key for key in cited if theme is None or draft.confirmed_in.get(key) != theme.pk}
    return Support(confirmed + len(outside), draft.corpus.size if draft.corpus else 0)


def warnings(draft: Draft) -> list[str]:
    """A sentence for each finding whose words say how many and whose count does not bear them out. No query."""
    found = []
    for statement in draft.statements:
        finding = statement.finding
        if finding.kind == Finding.Kind.EDITORIAL:
            continue  # a gate of its own looks at these
        support = support_of(draft, statement)
        told = quantifiers_in(f"{finding.statement}\n{finding.comment}")
        amiss = [one for one in told if not fits(one, support.contributions, support.total)]
        if amiss:
            found.append(_sentence(statement, support, [one.words for one in amiss]))
    return found


def _sentence(statement: Statement, support: Support, words: list[str]) -> str:
    told = ", ".join(f"“{one}”" for one in dict.fromkeys(words))
    return _("Finding %(number)d says %(words)s, which its count does not bear out: %(count)s.") % {
        "number": statement.number,
        "words": told,
        "count": ngettext(
            "%(n)d contribution of %(total)d (%(percent)d %%) is cited by it or confirmed in its theme",
            "%(n)d contributions of %(total)d (%(percent)d %%) are cited by it or confirmed in its theme",
            support.contributions,
        )
        % {"n": support.contributions, "total": support.total, "percent": support.percent},
    }


def scale() -> list[dict[str, str]]:
    """The published scale: for each family of words, what they may stand for, in words. No query."""
    return [{"words": ", ".join(_shown(band)), "share": _share(band)} for band in SCALE]


def _shown(band: Band) -> tuple[str, ...]:
    return EXAMPLES[band.code]


def _share(band: Band) -> str:
    return {
        "all": _("each contribution of the corpus"),
        "most": _("more than half of the contributions"),
        "many": _("a tenth of the contributions, or more"),
        "some": _("two contributions or more, half of them at most"),
        "minority": _("two contributions or more, half of them at most"),
        "few": _("one contribution in ten at most"),
        "none": _("no contribution"),
    }[band.code]


# As they are written, in both languages; the full list stands in cms/gates/quantifiers.py.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "all": ("tous", "toutes", "unanimement", "à l’unanimité", "chacun", "all", "everyone", "unanimously"),
    "most": ("la plupart", "la majorité", "l’immense majorité", "presque tous", "most", "the vast majority"),
    "many": ("beaucoup", "nombreux", "un grand nombre", "une forte proportion", "many", "a lot", "numerous"),
    "some": ("certains", "plusieurs", "some", "several"),
    "minority": ("une minorité", "minoritaires", "a minority"),
    "few": ("quelques-uns", "quelques", "peu", "rares", "a few", "few"),
    "none": ("aucun", "nul", "personne ne", "nobody", "none"),
}
