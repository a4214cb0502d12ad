"""The page of one version."""

from typing import Any

from django.db.models import Case, When
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from consult.pages import foreign_language
from proposals.amending.crediting import credit_of
from proposals.models import Version
from proposals.models.version import VersionQuerySet
from proposals.panels import Reader
from proposals.reading import crumbs_of, withheld_data
from proposals.word_diff import word_diff


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


def gather_version(version: Version, reader: Reader, *, since: int | None = None) -> dict[str, Any]:
    """What a version says, its fingerprint, what it changed, and its neighbours, as far as the reader may see them.

    ``since`` names the version to compare it with, where that is a former one; the one before it else.
    Three queries, and one where it is withheld; ``version`` comes with its proposal.
    """
    proposal = version.proposal
    address = [proposal.consultation.slug, proposal.number]
    readable = Version.objects.visible_to(reader).filter(proposal=proposal)
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
            "withheld": withheld_data(proposal, reader, version),
            "is_private": not version.was_published,
            "is_current": proposal.current_id == version.pk,
            "source_url": reverse("proposals:version_source", args=[*address, version.number]),
        },
        "reference": proposal.reference,
        "proposal_url": proposal.get_absolute_url(),
        "changes": changes_of(version, readable, since),
        "credit": credit_of(version),
        "others": [
            {"number": other, "url": reverse("proposals:version", args=[*address, other])}
            for other in readable.order_by("number").values_list("number", flat=True)
            if other != version.number
        ],
        "crumbs": crumbs_of(proposal, {"label": _("Version %(number)d") % {"number": version.number}, "url": ""}),
    }


def changes_of(version: Version, readable: VersionQuerySet, since: int | None = None) -> dict[str, Any] | None:
    """What it changed in the version before, or since a former one; None for the first that can be read. One query.

    ``state`` is shown, withheld or erased: words that are out of view, or gone, are not compared.
    """
    proposal = version.proposal
    asked_first = Case(When(number=since or 0, then=0), default=1)
    former = readable.filter(number__lt=version.number).order_by(asked_first, "-number").first()
    if former is None:
        return None
    changes: dict[str, Any] = {
        "number": former.number,
        "url": reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, former.number]),
        "lang": foreign_language(proposal.language),
    }
    if proposal.is_withheld:
        return {**changes, "state": "withheld"}
    if version.is_erased or former.is_erased:
        return {**changes, "state": "erased"}
    title, text = word_diff(former.title, version.title), word_diff(former.text, version.text)
    return {**changes, "state": "shown", "title": title, "text": text}
