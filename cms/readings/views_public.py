"""The public's part of a reading: the draft, a remark on a finding, whether one's words were understood."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.addresses import anchor
from cms.models import EditionFinding, PublicReading, Remark
from cms.readings import reading as rows
from cms.readings.forms import CommentForm, MeaningForm
from cms.readings.remarks import NotOpen, comment, say_meaning
from consult.errors import Conflict
from consult.models import ConsultationPage
from consult.requests import render_page
from proposals.actions import FormUsedUp
from proposals.consultations import of_consultation
from proposals.detours import Needed, forget_kept, keep_and_go, kept_values
from proposals.pausing import pause_on
from proposals.reader import reader_of
from proposals.sending_limits import BeyondLimits


@require_safe
@login_not_required
@of_consultation
def reading_page(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """A draft with what is said of it. Fifteen queries at most, however many findings."""
    reading = rows.reading_at(consultation, number)
    context = rows.reading_context(reading, reader_of(request))
    return render_page(request, "cms/readings/reading.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_consultation
def remark_add(request: HttpRequest, consultation: ConsultationPage, number: int, finding: int) -> HttpResponse:
    """Say something of a finding. Signed out, it is kept while one signs in."""
    reading = rows.reading_at(consultation, number)
    at_hand = rows.finding_at(reading, finding)
    posted = request.POST if request.method == "POST" else None
    form = CommentForm(posted, language=consultation.language, initial=kept_values(request))
    page = partial(_page, request, "cms/readings/comment.html", reading, at_hand, form)
    if posted is None or not form.is_valid():
        return page(422 if form.errors else 200)
    words, key = form.cleaned_data["text"], form.cleaned_data["key"]
    try:
        comment(reading=reading, finding=at_hand, author=reader_of(request), text=words, idempotency_key=key)
    except Needed as needed:
        return keep_and_go(request, needed)
    except (NotOpen, Conflict, BeyondLimits) as refused:  # the text stays on the screen
        if isinstance(refused, FormUsedUp):
            form.renew_key()
        form.add_error(None, refused.sentence)
        return page(refused.status)
    return _thanked(request, reading, at_hand)


@require_http_methods(["GET", "HEAD", "POST"])
@of_consultation
def meaning_say(
    request: HttpRequest, consultation: ConsultationPage, number: int, finding: int, place: int
) -> HttpResponse:
    """The author of cited words says whether they were understood, as often as they like until the close."""
    reading = rows.reading_at(consultation, number)
    at_hand = rows.finding_at(reading, finding)
    cited, reader = rows.own_citation(at_hand, place, reader_of(request)), reader_of(request)
    posted = request.POST if request.method == "POST" else None
    initial = kept_values(request) or rows.said_before(cited)
    form = MeaningForm(posted, language=consultation.language, initial=initial)
    page = partial(_page, request, "cms/readings/meaning.html", reading, at_hand, form, cited=cited.words)
    if posted is None or not form.is_valid():
        return page(422 if form.errors else 200)
    meant, text = form.cleaned_data["kind"] == Remark.Kind.MEANT, form.cleaned_data["text"]
    try:
        say_meaning(reading=reading, citation=cited, author=reader, meant=meant, text=text)
    except Needed as needed:
        return keep_and_go(request, needed)
    except (NotOpen, BeyondLimits) as refused:  # the words stay on the screen
        form.add_error(None, refused.sentence)
        return page(refused.status)
    return _thanked(request, reading, at_hand, words=bool(text))


def _thanked(
    request: HttpRequest, reading: PublicReading, finding: EditionFinding, *, words: bool = True
) -> HttpResponse:
    """Back to the finding, with a word on what happens next; whoever did this is signed in."""
    forget_kept(request)
    wait = _("Thank you. Someone of the team reads your words before everyone can.")
    messages.success(request, wait if words else _("Thank you. It is counted; you can change it until the close."))
    return redirect(f"{reading.get_absolute_url()}#{anchor(finding.number)}")


def _page(
    request: HttpRequest,
    template: str,
    reading: PublicReading,
    finding: EditionFinding,
    form: CommentForm | MeaningForm,
    status: int,
    *,
    cited: str = "",
) -> HttpResponse:
    """The page of a form about one finding."""
    context = {
        **rows.frame(reading, here=_("Finding %(number)d") % {"number": finding.number}),
        "finding": finding,
        "form": form,
        "cited": cited,
        "signed_in": request.user.is_authenticated,
        "paused": pause_on(reader_of(request), reading.consultation, at=timezone.now()),
    }
    return render_page(request, template, context, status=status)
