"""The index of a consultation, kept in step with the database: a query says whether anything changed."""

import time
import unicodedata
from itertools import batched

from django.db.models import Count, Q, Sum

from consult.models import ConsultationPage
from proposals.encoder import from_bytes
from proposals.models import Proposal, ProposalQuerySet, Vector, Version
from proposals.similar.index import TextIndex
from proposals.tasks import version_text

FRESH = 2.0  # seconds for which nothing is asked again
_BATCH = 500  # rows read at once
_LOOKED_FOR = 500  # vectors that have not come yet, looked for each time: the last texts first


class Gathered:
    """All texts of a consultation that were published once and not erased, by version.

    Whoever shows them asks who may see them.
    """

    def __init__(self, consultation: int, language: str, encoder: str, dimensions: int) -> None:
        self.consultation = consultation
        self.index = TextIndex(language)
        self.proposal_of: dict[int, int] = {}
        self.body_of: dict[int, str] = {}  # without the title, which is marked by itself
        self._encoder, self._dimensions = encoder, dimensions
        self._stamp: tuple[int, int, int] = (0, 0, 0)
        self._refreshed = float("-inf")

    def refresh(self) -> list[int]:
        """Take in what is new and forget what is gone, at most every two seconds; gives the versions that are gone.

        One query when nothing changed; else three, and two a batch. Versions, publications and erasures only ever
        add up: their numbers, and the sum of the keys of versions, tell each change.
        """
        if time.monotonic() - self._refreshed < FRESH:
            return []
        gone: list[int] = []
        stamp = self._stamp_now()
        if stamp != self._stamp:
            kept = self._rows().filter(current__blanked_at__isnull=True)
            gone = self._take_in(dict(kept.order_by().values_list("current_id", "pk")))
            self._stamp = stamp
        self._take_vectors()
        self._refreshed = time.monotonic()
        return gone

    def _stamp_now(self) -> tuple[int, int, int]:
        """How many texts there are, the sum of their keys, and how many are erased. One query."""
        erased = Count("pk", filter=Q(current__blanked_at__isnull=False))
        found = self._rows().aggregate(number=Count("pk"), total=Sum("current_id"), erased=erased)
        return found["number"], found["total"] or 0, found["erased"]

    def _rows(self) -> ProposalQuerySet:
        return Proposal.objects.filter(
            consultation=self.consultation, published_at__isnull=False, current__isnull=False
        )

    def _take_in(self, current: dict[int, int]) -> list[int]:
        """Make these the versions that the index holds, each with its proposal; gives those that are gone."""
        gone = [version for version in self.proposal_of if version not in current]
        self.index.drop(gone)
        for version in gone:
            del self.proposal_of[version], self.body_of[version]
        new = sorted(set(current) - set(self.proposal_of))
        for keys in batched(new, _BATCH):
            rows = list(Version.objects.filter(pk__in=keys, blanked_at__isnull=True).order_by("pk"))
            self.index.add({row.pk: version_text(row) for row in rows})
            self.body_of |= {row.pk: unicodedata.normalize("NFC", row.text) for row in rows}
            self.proposal_of |= {row.pk: current[row.pk] for row in rows}
            self._read_vectors([row.pk for row in rows])
        return gone

    def _take_vectors(self) -> None:
        """Look for the vectors of the last texts without one. One query where there are such."""
        if self._encoder and (lacking := self.index.lacking()[-_LOOKED_FOR:]):
            self._read_vectors(lacking)

    def _read_vectors(self, versions: list[int]) -> None:
        if self._encoder:
            rows = Vector.objects.filter(encoder=self._encoder, version__in=versions).order_by()
            stored = rows.values_list("version", "values")
            self.index.set_vectors({key: from_bytes(bytes(values), self._dimensions) for key, values in stored})


def gather(consultation: ConsultationPage, encoder: str, dimensions: int) -> Gathered:
    """Begin the index of a consultation; nothing is read yet."""
    return Gathered(consultation.pk, consultation.language, encoder, dimensions)
