"""Near-identical texts on one page of the desk: each is ticked by hand, one form decides on all that are ticked."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from moderation import queue
from moderation.closeness import alike_waiting, together_url
from moderation.floods import Sent
from moderation.folding import fold_decided
from moderation.forms_together import TogetherForm
from moderation.mandates import Reach, moderates
from moderation.models import Decision, Subject
from moderation.queue import Filters, Item, Row
from moderation.together import MOST, Outcome, Ticked, decide_together, undo_together
from moderation.undoing import find_own, last_of
from moderation.views_desk import filters_of, heading, keep, moderator_of, moderators_only, reach, to_row
from proposals.models import Proposal


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def proposal_together(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Read a proposal with those that say the same, and decide on several."""
    return _together(request, queue.find(slug, number, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def argument_together(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponse:
    """Read an argument with those that say the same, and decide on several."""
    return _together(request, queue.find(slug, number, argument, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def amendment_together(request: HttpRequest, slug: str, number: int, amendment: int) -> HttpResponse:
    """Read an amendment with those of the same reason, and decide on several."""
    return _together(request, queue.find(slug, number, amendment=amendment, within=reach(request)))


@require_POST
@moderators_only
def decisions_undo(request: HttpRequest) -> HttpResponse:
    """Take back what one decided together less than a minute ago, each by a decision of its own."""
    asked, moderator = request.POST.get("decision", ""), moderator_of(request)
    decision = find_own(moderator, int(asked), within=reach(request)) if asked.isdecimal() and len(asked) < 19 else None
    if decision is None:
        raise Http404
    outcome = undo_together(decision=decision, by=moderator)
    count = len(outcome.decided)
    sentence = ngettext(
        "%(n)s text is as it was before your decision.", "%(n)s texts are as they were before your decision.", count
    )
    _say(request, outcome, sentence % {"n": count})
    return redirect(reverse("moderation_desk:queue") + keep(filters_of(request)))


def _together(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Show the texts in twenty-five queries, however many; or decide on those that are ticked and go on."""
    filters = filters_of(request)
    if request.method != "POST":
        return _page(request, subject, filters, TogetherForm())
    values = list(dict.fromkeys(request.POST.getlist("item")))
    folds = "fold" in request.POST and isinstance(subject, Proposal)
    form = TogetherForm(_as_published(request.POST) if folds else request.POST, ticked=len(values))
    if not form.is_valid():
        return _page(request, subject, filters, form, ticked=values, status=422)
    place, within = queue.place_of(subject), reach(request)
    ticked = _found(request, values, within)
    outcome = decide_together(beside=subject, ticked=ticked, by=moderator_of(request), reasons=form.reasons())
    if not outcome.decided:
        return _page(request, queue.refreshed(subject), filters, form, outcome=outcome, status=409)
    _say(request, outcome, _decided_in_words(outcome))
    if folds:
        _fold(request, subject, outcome)
    return to_row(queue.next_free(place, filters, request.user, at=timezone.now()), filters)


def _as_published(typed: QueryDict) -> QueryDict:
    """The one button publishes and folds."""
    given = typed.copy()
    given["kind"] = Decision.Kind.PUBLISH
    return given


def _fold(request: HttpRequest, subject: Subject, outcome: Outcome) -> None:
    """Fold what was published, and say under which; what stands in the way is said, and the decisions hold."""
    first, why = fold_decided(beside=subject, decided=outcome.decided, by=moderator_of(request))
    if first is None:
        messages.warning(request, _("They were not folded: %(reason)s") % {"reason": why})
        return
    messages.success(
        request,
        _("They are folded under %(reference)s; each keeps its page, its arguments and its positions.")
        % {"reference": first.reference},
    )


def _found(request: HttpRequest, values: Sequence[str], within: Reach) -> list[Ticked]:
    """What was ticked and is still there; what is gone meanwhile is said. A few queries each."""
    found = []
    for value in values:
        try:
            found.append(Ticked(*queue.find_by_value(value, within=within)))
        except Http404:
            messages.warning(request, _("A ticked text was not found."))
    return found


def _page(
    request: HttpRequest,
    subject: Subject,
    filters: Filters,
    form: TogetherForm,
    *,
    ticked: list[str] | None = None,
    outcome: Outcome | None = None,
    status: int = 200,
) -> HttpResponse:
    alike = alike_waiting(subject)
    own, others = _items(subject, alike[: MOST - 1], reach(request))
    context: dict[str, Any] = {
        "item": own,
        "items": [own, *others] if queue.stands(subject) else others,
        "more": len(alike) - len(others),
        "ticked": ticked or [],
        "refused": [f"{one.reference} – {sentence}" for one, sentence in outcome.refused] if outcome else [],
        "form": form,
        "may_fold": isinstance(subject, Proposal),
        "may_decide": moderates(request.user, subject),
        "undoable": last_of(request.user, at=timezone.now(), within=reach(request)),
        "address": together_url(subject) + keep(filters),
        "keep": keep(filters),
        **heading(subject),
    }
    return render(request, "moderation/desk_together.html", context, status=status)


def _items(subject: Subject, alike: Sequence[Sent], within: Reach) -> tuple[Item, list[Item]]:
    """The text, and those that are near-identical and wait, each with what the desk shows of it."""
    rows = [Row(queue.SIGNALLED, sent.at, sent.noun, sent.pk) for sent in alike]
    own, *others = queue.items([queue.place_of(subject), *rows], within)
    return own, others


def _decided_in_words(outcome: Outcome) -> str:
    count = len(outcome.decided)
    if outcome.decided[0].kind == Decision.Kind.PUBLISH:
        return ngettext("%(n)s text published.", "%(n)s texts published.", count) % {"n": count}
    return ngettext("%(n)s text withheld from view.", "%(n)s texts withheld from view.", count) % {"n": count}


def _say(request: HttpRequest, outcome: Outcome, done: str) -> None:
    for subject, sentence in outcome.refused:
        messages.warning(request, f"{subject.reference} – {sentence}")
    if outcome.decided:
        messages.success(request, done)
