"""The context of a synthesis: its findings with what they rest on, what it covers, who answered."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.addresses import beneath_edition, edition_path, path_of
from cms.editions.coverage import figures_content, themes_content
from cms.editions.fates import fates_in
from cms.editions.statements import cited_proposals, of_edition
from cms.gates import load_draft
from cms.models import Edition, SynthesisPage
from cms.page.additions import added_to_findings, panels_of
from cms.page.computation import parameter_rows
from cms.page.coverage import coverage_data, editorial_share, who_answered
from cms.page.findings import findings_shown
from cms.page.pepites import pepites_shown
from cms.page.setting import stance_rows
from consult.models import ConsultationPage
from consult.pages import foreign_language
from synthesis.reading import latest_run


def synthesis_context(page: SynthesisPage, request: HttpRequest, edition: Edition | None = None) -> dict[str, Any]:
    """All that the page shows: an edition, the last one unless given; a preview shows what is on the desk.

    Twelve queries and those of the additions, however many findings; a preview costs thirty.
    """
    consultation = page.consultation
    if getattr(request, "is_preview", False):
        shown = desk_context(page, consultation)
    else:
        edition = edition or last_edition(page)
        shown = edition_context(edition, consultation) if edition else empty_context(page)
    return {**shown, **around(page, consultation)}


def last_edition(page: SynthesisPage) -> Edition | None:
    """The edition that stands at the address of the page; None before the first. One query."""
    edition = Edition.objects.of(page).published().select_related("run", "corpus").first()
    if edition is not None:
        edition.page = page
    return edition


def edition_numbered(page: SynthesisPage, number: int) -> Edition | None:
    """An edition by its number; drafts that were opened for reading are none. One query."""
    edition = Edition.objects.of(page).published().select_related("run", "corpus").filter(number=number).first()
    if edition is not None:
        edition.page = page
    return edition


def around(page: SynthesisPage, consultation: ConsultationPage, *more: dict[str, str]) -> dict[str, Any]:
    """What stands around each page of a synthesis: its consultation, and the way back up. No query."""
    own = {"label": page.title, "url": path_of(page) if more else ""}
    return {
        "consultation": consultation,
        "consultation_url": path_of(consultation),
        "lang": foreign_language(consultation.language),
        "crumbs": [
            {"label": _("Home"), "url": "/"},
            {"label": consultation.title, "url": path_of(consultation)},
            own,
            *more,
        ],
    }


def beneath_context(page: SynthesisPage, edition: Edition, place: str) -> dict[str, Any]:
    """What stands around the pages beneath an edition. One query."""
    labels = {
        "differences": _("What changed"),
        "contributions": _("Every contribution"),
        "methode": _("How it was made"),
    }
    above = {"label": _("Edition %(number)d") % {"number": edition.number}, "url": edition_path(page, edition.number)}
    shown = around(page, page.consultation, above, {"label": labels[place], "url": ""})
    return {**shown, "who": who_answered(edition.figures)}


def edition_context(edition: Edition, consultation: ConsultationPage) -> dict[str, Any]:
    """What an edition says, from its own rows. Seven queries and those of the additions.

    Comes with ``run``, ``corpus`` and ``page``.
    """
    edition.corpus.consultation = consultation  # read already, and asked for by what is added
    statements = of_edition(edition, consultation)
    editions = editions_of(edition.page, here=edition.number)
    earlier = [row["date"] for row in editions if row["date"] < edition.published_at]
    edition.before_at = max(earlier, default=None)  # asked for by what is added
    shown = findings_shown(statements, consultation, edition.figures, edition.themes, added_to_findings(edition))
    return {
        **shown,
        "stances": stance_rows(shown["stances"], foreign_language(consultation.language)),
        **figures_shown(edition.figures, edition.themes, consultation),
        "title": edition.title,
        "lead": edition.lead,
        "how_made": edition.how_made,
        "edition": edition,
        "editions": editions,
        "newer": next((row for row in editions if row["number"] > edition.number), None),
        "pepites": pepites_shown(edition.figures.get("pepites", []), statements, consultation),
        "run": edition.run,
        "parameters": parameter_rows(edition.run),
        "contributions_url": beneath_edition(edition, "contributions"),
        "method_url": beneath_edition(edition, "methode"),
        "panels": panels_of(edition),
    }


def figures_shown(
    figures: dict[str, Any], themes: list[dict[str, Any]], consultation: ConsultationPage
) -> dict[str, Any]:
    """Coverage, who answered and the editors' share of the words. No query."""
    return {
        "figures": figures,
        "coverage": coverage_data(figures, themes, slug=consultation.slug),
        "who": {**who_answered(figures), "cited": figures.get("fates", {}).get("cited", 0)},
        "editorial": editorial_share(figures),
    }


def editions_of(page: SynthesisPage, *, here: int = 0) -> list[dict[str, Any]]:
    """The editions of a page, the newest first. One query."""
    rows = Edition.objects.of(page).published().values_list("number", "published_at")
    return [
        {
            "number": number,
            "date": at,
            "url": edition_path(page, number),
            "differences_url": f"{edition_path(page, number)}differences/" if number > 1 else "",
            "here": number == here,
        }
        for number, at in rows
    ]


def desk_context(page: SynthesisPage, consultation: ConsultationPage) -> dict[str, Any]:
    """What the desk holds now, for a preview. Thirty queries."""
    draft, run = load_draft(page), latest_run(consultation)
    figures: dict[str, Any] = {}
    themes: list[dict[str, Any]] = []
    if draft.corpus is not None:
        cited = cited_proposals(draft.statements)
        fates = list(fates_in(draft.corpus, cited, run, until=timezone.now()))
        figures, themes = figures_content(draft, fates), themes_content(draft)
    statements = draft.statements
    return {
        **empty_context(page),
        **findings_shown(statements, consultation, figures, themes, {}),
        **figures_shown(figures, themes, consultation),
        "pepites": pepites_shown(figures.get("pepites", []), statements, consultation),
        "run": run,
        "parameters": parameter_rows(run),
    }


def empty_context(page: SynthesisPage) -> dict[str, Any]:
    """A page without an edition: one in preview, or one that has only begun."""
    return {
        "title": page.title,
        "lead": page.lead,
        "how_made": page.how_made,
        "edition": None,
        "editions": [],
        "newer": None,
        "sections": [],
        "finding_count": 0,
        "cited_count": 0,
        "stances": [],
        "figures": {},
        "coverage": None,
        "who": who_answered({}),
        "editorial": None,
        "pepites": [],
        "run": None,
        "parameters": [],
        "contributions_url": "",
        "method_url": "",
        "panels": {"top": [], "main": [], "method": []},
    }
