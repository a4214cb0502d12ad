"""What can be followed here: a finding, with its answer, and a commitment."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.models import Commitment, Edition, EditionFinding, SynthesisPage
from consult.models import ConsultationPage
from consult.openings import reference_of
from participants.following import target_of
from participants.registries import follow_targets, notice_subjects

FINDING = "constat"
COMMITMENT = "engagement"


def finding_target(consultation: ConsultationPage, key: UUID | str) -> str:
    """What a finding is called by those who follow it, through all its editions."""
    return target_of(reference_of(consultation), FINDING, str(key))


def commitment_target(consultation: ConsultationPage, number: int) -> str:
    return target_of(reference_of(consultation), COMMITMENT, f"E-{number}")


def finding_url(slug: str, key: UUID | str) -> str:
    """The page of a finding: its answer, the earlier ones, its commitments."""
    return reverse("answers:finding", args=[slug, key])


def finding_urls(consultation: ConsultationPage) -> Callable[[UUID], str]:
    """``finding_url`` for many findings of one consultation: the URLconf is asked once."""
    none = UUID(int=0)
    before, _none, after = finding_url(consultation.slug, none).rpartition(str(none))
    return lambda key: f"{before}{key}{after}"


def commitment_url(slug: str, commitment: Commitment) -> str:
    """Where a commitment stands on the page of its finding."""
    return f"{finding_url(slug, commitment.key)}#{commitment.reference}"


@follow_targets.register(FINDING)
def find_findings(targets: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """The findings among these that anyone may read, in their last wording. Three queries."""
    keys = {key: target for target in targets if (key := _uuid(target.rpartition("/")[2]))}
    rows = EditionFinding.objects.filter(
        key__in=keys, edition__kind=Edition.Kind.EDITION, edition__page__in=SynthesisPage.objects.published()
    ).select_related("edition__corpus__consultation")
    found: dict[str, tuple[str, str]] = {}
    for row in rows.order_by("edition__number"):
        consultation = row.edition.corpus.consultation
        if keys[row.key] == finding_target(consultation, row.key):
            found[keys[row.key]] = (row.statement, finding_url(consultation.slug, row.key))
    return found


@notice_subjects.register(FINDING)
def findings_in_view(targets: Sequence[str]) -> Mapping[str, str]:
    """Three queries."""
    return dict.fromkeys(find_findings(targets), "")  # the notice says its words


@follow_targets.register(COMMITMENT)
def find_commitments(targets: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """The commitments among these that anyone may read. Three queries."""
    consultations = {uuid for target in targets if (uuid := _uuid(target.partition("/")[0]))}
    rows = Commitment.objects.in_view().filter(consultation__translation_key__in=consultations)
    found: dict[str, tuple[str, str]] = {}
    for row in rows.select_related("consultation"):
        target = commitment_target(row.consultation, row.number)
        if target in targets:
            label = _("Commitment %(reference)s: %(text)s") % {"reference": row.reference, "text": row.text}
            found[target] = (label, commitment_url(row.consultation.slug, row))
    return found


def _uuid(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None
