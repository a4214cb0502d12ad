"""The desk's last deeds: publish, pass a gate with a public reason, submit for review."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.desk import publication
from cms.desk.forms import ReasonForm
from cms.desk.guard import at_desk, editor
from cms.desk.pages import answer, refused
from cms.models import SynthesisPage


@require_POST
@at_desk
def publish(request: HttpRequest, page: SynthesisPage) -> HttpResponse:
    """The next edition, through Wagtail and the gates."""
    edition = publication.publish_next(page=page, by=editor(request))
    if edition is not None:
        said = _("Edition %(n)d is published.") % {"n": edition.number}
    elif SynthesisPage.objects.live().filter(pk=page.pk).exists():
        said = _("Nothing changed since the last edition: it stands as it is.")
    else:
        said = _("It will be published at the date that the page’s form names.")
    return answer(request, page, parts=["synthesis", "state"], said=said)


@require_POST
@at_desk
def reason_give(request: HttpRequest, page: SynthesisPage) -> HttpResponse:
    """Why it is published in spite of a gate: an organiser's words, in public."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return refused(request, page, _("Say it in 2,000 characters at most."), 422)
    publication.give_public_reason(page=page, reason=form.cleaned_data["reason"], by=editor(request))
    said = _("The reason is kept: it is published with the next edition.")
    return answer(request, page, parts=["state"], said=said)


@require_POST
@at_desk
def reason_back(request: HttpRequest, page: SynthesisPage) -> HttpResponse:
    """The gates hold again."""
    publication.take_reason_back(page=page, by=editor(request))
    return answer(request, page, parts=["state"], said=_("The reason is taken back: the gates hold again."))


@require_POST
@at_desk
def review(request: HttpRequest, page: SynthesisPage) -> HttpResponse:
    """Ask others to read it before it is published."""
    publication.submit_for_review(page=page, by=editor(request))
    said = _("Submitted for review: only its reviewers can change it until they have decided.")
    return answer(request, page, parts=["synthesis", "state"], said=said)
