"""From the desk to the public: the next edition, the reason to pass a gate, the review by others."""

from django.db import transaction
from django.utils.translation import gettext as _

from cms.desk.rights import may_pass_gates, may_publish, require_free
from cms.desk.traces import leave_trace
from cms.gates import load_draft, red_gates
from cms.models import Edition, SynthesisDesk, SynthesisPage
from consult.errors import NotAllowed, Refused
from consult.locks import take_turn
from participants.models import User


@transaction.atomic
def publish_next(*, page: SynthesisPage, by: User) -> Edition | None:
    """Publish the page as it was last saved with what stands on the desk, through Wagtail's own door.

    Raises ``NotPublishable``. None when nothing changed since the last edition, or when the page has a date to come.
    """
    take_turn(f"synthesis {page.pk}")
    require_free(page, by)
    if not may_publish(page, by):
        raise NotAllowed(_("You may not publish this synthesis: submit it for review."))
    before = next_number(page)
    saved = page.get_latest_revision_as_object()
    saved.save_revision(user=by, log_action=True).publish(user=by)
    return Edition.objects.of(page).published().filter(number__gte=before).first()


def next_number(page: SynthesisPage) -> int:
    """The number that the next edition will have. One query."""
    last = Edition.objects.of(page).published().values_list("number", flat=True).first()
    return (last or 0) + 1


@transaction.atomic
def give_public_reason(*, page: SynthesisPage, reason: str, by: User) -> SynthesisDesk:
    """Say in public why the synthesis is published in spite of what is missing now, and of nothing else."""
    take_turn(f"synthesis {page.pk}")
    require_free(page, by)
    if not may_pass_gates(by):
        raise NotAllowed(_("Only organisers may pass a gate: ask them, or add what is missing."))
    leave_trace(page, by)
    if not reason.strip():
        raise Refused(_("Say why: the reason is published with the synthesis."))
    saved = page.get_latest_revision_as_object()
    passed = {gate.code: about for gate, _sentences, about in red_gates(load_draft(saved)) if gate.may_be_passed}
    if not passed:
        raise Refused(_("No gate needs a reason: what is missing has to be added."))
    desk, _created = SynthesisDesk.objects.update_or_create(
        page=page, defaults={"public_reason": reason.strip(), "reason_by": by, "reason_gates": passed}
    )
    return desk


@transaction.atomic
def take_reason_back(*, page: SynthesisPage, by: User) -> None:
    """The gates hold again."""
    take_turn(f"synthesis {page.pk}")
    require_free(page, by)
    if not may_pass_gates(by):
        raise NotAllowed(_("Only organisers may pass a gate: ask them, or add what is missing."))
    leave_trace(page, by)
    SynthesisDesk.objects.filter(page=page).update(public_reason="", reason_by=None, reason_gates=None)


@transaction.atomic
def submit_for_review(*, page: SynthesisPage, by: User) -> None:
    """Start the page's workflow with what stands on the desk; it is locked for all but its reviewers."""
    take_turn(f"synthesis {page.pk}")
    rights = page.permissions_for_user(by)
    require_free(page, by)
    workflow = page.get_workflow()
    if workflow is None or not rights.can_submit_for_moderation():
        raise Refused(_("No review can be asked for now: one is under way, or this site has none."))
    saved = page.get_latest_revision_as_object()
    saved.save_revision(user=by, log_action=True)
    workflow.start(saved, by)
