"""Who may write at the desk of a synthesis, and who holds it meanwhile: Wagtail's rights, locks and workflow."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.locks import BasicLock, ScheduledForPublishLock, WorkflowLock
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.models import SynthesisPage
from consult.errors import Conflict, NotAllowed

ORGANISERS_RIGHT = "cms.pass_gate"
GUARANTORS_RIGHT = "cms.sign_opinion"


class HeldByAnother(Conflict):
    """The page is locked for this person: what was reviewed is what is published."""


def may_write(page: SynthesisPage, user: Any) -> bool:
    """Whoever may edit the page in Wagtail. Two queries at most."""
    return bool(page.permissions_for_user(user).can_edit())


def may_publish(page: SynthesisPage, user: Any) -> bool:
    return bool(page.permissions_for_user(user).can_publish())


def may_pass_gates(user: Any) -> bool:
    """Organisers, by a permission of its own: their reason is published."""
    return bool(user.has_perm(ORGANISERS_RIGHT))


def require_some_desk(user: Any) -> None:
    """Raise unless this person writes some page, or reads them all as a guarantor. Three queries at most."""
    if not user.has_perm(GUARANTORS_RIGHT) and not PagePermissionPolicy().user_has_permission(user, "change"):
        raise NotAllowed(
            _("You may write no synthesis: ask an organiser for the right to edit its page."),
            "/admin/",
            _("Back to the admin"),
        )


def held_from(page: SynthesisPage, user: Any) -> str:
    """Who holds the page from this person, in a sentence; empty when nobody does. Four queries at most."""
    if user.has_perm(GUARANTORS_RIGHT) and not may_write(page, user):
        return _("You read here as a guarantor: editors write.")
    lock = page.get_lock()
    if lock is None or not lock.for_user(user):
        return ""
    if isinstance(lock, WorkflowLock):
        return _workflow_sentence(page, lock)
    if isinstance(lock, ScheduledForPublishLock):
        return _("It will be published on %(at)s as it stands: until then it can only be read here.") % {
            "at": _moment(page.scheduled_revision.approved_go_live_at)
        }
    return _lock_sentence(page, lock)


def require_free(page: SynthesisPage, user: Any) -> None:
    """Raise ``HeldByAnother`` when Wagtail locks the page for this person. Four queries at most."""
    sentence = held_from(page, user)
    if sentence:
        raise HeldByAnother(sentence)


def _workflow_sentence(page: SynthesisPage, lock: WorkflowLock) -> str:
    state = page.current_workflow_state
    asked = state.requested_by.public_name if state and state.requested_by else ""
    sentence = _("It is under review (%(task)s): only its reviewers can change it until they have decided.") % {
        "task": lock.task.name
    }
    return f"{sentence} {_('%(name)s asked for this review.') % {'name': asked}}" if asked else sentence


def _lock_sentence(page: SynthesisPage, lock: BasicLock) -> str:
    if page.locked_by is not None and page.locked_at is not None:
        return _("%(name)s locked it on %(at)s: ask them to unlock it, or read it meanwhile.") % {
            "name": page.locked_by.public_name,
            "at": _moment(page.locked_at),
        }
    return _("It is locked: unlock it in the page’s form, or read it meanwhile.")


def _moment(at: Any) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")
