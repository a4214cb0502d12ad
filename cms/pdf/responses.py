"""Sending the PDF of an edition. Nothing is made on request: a page that is asked for often costs no more."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from cms.addresses import path_of_edition
from cms.models import Edition
from cms.pdf.keeping import kept_pdf
from cms.pdf.rendering import available
from consult.errors import DomainError, error_page

NAME = "synthese.pdf"
COME_BACK = 60  # seconds: as often as what is missing is made


class NoPdf(DomainError):
    """This machine cannot make one: 404."""

    status = 404


class BeingMade(DomainError):
    """It will be there in a minute: 503."""

    status = 503


def pdf_response(edition: Edition, request: HttpRequest) -> HttpResponseBase:
    """The PDF that says what the page says now; while it is being made, a sentence. Six queries.

    Comes with ``page``, ``run`` and ``corpus__consultation``.
    """
    way_on = {"way_on_url": path_of_edition(edition), "way_on_label": _("Back to the edition")}
    if not available():
        return error_page(
            request, NoPdf(_("This site makes no PDF. The edition can be printed from its page."), **way_on)
        )
    file = kept_pdf(edition)
    if file is None:
        answer = error_page(request, BeingMade(_("The PDF is being made: come back in a minute."), **way_on))
        answer.headers["Retry-After"] = str(COME_BACK)
        return answer
    name = f"{edition.page.slug}-edition-{edition.number}.pdf"
    return FileResponse(file, filename=name, content_type="application/pdf")
