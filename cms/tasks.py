"""What is done in the background for what is published."""

import logging

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.tasks import task
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.models import Edition, SynthesisPage


@task()
def publish_scheduled() -> int:
    """Publish and take out of view the pages whose hour has come; how many syntheses stayed behind a gate.

    A synthesis that was sound when it was scheduled may not be any more: its schedule ends, and the page's history
    in the admin says so, rather than hold up all that is due after it.
    """
    refused = [revision for revision in _due() if _is_refused(revision)]
    for revision in refused:
        _cancel(revision)
    call_command("publish_scheduled")
    return len(refused)


def _due() -> list[Revision]:
    """The revisions of syntheses that the next publication would take. One query."""
    of_syntheses = Revision.objects.filter(content_type=ContentType.objects.get_for_model(SynthesisPage))
    return list(of_syntheses.filter(approved_go_live_at__lt=timezone.now()))


def _is_refused(revision: Revision) -> bool:
    from cms.gates import NotPublishable, require_publishable  # which read editions, and so queue what stands here

    try:
        require_publishable(revision.as_object())
    except NotPublishable:
        return True
    return False


@transaction.atomic
def _cancel(revision: Revision) -> None:
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(instance=revision.content_object, action="wagtail.schedule.cancel", revision=revision)


logger = logging.getLogger(__name__)
AT_ONCE = 5  # PDFs made in one run: other tasks wait meanwhile


@task()
def tell_authors(edition_id: int) -> int:
    """Tell each author once what became of theirs in an edition; how many were told. A second run tells nobody.

    Nor does a run while the synthesis is out of view.
    """
    from cms.editions.telling import tell_batch  # which reads what this module's callers write

    told, after = 0, 0
    edition = Edition.objects.select_related("page").get(pk=edition_id)
    while True:
        with transaction.atomic():
            batch = tell_batch(edition, after=after)
        if batch is None:
            return told
        told, after = told + batch.told, batch.last


@task()
def tell_followers(edition_id: int) -> int:
    """Tell those who follow proposals what became of these in an edition; how many. A second run tells nobody."""
    from cms.editions.telling_followers import tell_all  # which reads what this module's callers write

    return tell_all(Edition.objects.select_related("page", "corpus__consultation").get(pk=edition_id))


@task()
def make_pdf(edition_id: int) -> bool:
    """Make the PDF of an edition, where this machine can; True when it made one. A second run makes none."""
    from cms.pdf.keeping import keep_pdf
    from cms.pdf.rendering import available

    return available() and keep_pdf(_editions().get(pk=edition_id))


@task()
def make_missing_pdfs() -> int:
    """Make up to five PDFs that are not there, or say what was erased or withheld since; how many.

    Runs each minute. Seven queries an edition. Those of a synthesis out of view go: nobody would see them change.
    """
    from cms.pdf.keeping import forget_others, keep_pdf
    from cms.pdf.rendering import available

    made = 0
    for hidden in _editions().filter(page__live=False):
        forget_others(hidden, "")
    editions = _editions().filter(page__live=True).order_by("-published_at") if available() else []
    for edition in editions:
        try:
            made += keep_pdf(edition)
        except Exception:  # one edition that cannot be set must not keep the others from it
            logger.exception("The PDF of edition %s could not be made", edition.pk)
        if made == AT_ONCE:
            break
    return made


def _editions() -> QuerySet[Edition]:
    return Edition.objects.published().select_related("page", "run", "corpus__consultation")
