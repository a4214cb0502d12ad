"""The moderators' desk, inside Wagtail's admin: the queue, and one text at a time."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from consult.desk_rights import desk_for
from consult.errors import DomainError
from consult.requests import asked
from moderation import actions, queue
from moderation.answers import waiting_answers
from moderation.appeal_reading import waiting_appeals, waits_on
from moderation.closeness import alike_waiting, close_to, is_in_a_flood, together_url
from moderation.forms import DecisionForm, HandOverForm
from moderation.models import Decision, Subject
from moderation.queue import Filters
from moderation.sharing import handed_to
from moderation.undoing import last_of
from moderation.watching import recent_alerts
from participants.models import User

ITEMS_A_PAGE = 25
PERMISSION = "moderation.moderate_decision"
moderators_only = desk_for(PERMISSION, watching="moderation.view_decision")  # guarantors read


@require_safe
@moderators_only
def queue_read(request: HttpRequest) -> HttpResponse:
    """All that waits, the most pressing first. Eighteen queries, however many texts."""
    filters = filters_of(request)
    page = Paginator(queue.rows(filters), ITEMS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "items": queue.items(list(page.object_list)),
        "filters": filters,
        "consultations": queue.consultations(),
        "keep": keep(filters),
        "appeals": waiting_appeals(),
        "answers": waiting_answers(),
        "alerts": recent_alerts(at=timezone.now()),
        "handed": [(queue.item_url(row.subject), row) for row in handed_to(request.user)],
        "undoable": last_of(request.user, at=timezone.now()),
        **heading(),
    }
    return render(request, "moderation/desk_queue.html", context)


@require_POST
@moderators_only
def ticked_publish(request: HttpRequest) -> HttpResponse:
    """Publish each ticked text by a decision of its own; what cannot be is said, the rest goes on."""
    published = 0
    for value in request.POST.getlist("item")[:ITEMS_A_PAGE]:
        try:
            subject, shown = queue.find_by_value(value)
            actions.decide(subject=subject, by=moderator_of(request), kind=Decision.Kind.PUBLISH, **shown)
        except DomainError as error:
            messages.warning(request, f"{subject.reference} – {error.sentence}")
        except Http404:
            messages.warning(request, _("A ticked text was not found."))
        else:
            published += 1
    if published:
        sentence = ngettext("%(n)s text published.", "%(n)s texts published.", published) % {"n": published}
        messages.success(request, sentence)
    return redirect(reverse("moderation_desk:queue") + keep(filters_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def proposal_decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Read a proposal and decide."""
    return _decide(request, queue.find(slug, number))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def argument_decide(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponse:
    """Read an argument below its proposal and decide."""
    return _decide(request, queue.find(slug, number, argument))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def amendment_decide(request: HttpRequest, slug: str, number: int, amendment: int) -> HttpResponse:
    """Read an amendment below its proposal and decide."""
    return _decide(request, queue.find(slug, number, amendment=amendment))


def _decide(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Show a text with its context, or take a decision and go to the next text.

    Twenty-seven queries, five more where the same words came many times.
    """
    filters = filters_of(request)
    if request.method != "POST":
        return item_page(request, subject, filters)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return item_page(request, subject, filters, form=form, status=422)
    place = queue.place_of(subject)
    try:
        decision = actions.decide(subject=subject, by=moderator_of(request), **form.reasons())
    except DomainError as error:
        return item_page(request, queue.refreshed(subject), filters, form=form, error=error)
    messages.success(request, f"{subject.reference} – {decision.get_kind_display()}")
    return to_row(queue.next_free(place, filters, request.user, at=timezone.now()), filters)


def item_page(
    request: HttpRequest,
    subject: Subject,
    filters: Filters,
    *,
    form: DecisionForm | None = None,
    hand_form: HandOverForm | None = None,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one text; what was typed is kept when somebody else was quicker."""
    place = queue.place_of(subject)
    (item,) = queue.items([place])
    before, after = queue.neighbours(place, filters)
    shown = {"seen": item.seen, "read_version": item.version, "read_tags": item.tags_seal}
    typed = {**_typed(form), **shown} if form and error else None
    context: dict[str, Any] = {
        "item": item,
        "form": DecisionForm(initial=typed or shown) if form is None or error else form,
        "error": error,
        "history": queue.history(subject),
        "appeal_waits": waits_on(subject),
        "reports": queue.reports_on(subject),
        "waits": queue.stands(subject),
        "close": close_to(subject, item.found),
        "alike": len(alike_waiting(subject)) if is_in_a_flood(item.found) else 0,
        "together_url": together_url(subject) + keep(filters),
        "barred": barred(subject, request),
        "hand_is_mine": item.hand is not None and item.hand.moderator_id == request.user.pk,
        "hand_form": hand_form or HandOverForm(by=moderator_of(request)),
        "undoable": last_of(request.user, at=timezone.now()),
        "previous_url": _address(before, filters),
        "next_url": _address(after, filters),
        "keep": keep(filters),
        **heading(subject),
    }
    return render(request, "moderation/desk_item.html", context, status=error.status if error else status)


def barred(subject: Subject, request: HttpRequest) -> str:
    """Why this person may not decide on this text, or nothing. Three queries at most."""
    if not request.user.has_perm(PERMISSION):
        return _("You read here as a guarantor: moderators decide.")
    try:
        actions.refuse_partial(subject, moderator_of(request))
    except DomainError as error:
        return error.sentence
    return ""


def moderator_of(request: HttpRequest) -> User:
    """Who is signed in, as an account. No query."""
    assert isinstance(request.user, User)  # moderators_only
    return request.user


def _typed(form: DecisionForm) -> dict[str, Any]:
    """What was typed, to be shown again."""
    return {name: form.data.get(name, "") for name in form.fields}


def filters_of(request: HttpRequest) -> Filters:
    """What the queue is narrowed to, by the address. No query."""
    return Filters(consultation=asked(request.GET, "consultation"), kind=asked(request.GET, "kind"))


def keep(filters: Filters) -> str:
    """The filters as the end of an address."""
    kept = {name: value for name, value in vars(filters).items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _address(row: queue.Row | None, filters: Filters) -> str:
    return queue.url_of(row) + keep(filters) if row else ""


def to_row(row: queue.Row | None, filters: Filters) -> HttpResponseRedirect:
    """To a text of the queue, or to the queue when it was the last one."""
    return redirect(_address(row, filters) or reverse("moderation_desk:queue") + keep(filters))


def heading(subject: Subject | None = None) -> dict[str, Any]:
    """What Wagtail's header shows. No query."""
    crumbs: list[dict[str, Any]] = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("moderation_desk:queue"), "label": _("Moderation")},
    ]
    if subject is not None:
        crumbs.append({"url": queue.item_url(subject), "label": subject.reference})
    title = _("Moderation") if subject is None else f"{subject.reference} – {_('Moderation')}"
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "glasses"}
