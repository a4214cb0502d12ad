"""Words to authors and to readers who reported: written when the decision is taken, in their language."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from moderation import appeal_reading
from moderation.models import Appeal, Decision, Ground, Report, Subject, last_day
from moderation.tasks import acknowledge_appeal as mail_acknowledgement
from moderation.tasks import answer_appeal, answer_report, is_first_of_its_address, may_acknowledge_appeal, tell_since
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


def tell_off_topic(decision: Decision, subject: Subject) -> None:
    """The author gets the reasons of a mark, which takes their text out of groupings (Digital Services Act, 17)."""
    assert decision.ground is not None  # off_topic_has_reasons
    with in_language_of(subject.author):
        told = {**_names(subject), "date": day(decision.decided_at)}
        tell(
            recipient=subject.author,
            kind="moderation.off_topic",
            subject=_("Your text %(reference)s was marked as off-topic") % told,
            body=_paragraphs(
                _(
                    "On %(date)s a moderator marked your text %(reference)s in “%(consultation)s” as off-topic. "
                    "Everyone can read it, at its address and in lists, and answer it. Groupings leave it out, so that "
                    "it counts in no theme. The mark has no limit in time."
                )
                % told,
                _said(_("Ground (against the charter):"), f"{decision.ground.title}\n{decision.ground.text}"),
                _said(_("Facts:"), decision.facts),
                _said(_("The moderator’s words:"), decision.words),
                _after_report(decision),
                _how_found(decision),
                how_to_contest(decision, appeal_reading.form_url(subject)),
            ),
            url=subject.get_absolute_url(),
        )


def tell_on_topic(subject: Subject) -> None:
    """The author learns that the mark is gone."""
    with in_language_of(subject.author):
        names = _names(subject)
        tell(
            recipient=subject.author,
            kind="moderation.on_topic",
            subject=_("Your text %(reference)s is no longer marked as off-topic") % names,
            body=_(
                "A moderator took the mark from your text %(reference)s in “%(consultation)s”: "
                "the next grouping reads it."
            )
            % names,
            url=subject.get_absolute_url(),
        )


def tell_change_asked(decision: Decision, subject: Subject) -> None:
    """The author learns what is asked, why, and how to send the text again; it stays theirs until then."""
    with in_language_of(subject.author):
        names = _names(subject)
        tell(
            recipient=subject.author,
            kind="moderation.change_asked",
            subject=_("A moderator asks you to change your text %(reference)s") % names,
            body=_paragraphs(
                _(
                    "A moderator has read your text %(reference)s in “%(consultation)s” and asks you for a change "
                    "before it is published. Nothing is deleted: until then only you and the moderators can read it."
                )
                % names,
                _said(_("What is asked:"), decision.words),
                _said(_("Ground:"), f"{decision.ground.title}\n{decision.ground.text}" if decision.ground else ""),
                _(
                    "Change it and send it again from its page: it then waits for a moderator’s reading, at the place "
                    "in the queue that it had. You can do so after the consultation has closed too."
                ),
                _how_found(decision),
                how_to_contest(decision, appeal_reading.form_url(subject)),
            ),
            url=subject.get_absolute_url(),
        )


def tell_waiting_again(subject: Subject) -> None:
    """The author of a text that was withheld unread learns that its term is over, and that somebody reads it first."""
    with in_language_of(subject.author):
        told = _names(subject)
        tell(
            recipient=subject.author,
            kind="moderation.waits_again",
            subject=_("Your text %(reference)s waits for a moderator again") % told,
            body=_(
                "The time for which your text %(reference)s in “%(consultation)s” was withheld is over. It was never "
                "published: a moderator reads it before everyone can."
            )
            % told,
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
            Decision.Kind.OFF_TOPIC: _("It is in view, marked as off-topic on the ground that you know."),
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
    return _paragraphs(
        what,
        _said(against, f"{decision.ground.title}\n{decision.ground.text}"),
        _said(_("Facts:"), decision.facts),
        _said(_("The moderator’s words:"), decision.words),
        _said(_("For how long:"), _duration(decision)),
        _after_report(decision),
        _("This decision was taken on appeal against an earlier one, by another moderator.")
        if decision.appeal_id
        else "",
        _how_found(decision),
        how_to_contest(decision, appeal_reading.form_url(subject)),
    )


def _after_report(decision: Decision) -> str:
    if decision.after_report:
        return _("The decision follows a report by a reader.")
    return _("The decision follows a moderator’s own reading, not a report.")


def _how_found(decision: Decision) -> str:
    if decision.after_signal:
        return _(
            "A program had noticed something in its words and put it earlier in the queue; a person read and decided."
        )
    return _("A person read the text and decided; no automated processing was used.")


def how_to_contest(decision: Decision, address: str) -> str:
    """Where, and until which day."""
    return _(
        "You can contest this decision until %(day)s, once and free of charge, here: %(address)s\n"
        "Another moderator than the first will look at it again and answer you."
    ) % {"day": day(last_day(decision.decided_at)), "address": appeal_reading.full(address)}


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
                url=_followed_at(report, decision, subject),
            )
    elif report.email:
        answer_report.enqueue(report.pk, decision.pk)


def answer_to(report: Report, decision: Decision, subject: Subject) -> tuple[str, str]:
    """Subject and body of the answer to a report; the reported words are not repeated."""
    names = {**_names(subject), "report": report.reference}
    headline = _("Your report %(report)s: a moderator has decided") % names
    if decision.kind == Decision.Kind.OFF_TOPIC and decision.ground is not None:
        outcome = _("The text %(reference)s was marked as off-topic: it is in view, and groupings leave it out.")
        why = _said(_("Ground:"), decision.ground.title)
        return headline, _paragraphs(outcome % names, why, _reporter_contests(report, decision))
    if decision.ground is not None:
        outcome = _("The text %(reference)s was withheld from view.") % names
        return headline, _paragraphs(outcome, _said(_("Ground:"), decision.ground.title))
    outcome = _("A moderator read the text %(reference)s and found nothing against the charter: it stays in view.")
    return headline, _paragraphs(outcome % names, _reporter_contests(report, decision))


def acknowledge_appeal(appeal: Appeal, subject: Subject) -> None:
    """Whoever contests reads that it came: with an account by a notice, else at the address of their report."""
    if appeal.appellant is not None:
        with in_language_of(appeal.appellant):
            headline, body = acknowledgement_of(appeal, subject)
            tell(
                recipient=appeal.appellant,
                kind="moderation.appeal_received",
                subject=headline,
                body=body,
                url=appeal_reading.address_of(appeal),
            )
    elif may_acknowledge_appeal(appeal):
        mail_acknowledgement.enqueue(appeal.pk)


def acknowledgement_of(appeal: Appeal, subject: Subject) -> tuple[str, str]:
    """Subject and body of the acknowledgement of an appeal."""
    names = {**_names(subject), "appeal": appeal.reference, "date": day(appeal.decision.decided_at)}
    received = _("You contest the decision of %(date)s on the text %(reference)s in “%(consultation)s”.") % names
    return _("Your appeal %(appeal)s is received") % names, _paragraphs(
        received, _("Another moderator than the first will look at it again and answer you.")
    )


def answer_appellant(appeal: Appeal, subject: Subject) -> None:
    """Whoever contested gets the answer in words; overturned, whoever had reported the text is told too."""
    if appeal.appellant is not None:
        with in_language_of(appeal.appellant):
            headline, body = answer_to_appeal(appeal, subject)
            tell(
                recipient=appeal.appellant,
                kind="moderation.appeal_answered",
                subject=headline,
                body=body,
                url=appeal_reading.address_of(appeal),
            )
    elif is_first_of_its_address(appeal):
        answer_appeal.enqueue(appeal.pk)
    if appeal.is_overturned:
        _tell_reporters(appeal, subject)


def answer_to_appeal(appeal: Appeal, subject: Subject) -> tuple[str, str]:
    """Subject and body of the answer to an appeal: its outcome, the moderator's words, and what is left to do."""
    names = {**_names(subject), "appeal": appeal.reference, "date": day(appeal.decision.decided_at)}
    again = _("Another moderator looked again at the decision of %(date)s on the text %(reference)s.") % names
    headline = _("Your appeal %(appeal)s is answered") % names
    if appeal.is_overturned and appeal.report_id is None and appeal.decision.kind == Decision.Kind.OFF_TOPIC:
        outcome = _("The decision is overturned: the mark is gone, and groupings read your text again.")
    elif appeal.is_overturned and appeal.decision.kind == Decision.Kind.CHANGE:
        outcome = _("The decision is overturned: your text is published, and everyone can read it.")
    elif appeal.is_overturned and appeal.report_id is None:
        outcome = _("The decision is overturned: your text is in view, at its address, with what others said of it.")
    elif appeal.is_overturned:
        outcome = _("The decision is overturned: the text is withheld from view.")
    elif appeal_reading.is_replaced(appeal.decision):
        outcome = _("It was not overturned. Another decision has been taken on this text since.")
    else:
        outcome = _("The decision stands.")
    made = getattr(appeal, "made", None)
    ground = made.ground.title if made is not None and made.ground is not None else ""
    return headline, _paragraphs(
        f"{again} {outcome}",
        _said(_("Ground:"), ground),
        _said(_("The moderator’s answer:"), appeal.answer),
        _("A person read the text and decided; no automated processing was used."),
        ""
        if appeal.is_overturned
        else _(
            "If you disagree with this answer, an out-of-court dispute settlement body (Digital Services Act, "
            "article 21) or a court can still be asked."
        ),
    )


def _tell_reporters(appeal: Appeal, subject: Subject) -> None:
    """Those whose reports the overturned decision had answered, but for whoever contested; each once."""
    answered = Report.objects.on(subject).filter(handled_at=appeal.decision.decided_at)
    told = {_reader(appeal.report)} if appeal.report else set()
    for report in answered.select_related("reporter"):
        if _reader(report) in told:
            continue
        told.add(_reader(report))
        if report.reporter is not None:
            with in_language_of(report.reporter):
                headline, body = since_answered(report, appeal.made, subject)
                tell(
                    recipient=report.reporter,
                    kind="moderation.report_overturned",
                    subject=headline,
                    body=body,
                    url=_followed_at(report, appeal.made, subject),
                )
        elif report.email:
            tell_since.enqueue(report.pk, appeal.made.pk)


def since_answered(report: Report, decision: Decision, subject: Subject) -> tuple[str, str]:
    """Subject and body for a reporter: what was decided on appeal after their report had been answered."""
    names = {**_names(subject), "report": report.reference}
    headline = _("Your report %(report)s: another decision, on appeal") % names
    if decision.ground is not None:
        outcome = _("Another moderator looked at the text %(reference)s again, on appeal: it is withheld from view.")
        return headline, _paragraphs(outcome % names, _said(_("Ground:"), decision.ground.title))
    if decision.appeal is not None and decision.appeal.decision.kind == Decision.Kind.OFF_TOPIC:
        outcome = _(
            "You had reported the text %(reference)s, and it was marked as off-topic. Its author contested that; "
            "another moderator overturned the decision: groupings read the text again."
        )
        return headline, _paragraphs(outcome % names, _reporter_contests(report, decision))
    outcome = _(
        "You had reported the text %(reference)s, and it was withheld from view. Its author contested that; another "
        "moderator overturned the decision: the text can be read again."
    )
    return headline, _paragraphs(outcome % names, _reporter_contests(report, decision))


def _reader(report: Report) -> str:
    return f"account {report.reporter_id}" if report.reporter_id else report.email.lower()


def _reporter_contests(report: Report, decision: Decision) -> str:
    """How whoever reported the text contests a moderator's decision that keeps it in view, or shows it."""
    if decision.by_term or decision.kind not in appeal_reading.IN_VIEW:
        return ""
    return how_to_contest(decision, appeal_reading.report_form_url(report))


def _followed_at(report: Report, decision: Decision, subject: Subject) -> str:
    """The report's own page where its answer can be contested, else the text's."""
    if _reporter_contests(report, decision):
        return reverse("moderation:report_received", args=[report.reference])
    return subject.get_absolute_url()


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
