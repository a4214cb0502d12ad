"""Texts that may say the same: a person folds them or says that they differ; what is folded; taking it back."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from consult.errors import Conflict, DomainError, Refused
from consult.models import ConsultationPage
from proposals.models import Proposal, Version
from proposals.word_diff import Piece, word_diff
from synthesis import fold_groups, fold_search, folding
from synthesis.deciding import NotDisplayed
from synthesis.desk import pages, reading
from synthesis.desk.choices import as_number, left_alone
from synthesis.desk.guard import at_desk, back, editor
from synthesis.desk.last_act import forget, remember, undo_words, unfolded_words
from synthesis.desk.shown import shown_in, signed
from synthesis.models import FoldedText
from synthesis.same import say_all_same

GROUPS_A_PAGE = 10
TEXTS_A_GROUP = 30  # shown of one; those that are left come once these are decided on
FOLDED_A_PAGE = 50


class Close(NamedTuple):
    """A text beside the one that may stand for it: what is the same in both is marked."""

    proposal: Proposal
    percent: int
    texts: int
    pieces: list[Piece]


class Group(NamedTuple):
    """Texts that may say the same; ``more`` are not shown yet."""

    first: Proposal
    texts: int
    others: list[Close]
    more: int


@require_safe
@at_desk
def proposed(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Groups that wait for a person, the largest first. Seven queries, however many texts."""
    search = fold_search.search_of(consultation)
    found = fold_search.suggestions(search) if search else []
    page = Paginator(found, GROUPS_A_PAGE).get_page(request.GET.get("p"))
    texts, groups = _groups(consultation, list(page.object_list))
    context = {
        "consultation": consultation,
        "search": search,
        "most": fold_search.MOST,
        "page_obj": page,
        "groups": groups,
        "shown": signed(request, consultation, texts),
        "here": request.get_full_path(),
        "undo": undo_words(request, consultation),
        "folded_count": folded_in(consultation, fold_groups.left_without(consultation)).count(),
        **pages.heading(consultation, _("Texts that may say the same")),
    }
    return render(request, "synthesis/desk/folds.html", context)


def _groups(
    consultation: ConsultationPage, found: Sequence[Sequence[fold_search.Like]]
) -> tuple[list[Proposal], list[Group]]:
    """All texts displayed, and the groups with their words. One query."""
    cut = [group[: TEXTS_A_GROUP + 1] for group in found]
    rows = reading.by_numbers(consultation, [like.number for group in cut for like in group])
    by_number = {row.number: row for row in rows}
    groups = []
    for group, whole in zip(cut, found, strict=True):
        first, *others = group
        if {like.number for like in group} <= by_number.keys():
            words = by_number[first.number].text
            shown = [_close(by_number[like.number], like, words) for like in others]
            groups.append(Group(by_number[first.number], first.texts, shown, len(whole) - len(group)))
    return rows, groups


def _close(proposal: Proposal, like: fold_search.Like, words: str) -> Close:
    pieces = [piece for piece in word_diff(words, proposal.text) if piece.kind != "removed"]
    return Close(proposal, round(100 * like.likeness), like.texts, pieces)


@require_POST
@at_desk
def look(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Queue a search for texts that say the same."""
    fold_search.ask(consultation)
    messages.success(request, _("The search was asked for. Copies fold by themselves; the others wait for a person."))
    return back(request, consultation)


@require_POST
@at_desk
def decide(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Fold the ticked texts of a group, or of all ticked groups, or say that they are not the same.

    A group that cannot be folded is said with its reason; the others are done.
    """
    shown = shown_in(request, consultation)
    asked = _asked(request)
    if not asked:
        raise Refused(_("Tick at least one group, with the texts that say the same."))
    numbers = {number for group in asked for number in group}
    if not numbers <= shown.versions.keys():
        raise NotDisplayed(_("Only texts that were displayed before you can be decided: read them first."))
    texts = {row.number: row for row in reading.of_numbers(consultation, sorted(numbers))}
    edited = {row.reference for row in texts.values() if row.current_id != shown.versions[row.number]}
    is_fold = bool(request.POST.get("fold"))
    done: dict[str, list[int]] = {"new": [], "replaced": [], "pairs": []}
    for first, *others in asked:
        group = [texts[number] for number in (first, *others)]
        if edited.isdisjoint(row.reference for row in group):
            _decide_one(request, group, is_fold, done)
    if edited:
        messages.warning(request, left_alone(sorted(edited), [], [])[0])
    _say(request, consultation, done)
    return back(request, consultation)


def _asked(request: HttpRequest) -> list[list[int]]:
    """Of each group that the pressed button is on: the number of its first text, and those of the ticked ones."""
    which = request.POST.get("fold") or request.POST.get("differ") or ""
    firsts = request.POST.getlist("group") if which == "ticked" else [which]
    ticked = [value.partition("-") for value in request.POST.getlist("member")]
    groups = [
        [as_number(first), *(as_number(other) for group, _dash, other in ticked if group == first)] for first in firsts
    ]
    return [group for group in groups if len(group) > 1]


def _decide_one(request: HttpRequest, group: list[Proposal], is_fold: bool, done: dict[str, list[int]]) -> None:
    first, *others = group
    try:
        if is_fold:
            folded = folding.fold(into=first, proposals=others, by=editor(request))
            done["new"] += folded.new
            done["replaced"] += folded.replaced
        else:
            for other in others:
                said = say_all_same(proposals=[first, other], same=False, by=editor(request))
                done["pairs"] += [row.pk for row in said]
    except DomainError as error:
        messages.error(request, f"{first.reference}: {error.sentence}")


def _say(request: HttpRequest, consultation: ConsultationPage, done: dict[str, list[int]]) -> None:
    """Above the next page; and kept, so that it can be undone."""
    if done["new"]:
        remember(request, consultation, "fold", {"new": done["new"], "replaced": done["replaced"]})
        number = len(done["new"])
        told = ngettext("%(n)s text is folded.", "%(n)s texts are folded.", number) % {"n": number}
        messages.success(request, told)
    if done["pairs"]:
        remember(request, consultation, "same", {"same": False, "pairs": done["pairs"]})
        number = len(done["pairs"])
        told = ngettext("%(n)s pair is said not to be the same.", "%(n)s pairs are said not to be the same.", number)
        messages.success(request, told % {"n": number})


def folded_in(consultation: ConsultationPage, left: Sequence[fold_groups.Fold]) -> Any:
    """What is folded now, of texts in view, by the text that stands for it; without those that stand in for one."""
    instead = fold_groups.stand_ins(left)
    own = [fold.key for fold in left if instead[fold.into] == fold.text]
    return (
        FoldedText.objects.standing()
        .filter(version__proposal__in=Proposal.objects.grouped().filter(consultation=consultation))
        .exclude(pk__in=own)
        .select_related("version__proposal", "into__proposal", "by")
        .order_by("into__proposal__number", "version__proposal__number")
    )


def _beside(rows: Sequence[FoldedText], left: Sequence[fold_groups.Fold]) -> list[tuple[FoldedText, list[Piece]]]:
    """Each beside the text in view that stands for it, and what differs. No query, or one."""
    instead = {leader.version: first.version for leader, first in fold_groups.stand_ins(left).items()}
    wanted = [instead[row.into_id] for row in rows if row.into_id in instead]
    shown = Version.objects.select_related("proposal").in_bulk(wanted) if wanted else {}
    for row in rows:
        row.into = shown.get(instead.get(row.into_id, 0), row.into)
    return [(row, word_diff(row.into.text, row.version.text)) for row in rows]


@require_safe
@at_desk
def folded(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Texts that are folded, each beside the one that stands for it; ``of`` keeps those of one text. Four queries."""
    left = fold_groups.left_without(consultation)
    rows, of = folded_in(consultation, left), as_number(request.GET.get("of", ""))
    if of:
        standing = FoldedText.objects.standing().filter(version__proposal__consultation=consultation)
        of_it = standing.filter(version__proposal__number=of).order_by().values("into__proposal__number")
        rows = rows.filter(Q(into__proposal__number=of) | Q(into__proposal__number__in=of_it))
    page = Paginator(rows, FOLDED_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "consultation": consultation,
        "page_obj": page,
        "of": of,
        "rows": _beside(list(page), left),
        "here": request.get_full_path(),
        "undo": undo_words(request, consultation),
        **pages.heading(consultation, _("Folded texts")),
    }
    return render(request, "synthesis/desk/folded.html", context)


@require_POST
@at_desk
def take_back(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Let texts stand by themselves again: the ticked ones, or the one whose button was pressed."""
    values = [request.POST["only"]] if request.POST.get("only") else request.POST.getlist("fold")
    keys = [key for key in map(as_number, values) if key]
    if not keys:
        raise Conflict(_("Tick at least one text."))
    number = folding.unfold(consultation=consultation, keys=keys)
    forget(request)
    messages.success(request, unfolded_words(number))
    return back(request, consultation)
