"""Words to authors and to readers who reported: written when the decision is taken, in their language."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from moderation.models import Decision, Ground, Report, Subject
from moderation.tasks import answer_report
from moderation.words import day
from participants.notices import in_language_of, tell
from proposals.models import Proposal


def tell_published(decision: Decision, subject: Subject, *, again: bool) -> None:
    """The author learns that the text can be read, with a link to it."""
    with in_language_of(subject.author):
        names = _names(subject)
        if again:
            headline = _("Your text %(reference)s can be read again") % names
            sentence = _("Your text %(reference)s in “%(consultation)s” is in view again.") % names
        else:
            headline = _("Your text %(reference)s is published") % names
            sentence = _("Your text %(reference)s in “%(consultation)s” is published: everyone can read it.") % names
        if decision.by_term:
            sentence += " " + _("The time for which it was withheld is over.")
        body = _paragraphs(sentence, _said(_("The moderator’s words:"), decision.words))
        tell(
            recipient=subject.author,
            kind="moderation.published",
            subject=headline,
            body=body,
            url=subject.get_absolute_url(),
        )


def tell_withheld(decision: Decision, subject: Subject) -> None:
    """The author gets the statement of reasons (Digital Services Act, article 17)."""
    with in_language_of(subject.author):
        tell(
            recipient=subject.author,
            kind="moderation.withheld",
            subject=_("Your text %(reference)s was withheld from view") % _names(subject),
            body=statement_of_reasons(decision, subject),
            url=subject.get_absolute_url(),
        )


def tell_undone(undoing: Decision, subject: Subject) -> None:
    """The author learns that a decision of a minute ago does not hold."""
    assert undoing.undoes is not None  # that is what it is
    with in_language_of(subject.author):
        now = {
            Decision.Kind.WAIT: _("It waits again for a moderator’s reading."),
            Decision.Kind.PUBLISH: _("Everyone can read it, as before."),
            Decision.Kind.WITHHOLD: _("It is out of view again, on the ground that you know."),
        }[Decision.Kind(undoing.kind)]
        told = {**_names(subject), "time": date_format(timezone.localtime(undoing.undoes.decided_at), "H:i")}
        tell(
            recipient=subject.author,
            kind="moderation.undone",
            subject=_("A decision on your text %(reference)s was taken back") % told,
            body=_paragraphs(
                _("The moderator took back the decision of %(time)s on your text %(reference)s in “%(consultation)s”.")
                % told,
                now,
            ),
            url=subject.get_absolute_url(),
        )


def statement_of_reasons(decision: Decision, subject: Subject) -> str:
    """What, on which ground and facts, for how long, after a report or not, without a machine, and how to contest."""
    assert decision.ground is not None  # withholding_has_reasons
    law = decision.ground.kind == Ground.Kind.ILLEGAL
    told = {**_names(subject), "date": day(decision.decided_at)}
    kept = _(
        "On %(date)s a moderator withheld your text %(reference)s in “%(consultation)s” from view. "
        "It appears neither in lists nor in search. Nothing is deleted: on its page a note says why, "
        "and only you and the moderators can still read the text there."
    )
    on_demand = _(
        "On %(date)s a moderator took your text %(reference)s in “%(consultation)s” out of view. "
        "It no longer appears in lists nor in search. Nothing is deleted: on its page a note says why, "
        "and who wants to judge the decision can still read the text there."
    )
    what = (kept if law or subject.published_at is None else on_demand) % told
    against = _("Ground (against the law):") if law else _("Ground (against the charter):")
    contest = _(
        "You can contest this decision: write to %(address)s, with the reference %(reference)s, and say why."
    ) % {"address": settings.DEFAULT_FROM_EMAIL, "reference": subject.reference}
    return _paragraphs(
        what,
        _said(against, f"{decision.ground.title}\n{decision.ground.text}"),
        _said(_("Facts:"), decision.facts),
        _said(_("The moderator’s words:"), decision.words),
        _said(_("For how long:"), _duration(decision)),
        _("The decision follows a report by a reader.")
        if decision.after_report
        else _("The decision follows a moderator’s own reading, not a report."),
        _("A person read the text and decided; no automated processing was used."),
        contest,
    )


def answer_reporter(report: Report, decision: Decision, subject: Subject) -> None:
    """Who reported learns what was decided: with an account by a notice, else at the address left for that."""
    if report.reporter is not None:
        with in_language_of(report.reporter):
            headline, body = answer_to(report, decision, subject)
            tell(
                recipient=report.reporter,
                kind="moderation.report_answered",
                subject=headline,
                body=body,
                url=subject.get_absolute_url(),
            )
    elif report.email:
        answer_report.enqueue(report.pk, decision.pk)


def answer_to(report: Report, decision: Decision, subject: Subject) -> tuple[str, str]:
    """Subject and body of the answer to a report; the reported words are not repeated."""
    names = {**_names(subject), "report": report.reference}
    headline = _("Your report %(report)s: a moderator has decided") % names
    if decision.ground is not None:
        outcome = _("The text %(reference)s was withheld from view.") % names
        return headline, _paragraphs(outcome, _said(_("Ground:"), decision.ground.title))
    outcome = _("A moderator read the text %(reference)s and found nothing against the charter: it stays in view.")
    return headline, _paragraphs(outcome % names)


def _names(subject: Subject) -> dict[str, str]:
    consultation = subject.consultation if isinstance(subject, Proposal) else subject.proposal.consultation
    return {"reference": subject.reference, "consultation": consultation.title}


def _duration(decision: Decision) -> str:
    if decision.ends_at is None:
        return _("without limit in time")
    return _("until %(day)s; that day it can be read again") % {"day": day(decision.ends_at)}


def _said(label: str, words: str) -> str:
    return f"{label}\n{words}" if words else ""


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
