"""The left side of the desk: the corpus, by theme, by pépite, by words, one text with its arguments."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.text import Truncator

from cms.citable import arguments_of, in_corpus, searched, versions_of
from cms.editions.fates import themes_in
from cms.models import Citation, Finding, SynthesisPage, ThemeSetAside
from proposals.models import Argument, Proposal, ProposalQuerySet, Version
from proposals.search import LONGEST_QUERY
from synthesis.aid import Aid, aid_for, central_first, latest_run_of
from synthesis.models import FrozenCorpus, Theme
from synthesis.reading import pepites_of

TEXTS_A_PAGE = 25
EXCERPT = 160  # characters


def corpus_view(page: SynthesisPage, corpus: FrozenCorpus | None, query: QueryDict) -> dict[str, Any]:
    """What the left side shows, as the address says: a text, a theme, pépites, what a search found, or the themes.

    Twenty queries at most, however large the corpus.
    """
    if corpus is None:
        return {"view": "none"}
    number = _number(query.get("text", ""))
    theme = _theme(corpus, _number(query.get("theme", "")))
    typed = query.get("q", "").replace("\x00", "")[:LONGEST_QUERY]
    if number:
        return {"view": "text", "number": number, **_text(page, corpus, number)}
    if theme is not None:
        return {"view": "theme", "theme": theme, **_of_theme(page, corpus, theme, query)}
    if "pepites" in query:
        return {"view": "pepites", **_pepites(page, corpus)}
    if typed.strip():
        found = searched(in_corpus(corpus), typed, corpus.consultation).order_by("number")
        return {"view": "search", "typed": typed, **_texts(page, corpus, found, query)}
    return {"view": "themes", **_themes(page, corpus)}


def _themes(page: SynthesisPage, corpus: FrozenCorpus) -> dict[str, Any]:
    aside = dict(ThemeSetAside.objects.filter(page=page).values_list("theme_id", "reason"))
    themes = sorted(themes_in(corpus), key=lambda theme: (-theme.texts, theme.number))  # type: ignore[attr-defined]
    inside = in_corpus(corpus).values("pk")
    return {
        "themes": [{"theme": theme, "aside": aside.get(theme.pk, "")} for theme in themes],
        "pepite_count": pepites_of(corpus.consultation).filter(proposal__in=inside).count(),
    }


def _theme(corpus: FrozenCorpus, number: int) -> Theme | None:
    themes = Theme.objects.standing().filter(consultation=corpus.consultation_id, number=number)
    return themes.select_related("consultation").first() if number else None


def _of_theme(page: SynthesisPage, corpus: FrozenCorpus, theme: Theme, query: QueryDict) -> dict[str, Any]:
    members = in_corpus(corpus).filter(theme_membership__theme=theme)
    return {
        "aside": ThemeSetAside.objects.filter(page=page, theme=theme).select_related("by").first(),
        "aid": _aid(aid_for(theme)),
        **_texts(page, corpus, central_first(members, theme, latest_run_of(theme)), query),
    }


def _aid(aid: Aid) -> dict[str, Any]:
    """The drafting aid as rows that lead to the texts. No query."""
    return {
        "terms": aid.terms,
        "centrals": [_pointer(proposal) for proposal in aid.centrals],
        "sides": [
            {"stance": "for", "rows": [_pointer(argument) for argument in aid.arguments_for]},
            {"stance": "against", "rows": [_pointer(argument) for argument in aid.arguments_against]},
        ],
        "divided": [{**_pointer(row.proposal), "here": row.here, "elsewhere": row.elsewhere} for row in aid.divided],
        "pepites": [{**_pointer(pepite.proposal), "reason": pepite.reason} for pepite in aid.pepites],
    }


def _pointer(subject: Proposal | Argument) -> dict[str, Any]:
    proposal = subject if isinstance(subject, Proposal) else subject.proposal
    return {
        "number": proposal.number,
        "reference": subject.reference,
        "excerpt": Truncator(subject.text).chars(EXCERPT),
        "lang": proposal.language,
    }


def _pepites(page: SynthesisPage, corpus: FrozenCorpus) -> dict[str, Any]:
    inside = in_corpus(corpus).values("pk")
    marked = list(pepites_of(corpus.consultation).filter(proposal__in=inside))
    rows = source_rows(page, corpus, [pepite.proposal for pepite in marked])
    for row, pepite in zip(rows, marked, strict=True):
        row["reason"] = pepite.reason
    return {"rows": rows}


def _texts(page: SynthesisPage, corpus: FrozenCorpus, listed: ProposalQuerySet, query: QueryDict) -> dict[str, Any]:
    shown = Paginator(listed.with_argument_count(), TEXTS_A_PAGE).get_page(query.get("p"))
    return {"page_obj": shown, "rows": source_rows(page, corpus, list(shown.object_list))}


def _text(page: SynthesisPage, corpus: FrozenCorpus, number: int) -> dict[str, Any]:
    proposals = list(in_corpus(corpus).filter(number=number))
    if not proposals:
        return {"rows": [], "arguments": []}
    arguments = list(arguments_of(corpus).filter(proposal=proposals[0].pk).order_by("stance", "number"))
    citing = cited_in(page, [], arguments)
    return {
        "rows": source_rows(page, corpus, proposals),
        "arguments": [_argument_row(argument, citing) for argument in arguments if argument.text],
    }


def source_rows(page: SynthesisPage, corpus: FrozenCorpus, proposals: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Texts of the corpus that words can be taken from, in the order of the proposals. Three queries."""
    versions = {row.proposal_id: row for row in versions_of(corpus).filter(proposal__in=proposals).order_by()}
    citing = cited_in(page, versions.values(), [])
    return [_version_row(versions[proposal.pk], proposal, citing) for proposal in proposals]


def _version_row(version: Version, listed: Proposal, citing: Mapping[tuple[str, int], list[int]]) -> dict[str, Any]:
    proposal = version.proposal
    return {
        "field": "version",
        "pk": version.pk,
        "number": proposal.number,
        "reference": proposal.reference,
        "title": "" if version.title_derived else version.title,
        "text": version.text,
        "lang": proposal.language,
        "author": proposal.author.public_name if proposal.author else "",
        "origin": proposal.imported_from.source if proposal.imported_from else "",
        "date": proposal.published_at,
        "url": proposal.get_absolute_url(),
        "edited_since": proposal.current_id != version.pk,
        "argument_count": getattr(listed, "argument_count", 0),
        "cited_in": citing.get(("version", version.pk), []),
    }


def _argument_row(argument: Argument, citing: Mapping[tuple[str, int], list[int]]) -> dict[str, Any]:
    return {
        "field": "argument",
        "pk": argument.pk,
        "number": argument.proposal.number,
        "reference": argument.reference,
        "stance": argument.get_stance_display(),
        "text": argument.text,
        "lang": argument.proposal.language,
        "author": argument.author.public_name if argument.author else "",
        "origin": argument.imported_from.source if argument.imported_from else "",
        "date": argument.published_at,
        "url": argument.get_absolute_url(),
        "cited_in": citing.get(("argument", argument.pk), []),
    }


def cited_in(
    page: SynthesisPage, versions: Iterable[Version], arguments: Iterable[Argument]
) -> Mapping[tuple[str, int], list[int]]:
    """The numbers of the standing findings that cite each text. Two queries."""
    standing = Finding.objects.standing().filter(page=page).values_list("pk", flat=True)
    numbers = {key: number for number, key in enumerate(standing, start=1)}
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    keys: dict[str, list[int]] = {"version": [row.pk for row in versions], "argument": [row.pk for row in arguments]}
    for field, rows in keys.items():
        citations = Citation.objects.filter(finding__in=numbers, **{f"{field}__in": rows}).order_by()
        for source, finding in citations.values_list(field, "finding") if rows and numbers else []:
            found[field, source].add(numbers[finding])
    return {key: sorted(value) for key, value in found.items()}


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
