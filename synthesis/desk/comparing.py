"""Saying of texts that were displayed whether they are the same idea; the list of what was said; taking it back."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from consult.errors import Refused
from consult.models import ConsultationPage
from proposals.models import Proposal
from synthesis import same as sameness
from synthesis.deciding import NotDisplayed, Shown
from synthesis.desk import pages, reading
from synthesis.desk.choices import as_number, left_alone
from synthesis.desk.guard import at_desk, back, editor
from synthesis.desk.last_act import forget, remember_same, undo_words
from synthesis.desk.shown import shown_in
from synthesis.models import SameIdea

PAIRS_A_PAGE = 25


@require_safe
@at_desk
def same(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """What was said of pairs and stands, the newest first, with both texts. Two queries."""
    page = Paginator(sameness.said_in(consultation), PAIRS_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "consultation": consultation,
        "page_obj": page,
        "undo": undo_words(request, consultation),
        "here": request.get_full_path(),
        **pages.heading(consultation, _("Same idea or not")),
    }
    return render(request, "synthesis/desk/same.html", context)


@require_POST
@at_desk
def say(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Say of the ticked ones, which were displayed, that they are the same idea, or that no two are."""
    shown = shown_in(request, consultation)
    numbers = {as_number(value) for value in request.POST.getlist("proposal")}
    if not numbers <= shown.versions.keys():
        raise NotDisplayed(_("Only texts that were displayed before you can be decided: read them first."))
    if len(numbers) < 2:
        raise Refused(_("Tick two texts at least, to say whether they are the same idea."))
    proposals = reading.of_numbers(consultation, sorted(numbers))
    _refuse_edited(proposals, shown)
    if request.POST.get("same") not in ("yes", "no"):
        raise Refused(_("Say whether they are the same idea, or not."))
    are_same = request.POST["same"] == "yes"
    said = sameness.say_all_same(proposals=proposals, same=are_same, by=editor(request))
    remember_same(request, consultation, said)
    messages.success(request, _said_words(proposals, are_same))
    return back(request, consultation)


def _refuse_edited(proposals: list[Proposal], shown: Shown) -> None:
    """What is said of several texts is said of none while one of them changed."""
    edited = [row.reference for row in proposals if row.current_id != shown.versions[row.number]]
    if edited:
        raise Refused(left_alone(edited, [], [])[0])


def _said_words(proposals: list[Proposal], are_same: bool) -> str:
    names = ", ".join(row.reference for row in proposals)
    if are_same:
        told = _("Said to be the same idea: %(proposals)s. The next grouping keeps them together.")
    else:
        told = _("Said not to be the same idea: %(proposals)s. The next grouping keeps them apart.")
    return told % {"proposals": names}


@require_POST
@at_desk
def take_back(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Take back what was said of one pair; 404 where it is not one of this consultation."""
    said = SameIdea.objects.select_related("first__consultation", "second").filter(
        pk=as_number(request.POST.get("pair", "")), first__consultation=consultation
    )
    found = said.first()
    if found is None:
        raise Http404
    sameness.take_back(said=found)
    forget(request)
    told = ngettext("What was said of %(n)s pair is taken back.", "What was said of %(n)s pairs is taken back.", 1)
    messages.success(request, told % {"n": 1})
    return back(request, consultation)
