"""Public pages: one finding with its answer, all commitments, their feed."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.addresses import path_of
from cms.answering.feeds import CommitmentsFeed
from cms.answering.listing import listing_context
from cms.answering.reading import finding_context, finding_in_view
from cms.answering.targets import commitment_target, finding_target
from consult.requests import asked, render_page
from participants.following import as_button, is_followed


@require_safe
@login_not_required
def finding_page(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """What the institution answers to one finding, what it answered before, what it committed itself to."""
    finding = finding_in_view(slug, key)
    context = finding_context(finding)
    consultation = context["consultation"]
    rows = {row["number"]: commitment_target(consultation, row["number"]) for row in context["answer"]["commitments"]}
    target = finding_target(consultation, key)
    followed = is_followed(request.user, [target, *rows.values()])
    for row in context["answer"]["commitments"]:
        row["follow"] = as_button(rows[row["number"]], request.user, followed, row["url"], label=row["reference"])
    context["follow"] = as_button(target, request.user, followed, request.path)
    context["crumbs"] = [
        {"label": _("Home"), "url": "/"},
        {"label": consultation.title, "url": path_of(consultation)},
        {"label": finding.edition.title, "url": context["edition_url"]},
        {"label": _("Answer"), "url": ""},
    ]
    return render_page(request, "cms/answering/finding.html", context)


@require_safe
@login_not_required
def commitments(request: HttpRequest) -> HttpResponse:
    """All commitments in view, by state and date."""
    context = listing_context(
        slug=asked(request.GET, "consultation"),
        state=asked(request.GET, "etat"),
        page=request.GET.get("page"),
        at=timezone.now(),
    )
    return render_page(request, "cms/answering/commitments.html", context)


@require_safe
@login_not_required
def feed(request: HttpRequest) -> HttpResponse:
    """The same as it goes on, for those who read by feed."""
    return CommitmentsFeed()(request)
