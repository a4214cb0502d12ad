"""What this room registers with the ground floor, and with itself."""

from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.register import event_descriptions
from participants import my_data as my_data  # registers this room's exporters and eraser


@event_descriptions.register("participant.erased")
def erased_sentence(entry: JournalEntry) -> str:
    return _("A participant erased their account.")
