"""Drafts as their owner reads them: to go on writing, in “my space”, and beside a form."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consult.errors import DomainError, NotYours
from consult.requests import asked
from participants.models import User
from proposals.detours import kept_values
from proposals.drafts.keeping import DraftChanged, DraftGone, Subject
from proposals.models import Draft
from proposals.models.draft import Words
from proposals.reader import reader_of

RESUMED = "brouillon"  # in the address of a form: the key of the draft to go on with
OFFERED = 3  # drafts beside an empty form; the others stand in “my space”
LABEL = 80  # characters
NO_WORDS = Words()
ABOUT = ("consultation", "proposal__current", "answers")  # what addresses and lists of drafts need


def led_to_sign_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A form whose address names a draft is for its owner: signed out, the sign-in comes first and leads back."""

    @wraps(view)
    def asked_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" and RESUMED in request.GET and reader_of(request) is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return asked_first


def begun(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    """What a form begins with: the draft that its address names, else what was kept during a detour, else nothing.

    One query for a draft. Raises ``NotYours`` when there is none of the reader's own on that subject.
    """
    if RESUMED not in request.GET:
        return kept_values(request)
    draft = own_draft(reader_of(request), asked(request.GET, RESUMED))
    if not subject.is_of(draft):
        raise _no_such_draft()
    mark = {"draft": draft.key, "revision": draft.revision, "kept_at": draft.saved_at}
    return {**draft.words._asdict(), **mark, **({"key": draft.form_key} if draft.form_key else {})}


def own_draft(participant: User | None, key: str | UUID) -> Draft:
    """A draft of one's own, with what its address needs; another's does not exist. One query."""
    try:
        asked_for = UUID(str(key))
    except ValueError:
        raise _no_such_draft() from None
    mine = Draft.objects.visible_to(participant).select_related(*ABOUT)
    draft = mine.filter(key=asked_for).first()
    if draft is None:
        raise _no_such_draft()
    return draft


def _no_such_draft() -> NotYours:
    return NotYours(
        _("There is no such draft: it was sent or deleted, or it is somebody else's."),
        reverse("participants:space"),
        _("My space"),
    )


def drafting(
    request: HttpRequest, subject: Subject, form: Any, refused: DomainError | None = None, typed: Words = NO_WORDS
) -> dict[str, Any]:
    """What stands around a form whose words may be kept as a draft. One query at most: the drafts to go on with.

    ``form`` is None where a passage is to be chosen first; ``refused`` says why what was ``typed`` could not be kept.
    """
    kept_at = form.initial.get("kept_at") if form else None
    is_new = form is None or not (form.is_bound or kept_at)
    return {
        "draft": {
            "kept": kept_sentence(kept_at) if kept_at else "",
            "offers": _offers(request, subject, form) if is_new and not refused else [],
            "sentence": refused.sentence if refused else "",
            "choice": choice(refused, typed, save_address(subject)) if refused else None,
            "space_url": f"{reverse('participants:space')}#mes-brouillons",
        }
    }


def choice(refused: DomainError, typed: Words, save_url: str) -> dict[str, Any] | None:
    """What ``proposals/_draft_choice.html`` needs where words met others; None where there is nothing to choose."""
    if not isinstance(refused, DraftChanged | DraftGone):
        return None
    other = refused.draft if isinstance(refused, DraftChanged) else None
    return {
        "sentence": refused.sentence,
        "save_url": save_url,
        "mine": _shown(typed),
        "other": _shown(other.words) if other else None,
        "revision": other.revision if other else 0,
        "saved": kept_sentence(other.saved_at) if other else "",
        "other_url": other.get_absolute_url() if other else "",
    }


def form_address(subject: Subject) -> str:
    """Where the form of a subject stands. No query."""
    about = {"consultation": subject.consultation, "proposal": subject.proposal, "answers": subject.answers}
    return Draft(kind=subject.kind, **about).form_address


def save_address(subject: Subject) -> str:
    """Where its words are sent to be kept: beneath its form."""
    return f"{form_address(subject)}brouillon/"


def kept_sentence(at: datetime) -> str:
    """When a draft was kept, in the site's time; the day is said when it is another one.

    The hour is written alike in both languages: it is read beside a form, again and again.
    """
    local = timezone.localtime(at)
    hour = local.strftime("%H:%M")
    if local.date() == timezone.localdate():
        return _("Draft kept at %(hour)s.") % {"hour": hour}
    month = date_format(local, "F Y")
    first = pgettext("first of a month", "1 %(month_and_year)s") % {"month_and_year": month}
    return _("Draft kept on %(day)s at %(hour)s.") % {
        "day": first if local.day == 1 else f"{local.day} {month}",
        "hour": hour,
    }


def my_drafts(participant: User) -> dict[str, Any] | None:
    """My drafts, the one saved last first; None when there is none. One query."""
    rows = Draft.objects.visible_to(participant).select_related(*ABOUT)
    drafts = [row_of(draft) for draft in rows.order_by("-saved_at", "-pk")]
    return {"drafts": drafts} if drafts else None


def _offers(request: HttpRequest, subject: Subject, form: Any) -> list[dict[str, Any]]:
    """The newest drafts on a subject, but the one that the form fills."""
    if reader_of(request) is None:
        return []
    own = str(form.initial.get("draft", "")) if form else ""
    mine = Draft.objects.visible_to(request.user).select_related(*ABOUT)
    about = mine.filter(
        consultation=subject.consultation, kind__in=subject.kinds, proposal=subject.proposal, answers=subject.answers
    )
    others = [draft for draft in about.order_by("-saved_at", "-pk")[: OFFERED + 1] if str(draft.key) != own]
    return [row_of(draft) for draft in others[:OFFERED]]


def row_of(draft: Draft) -> dict[str, Any]:
    """A draft in a list; it can be gone on with while its consultation is in view.

    No query on rows read with ``ABOUT``.
    """
    about = draft.proposal
    return {
        "kind": _("Reply to A%(number)d") % {"number": draft.answers.number}
        if draft.answers
        else draft.get_kind_display(),
        "label": label_of(draft),
        "consultation": draft.consultation.title,
        "about": (about.title if about.is_published else about.reference) if about else "",
        "kept": kept_sentence(draft.saved_at),
        "url": draft.get_absolute_url() if draft.consultation.live else "",
        "delete_url": reverse("proposals:draft_delete", args=[draft.key]),
    }


def label_of(draft: Draft) -> str:
    """The reason of an amendment, else the title, else how the text begins. Needs ``proposal``.

    What rewords a proposal that is out of view begins with its words: they are not shown.
    """
    words = " ".join((draft.reason or ("" if _quotes_unseen(draft) else draft.title or draft.text)).split())
    return Truncator(words).chars(LABEL) or _("Without a title yet")


def _quotes_unseen(draft: Draft) -> bool:
    """Whether it begins with words that are out of view; what waits is in view of its author, who changes it."""
    if draft.proposal is None or draft.kind not in (Draft.Kind.AMENDMENT, Draft.Kind.EDIT):
        return False
    return draft.proposal.is_withheld if draft.kind == Draft.Kind.EDIT else not draft.proposal.is_published


def _shown(words: Words) -> list[str]:
    """The parts of a text that are worth showing beside another."""
    return [part for part in (words.title, words.text, words.tags, words.source_url, words.reason) if part]
