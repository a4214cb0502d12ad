"""What is done in the background when something happens that followers are told of."""

from django.tasks import task

from proposals.models import Proposal
from proposals.registries import when_published


@task()
def tell_followers(kind: str, pk: int) -> int:
    """Tell of an event (``proposals.following.events``); how many were told. A second run tells nobody."""
    from proposals.following.events import event_of  # which reads what this module's callers write
    from proposals.following.telling import tell_all

    event = event_of(kind, pk)
    return tell_all(event) if event else 0


@when_published.register("those who follow its consultation")
def tell_of_publication(proposal: Proposal) -> None:
    """Leave it to the worker: who publishes does not wait."""
    tell_followers.enqueue("published", proposal.pk)
