"""What is done in the background for what is published."""

from django.db import transaction
from django.tasks import task

from cms.models import Edition


@task()
def tell_authors(edition_id: int) -> int:
    """Tell each author once what became of theirs in an edition; how many were told. A second run tells nobody."""
    from cms.editions.telling import tell_batch  # which reads what this module's callers write

    told, after = 0, 0
    edition = Edition.objects.select_related("page").get(pk=edition_id)
    while True:
        with transaction.atomic():
            batch = tell_batch(edition, after=after)
        if batch is None:
            return told
        told, after = told + batch.told, batch.last
