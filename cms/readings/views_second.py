"""In the admin: the sample of a second reading, one item at a time; and a guarantor's opinion."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from cms.models import Edition, SecondReading, SynthesisPage
from cms.readings import desk_reading as rows
from cms.readings import second
from cms.readings.forms import OpinionForm
from cms.readings.guarantor import hash_to_read, sign_opinion
from cms.readings.results import last_answers, result_of
from cms.readings.rights import may_read_second, may_sign, may_write, require_open
from cms.readings.sampling import PAIRS, TEXTS
from cms.readings.views_desk import for_the_team, member
from consult.errors import DomainError, NotAllowed, Refused
from consult.requests import asked


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def sample_draw(request: HttpRequest, page: int) -> HttpResponse:
    """Draw a sample of what the desk holds, or of an edition."""
    synthesis = rows.page_at(page)
    require_open(synthesis, member(request))
    if request.method != "POST":
        drawn_from = {"page": synthesis, "editions": rows.editions_of(synthesis), "texts": TEXTS, "pairs": PAIRS}
        return render(request, "cms/readings/desk/draw.html", {**drawn_from, **rows.heading(_("Draw a sample"))})
    edition = rows.edition_at(synthesis, request.POST.get("edition", ""))
    try:
        reading = second.draw(page=synthesis, by=member(request), edition=edition)
    except Refused as error:
        messages.error(request, error.sentence)
        return redirect("readings_desk:draw", page)
    messages.success(request, _("The sample %(reference)s is drawn.") % {"reference": reading.reference})
    return redirect("readings_desk:second", reading.pk)


@require_safe
@for_the_team
def second_read(request: HttpRequest, reading: int) -> HttpResponse:
    """The item at hand for the reader; what was found, once it has ended; else how far it is. Eight queries at most."""
    found = rows.second_at(reading)
    _refuse_others(request, found)
    left, total = rows.items_of(found), found.items.count()
    context = {"reading": found, "left": len(left), "total": total, **rows.heading(found.reference)}
    if found.done_at is not None:
        context["found"] = result_of(last_answers(found))
        return render(request, "cms/readings/desk/second_done.html", context)
    if found.reader_id != member(request).pk:
        context["may_take"] = found.taken_at is None and may_read_second(request.user)
        return render(request, "cms/readings/desk/second_start.html", context)
    order = asked(request.GET, "n")
    known = order.isascii() and order.isdecimal() and len(order) < 6
    if not left and not known:
        return render(request, "cms/readings/desk/second_end.html", context)
    item = rows.item_at(found, int(order) if known else left[0])
    context |= rows.item_context(found, item, total)
    return render(request, "cms/readings/desk/second_item.html", context)


def _refuse_others(request: HttpRequest, reading: SecondReading) -> None:
    """Second readers, guarantors and the editors of the synthesis see how far it is."""
    if not (may_read_second(request.user) or may_sign(request.user) or may_write(reading.page, request.user)):
        raise NotAllowed(_("You may not read samples: ask an organiser for the right to."))


@require_POST
@for_the_team
def second_take(request: HttpRequest, reading: int) -> HttpResponse:
    """Become the second reader."""
    second.take(reading=rows.second_at(reading), by=member(request))
    return redirect("readings_desk:second", reading)


@require_POST
@for_the_team
def second_answer(request: HttpRequest, reading: int, order: int) -> HttpResponse:
    """Keep the answer, and go to the next item."""
    item = rows.item_at(rows.second_at(reading), order)
    try:
        second.answer(item=item, by=member(request), said=request.POST.get("answer", ""))
    except Refused as error:
        messages.error(request, error.sentence)
    return redirect("readings_desk:second", reading)


@require_POST
@for_the_team
def second_end(request: HttpRequest, reading: int) -> HttpResponse:
    """Close the reading."""
    try:
        second.end(reading=rows.second_at(reading), by=member(request))
    except Refused as error:
        messages.error(request, error.sentence)
    return redirect("readings_desk:second", reading)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def opinion(request: HttpRequest, page: int) -> HttpResponse:
    """Read what one signs an opinion of, and sign it. Thirty queries at most."""
    synthesis = rows.page_at(page)
    if not may_sign(request.user):
        raise NotAllowed(_("Only guarantors sign opinions."))
    edition = rows.edition_at(synthesis, asked(request.GET, "edition"))
    stands = hash_to_read(synthesis, edition)
    start = {"read_hash": stands, "name": member(request).public_name}
    form = OpinionForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method != "POST" or not form.is_valid():
        return _opinion_page(request, synthesis, edition, form, stands, status=422 if form.errors else 200)
    try:
        signed = sign_opinion(page=synthesis, by=member(request), edition=edition, **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, error.sentence)
        form.data = {**form.data.dict(), "read_hash": stands}  # type: ignore[attr-defined]  # a QueryDict
        return _opinion_page(request, synthesis, edition, form, stands, status=error.status)
    messages.success(request, _("The opinion %(reference)s is signed.") % {"reference": signed.reference})
    return redirect(request.get_full_path())


def _opinion_page(
    request: HttpRequest, page: SynthesisPage, edition: Edition | None, form: OpinionForm, stands: str, *, status: int
) -> HttpResponse:
    context = {
        "page": page,
        "edition": edition,
        "form": form,
        "stands": stands,
        "opinions": rows.opinions_of(page),
        "editions": rows.editions_of(page),
        **rows.heading(_("Opinion")),
    }
    return render(request, "cms/readings/desk/opinion.html", context, status=status)
