"""What is done in the background once a proposal is withdrawn, or stands again."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.tasks import task

from proposals.people import Batch
from proposals.withdrawing.telling import tell_batch, tell_return


@task()
def tell_of_withdrawal(proposal_id: int, withdrawn_at: str) -> int:
    """Tell those who took position; how many. A second run tells nobody."""
    at = datetime.fromisoformat(withdrawn_at)
    return _in_batches(lambda after: tell_batch(proposal_id, at, after=after))


@task()
def tell_of_return(proposal_id: int, withdrawn_at: str) -> int:
    """Tell those who were told of that withdrawal; how many. A second run tells nobody."""
    at = datetime.fromisoformat(withdrawn_at)
    return _in_batches(lambda after: tell_return(proposal_id, at, after=after))


def _in_batches(tell_next: Callable[[int], Batch | None]) -> int:
    told = after = 0
    while True:
        with transaction.atomic():
            batch = tell_next(after)
        if batch is None:
            return told
        told, after = told + batch.told, batch.last
