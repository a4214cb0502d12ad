"""Replying to an argument."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.errors import Closed
from consult.requests import render_page
from proposals.actions import FormUsedUp
from proposals.argument_doors import argument_context, of_argument
from proposals.detours import Needed, forget_kept, keep_and_go, kept_values
from proposals.forms import ReplyForm
from proposals.models import Argument
from proposals.reader import reader_of
from proposals.replying import reply


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_argument
def argument_reply(request: HttpRequest, argument: Argument) -> HttpResponse:
    """Reply to an argument. Signed out, it is kept while one signs in."""
    consultation = argument.proposal.consultation
    if request.method != "POST":
        return _page(request, argument, ReplyForm(consultation=consultation, initial=kept_values(request)))
    form = ReplyForm(request.POST, consultation=consultation)
    if not form.is_valid():
        return _page(request, argument, form, status=422)
    key = form.cleaned_data.pop("key")
    try:
        given = reply(argument=argument, author=reader_of(request), idempotency_key=key, **form.cleaned_data)
    except Needed as needed:
        return keep_and_go(request, needed)
    except (Closed, FormUsedUp) as refused:  # the text stays on the screen
        if isinstance(refused, FormUsedUp):
            form.renew_key()
        form.add_error(None, refused.sentence)
        return _page(request, argument, form, status=refused.status)
    forget_kept(request)
    return redirect(given)


def _page(request: HttpRequest, argument: Argument, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    context = {**argument_context(argument, request.user, label=_("Reply to an argument")), "form": form}
    return render_page(request, "proposals/reply.html", context, status=status)
