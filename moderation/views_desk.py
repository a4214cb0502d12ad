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
from moderation import actions, pause_reading, queue
from moderation.answers import waiting_answers
from moderation.appeal_reading import waiting_appeals, waits_on
from moderation.asking import may_be_asked, with_their_authors
from moderation.blanking_reading import original_url, waiting_openings
from moderation.closeness import alike_waiting, close_to, is_in_a_flood, together_url
from moderation.forms import DecisionForm, HandOverForm
from moderation.forms_marks import LeaveMarkForm
from moderation.impartial import refuse_undoing_appeal
from moderation.mandates import EVERY_ONE, READING, SOME, Reach, decides_in, moderates, reads_in
from moderation.models import Decision, Ground, Subject
from moderation.off_topic import refuse_unseen_mark
from moderation.originals import standing_on
from moderation.queue import Filters
from moderation.sharing import handed_to
from moderation.undoing import last_of
from moderation.watching import recent_alerts
from participants.models import User

ITEMS_A_PAGE = 25
CHOSEN = ("consultation", "kind")  # what an address says of the filters
FORMS = {  # by what each sends: its name on the page, and the ids of its fields
    Decision.Kind.WITHHOLD.value: ("form", "id_%s"),
    Decision.Kind.OFF_TOPIC.value: ("mark_form", "mark_%s"),
    Decision.Kind.CHANGE.value: ("change_form", "change_%s"),
}
moderators_only = desk_for(EVERY_ONE, SOME, watching=READING)  # guarantors read


@require_safe
@moderators_only
def queue_read(request: HttpRequest) -> HttpResponse:
    """All that waits, the most pressing first. Twenty-one queries, however many texts."""
    filters, within = filters_of(request), reach(request)
    page = Paginator(queue.rows(filters), ITEMS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "items": queue.items(list(page.object_list), within),
        "filters": filters,
        "consultations": queue.consultations(within),
        "keep": keep(filters),
        "appeals": waiting_appeals(within),
        "answers": waiting_answers(within),
        "alerts": recent_alerts(at=timezone.now(), within=within),
        "pauses": pause_reading.desk_pauses(at=timezone.now(), within=within),
        "handed": [(queue.item_url(row.subject), row) for row in handed_to(request.user, within)],
        "asked": [(queue.item_url(decision.subject), decision) for decision in with_their_authors(within)],
        "undoable": last_of(request.user, at=timezone.now(), within=within),
        "openings": waiting_openings(at=timezone.now(), within=within),
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
            subject, shown = queue.find_by_value(value, within=reach(request))
            refuse_unseen_mark(subject)
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
    return _decide(request, queue.find(slug, number, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def argument_decide(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponse:
    """Read an argument below its proposal and decide."""
    return _decide(request, queue.find(slug, number, argument, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def amendment_decide(request: HttpRequest, slug: str, number: int, amendment: int) -> HttpResponse:
    """Read an amendment below its proposal and decide."""
    return _decide(request, queue.find(slug, number, amendment=amendment, within=reach(request)))


def _decide(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Show a text with its context, or take a decision and go to the next text.

    Twenty-nine queries, one more where it is withheld, five more where the same words came many times.
    """
    filters = filters_of(request)
    if request.method != "POST":
        return item_page(request, subject, filters)
    leaves_mark = bool(request.POST.get("leaves_mark"))
    form = LeaveMarkForm(request.POST, subject=subject) if leaves_mark else DecisionForm(request.POST)
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
    (item,) = queue.items([place], reach(request))
    before, after = queue.neighbours(place, filters)
    shown = {"seen": item.seen, "read_version": item.version, "read_tags": item.tags_seal}
    typed = {**_typed(form), **shown} if form and error else None
    context: dict[str, Any] = {
        "item": item,
        **_forms(form, error, typed or shown),
        "may_ask": may_be_asked(subject),
        "error": error,
        "history": queue.history(subject),
        "blanked": standing_on(subject) if subject.is_withheld else None,
        "original_url": original_url(subject) if subject.is_withheld else "",
        "appeal_waits": waits_on(subject),
        "reports": queue.reports_on(subject),
        "waits": queue.stands(subject),
        "close": close_to(subject, item.found),
        "alike": len(alike_waiting(subject)) if is_in_a_flood(item.found) else 0,
        "together_url": together_url(subject) + keep(filters),
        "barred": barred(subject, request),
        "author_pause": pause_reading.running_of(pause_reading.pauses_of_author(subject), at=timezone.now()),
        "hand_is_mine": item.hand is not None and item.hand.moderator_id == request.user.pk,
        "may_hand_over": moderates(request.user, subject),
        "hand_form": hand_form or HandOverForm(by=moderator_of(request), subject=subject),
        "undoable": last_of(request.user, at=timezone.now(), within=reach(request)),
        "previous_url": _address(before, filters),
        "next_url": _address(after, filters),
        "keep": keep(filters),
        **heading(subject),
    }
    return render(request, "moderation/desk_item.html", context, status=error.status if error else status)


def _forms(form: DecisionForm | None, error: DomainError | None, initial: dict[str, Any]) -> dict[str, Any]:
    """The forms of a page by name; what was typed stays in the one that was sent."""
    forms = {name: DecisionForm(auto_id=ids) for name, ids in FORMS.values()}
    kind = form.data.get("kind", "") if form is not None else ""
    name, ids = FORMS.get(kind, FORMS[Decision.Kind.WITHHOLD])
    kept = DecisionForm(initial=initial, auto_id=ids) if form is None or error else DecisionForm(form.data, auto_id=ids)
    forms |= {name: kept}
    grounds: Any = forms["mark_form"].fields["ground"]
    grounds.queryset = grounds.queryset.exclude(kind=Ground.Kind.ILLEGAL)  # which is no matter of topic
    return forms


def barred(subject: Subject, request: HttpRequest) -> str:
    """Why this person may not decide on this text, or nothing. Eight queries at most."""
    if not moderates(request.user, subject):
        return _("You read here as a guarantor: moderators decide.")
    try:
        actions.refuse_partial(subject, moderator_of(request))
        refuse_undoing_appeal(subject, moderator_of(request))
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
    """What the queue is narrowed to, by the address and by who asks. No query."""
    chosen = {name: asked(request.GET, name) for name in CHOSEN}
    return Filters(**chosen, within=reach(request))


def reach(request: HttpRequest) -> Reach:
    """The consultations of which this person may read the desk or, to change something, in which they decide."""
    return (reads_in if request.method in {"GET", "HEAD"} else decides_in)(request.user)


def keep(filters: Filters) -> str:
    """The filters as the end of an address."""
    kept = {name: value for name in CHOSEN if (value := getattr(filters, name))}
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
