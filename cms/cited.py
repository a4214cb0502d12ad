"""Which contributions syntheses in view cite, and which of them were answered: for their pages, and for the list."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import pgettext_lazy

from cms.models import Answer, Edition, EditionCitation, Fate, SynthesisPage
from proposals.models import ProposalQuerySet
from proposals.panels import StateChoice, state_choices

# From a citation to the proposal whose words it cites, or on which the cited argument was given.
CITED_PROPOSAL = ("version__proposal", "argument__proposal")


def citations_in(pages: Sequence[int] | QuerySet[SynthesisPage]) -> QuerySet[EditionCitation]:
    """The citations of all editions of these syntheses; drafts that were opened for reading have none. No query."""
    return EditionCitation.objects.filter(finding__edition__kind=Edition.Kind.EDITION, finding__edition__page__in=pages)


def cited(proposals: ProposalQuerySet, at: datetime) -> ProposalQuerySet:
    """Those whose own words an edition of a synthesis in view cites: their fate there says so. No query.

    The keys are read once: asked of each row, SQLite took a second for 8,000 of them.
    """
    editions = Edition.objects.published().filter(page__in=SynthesisPage.objects.published(), published_at__lte=at)
    fates = Fate.objects.filter(kind=Fate.Kind.CITED, edition__in=editions)
    return proposals.filter(pk__in=fates.order_by().values("proposal"))


def answered(proposals: ProposalQuerySet, at: datetime) -> ProposalQuerySet:
    """Those of which a finding in view, that cites them or an argument on them, was answered. No query.

    The editors' own words ask for no answer, so that none of them is counted. The keys are read once.
    """
    given = Answer.objects.filter(key=OuterRef("finding__key"), at__lte=at)
    citations = citations_in(SynthesisPage.objects.published()).filter(Exists(given))
    cited_in = (citations.order_by().filter(**{f"{path}__isnull": False}).values(path) for path in CITED_PROPOSAL)
    return proposals.filter(reduce(or_, (Q(pk__in=found) for found in cited_in)))


state_choices.register("cited", order=10)(
    StateChoice("citees", cast("str", pgettext_lazy("proposals", "Cited in a synthesis")), keep=cited)
)
state_choices.register("answered", order=20)(
    StateChoice("avec-reponse", cast("str", pgettext_lazy("proposals", "Answered by the institution")), keep=answered)
)
