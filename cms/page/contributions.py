"""The page that lists every contribution of an edition with what became of it, and each sentence that cites it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.addresses import anchor, beneath_edition, path_of_edition
from cms.editions.words import fate_sentence, part_labels, theme_names
from cms.models import Edition, EditionCitation, Fate
from consult.models import ConsultationPage
from consult.pages import foreign_language
from consult.requests import asked

PAGE_SIZE = 50
REFERENCE = re.compile(r"\s*p?\s*-?\s*(\d{1,9})\s*", re.IGNORECASE)
LARGEST = 2**31 - 1  # number that the database can hold


def contributions_context(edition: Edition, consultation: ConsultationPage, request: HttpRequest) -> dict[str, Any]:
    """One page of the list: all, those of one fate (``devenir``) or the one of a reference. Four queries."""
    kind, reference = asked(request.GET, "devenir"), asked(request.GET, "reference")
    fates = fates_asked(edition, kind, reference)
    page = Paginator(fates, PAGE_SIZE).get_page(asked(request.GET, "page"))
    rows = list(page.object_list)
    cited, names = citing_findings(edition, [fate.proposal_id for fate in rows]), theme_names(edition)
    return {
        "edition": edition,
        "edition_url": path_of_edition(edition),
        "address": beneath_edition(edition, "contributions"),
        "kind": kind,
        "reference": reference,
        "choices": _choices(edition, kind),
        "page_obj": page,
        "total": page.paginator.count,
        "corpus": edition.corpus,
        "rows": [line(fate, cited.get(fate.proposal_id, []), consultation, names) for fate in rows],
    }


def fates_asked(edition: Edition, kind: str, reference: str) -> QuerySet[Fate]:
    """Fates of an edition by number; an unknown fate or reference keeps nothing. No query by itself."""
    fates = Fate.objects.filter(edition=edition).select_related("version__proposal", "theme")
    if kind:
        fates = fates.filter(kind=kind)
    if reference:
        number = REFERENCE.fullmatch(reference)
        found = int(number[1]) if number and number[1].isascii() else 0
        fates = fates.filter(proposal__number=found) if 0 < found <= LARGEST else fates.none()
    return fates.order_by("proposal__number")


def citing_findings(edition: Edition, proposals: Sequence[int]) -> Mapping[int, list[dict[str, Any]]]:
    """By proposal, the findings that cite its words or an argument on it. One query."""
    above = Q(version__proposal__in=proposals) | Q(argument__proposal__in=proposals)
    citations = EditionCitation.objects.filter(above, finding__edition=edition).select_related("finding")
    rows = citations.annotate(above=Coalesce(F("version__proposal"), F("argument__proposal")))
    found: dict[int, dict[tuple[int, bool], dict[str, Any]]] = defaultdict(dict)
    address = path_of_edition(edition)
    for citation in rows.order_by("finding__number", "order"):
        finding, by_argument = citation.finding, citation.argument_id is not None
        found[citation.above].setdefault(
            (finding.pk, by_argument),
            {
                "number": finding.number,
                "statement": finding.statement,
                "url": f"{address}#{anchor(finding.number)}",
                "by_argument": by_argument,
            },
        )
    return {proposal: list(findings.values()) for proposal, findings in found.items()}


def line(
    fate: Fate, findings: list[dict[str, Any]], consultation: ConsultationPage, names: Mapping[int, str]
) -> dict[str, Any]:
    """One contribution of the list; words that are out of view, or gone, are not in it. No query."""
    version, proposal = fate.version, fate.version.proposal
    proposal.consultation = consultation
    state = "withheld" if proposal.is_withheld else "erased" if version.is_erased else ""
    return {
        "reference": proposal.reference,
        "url": proposal.get_absolute_url(),
        "version": version.number,
        "version_url": reverse("proposals:version", args=[consultation.slug, proposal.number, version.number]),
        "title": "" if state else version.title,
        "lang": foreign_language(proposal.language),
        "state": state,
        "edited": not state and proposal.current_id != version.pk,
        "kind": fate.kind,
        "label": fate.get_kind_display(),
        "sentence": fate_sentence(fate, names),
        "findings": findings,
    }


def _choices(edition: Edition, chosen: str) -> list[dict[str, Any]]:
    counts = edition.figures.get("fates", {})
    every = {"value": "", "label": _("All contributions"), "count": sum(counts.values()), "here": not chosen}
    found = [
        {"value": kind, "label": label, "count": counts.get(kind, 0), "here": kind == chosen}
        for kind, label in part_labels().items()
    ]
    return [every, *(choice for choice in found if choice["count"] or choice["here"])]
