"""Who worked at the desk of a synthesis: whoever did is no independent reader of it (``cms.readings.makers``)."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, log
from wagtail.models import PageLogEntry

from cms.models import SynthesisPage
from participants.models import User

WORKED = "cms.desk"


def leave_trace(page: SynthesisPage, by: User) -> None:
    """Keep that a person worked at this desk, in the page's history: once is enough. Two queries at most."""
    if not PageLogEntry.objects.filter(page=page.pk, user=by.pk, action=WORKED).exists():
        log(instance=page, action=WORKED, user=by)


def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(WORKED, _("Synthesis desk"), _("Worked at the synthesis desk"))


hooks.register("register_log_actions", register_actions)
