"""The last act of each editor, kept in the session in which it was done, so that it can be taken back there."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from consult.errors import Refused
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal
from synthesis import folding, reshaping, same, undoing
from synthesis.deciding import Act
from synthesis.desk.choices import left_alone
from synthesis.models import Pepite, SameIdea, Theme

KEY = "synthesis_last_act"


class Said(NamedTuple):
    """What was put back, in a sentence, and what was left alone and why."""

    done: str
    left: list[str]


class Kind(NamedTuple):
    """An act that can be taken back: what its button says, and what undoes it; both take what was kept of it."""

    words: Callable[[Mapping[str, Any]], str]
    undo: Callable[[ConsultationPage, Mapping[str, Any], User | None], Said]


def _placing_words(kept: Mapping[str, Any]) -> str:
    number = len(kept["rows"])
    return ngettext("Undo the last act (%(n)s text)", "Undo the last act (%(n)s texts)", number) % {"n": number}


def _undo_placing(consultation: ConsultationPage, kept: Mapping[str, Any], by: User | None) -> Said:
    at, before = undoing.from_data(kept)
    undone = undoing.undo(consultation=consultation, at=at, before=before, by=by)
    number = len(undone.done)
    told = ngettext("%(n)s proposal stands where it stood.", "%(n)s proposals stand where they stood.", number)
    return Said(told % {"n": number}, left_alone([], undone.decided, []))


def _same_words(kept: Mapping[str, Any]) -> str:
    return _("Undo: the same idea") if kept["same"] else _("Undo: not the same")


def _undo_same(consultation: ConsultationPage, kept: Mapping[str, Any], by: User | None) -> Said:
    number = same.take_all_back(consultation=consultation, keys=kept["pairs"])
    told = ngettext("What was said of %(n)s pair is taken back.", "What was said of %(n)s pairs is taken back.", number)
    return Said(told % {"n": number}, [])


def _fold_words(kept: Mapping[str, Any]) -> str:
    return _("Undo the folding")


def _undo_fold(consultation: ConsultationPage, kept: Mapping[str, Any], by: User | None) -> Said:
    number = folding.unfold(consultation=consultation, keys=kept["new"], restored=kept["replaced"])
    return Said(unfolded_words(number), [])


def unfolded_words(number: int) -> str:
    told = ngettext("%(n)s text stands by itself again.", "%(n)s texts stand by themselves again.", number)
    return told % {"n": number}


def _theme_words(kept: Mapping[str, Any]) -> str:
    words = {
        "rename": _("Undo: the new name of %(theme)s"),
        "merge": _("Undo: the merger of %(theme)s"),
        "split": _("Undo: the split of %(theme)s"),
    }
    return words[kept["kind"]] % {"theme": kept["reference"]}


def _theme(consultation: ConsultationPage, key: int) -> Theme:
    return Theme.objects.select_related("consultation").get(pk=key, consultation=consultation)


def _undo_rename(consultation: ConsultationPage, kept: Mapping[str, Any], by: User | None) -> Said:
    theme = _theme(consultation, kept["theme"])
    reshaping.rename_back(theme=theme, now=tuple(kept["now"]), before=tuple(kept["before"]), by=by)
    return Said(_("Theme %(theme)s has its name of before.") % {"theme": theme.reference}, [])


def _undo_merge(consultation: ConsultationPage, kept: Mapping[str, Any], by: User | None) -> Said:
    theme = reshaping.unmerge(consultation=consultation, moved=reshaping.Merged(*kept["moved"]))
    return Said(_("Theme %(theme)s stands by itself again.") % {"theme": theme.reference}, [])


@transaction.atomic
def _undo_split(consultation: ConsultationPage, kept: Mapping[str, Any], by: User | None) -> Said:
    said = _undo_placing(consultation, kept, by)
    made, origin = _theme(consultation, kept["made"]), _theme(consultation, kept["theme"])
    if reshaping.undo_split(made=made, origin=origin, by=by):
        return said
    stays = _("Theme %(theme)s stays, since texts stand in it.") % {"theme": made.reference}
    return Said(said.done, [*said.left, stays])


def _pepite_words(kept: Mapping[str, Any]) -> str:
    return _("Undo: the pépite %(proposal)s") % {"proposal": kept["reference"]}


def _undo_pepite(consultation: ConsultationPage, kept: Mapping[str, Any], by: User | None) -> Said:
    proposal = Proposal.objects.select_related("consultation").get(pk=kept["proposal"], consultation=consultation)
    reshaping.put_pepite_back(proposal=proposal, now=kept["now"], before=kept["before"], by=by)
    if kept["before"]:
        return Said(_("%(proposal)s is marked as a pépite, as it was.") % {"proposal": proposal.reference}, [])
    return Said(_("%(proposal)s is no longer marked.") % {"proposal": proposal.reference}, [])


KINDS: dict[str, Kind] = {
    "placing": Kind(_placing_words, _undo_placing),
    "same": Kind(_same_words, _undo_same),
    "rename": Kind(_theme_words, _undo_rename),
    "merge": Kind(_theme_words, _undo_merge),
    "split": Kind(_theme_words, _undo_split),
    "fold": Kind(_fold_words, _undo_fold),
    "pepite": Kind(_pepite_words, _undo_pepite),
}


def remember_placing(request: HttpRequest, consultation: ConsultationPage, act: Act) -> None:
    if act.done:
        remember(request, consultation, "placing", undoing.as_data(act))


def remember_same(request: HttpRequest, consultation: ConsultationPage, said: list[SameIdea]) -> None:
    remember(request, consultation, "same", {"same": said[0].same, "pairs": [row.pk for row in said]})


def remember(request: HttpRequest, consultation: ConsultationPage, kind: str, kept: Mapping[str, Any]) -> None:
    request.session[KEY] = {**kept, "kind": kind, "consultation": consultation.pk}


def remember_pepite(request: HttpRequest, consultation: ConsultationPage, proposal: Proposal, before: str) -> None:
    """Keep the reason that a mark had, and the one that it has now; empty where there is no mark. One query."""
    now = Pepite.objects.filter(proposal=proposal).values_list("reason", flat=True).first() or ""
    kept = {"proposal": proposal.pk, "reference": proposal.reference, "now": now, "before": before}
    remember(request, consultation, "pepite", kept)


def forget(request: HttpRequest) -> None:
    """After an act that cannot be taken back with one button: the button would take back the one before it."""
    request.session.pop(KEY, None)


def undo_words(request: HttpRequest, consultation: ConsultationPage) -> str:
    """What the button says that takes the last act here back; nothing without one. No query."""
    kept = request.session.get(KEY, {})
    kind = KINDS.get(kept.get("kind", "placing"))
    return kind.words(kept) if kind and kept.get("consultation") == consultation.pk else ""


def undo(request: HttpRequest, consultation: ConsultationPage, by: User | None) -> None:
    """Take one's last act back, and say so above the next page; refused where there is none."""
    if not undo_words(request, consultation):
        raise Refused(_("There is nothing to undo."))
    kept = request.session[KEY]
    said = KINDS[kept.get("kind", "placing")].undo(consultation, kept, by)
    del request.session[KEY]  # what is refused can be asked again
    messages.success(request, said.done)
    for sentence in said.left:
        messages.warning(request, sentence)
