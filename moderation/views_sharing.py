"""The desk's deeds besides decisions: take a text in hand, hand it over, take a decision back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from consult.errors import DomainError
from moderation import queue, sharing, undoing
from moderation.folding import unfold_undone
from moderation.forms import HandOverForm
from moderation.views_desk import filters_of, item_page, keep, moderator_of, moderators_only, reach, to_row


@require_POST
@moderators_only
def text_take(request: HttpRequest) -> HttpResponse:
    """Take a text in hand, or let it go; answers who has it, or goes back to the text. Six queries at most."""
    subject, _shown = queue.find_by_value(request.POST.get("item", ""), within=reach(request))
    moderator = moderator_of(request)
    if request.POST.get("let_go"):
        sharing.let_go(subject=subject, by=moderator)
        return HttpResponse(status=204)
    hand = sharing.take_in_hand(subject=subject, by=moderator, at=timezone.now())
    if request.POST.get("quiet"):
        return render(request, "moderation/_desk_hand.html", {"hand": hand, "mine": hand.moderator_id == moderator.pk})
    return redirect(queue.item_url(subject) + keep(filters_of(request)))


@require_POST
@moderators_only
def text_hand_over(request: HttpRequest) -> HttpResponse:
    """Leave a text to another moderator, and go to the next one; what was typed stays when it cannot be."""
    subject, _shown = queue.find_by_value(request.POST.get("item", ""), within=reach(request))
    filters, moderator = filters_of(request), moderator_of(request)
    form = HandOverForm(request.POST, by=moderator, subject=subject)
    if not form.is_valid():
        return item_page(request, subject, filters, hand_form=form, status=422)
    place = queue.place_of(subject)
    try:
        sharing.hand_over(subject=subject, by=moderator, **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, error.sentence)
        return item_page(request, subject, filters, hand_form=form, status=error.status)
    messages.success(request, _("%(reference)s was handed over.") % {"reference": subject.reference})
    return to_row(queue.next_free(place, filters, moderator, at=timezone.now()), filters)


@require_POST
@moderators_only
def decision_undo(request: HttpRequest) -> HttpResponse:
    """Take back one's decision of less than a minute ago, and go to its text."""
    asked, moderator = request.POST.get("decision", ""), moderator_of(request)
    known = asked.isdecimal() and len(asked) < 19
    decision = undoing.find_own(moderator, int(asked), within=reach(request)) if known else None
    if decision is None:
        raise Http404
    try:
        undoing.undo(decision=decision, by=moderator)
        unfold_undone(decision)
    except DomainError as error:
        messages.warning(request, error.sentence)
        return redirect(reverse("moderation_desk:queue") + keep(filters_of(request)))
    messages.success(
        request, _("%(reference)s is as it was before your decision.") % {"reference": decision.subject.reference}
    )
    return redirect(queue.item_url(decision.subject) + keep(filters_of(request)))
