"""Freezing a corpus: the list of versions at a cut-off, once and for all, with its hash in the journal."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Refused
from consult.locks import take_turn
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal, Version
from synthesis.clustering import corpus_hash
from synthesis.models import CorpusItem, FrozenCorpus

FROZEN = "corpus.frozen"
BATCH = 2_000  # items written at once


class CutOffToCome(Refused):
    """A corpus holds what was said, not what will be."""


class NothingToFreeze(Refused):
    """Nothing had been published at the cut-off."""


@transaction.atomic
def freeze_corpus(*, consultation: ConsultationPage, by: User | None, cutoff: datetime | None = None) -> FrozenCorpus:
    """Freeze what had been published at the cut-off, now unless given. Three queries, and one for 2,000 versions.

    Each contribution stands with the last version that it had then; a proposal that was withheld after its
    publication is part of the corpus, one that was refused before never was public and is not.
    """
    take_turn(f"corpora of {consultation.pk}")
    now = timezone.now()
    cutoff = cutoff or now
    if cutoff > now:
        raise CutOffToCome(_("The cut-off lies in the future: choose a moment that has passed."))
    versions = list(standing_versions(consultation, cutoff))
    if not versions:
        raise NothingToFreeze(_("Nothing had been published at this moment: there is nothing to synthesise yet."))
    last = FrozenCorpus.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    corpus = FrozenCorpus.objects.create(
        consultation=consultation,
        number=last + 1,
        cutoff_at=cutoff,
        size=len(versions),
        hash=corpus_hash([(version.proposal.reference, version.fingerprint) for version in versions]),
        frozen_at=now,
        frozen_by=by,
    )
    items = [CorpusItem(corpus=corpus, order=order, version=version) for order, version in enumerate(versions)]
    CorpusItem.objects.bulk_create(items, batch_size=BATCH)
    journal.record(
        FROZEN,
        consultation=consultation.slug,
        corpus=corpus.reference,
        cutoff=f"{cutoff.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        contributions=corpus.size,
        hash=corpus.hash,
    )
    return corpus


def standing_versions(consultation: ConsultationPage, at: datetime) -> QuerySet[Version]:
    """The version that each contribution had at a moment, by number, with its proposal. One query."""
    then = Version.objects.filter(proposal=OuterRef("pk"), created_at__lte=at).order_by("-number").values("pk")[:1]
    published = Proposal.objects.filter(consultation=consultation, published_at__lte=at)
    versions = Version.objects.filter(pk__in=published.values(standing=Subquery(then)))
    return versions.select_related("proposal").order_by("proposal__number")
