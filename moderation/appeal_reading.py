"""What is read of appeals: what somebody can contest, where they follow it, and those that wait on the desk."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from moderation.mandates import EVERYWHERE, Reach
from moderation.models import Appeal, Decision, Report, Subject, closes_at, last_day, noun_of
from moderation.off_topic import is_off_topic
from moderation.reading import deed, proposal_of
from participants.models import User
from proposals.models import Amendment, Argument, Proposal

PLACES = ("decision__proposal", "decision__argument__proposal", "decision__amendment__proposal")
IN_VIEW = (Decision.Kind.PUBLISH, Decision.Kind.OFF_TOPIC)  # what leaves a text where everyone reads it
MOST = 50  # listed at once; the others follow when these are answered


def find_own(
    author: User, consultation: ConsultationPage, number: int, *, argument: int | None = None, amendment: int = 0
) -> Subject:
    """A text of this person's own, whatever its state, or 404. One query."""
    if argument is None and not amendment:
        mine = Proposal.objects.filter(author=author).select_related("consultation", "current", "author")
        return get_object_or_404(mine, consultation=consultation, number=number)
    above = {"proposal__consultation": consultation, "proposal__number": number, "author": author}
    related = ("proposal__consultation", "proposal__current", "author")
    if argument is not None:
        return get_object_or_404(Argument.objects.filter(**above).select_related(*related), number=argument)
    return get_object_or_404(Amendment.objects.filter(**above).select_related(*related, "version"), number=amendment)


def last_decision(subject: Subject) -> Decision | None:
    """The decision that stands on a text, with its ground; None where there is none. One query."""
    return Decision.objects.on(subject).lasting().select_related("ground").order_by("-number").first()


def is_replaced(decision: Decision) -> bool:
    """Whether a decision stands no more: another came, or it was taken back within its minute. One query."""
    return not Decision.objects.standing().filter(pk=decision.pk).exists()


def own_appeal(decision: Decision, *, appellant: User | None, report: Report | None) -> Appeal | None:
    """What this person, or whoever made this report, has contested already. One query."""
    mine = Q(appellant=appellant) if appellant else Q(pk__in=[])
    if report is not None:
        mine |= Q(report=report)
    return Appeal.objects.filter(mine, decision=decision).first()


def contestable_by(report: Report) -> Decision | None:
    """The decision that whoever made a report can contest, whether they have or not; None in no case. One query."""
    decision = last_decision(report.subject)
    if decision is None or decision.by_term or decision.kind not in IN_VIEW:
        return None
    return decision if decision.decided_at >= report.created_at else None


def withheld_of(texts: Sequence[Any], author: Any) -> dict[int, dict[str, Any]]:
    """How the author of these texts contests what keeps each from view or from groupings, by primary key.

    Two queries where one is withheld, marked as off-topic, or a proposal that waits and may have been sent back.

    ``url`` is that of the form, with ``until``, or of the ``appeal`` that was made; a time that is over gives nothing.
    """
    own = [text for text in texts if text.author_id and text.author_id == author.pk]
    mine = {text.pk: text for text in own if text.is_withheld or is_off_topic(text) or _waits(text)}
    if not mine:
        return {}
    column = noun_of(next(iter(mine.values())))
    is_asked = Q(pk__in=Decision.objects.asking().values("pk"))
    kept_back = Q(kind__in=[Decision.Kind.WITHHOLD, Decision.Kind.OFF_TOPIC]) | is_asked
    standing = Decision.objects.standing().filter(kept_back, **{f"{column}__in": mine})
    made = Appeal.objects.filter(appellant=author, decision__in=standing)
    contested = {appeal.decision_id: appeal for appeal in made}
    found: dict[int, dict[str, Any]] = {}
    for decision in standing:
        subject = mine[getattr(decision, f"{column}_id")]
        if appeal := contested.get(decision.pk):
            found[subject.pk] = {"url": address_of(appeal), "appeal": appeal.reference, "until": None}
        elif timezone.now() < closes_at(decision.decided_at):
            until = last_day(decision.decided_at)
            found[subject.pk] = {"url": form_url(subject), "appeal": "", "until": until}
    return found


def _waits(text: Any) -> bool:
    return isinstance(text, Proposal) and text.state == Proposal.State.SUBMITTED


def to_contest(report: Report) -> dict[str, Any] | None:
    """How whoever made a report contests what stands since it; as ``withheld_of`` says it. Two queries at most."""
    decision = contestable_by(report) if report.handled_at else None
    if decision is None:
        return None
    if appeal := own_appeal(decision, appellant=report.reporter, report=report):
        return {"url": address_of(appeal), "appeal": appeal.reference, "until": None}
    if timezone.now() >= closes_at(decision.decided_at):
        return None
    return {"url": report_form_url(report), "appeal": "", "until": last_day(decision.decided_at)}


def find_appeal(reader: Any, reference: str) -> Appeal:
    """An appeal, for whoever made it, or 404: one's own, or without an account by its reference. One query."""
    related = ["decision__ground", "report", *(f"{place}__consultation" for place in PLACES)]
    appeal = Appeal.objects.filter(reference=reference).select_related(*related).first()
    if appeal is None or not _may_follow(appeal, reader):
        raise Http404
    return appeal


def asks_to_sign_in(reader: Any, reference: str) -> bool:
    """Whether an appeal is that of an account, and nobody is signed in. One query at most."""
    if reader.is_authenticated:
        return False
    return Appeal.objects.filter(reference=reference, appellant__isnull=False).exists()


def _may_follow(appeal: Appeal, reader: Any) -> bool:
    if appeal.appellant_id is not None:
        return bool(appeal.appellant_id == reader.pk)
    return appeal.report_id is not None  # without an account, its reference is the key


def form_url(subject: Subject) -> str:
    """Where the author of a text contests what withholds it. Needs the proposal's consultation; no query."""
    proposal = proposal_of(subject)
    address = [proposal.consultation.slug, proposal.number]
    below = [] if isinstance(subject, Proposal) else [subject.number]
    return reverse(f"moderation:appeal_{noun_of(subject)}", args=address + below)


def report_form_url(report: Report) -> str:
    """Where whoever made a report contests the answer to it."""
    return reverse("moderation:appeal_report", args=[report.reference])


def address_of(appeal: Appeal) -> str:
    """Where an appeal is followed."""
    return reverse("moderation:appeal", args=[appeal.reference])


def desk_url(appeal: Appeal) -> str:
    """Where an appeal is answered."""
    return reverse("moderation_desk:appeal", args=[appeal.reference])


def full(address: str) -> str:
    """An address of this site as a mail writes it."""
    return settings.WAGTAILADMIN_BASE_URL + address


def waiting_count(within: Reach = EVERYWHERE) -> int:
    """How many appeals wait. One query."""
    return Appeal.objects.waiting().filter(within.on("decision__")).count()


def waiting_appeals(within: Reach = EVERYWHERE) -> list[dict[str, Any]]:
    """Those that wait, the oldest first. One query."""
    waiting = Appeal.objects.waiting().filter(within.on("decision__"))
    rows = waiting.select_related(*(f"{place}__consultation" for place in PLACES))
    return [
        {
            "reference": row.subject.reference,
            "url": desk_url(row),
            "words": row.words,
            "since": row.created_at,
            "contested": contested_words(row),
            "consultation": proposal_of(row.subject).consultation.title,
        }
        for row in rows.order_by("created_at", "pk")[:MOST]
    ]


def contested_words(appeal: Appeal) -> str:
    """Who contests what, without a name. Needs the decision."""
    if appeal.decision.kind == Decision.Kind.CHANGE:
        return _("Its author contests that a change is asked for")
    if appeal.decision.kind == Decision.Kind.OFF_TOPIC and appeal.report_id is None:
        return _("Its author contests that it is marked as off-topic")
    if appeal.report_id is None:
        return _("Its author contests that it was withheld")
    return _("Who had reported it contests that it is in view")


def find_on_desk(reference: str, *, within: Reach) -> Appeal:
    """An appeal for moderators of its consultation, or 404. One query."""
    related = ["decision__ground", "decision__moderator", "decided_by", "appellant", "report__ground", "made__ground"]
    found = Appeal.objects.select_related(*related, *(f"{place}__consultation" for place in PLACES))
    return get_object_or_404(found, within.on("decision__"), reference=reference)


def waits_on(subject: Subject) -> Appeal | None:
    """The oldest appeal that waits on a text, or None. One query."""
    return Appeal.objects.waiting().filter(**{f"decision__{noun_of(subject)}": subject}).first()


def since_answered(report: Report, answered: Decision | None) -> dict[str, Any] | None:
    """The last decision on the text after the one that answered a report, without a name; or None. One query."""
    last = last_decision(report.subject) if answered else None
    if last is None or answered is None or last.number == answered.number:
        return None
    ground = last.ground.title if last.ground else ""
    return {"deed": deed(last), "ground": ground, "at": last.decided_at, "on_appeal": last.appeal_id is not None}
