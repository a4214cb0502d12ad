"""What a paused author is told: when it begins, when it is lifted, when another moderator has answered them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from moderation.appeal_reading import full
from moderation.models import Ground, Pause, last_day
from moderation.words import day
from participants.notices import in_language_of, tell


def address_of(pause: Pause) -> str:
    """Where its author reads a pause and contests it; needs the consultation."""
    return reverse("moderation:pause", args=[pause.consultation.slug, pause.number])


def tell_paused(pause: Pause) -> None:
    """The author gets the statement of reasons, as for a text (Digital Services Act, article 17)."""
    with in_language_of(pause.participant):
        tell(
            recipient=pause.participant,
            kind="moderation.paused",
            subject=_("Until %(day)s you cannot write in “%(consultation)s”") % _names(pause),
            body=statement_of_reasons(pause),
            url=address_of(pause),
        )


def tell_lifted(pause: Pause, words: str) -> None:
    """The author learns that they write again before the day that was said."""
    with in_language_of(pause.participant):
        said = _("You can write in “%(consultation)s” again: a moderator lifted the pause.") % _names(pause)
        tell(
            recipient=pause.participant,
            kind="moderation.pause_lifted",
            subject=_("You can write in “%(consultation)s” again") % _names(pause),
            body="\n\n".join([said, *([_("The moderator’s words:") + f"\n{words}"] if words else [])]),
            url=address_of(pause),
        )


def tell_answered(pause: Pause) -> None:
    """The author gets the answer of the other moderator, and what is left to do."""
    with in_language_of(pause.participant):
        tell(
            recipient=pause.participant,
            kind="moderation.pause_answered",
            subject=_("The pause that you contested in “%(consultation)s”: the answer") % _names(pause),
            body=_answered(pause),
            url=address_of(pause),
        )


def statement_of_reasons(pause: Pause) -> str:
    """What, on which ground and facts, until when, after a report or not, without a machine, and how to contest."""
    law = pause.ground.kind == Ground.Kind.ILLEGAL
    against = _("Ground (against the law):") if law else _("Ground (against the charter):")
    return "\n\n".join(
        [
            _(
                "A moderator has paused your writing in “%(consultation)s”, because of your text %(reference)s. Until "
                "%(day)s you can send there no proposal, argument, reply or amendment, nor change or answer one. That "
                "day you can write again without asking anybody."
            )
            % {**_names(pause), "reference": pause.subject.reference},
            _(
                "You can still read, take position, keep drafts, contest decisions and take your data away, there as "
                "elsewhere. Your texts stay where they are."
            ),
            f"{against}\n{pause.ground.title}\n{pause.ground.text}",
            _("Facts:") + f"\n{pause.facts}",
            _("The moderator’s words:") + f"\n{pause.words}",
            _("The decision follows a report by a reader.")
            if pause.after_report
            else _("The decision follows a moderator’s own reading, not a report."),
            _("A person read the text and decided."),
            _(
                "You can contest this decision until %(day)s, once and free of charge, here: %(address)s\n"
                "Another moderator than the first will look at it again and answer you."
            )
            % {"day": day(last_day(pause.begins_at)), "address": full(address_of(pause))},
        ]
    )


def _answered(pause: Pause) -> str:
    if pause.is_overturned:
        outcome = _("The decision is overturned: nothing keeps you from writing any more on its account.")
        left = ""
    else:
        outcome = _("The decision stands.")
        left = _(
            "If you disagree with this answer, an out-of-court dispute settlement body (Digital Services Act, "
            "article 21) or a court can still be asked."
        )
    again = _("Another moderator looked again at the pause of your writing in “%(consultation)s”.") % _names(pause)
    parts = [f"{again} {outcome}", _("The moderator’s answer:") + f"\n{pause.answer}", left]
    return "\n\n".join(part for part in parts if part)


def _names(pause: Pause) -> dict[str, str]:
    return {
        "consultation": pause.consultation.title,
        "day": day(pause.ends_at),
    }
