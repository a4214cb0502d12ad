"""What the public reads of moderation: texts that can be reported, and decisions without personal data."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.compiled import compiled_once
from consult.errors import Closed
from consult.models import ConsultationPage
from moderation.mandates import NOWHERE, consultation_of, decides_in
from moderation.models import Decision, DecisionQuerySet, Ground, Report, Subject, noun_of
from participants.models import User
from proposals.models import Amendment, Argument, Proposal


class NothingToReport(Closed):
    """Only what everyone can read can be reported."""


def find_readable(reader: Any, consultation: ConsultationPage, number: int, argument: int | None = None) -> Subject:
    """A proposal or an argument that this person may see, or 404. One query."""
    if argument is None:
        proposals = Proposal.objects.visible_to(reader).select_related("consultation", "current", "author")
        return get_object_or_404(proposals, consultation=consultation, number=number)
    arguments = Argument.objects.visible_to(reader).select_related(
        "proposal__consultation", "proposal__current", "author"
    )
    return get_object_or_404(
        arguments,
        proposal__in=Proposal.objects.visible_to(reader).filter(consultation=consultation, number=number),
        number=argument,
    )


def find_readable_amendment(reader: Any, consultation: ConsultationPage, number: int, amendment: int) -> Subject:
    """An amendment that this person may see, or 404. One query."""
    amendments = Amendment.objects.visible_to(reader).select_related(
        "proposal__consultation", "proposal__current", "author", "version"
    )
    return get_object_or_404(
        amendments,
        proposal__in=Proposal.objects.visible_to(reader).filter(consultation=consultation, number=number),
        number=amendment,
    )


def refuse_unreadable(subject: Subject) -> None:
    """Raise unless the text is in view: only what everyone reads can be reported. No query."""
    proposal = proposal_of(subject)
    if not subject.is_published or not proposal.is_published:
        raise NothingToReport(
            _("This text is not in view: there is nothing to report."),
            reverse("proposals:list", args=[proposal.consultation.slug]),
            _("See the proposals"),
        )


def proposal_of(subject: Subject) -> Proposal:
    """The proposal itself, or the one above an argument."""
    return subject if isinstance(subject, Proposal) else subject.proposal


def kept_from(texts: Sequence[Proposal] | Sequence[Argument] | Sequence[Amendment], reader: Any) -> set[int]:
    """Of these texts, by primary key, the withheld ones that this person may not read. One query at most.

    A text that was never published, and one withheld as against the law, is for its author and for moderators.
    """
    others = [text for text in texts if text.is_withheld and (text.author_id is None or text.author_id != reader.pk)]
    if (within := decides_in(reader)) != NOWHERE:
        others = [text for text in others if not within.holds(consultation_of(text))]
    refused = {text.pk for text in others if text.published_at is None}
    shown_once = [text for text in others if text.pk not in refused]
    if not shown_once:
        return refused
    column = noun_of(shown_once[0])
    against_the_law = Decision.objects.standing().filter(
        kind=Decision.Kind.WITHHOLD, ground__kind=Ground.Kind.ILLEGAL, **{f"{column}__in": shown_once}
    )
    return refused | set(against_the_law.values_list(column, flat=True))


def outcome(report: Report) -> Decision | None:
    """The decision that answered a report, or None while it waits. One query at most."""
    if report.handled_at is None:
        return None
    answers = Decision.objects.on(report.subject).select_related("ground")
    return answers.filter(decided_at=report.handled_at, after_report=True).first()


def find_report(reference: str) -> Report:
    """A report by the reference that was handed out for it, or 404. One query."""
    related = [
        *("proposal__consultation", "argument__proposal__consultation", "amendment__proposal__consultation"),
        "ground",
    ]
    report = Report.objects.select_related(*related).filter(reference=reference).first()
    if report is None:
        raise Http404
    return report


def reporter_reading(report: Report, reader: User | None) -> User | None:
    """The account that a report was made with: 404 for every other; None where there was none. No query."""
    if report.reporter_id is None:
        return None
    if reader is None or reader.pk != report.reporter_id:
        raise Http404
    return reader


def deed(decision: Decision) -> str:
    """What a decision did, in two or three words."""
    if decision.undoes_id:
        return _("The moderator took back the decision before")
    if decision.kind == Decision.Kind.WITHHOLD:
        return _("Withheld from view")
    if decision.kind == Decision.Kind.OFF_TOPIC:
        return _("Marked as off-topic")
    if decision.kind == Decision.Kind.CHANGE:
        return _("Sent back to its author for a change")
    if decision.by_term:
        return term_words(decision)
    return _("Published or kept in view")


def term_words(decision: Decision) -> str:
    """What the end of a term did."""
    if decision.kind == Decision.Kind.WAIT:
        return _("Waits for a moderator again: the time was over")
    return _("Shown again: the time was over")


def public_line(decision: Decision) -> dict[str, Any]:
    """A decision as the public reads it: neither moderator nor author, no typed words. Needs its relations."""
    subject = decision.subject
    proposal = proposal_of(subject)
    return {
        "at": decision.decided_at,
        "deed": deed(decision),
        "kind": decision.kind,
        "reference": subject.reference,
        "url": public_url(subject),
        "consultation": proposal.consultation.title,
        "ground": decision.ground.title if decision.ground else "",
        "until": decision.ends_at,
        "after_report": decision.after_report,
        "on_appeal": decision.appeal_id is not None,
    }


def public_url(subject: Subject) -> str:
    """The page of a text, or nothing while it waits: then nobody but its author and moderators reads it."""
    return "" if subject.state == subject.State.SUBMITTED else subject.get_absolute_url()


def public_decisions(consultation: str = "", kind: str = "") -> DecisionQuerySet:
    """Decisions for the register, newest first, with all that their lines show; the filters may be empty."""
    decisions = Decision.objects.public().select_related(
        "ground",
        *("proposal__consultation", "argument__proposal__consultation", "amendment__proposal__consultation"),
    )
    if consultation:
        decisions = decisions.filter(of_consultation(consultation))
    if kind:
        decisions = decisions.filter(kind=kind)
    return decisions.order_by("-decided_at", "-pk")


def moderated_consultations() -> list[tuple[str, str]]:
    """Slug and title of the readable consultations with decisions. Three queries: the privacy rules are read first."""
    decided = Decision.objects.public()
    pages = ConsultationPage.objects.readable().filter(
        Q(pk__in=decided.exclude(proposal=None).values("proposal__consultation"))
        | Q(pk__in=decided.exclude(argument=None).values("argument__proposal__consultation"))
        | Q(pk__in=decided.exclude(amendment=None).values("amendment__proposal__consultation"))
    )
    return list(pages.order_by("title").values_list("slug", "title"))


def histories(proposals: Sequence[Proposal]) -> dict[int, list[dict[str, Any]]]:
    """By primary key, the decisions on those that were withheld or marked at some time, oldest first. One query."""
    lines: dict[int, list[Decision]] = {}
    for decision in _decided_on([proposal.pk for proposal in proposals]):
        lines.setdefault(decision.proposal_id or 0, []).append(decision)
    return {
        pk: [public_line(decision) for decision in found]
        for pk, found in lines.items()
        if any(decision.kind in {Decision.Kind.WITHHOLD, Decision.Kind.OFF_TOPIC} for decision in found)
    }


@compiled_once
def _decided_on(proposals: Sequence[int]) -> QuerySet[Decision]:
    decisions = Decision.objects.filter(proposal__in=proposals, proposal__consultation__live=True)
    return decisions.select_related("ground", "proposal__consultation").order_by("number")


def of_consultation(slug: str, prefix: str = "") -> Q:
    """What is about a text of one consultation; ``prefix`` leads to the row that names the text. No query."""
    return (
        Q(**{f"{prefix}proposal__consultation__slug": slug})
        | Q(**{f"{prefix}argument__proposal__consultation__slug": slug})
        | Q(**{f"{prefix}amendment__proposal__consultation__slug": slug})
    )
