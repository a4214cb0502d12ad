"""Keeping what is typed before it is sent, and deleting it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consult.errors import DomainError, Refused
from consult.models import ConsultationPage
from consult.requests import render_page
from participants.context import mark_of
from proposals.amending.forms import AmendmentForm
from proposals.argument_doors import of_argument
from proposals.consultations import of_consultation, of_proposal
from proposals.detours import Needed, forget_kept, keep_and_go
from proposals.drafts.fields import DraftMark
from proposals.drafts.forms import DraftForm
from proposals.drafts.keeping import Subject, delete_draft, keep_draft
from proposals.drafts.reading import choice, form_address, kept_sentence, label_of, own_draft, save_address
from proposals.editing import refuse_others
from proposals.forms import ArgumentForm, EditForm, ProposalForm, ReplyForm
from proposals.models import Argument, Draft, Proposal
from proposals.models.draft import FIELDS_OF, PLACE, Words
from proposals.permissions import SignInNeeded
from proposals.reader import reader_of
from proposals.views import amending, editing, replying
from proposals.views.arguing import argue_page
from proposals.views.submitting import submit_page

Show = Callable[[DomainError, Words], HttpResponse]


@require_POST
@login_not_required
@of_consultation
def draft_proposal(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Keep a proposal that is not sent yet. Signed out, it is kept while one signs in."""

    def show(refused: DomainError, typed: Words) -> HttpResponse:
        form = ProposalForm(consultation=consultation, initial=request.POST.dict())
        return submit_page(request, consultation, form, status=refused.status, refused=refused, typed=typed)

    return _keep(request, Subject(consultation), show)


@require_POST
@login_not_required
@of_proposal
def draft_argument(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Keep an argument that is not sent yet. Signed out, it is kept while one signs in."""

    def show(refused: DomainError, typed: Words) -> HttpResponse:
        form = ArgumentForm(consultation=proposal.consultation, initial=request.POST.dict())
        return argue_page(request, proposal, form, status=refused.status, refused=refused, typed=typed)

    return _keep(request, Subject(proposal.consultation, proposal), show)


@require_POST
@login_not_required
@of_argument
def draft_reply(request: HttpRequest, argument: Argument) -> HttpResponse:
    """Keep a reply that is not sent yet. Signed out, it is kept while one signs in."""

    def show(refused: DomainError, typed: Words) -> HttpResponse:
        form = ReplyForm(consultation=argument.proposal.consultation, initial=request.POST.dict())
        return replying.reply_page(request, argument, form, status=refused.status, refused=refused, typed=typed)

    return _keep(request, replying.subject_of(argument), show)


@require_POST
@login_not_required
@of_proposal
def draft_amendment(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Keep another wording that is not sent yet. Signed out, it is kept while one signs in."""

    def show(refused: DomainError, typed: Words) -> HttpResponse:
        form = AmendmentForm(consultation=proposal.consultation, initial=request.POST.dict())
        return amending.amend_page(request, proposal, form, status=refused.status, refused=refused, typed=typed)

    return _keep(request, amending.subject_of(proposal), show)


@require_POST
@login_not_required
def draft_edit(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Keep a change of one's own proposal that is not sent yet. Signed out, it is kept while one signs in.

    That comes first: a proposal that waits is in view of its author only.
    """
    if reader_of(request) is not None:
        return _draft_edit(request, slug, number)
    needed = SignInNeeded(_("Sign in to take part."))
    if _asks_for_data(request):
        return _told_to_sign_in(needed.sentence)
    return keep_and_go(request, needed, reverse("proposals:edit", args=[slug, number]))


@of_proposal
def _draft_edit(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    refuse_others(reader_of(request), proposal)

    def show(refused: DomainError, typed: Words) -> HttpResponse:
        form = EditForm(consultation=proposal.consultation, initial=request.POST.dict())
        return editing.edit_page(request, proposal, form, status=refused.status, refused=refused, typed=typed)

    return _keep(request, editing.subject_of(proposal), show)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def draft_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a draft of one's own, after a page that shows what goes."""
    reader = reader_of(request)
    assert reader is not None  # LoginRequiredMiddleware lets nobody else in
    draft = own_draft(reader, key)
    if request.method != "POST":
        context = {"draft": {"key": draft.key, "label": label_of(draft), "text": draft.text, "url": _way_back(draft)}}
        return render_page(request, "proposals/draft_delete.html", context)
    delete_draft(author=reader, key=draft.key)
    messages.success(request, _("Your draft is deleted."))
    return redirect(f"{reverse('participants:space')}#mes-brouillons")


def _keep(request: HttpRequest, subject: Subject, show: Show) -> HttpResponse:
    if request.POST.get("reader", mark_of(request.user)) != mark_of(request.user):
        return _told_to_sign_in(_("Somebody else has signed in meanwhile: these words are not theirs."))
    form = DraftForm(request.POST)
    if not form.is_valid():
        sentence = next(str(errors[0]) for errors in form.errors.values())
        return _not_kept(request, subject, Refused(sentence), _typed(request, subject), show)
    both, words = bool(form.cleaned_data["both"]), form.words_of(subject.kind)
    try:
        draft = keep_draft(
            author=reader_of(request),
            subject=subject,
            words=words,
            mark=_mark(form),
            form_key=None if both else form.form_key,
        )
    except Needed as needed:
        if _asks_for_data(request):
            return _told_to_sign_in(needed.sentence, signed_out=isinstance(needed, SignInNeeded))
        return keep_and_go(request, needed, form_address(subject))
    except DomainError as refused:
        return _not_kept(request, subject, refused, words, show)
    forget_kept(request, form_address(subject))
    return _kept(request, draft)


def _told_to_sign_in(sentence: str, *, signed_out: bool = True) -> JsonResponse:
    """What the page's script is told when the reader is not the one who typed, or has not agreed."""
    return JsonResponse({"sentence": sentence, "signed_out": signed_out}, status=403)


def _mark(form: DraftForm) -> DraftMark:
    """The mark that the form had; the other text was read when it may be written over, or both are to be kept."""
    mark = form.take_mark()
    if form.cleaned_data["both"]:
        return DraftMark(uuid4(), 0, mark.writer)
    return mark._replace(revision=form.cleaned_data["over"] or mark.revision)


def _kept(request: HttpRequest, draft: Draft) -> HttpResponse:
    if _asks_for_data(request):
        said = {"sentence": kept_sentence(draft.saved_at), "revision": draft.revision, "address": _way_back(draft)}
        return JsonResponse(said)
    messages.success(request, _("Your draft is kept. Nobody but you can read it."))
    return redirect(draft)


def _not_kept(request: HttpRequest, subject: Subject, refused: DomainError, typed: Words, show: Show) -> HttpResponse:
    if not _asks_for_data(request):
        return show(refused, typed)
    to_choose = choice(refused, typed, save_address(subject))
    part = render_to_string("proposals/_draft_choice.html", {"choice": to_choose}) if to_choose else ""
    return JsonResponse({"sentence": refused.sentence, "choice": part}, status=refused.status)


def _typed(request: HttpRequest, subject: Subject) -> Words:
    """The words alone, for reading: not the numbers that say where they belong."""
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in FIELDS_OF[subject.kind] if name not in PLACE}
    return Words(**typed)


def _asks_for_data(request: HttpRequest) -> bool:
    """Whether the page's script asks, which shows the answer in place."""
    return request.headers.get("Accept", "") == "application/json"


def _way_back(draft: Draft) -> str:
    return draft.get_absolute_url() if draft.consultation.live else ""
