"""How an entered contribution reads in the register."""

from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.register import event_descriptions


@event_descriptions.register("proposal.entered")
def proposal_entered(entry: JournalEntry) -> str:
    sentences = {
        "letter": _("The organiser entered %(reference)s from a letter."),
        "email": _("The organiser entered %(reference)s from an e-mail."),
        "paper": _("The organiser entered %(reference)s from a paper form."),
    }
    sentence = sentences.get(str(entry.content.get("medium")), sentences["letter"])
    return sentence % {"reference": entry.content.get("proposal", "")}
