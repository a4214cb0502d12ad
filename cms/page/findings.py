"""Findings and their citations as the page shows them. No query on statements as they are read."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.addresses import anchor, in_context
from cms.editions.statements import GONE, Statement, cited_proposals, proposal_of, source_of, state_of
from cms.models import Citation, EditionCitation, Finding
from cms.page.coverage import stances
from cms.page.setting import FindingSetter
from consult.models import ConsultationPage
from consult.pages import foreign_language
from proposals.models import Argument, Proposal, Version
from synthesis.models import Theme

AddressOf = Callable[[Proposal], str]


def findings_shown(
    statements: Sequence[Statement],
    consultation: ConsultationPage,
    figures: Mapping[str, Any],
    themes: Sequence[Mapping[str, Any]],
    added: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """Sections of findings, and how many there are. No query."""
    sizes = {theme["number"]: theme for theme in themes}
    labels, told, set_finding = cache(citations_label), cache(theme_told), FindingSetter()
    lang = foreign_language(consultation.language)
    address = reverse("proposals:list", args=[consultation.slug])
    address_of = addresses_in(consultation)
    rows = []
    for statement in statements:
        row = finding_data(statement, lang, address_of)
        row["citations_label"] = labels(row["citation_count"], row["contribution_count"])
        row |= {"stances": stances(figures, statement.number), "theme": None}
        theme = statement.finding.theme
        if theme is not None:
            row["theme"] = theme_data(theme, sizes.get(theme.number, {}), address, told)
        row |= added.get(str(statement.finding.key), {})
        row["markup"] = set_finding(row, level=3 if row["section"] else 2)
        rows.append(row)
    return {
        "sections": sections(rows),
        "finding_count": len(rows),
        "cited_count": len(cited_proposals(statements)),
        "stances": [row for row in rows if row["stances"]],
    }


def citations_label(citations: int, contributions: int) -> str:
    """How many citations, from how many contributions."""
    told = ngettext("%(n)d citation", "%(n)d citations", citations) % {"n": citations}
    source = ngettext("from %(n)d contribution", "from %(n)d contributions", contributions) % {"n": contributions}
    return f"{told} {source}"


def theme_data(theme: Theme, known: Mapping[str, Any], address: str, told: Callable[[int, int], str]) -> dict[str, Any]:
    """The theme that a finding sums up; ``known`` is what the edition says of it, ``told`` its figures in words."""
    texts, confirmed = known.get("texts", 0), known.get("confirmed", 0)
    return {
        "label": known.get("name", theme.name),
        "url": f"{address}?theme={theme.number}",
        "texts": texts,
        "confirmed": confirmed,
        "told": told(texts, confirmed) if texts else "",
    }


def theme_told(texts: int, confirmed: int) -> str:
    """How many contributions a theme holds, and how many of them a person read."""
    return ngettext(
        "%(number)s contribution in it, %(read)s read and confirmed by a person",
        "%(number)s contributions in it, %(read)s read and confirmed by a person",
        texts,
    ) % {"number": intcomma(texts), "read": intcomma(confirmed)}


def addresses_in(consultation: ConsultationPage) -> AddressOf:
    """``Proposal.get_absolute_url`` for many proposals of one consultation: the URLconf is asked once."""
    before, _number, after = reverse("proposals:detail", args=[consultation.slug, 1]).rpartition("1")

    def address_of(proposal: Proposal) -> str:
        own = proposal.consultation_id == consultation.pk
        return f"{before}{proposal.number}{after}" if own else proposal.get_absolute_url()

    return address_of


def finding_data(statement: Statement, lang: str, address_of: AddressOf = Proposal.get_absolute_url) -> dict[str, Any]:
    """A finding for ``components/_finding.html``. No query."""
    number, finding, citations = statement
    cited = [citation_data(citation, finding.kind, address_of) for citation in citations]
    support = [row for row in cited if row["role"] == Citation.Role.SUPPORT]
    contrary = [row for row in cited if row["role"] == Citation.Role.CONTRARY]
    body = linebreaks(finding.comment, autoescape=True) if finding.comment else ""
    return {
        "id": anchor(number),
        "number": number,
        "lang": lang,
        "kind": finding.kind,
        "section": finding.section,
        "statement": finding.statement,
        "body": mark_safe(body) if body else "",  # noqa: S308 – escaped by linebreaks
        "citations": support,
        "citation_count": len(support),
        "contribution_count": len({row["proposal"] for row in support}),
        "contrary": contrary,
        "no_contrary": finding.no_contrary and not contrary,
        "since": since(cited),
        "rests_on_nothing": bool(support) and all(row["state"] in GONE for row in support),
    }


def since(cited: Sequence[Mapping[str, Any]]) -> list[str]:
    """What happened to the citations of a finding since it was published, in sentences (Y-10)."""
    states = Counter(row["state"] for row in cited)
    if not any(states[state] for state in ("withheld", "erased", "modified")):
        return []
    withheld, erased, modified = states["withheld"], states["erased"], states["modified"]
    told = [
        ngettext("%(n)d cited text was withheld since.", "%(n)d cited texts were withheld since.", withheld)
        % {"n": withheld},
        ngettext(
            "The author of %(n)d cited text erased it since.",
            "The authors of %(n)d cited texts erased them since.",
            erased,
        )
        % {"n": erased},
        ngettext(
            "%(n)d cited text was edited since: it is cited as it was.",
            "%(n)d cited texts were edited since: they are cited as they were.",
            modified,
        )
        % {"n": modified},
    ]
    return [sentence for sentence, count in zip(told, (withheld, erased, modified), strict=True) if count]


def citation_data(
    citation: Citation | EditionCitation, kind: str, address_of: AddressOf = Proposal.get_absolute_url
) -> dict[str, Any]:
    """A citation for ``components/_citation.html``; withheld or erased words are not in it. No query."""
    source, proposal = source_of(citation), proposal_of(citation)
    subject = source if isinstance(source, Argument) else proposal
    state = state_of(source)
    current = url = address_of(proposal) if subject is proposal else subject.get_absolute_url()
    if state == "modified" and isinstance(source, Version):
        url = reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, source.number])
    words = "" if state in GONE else citation.words
    return {
        "text": words,
        "role": citation.role,
        "proposal": proposal.pk,
        "reference": subject.reference,
        "url": in_context(url, words),
        "author": subject.author.public_name if subject.author else "",
        "origin": subject.imported_from.source if subject.imported_from else "",
        "date": subject.published_at,
        "lang": foreign_language(proposal.language),
        "state": state,
        "ground": subject.withheld_ground or proposal.withheld_ground,
        "current_url": current,
        "pepite": kind == Finding.Kind.PEPITE,
    }


def sections(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings one after the other as the editor set them, under a heading for each run of one section or kind."""
    headings = {
        Finding.Kind.AGREEMENT: _("What people agree on"),
        Finding.Kind.DISAGREEMENT: _("What people disagree on"),
        Finding.Kind.PEPITE: _("Rare ideas"),
        Finding.Kind.QUESTION: _("Open questions"),
        Finding.Kind.EDITORIAL: _("Words of the editors"),
    }
    found: list[dict[str, Any]] = []
    for row in rows:
        key = (row["section"], "" if row["section"] else row["kind"])
        if not found or found[-1]["key"] != key:
            heading = row["section"] or headings.get(row["kind"], "")
            named = bool(row["section"])
            found.append({"key": key, "kind": row["kind"], "heading": heading, "named": named, "findings": []})
        found[-1]["findings"].append(row)
    return found
