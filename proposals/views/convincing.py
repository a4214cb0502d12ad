"""Saying that an argument convinces."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.errors import Closed
from consult.requests import render_page
from proposals.argument_doors import argument_context, of_argument, visible_argument
from proposals.convincing import mark, unmark
from proposals.detours import Needed, forget_kept, keep_and_go
from proposals.models import Argument
from proposals.permissions import OwnArgument, own_argument_sentence
from proposals.reader import reader_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_argument
def argument_mark(request: HttpRequest, argument: Argument) -> HttpResponse:
    """Mark an argument as convincing, or take the mark back. A GET only asks; the click that confirms does it."""
    if request.method != "POST":
        own = argument.author_id is not None and argument.author_id == request.user.pk
        return _page(request, argument, error=own_argument_sentence() if own else "")
    deed = unmark if request.POST.get("convincing") == "no" else mark
    try:
        deed(argument=argument, participant=reader_of(request))
    except Needed as needed:
        return keep_and_go(request, needed)
    except (Closed, OwnArgument) as refused:
        return _page(request, argument, error=refused.sentence, status=refused.status)
    forget_kept(request)
    if getattr(request, "htmx", False):
        return _page(request, visible_argument(argument.proposal, argument.number, request.user) or argument)
    return redirect(argument)


def _page(request: HttpRequest, argument: Argument, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {**argument_context(argument, request.user, label=_("Does it convince you?")), "error": error}
    return render_page(request, "proposals/convincing.html", context, partial="mark", status=status)
