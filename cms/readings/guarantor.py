"""A guarantor's opinion: written on what was read, signed, and never changed."""

from datetime import UTC
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.addresses import reference_of
from cms.editions.content import sha256_text
from cms.editions.publishing import written, written_of
from cms.gates import load_draft
from cms.models import Edition, Opinion, SynthesisPage
from cms.readings.makers import decided_on_its_texts, worked_on
from cms.readings.rights import may_sign
from consult import journal
from consult.canonical import sha256_of
from consult.errors import Conflict, NotAllowed, Refused
from consult.locks import take_turn
from participants.models import User

SIGNED = "opinion.signed"


class JudgeAndParty(NotAllowed):
    """Who would sign made what the opinion is about."""


class ChangedSince(Conflict):
    """What would be signed is not what was read."""


def hash_to_read(page: SynthesisPage, edition: Edition | None) -> str:
    """The hash of what a guarantor reads: an edition's own, else of what the desk holds. Ten queries at most."""
    if edition is not None:
        return edition.hash
    return written(load_draft(page.get_latest_revision_as_object()))  # with the title and lead that would be published


@transaction.atomic
def sign_opinion(
    *, page: SynthesisPage, by: User, words: str, name: str, read_hash: str, edition: Edition | None = None
) -> Opinion:
    """Sign an opinion of an edition, or of what the desk holds; ``read_hash`` is what the guarantor read."""
    if not may_sign(by):
        raise NotAllowed(_("Only guarantors sign opinions."))
    refuse_the_makers(page, by)
    if not words.strip() or not name.strip():
        raise Refused(_("An opinion needs words and a signature."))
    take_turn(f"synthesis {page.pk}")
    if read_hash != hash_to_read(page, edition):
        raise ChangedSince(_("The synthesis has changed since you read it: read it again, then sign."))
    last = Opinion.objects.filter(page=page).aggregate(last=Max("number"))["last"] or 0
    opinion = Opinion(
        page=page,
        number=last + 1,
        edition=edition,
        read_hash=read_hash,
        words=words.strip(),
        name=name.strip(),
        signed_at=timezone.now(),
        signed_by=by,
    )
    opinion.hash = sha256_of(content_of(opinion))
    opinion.save()
    journal.record(
        SIGNED,
        consultation=page.consultation.slug,
        synthesis=reference_of(page),
        opinion=opinion.reference,
        edition=edition.number if edition is not None and edition.kind == Edition.Kind.EDITION else 0,
        read=opinion.read_hash,
        hash=opinion.hash,
    )
    return opinion


def refuse_the_makers(page: SynthesisPage, by: User) -> None:
    """Raise for whoever had a hand in the synthesis. Nineteen queries at most."""
    if worked_on(page, by):
        raise JudgeAndParty(_("You worked on this synthesis: another guarantor has to sign the opinion on it."))
    if decided_on_its_texts(page, by):
        raise JudgeAndParty(
            _("You decided where texts of this consultation belong: another guarantor has to sign the opinion on it.")
        )


def content_of(opinion: Opinion) -> dict[str, Any]:
    """What the hash of an opinion is computed on. One query at most."""
    return {
        "synthesis": reference_of(opinion.page),
        "number": opinion.number,
        "read": opinion.read_hash,
        "words": sha256_text(opinion.words),
        "name": sha256_text(opinion.name),
        "at": opinion.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


def opinions_on(edition: Edition) -> list[dict[str, Any]]:
    """The opinions published with an edition: on itself, and on the drafts that led to it, in their order.

    Seven queries at most. ``same`` says whether what was read is the edition to the letter, from the hashes.
    """
    before = edition.before_at
    drafts = Q(signed_at__lte=edition.published_at) & (Q(edition__isnull=True) | Q(edition__kind=Edition.Kind.READING))
    if before is not None:
        drafts &= Q(signed_at__gt=before)
    rows = Opinion.objects.filter(Q(edition=edition) | drafts, page=edition.page_id).select_related("edition__corpus")
    found = list(rows.order_by("number"))
    stands = written_of(edition) if any(row.edition_id != edition.pk for row in found) else ""
    return [
        {
            "reference": row.reference,
            "words": row.words,
            "name": row.name,
            "signed_at": row.signed_at,
            "hash": row.hash,
            "same": row.edition_id == edition.pk or stands == _written(row),
        }
        for row in found
    ]


def _written(opinion: Opinion) -> str:
    """What was written in what was read. No query for the desk; five for a draft that was opened for reading."""
    return written_of(opinion.edition) if opinion.edition is not None else opinion.read_hash
