"""Amendments for tests."""

import factory
from factory.django import DjangoModelFactory

from proposals.models import Amendment, AmendmentPosition
from tests.factories import EARLY, CitizenFactory, ProposalFactory


class AmendmentFactory(DjangoModelFactory[Amendment]):
    """A published amendment that waits for the author's answer: "Plus de trains" becomes "Plus de bus"."""

    class Meta:
        model = Amendment

    class Params:
        waiting = factory.Trait(state="submitted", published_at=None)
        withheld = factory.Trait(state="withheld", withheld_at=EARLY, withheld_ground="Hors du sujet")

    proposal = factory.SubFactory(ProposalFactory)
    version = factory.LazyAttribute(lambda row: row.proposal.current)
    author = factory.SubFactory(CitizenFactory)
    number = factory.LazyAttribute(lambda row: row.proposal.amendments.count() + 1)
    start = 0
    end = 14
    wording = "Plus de bus"
    reason = "Un bus va plus vite à mettre en place."
    state = "published"
    created_at = EARLY
    published_at = EARLY


class AmendmentPositionFactory(DjangoModelFactory[AmendmentPosition]):
    class Meta:
        model = AmendmentPosition

    amendment = factory.SubFactory(AmendmentFactory)
    participant = factory.SubFactory(CitizenFactory)
    value = 1
    created_at = EARLY
    changed_at = EARLY
