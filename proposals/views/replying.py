"""Replying to an argument."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.errors import Closed
from consult.requests import render_page
from proposals.actions import FormUsedUp
from proposals.argument_doors import argument_context, of_argument
from proposals.detours import Needed, forget_kept, keep_and_go
from proposals.drafts.keeping import Subject, send_from
from proposals.drafts.reading import begun, drafting, led_to_sign_in
from proposals.forms import ReplyForm
from proposals.models import Argument
from proposals.reader import reader_of
from proposals.replying import reply
from proposals.sending_limits import BeyondLimits


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@led_to_sign_in
@of_argument
def argument_reply(request: HttpRequest, argument: Argument) -> HttpResponse:
    """Reply to an argument. Signed out, it is kept while one signs in."""
    consultation = argument.proposal.consultation
    if request.method != "POST":
        begins = begun(request, subject_of(argument))
        return reply_page(request, argument, ReplyForm(consultation=consultation, initial=begins))
    form = ReplyForm(request.POST, consultation=consultation)
    if not form.is_valid():
        return reply_page(request, argument, form, status=422)
    author, mark, key = reader_of(request), form.take_mark(), form.cleaned_data.pop("key")
    try:
        sent = partial(reply, argument=argument, author=author, idempotency_key=key, **form.cleaned_data)
        given = send_from(author, mark, sent)
    except Needed as needed:
        return keep_and_go(request, needed)
    except (Closed, FormUsedUp, BeyondLimits) as refused:  # the text stays on the screen
        if isinstance(refused, FormUsedUp):
            form.renew_key()
        form.add_error(None, refused.sentence)
        return reply_page(request, argument, form, status=refused.status)
    forget_kept(request)
    return redirect(given)


def subject_of(argument: Argument) -> Subject:
    """What is written here, as drafts know it; needs the proposal and its consultation."""
    return Subject(argument.proposal.consultation, argument.proposal, argument)


def reply_page(
    request: HttpRequest, argument: Argument, form: ReplyForm, *, status: int = 200, **draft: Any
) -> HttpResponse:
    """The form, with what stands around it; ``draft`` as ``drafting`` takes it."""
    around = argument_context(argument, request.user, label=_("Reply to an argument"))
    context = {**around, "form": form, **drafting(request, subject_of(argument), form, **draft)}
    return render_page(request, "proposals/reply.html", context, status=status)
