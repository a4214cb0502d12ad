"""What this room registers with the ground floor, and with itself."""

from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.register import event_descriptions
from participants import my_data as my_data  # registers this room's exporters and eraser
from participants.following import follows_of
from participants.registries import SpacePanel, space_panels

space_panels.register("follows", order=60)(SpacePanel(template="participants/_follows.html", gather=follows_of))


@event_descriptions.register("participant.erased")
def erased_sentence(entry: JournalEntry) -> str:
    return _("A participant erased their account.")
