"""When notices go out by e-mail; what topic each kind of notice belongs to. No query anywhere here."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from participants.models import Pace, Topic

DIGEST_AT = time(7, 0)  # in the site's own time zone, before people go to work
DIGEST_DAY = 0  # Monday
KINDS = {
    "moderation.": Topic.DECISION,
    "reading.looked_at": Topic.DECISION,
    "argument_": Topic.ARGUMENT,
    "amendment.": Topic.AMENDMENT,
    "amended_": Topic.AMENDMENT,
    "outdated_": Topic.AMENDMENT,
    "withdrawn_": Topic.AMENDMENT,
    "restored_": Topic.AMENDMENT,
    "edition_": Topic.CITATION,
    "answer_": Topic.ANSWER,
    "commitment_": Topic.ANSWER,
    "reading.answered": Topic.ANSWER,
    "late_": Topic.DUTY,
    "account_inactive": Topic.ACCOUNT,
    "account_factor": Topic.ACCOUNT,
    "data_copy": Topic.ACCOUNT,
}


def topic_of(kind: str) -> Topic:
    """The topic of a kind of notice, by how the kind begins; a kind that none of these begins is ``LookupError``.

    >>> str(topic_of("moderation.published")), str(topic_of("late_answers_3_20260101"))
    ('decision', 'duty')
    """
    found = next((topic for start, topic in KINDS.items() if kind.startswith(start)), None)
    if found is None:
        raise LookupError(f"No topic is written down for notices of the kind {kind!r}: add it to KINDS.")
    return found


def next_due(pace: str, at: datetime) -> datetime | None:
    """When what is told now goes out: now, the next morning, the next Monday morning, or never."""
    if pace == Pace.NEVER:
        return None
    if pace == Pace.NOW:
        return at
    here = timezone.localtime(at)
    day = here.date()
    if here.time() >= DIGEST_AT:
        day += timedelta(days=1)
    if pace == Pace.WEEKLY:
        day += timedelta(days=(DIGEST_DAY - day.weekday()) % 7)
    return timezone.make_aware(datetime.combine(day, DIGEST_AT))
