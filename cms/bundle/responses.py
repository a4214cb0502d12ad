"""Sending a bundle."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from cms.bundle.archive import zipped
from cms.bundle.contents import files_of
from cms.models import Edition

NAME = "verifier.zip"


def bundle_response(edition: Edition, request: HttpRequest) -> HttpResponseBase:
    """The bundle of an edition, made as it is sent; whoever asks for the head alone makes nothing.

    Comes with ``page``, ``run`` and ``corpus__consultation``. Sixteen queries.
    """
    name = f"{edition.page.slug}-edition-{edition.number}-{NAME}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if request.method == "HEAD":
        return HttpResponse(content_type="application/zip", headers=headers)
    return StreamingHttpResponse(zipped(files_of(edition)), content_type="application/zip", headers=headers)
