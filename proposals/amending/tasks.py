"""What is done in the background once a text has changed."""

from django.db import transaction
from django.tasks import task

from proposals.amending.telling import tell_batch, tell_outdated
from proposals.models import Amendment


@task()
def tell_of_change(amendment_id: int) -> int:
    """Tell those who took position on the former wording, and whose amendments it outdates; how many.

    A second run tells nobody.
    """
    related = ("proposal__consultation", "made")
    amendment = Amendment.objects.select_related(*related).get(pk=amendment_id)
    with transaction.atomic():
        told = tell_outdated(amendment)
    after = 0
    while True:
        with transaction.atomic():
            batch = tell_batch(amendment, after=after)
        if batch is None:
            return told
        told, after = told + batch.told, batch.last
