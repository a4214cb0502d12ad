"""Take a text out of view at once, from its public page and from a phone: the page, the ground, the button."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from consult.errors import DomainError
from consult.requests import asked
from moderation import actions, queue
from moderation.forms import DecisionForm
from moderation.models import Decision, Ground, Subject, noun_of
from moderation.queue import Item
from moderation.views_desk import barred, heading, moderator_of, moderators_only, reach


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def proposal_urgent(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Withhold a proposal at once."""
    return _urgent(request, queue.find(slug, number, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def argument_urgent(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponse:
    """Withhold an argument at once."""
    return _urgent(request, queue.find(slug, number, argument, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def amendment_urgent(request: HttpRequest, slug: str, number: int, amendment: int) -> HttpResponse:
    """Withhold an amendment at once."""
    return _urgent(request, queue.find(slug, number, amendment=amendment, within=reach(request)))


def _urgent(request: HttpRequest, subject: Subject) -> HttpResponse:
    """The grounds, then the form of one of them, filled; sent, the text is out of view. Sixteen queries at most."""
    (item,) = queue.items([queue.place_of(subject)], reach(request))
    if request.method != "POST":
        ground = _ground(asked(request.GET, "ground"))
        return _page(request, item, ground, DecisionForm(initial=_filled(item, ground)) if ground else None)
    form = DecisionForm({**request.POST.dict(), "kind": Decision.Kind.WITHHOLD})
    ground = _ground(form["ground"].value() or "")
    if not form.is_valid():
        return _page(request, item, ground, form, status=422)
    try:
        actions.decide(subject=subject, by=moderator_of(request), **form.reasons())
    except DomainError as error:
        (item,) = queue.items([queue.place_of(subject)], reach(request))
        typed = {name: form.data.get(name, "") for name in form.fields} | _shown(item)
        return _page(request, item, ground, DecisionForm(initial=typed), error=error, status=error.status)
    messages.success(request, _("%(reference)s is out of view.") % {"reference": subject.reference})
    return redirect(subject.get_absolute_url())


def _page(
    request: HttpRequest,
    item: Item,
    ground: Ground | None,
    form: DecisionForm | None,
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "item": item,
        "ground": ground,
        "grounds": Ground.objects.in_force().order_by("-kind", "position", "pk"),  # what breaks the law first
        "form": form,
        "error": error,
        "barred": barred(item.subject, request),
        "address": request.path,
        **heading(item.subject),
    }
    return render(request, "moderation/desk_urgent.html", context, status=status)


def _ground(pk: str) -> Ground | None:
    in_force = Ground.objects.in_force()
    return in_force.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None


def _shown(item: Item) -> dict[str, Any]:
    return {"seen": item.seen, "read_version": item.version, "read_tags": item.tags_seal}


def _filled(item: Item, ground: Ground) -> dict[str, Any]:
    """What the moderator reads before the last tap, and may rewrite."""
    facts = _("The text as a whole, as it stands in its version %(number)d.") % {"number": item.version or 1}
    if noun_of(item.subject) != "proposal":
        facts = _("The text as a whole.")
    words = ground.sample_words or _(
        "Your text was taken out of view at once, because it seemed to break this article: %(title)s. "
        "If you see it otherwise, contest the decision: another moderator will read it."
    ) % {"title": ground.title}
    return {
        "kind": Decision.Kind.WITHHOLD,
        "ground": ground,
        "facts": facts,
        "words": words,
        "duration": Decision.Duration.INDEFINITE,
        **_shown(item),
    }
