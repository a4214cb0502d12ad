"""What this room registers with the ground floor, and with itself."""

from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.panels import ConsultationPanel, consultation_panels
from consult.register import event_descriptions
from participants import admin_work as admin_work  # registers an exporter
from participants import my_data as my_data  # registers this room's exporters and eraser
from participants import retention as retention  # registers rules
from participants.following import follows_of
from participants.notice_settings import settings_of
from participants.opinion_groups import choice_of, invited
from participants.passkeys import count_of
from participants.registries import SpacePanel, space_panels
from participants.second_factor import state_of

space_panels.register("follows", order=60)(SpacePanel(template="participants/_follows.html", gather=follows_of))
space_panels.register("notice_settings", order=70)(
    SpacePanel(template="participants/_notice_settings.html", gather=settings_of)
)
space_panels.register("second_factor", order=80)(
    SpacePanel(template="participants/_second_factor.html", gather=state_of)
)
space_panels.register("passkeys", order=85)(SpacePanel(template="participants/_passkeys.html", gather=count_of))
space_panels.register("opinion_groups", order=200)(
    SpacePanel(template="participants/_opinion_groups.html", gather=choice_of)
)
consultation_panels.register("opinion_groups", order=90)(
    ConsultationPanel(template="participants/_opinion_groups_asked.html", gather=invited, place="aside")
)


@event_descriptions.register("participant.erased")
def erased_sentence(entry: JournalEntry) -> str:
    return _("A participant erased their account.")
