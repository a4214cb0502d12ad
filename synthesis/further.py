"""What pages show of the parts that sit well in another group: never counted, and never as a fact."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from consult.models import ConsultationPage
from consult.pages import foreign_language
from proposals.panels import ListPanel, list_panels
from synthesis.models import AlsoIn, Cluster, SetAside, Theme, ThemeMembership
from synthesis.models.also import AlsoInQuerySet
from synthesis.reading import COMPUTED, is_number, shown_run

SHOWN = 20  # of those that fit best
SET_ASIDE = Q(theme__isnull=True) & ~Q(reason=SetAside.SEVERAL_IDEAS)  # several ideas are what parts are for


def also_in_cluster(cluster: Cluster) -> list[AlsoIn]:
    """Texts of other groups, or of none, that also speak of this one; for the desk. One query."""
    return list(AlsoIn.objects.in_view().with_words().filter(cluster=cluster)[:SHOWN])


def also_in_theme(consultation: ConsultationPage, value: str) -> list[AlsoIn]:
    """Texts that also speak of a theme, as an address names it, or of a group that nobody named. One query.

    A text that stands in that theme is not among them, nor one that a person set aside, but for holding several ideas.
    """
    parts = AlsoIn.objects.in_view().with_words().filter(cluster__run=shown_run(consultation.pk))
    number = value.removeprefix(COMPUTED)
    if not is_number(number):
        return []
    if value.startswith(COMPUTED):
        found = _not_held(parts.filter(cluster__number=int(number)), SET_ASIDE)
    else:
        named = Theme.objects.filter(consultation=consultation, number=int(number))
        standing = named.values(standing=Coalesce("merged_into", "pk"))
        of_theme = parts.annotate(standing=Coalesce("cluster__theme__merged_into", "cluster__theme"))
        held = SET_ASIDE | Q(theme__in=standing)
        found = _not_held(of_theme.filter(standing__in=standing), held)
    once: dict[int, AlsoIn] = {}
    for part in found[: 2 * SHOWN]:  # a theme of several clusters may have two parts of one text
        once.setdefault(part.placement.version.proposal_id, part)
    return list(once.values())[:SHOWN]


def _not_held(parts: AlsoInQuerySet, held: Q) -> AlsoInQuerySet:
    places = ThemeMembership.objects.filter(held, proposal=OuterRef("placement__version__proposal"))
    return parts.filter(~Exists(places))


def gather(consultation: ConsultationPage, filters: Mapping[str, str]) -> dict[str, Any] | None:
    """What stands beneath the proposals of a theme; None where nothing does. One query, none without a theme."""
    found = also_in_theme(consultation, filters["theme"]) if set(filters) == {"theme"} else []
    return {"citations": [_cited(part, consultation) for part in found]} if found else None


def _cited(part: AlsoIn, consultation: ConsultationPage) -> dict[str, Any]:
    proposal = part.placement.version.proposal
    proposal.consultation = consultation  # known already, and read by its address
    return {
        "text": part.words,
        "reference": proposal.reference,
        "url": proposal.get_absolute_url(),
        "author": proposal.signature,
        "lang": foreign_language(proposal.language),
    }


list_panels.register("also_spoken_of", order=10)(ListPanel(template="synthesis/_also_spoken_of.html", gather=gather))
