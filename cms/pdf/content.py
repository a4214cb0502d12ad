"""What the PDF says: the edition from its own rows, in the language of the consultation, as one HTML text."""

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import override

from cms.addresses import path_of, path_of_edition
from cms.editions.statements import of_edition
from cms.models import Edition, EditionFinding
from cms.page.coverage import coverage_data, editorial_share, who_answered
from cms.page.findings import findings_shown

STYLE = "css/print-edition.css"


def html_of(edition: Edition) -> str:
    """The whole text, which changes when its words are erased or withheld. Six queries, however many findings.

    Comes with ``page``, ``run`` and ``corpus__consultation``. It names no author: a copy cannot be called back.
    """
    with override(edition.corpus.consultation.language):
        return render_to_string("cms/edition/print.html", content_of(edition))


def content_of(edition: Edition) -> dict[str, Any]:
    """What the template needs; what others add to the page, and may change, is on the page alone."""
    consultation, figures = edition.corpus.consultation, edition.figures
    shown = findings_shown(of_edition(edition), consultation, figures, edition.themes, {})
    return {
        **shown,
        "kinds": dict(EditionFinding._meta.get_field("kind").flatchoices),
        "edition": edition,
        "address": settings.WAGTAILADMIN_BASE_URL + path_of_edition(edition),
        "site": settings.WAGTAILADMIN_BASE_URL,
        "consultation": consultation,
        "consultation_url": path_of(consultation),
        "coverage": coverage_data(figures, edition.themes, slug=consultation.slug),
        "who": {**who_answered(figures), "cited": figures.get("fates", {}).get("cited", 0)},
        "editorial": editorial_share(figures),
        "lang": consultation.language,
    }


@cache
def style() -> str:
    """The style sheet of the printed edition; the only one that it has."""
    with open(finders.find(STYLE), encoding="utf-8") as file:  # type: ignore[arg-type]  # it is one of ours
        return file.read()
