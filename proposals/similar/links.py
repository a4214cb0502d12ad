"""Links between proposals that their authors called close: on both pages, with the words of the later one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from consult.pages import foreign_language
from proposals.models import Comparison, Proposal
from proposals.panels import ProposalPanel, Reader, proposal_panels

MOST = 20  # links shown on one page, the latest first


def gather_links(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """The links of each proposal in view to others in view. One query, none where ``has_links`` says no."""
    in_view = (proposal for proposal in proposals if proposal.is_published and getattr(proposal, "has_links", True))
    of_page = {proposal.pk: proposal for proposal in in_view}
    if not of_page:
        return {}
    rows = Comparison.objects.links().filter(Q(older__in=of_page) | Q(newer__in=of_page))
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.select_related("older__current", "newer__current").order_by("-at", "-pk")[: MOST * len(of_page)]:
        assert row.newer is not None  # the links of proposals that were sent
        for own, other in ((row.older, row.newer), (row.newer, row.older)):
            if own.pk in of_page:
                other.consultation = of_page[own.pk].consultation  # one and the same
                found[own.pk].append(_link(other, row.words, is_later=other.pk == row.newer_id))
    return {key: {"links": links} for key, links in found.items()}


def _link(other: Proposal, words: str, *, is_later: bool) -> dict[str, Any]:
    return {
        "reference": other.reference,
        "url": other.get_absolute_url(),
        "title": other.title or _("Words erased by their author"),
        "lang": foreign_language(other.language),
        "words": words,
        "is_later": is_later,
    }


proposal_panels.register("links", order=60)(
    ProposalPanel(gather=gather_links, template="proposals/_links.html", place="main")
)
