"""The page of one version."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from consult.pages import foreign_language
from proposals.models import Version
from proposals.panels import Reader
from proposals.reading import crumbs_of, withheld_data


def visible_version(consultation: ConsultationPage, number: int, version: int, reader: Reader) -> Version | None:
    """One version of a proposal that the reader may see. One query."""
    found = (
        Version.objects.visible_to(reader)
        .filter(proposal__consultation=consultation, proposal__number=number, number=version)
        .select_related("proposal__author", "proposal__imported_from", "proposal__current")
        .first()
    )
    if found is not None:
        found.proposal.consultation = consultation
    return found


def gather_version(version: Version) -> dict[str, Any]:
    """What a version says, its fingerprint, and its neighbours. One query."""
    proposal = version.proposal
    address = [proposal.consultation.slug, proposal.number]
    return {
        "consultation": proposal.consultation,
        "version": {
            "number": version.number,
            "title": version.title,
            "text": version.text,
            "title_derived": version.title_derived,
            "lang": foreign_language(proposal.language),
            "date": version.created_at,
            "fingerprint": version.fingerprint,
            "erased_at": version.blanked_at,
            "withheld": withheld_data(proposal, version),
            "is_current": proposal.current_id == version.pk,
            "source_url": reverse("proposals:version_source", args=[*address, version.number]),
        },
        "reference": proposal.reference,
        "proposal_url": proposal.get_absolute_url(),
        "others": [
            {"number": other, "url": reverse("proposals:version", args=[*address, other])}
            for other in proposal.versions.order_by("number").values_list("number", flat=True)
            if other != version.number
        ],
        "crumbs": crumbs_of(proposal, {"label": _("Version %(number)d") % {"number": version.number}, "url": ""}),
    }
