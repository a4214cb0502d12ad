"""What became of a contribution, told on its own page: its fate in each edition, who cites it, what happened since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cms.addresses import anchor, beneath_edition, path_of_edition
from cms.editions.words import fate_sentence, theme_names
from cms.models import Edition, EditionCitation, Fate, SynthesisPage
from proposals.models import Argument, Proposal


def last_editions(pages: Iterable[SynthesisPage]) -> list[Edition]:
    """The last edition of each page, in the order of the pages; pages without one are left out. One query."""
    return [editions[0] for editions in all_editions(pages) if editions]


def all_editions(pages: Iterable[SynthesisPage]) -> list[list[Edition]]:
    """The editions of each page, the newest first, in the order of the pages. One query, none without a page."""
    by_page = {page.pk: page for page in pages}
    if not by_page:
        return []
    found: dict[int, list[Edition]] = {key: [] for key in by_page}
    for edition in Edition.objects.published().filter(page__in=by_page).select_related("corpus"):
        edition.page = by_page[edition.page_id]
        found[edition.page_id].append(edition)
    return list(found.values())


def citing(proposals: Sequence[int], editions: Sequence[Edition]) -> dict[int, dict[int, list[dict[str, Any]]]]:
    """By edition and proposal, the findings that cite its words or an argument on it. One query."""
    above = Q(version__proposal__in=proposals) | Q(argument__proposal__in=proposals)
    by_key = {edition.pk: edition for edition in editions}
    citations = EditionCitation.objects.filter(above, finding__edition__in=by_key).select_related("finding")
    rows = citations.annotate(proposal=Coalesce(F("version__proposal"), F("argument__proposal")))
    found: dict[int, dict[int, dict[tuple[int, bool], dict[str, Any]]]] = defaultdict(lambda: defaultdict(dict))
    for citation in rows.order_by("finding__number", "order"):
        edition = by_key[citation.finding.edition_id]
        by_argument = citation.argument_id is not None
        told = {**finding_link(citation, edition), "by_argument": by_argument}
        found[edition.pk][citation.proposal].setdefault((citation.finding_id, by_argument), told)
    return {key: {pk: list(rows.values()) for pk, rows in told.items()} for key, told in found.items()}


def finding_link(citation: EditionCitation, edition: Edition) -> dict[str, Any]:
    """The finding of a citation, as a link. No query; needs ``finding``, and ``page`` of the edition."""
    finding = citation.finding
    return {
        "number": finding.number,
        "statement": finding.statement,
        "kind": finding.get_kind_display(),
        "url": f"{path_of_edition(edition)}#{anchor(finding.number)}",
        "edition": edition.title,
    }


def citing_arguments(arguments: Sequence[Argument], editions: Sequence[Edition]) -> dict[int, list[dict[str, Any]]]:
    """By argument, the findings that cite it. One query."""
    by_key = {edition.pk: edition for edition in editions}
    keys = [argument.pk for argument in arguments]
    citations = EditionCitation.objects.filter(finding__edition__in=by_key, argument__in=keys).select_related("finding")
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for citation in citations.order_by("finding__number", "order"):
        if citation.argument_id is not None:
            link = finding_link(citation, by_key[citation.finding.edition_id])
            found[citation.argument_id].setdefault(citation.finding_id, link)
    return {key: list(rows.values()) for key, rows in found.items()}


def fates_told(
    proposals: Sequence[Proposal], editions: Sequence[Sequence[Edition]]
) -> dict[int, dict[int, list[dict[str, Any]]]]:
    """By proposal: of each synthesis, its fate in each edition, the newest first. Two queries.

    Outer key: the proposal; inner: the page of the synthesis. What no edition knows came after the last one.
    """
    listed = [edition for of_page in editions for edition in of_page]
    keys = [proposal.pk for proposal in proposals]
    rows = Fate.objects.filter(edition__in=[edition.pk for edition in listed], proposal__in=keys)
    known = {(fate.proposal_id, fate.edition_id): fate for fate in rows.select_related("theme", "version")}
    cited, names = citing(keys, listed), {edition.pk: theme_names(edition) for edition in listed}
    return {
        proposal.pk: {
            of_page[0].page_id: _through(proposal, of_page, known, cited, names)
            for of_page in editions
            if of_page and of_page[0].corpus.consultation_id == proposal.consultation_id
        }
        for proposal in proposals
    }


def _through(
    proposal: Proposal,
    editions: Sequence[Edition],
    known: Mapping[tuple[int, int], Fate],
    cited: Mapping[int, Mapping[int, list[dict[str, Any]]]],
    names: Mapping[int, Mapping[int, str]],
) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for edition in editions:
        fate = known.get((proposal.pk, edition.pk))
        if fate is None and told:
            break  # it had not been said yet
        shown = fate or Fate(kind=Fate.Kind.TOO_LATE)
        told.append(
            {
                "title": edition.title,
                "number": edition.number,
                "url": path_of_edition(edition),
                "line_url": beneath_edition(edition, "contributions", reference=proposal.reference) if fate else "",
                "kind": shown.kind,
                "label": shown.get_kind_display(),
                "sentence": fate_sentence(shown, names[edition.pk]),
                "findings": cited.get(edition.pk, {}).get(proposal.pk, []),
                "since": since(proposal, fate),
            }
        )
    return told


def since(proposal: Proposal, fate: Fate | None) -> list[str]:
    """What happened to a contribution after an edition, in sentences."""
    if fate is None:
        return []
    told = []
    if proposal.is_withheld and fate.kind != Fate.Kind.WITHHELD:
        told.append(_("Withheld by moderation since."))
    if not proposal.is_withheld and fate.kind == Fate.Kind.WITHHELD:
        told.append(_("In view again since."))
    if fate.version.is_erased:
        told.append(_("Erased by its author since."))
    elif proposal.current_id != fate.version_id:
        told.append(
            _("Edited by its author since: the edition read version %(number)d.") % {"number": fate.version.number}
        )
    return told
