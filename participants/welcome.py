"""The first steps of a new participant: a name, and the agreement without which nothing is stored."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from participants.consents import give_consent, has_consented, text_in_force
from participants.forms import WelcomeForm
from participants.models import ConsentText, User


class Welcome(NamedTuple):
    """What the page asks of one person: ``text`` is None when there is nothing to agree to any more."""

    form: WelcomeForm
    text: ConsentText | None
    consented: bool


def welcome_of(request: HttpRequest, participant: User) -> Welcome:
    """The form for this person, with the text in force in the page's language. Two queries."""
    consented = has_consented(participant)
    text = None if consented else text_in_force((get_language() or "fr")[:2], at=timezone.now())
    initial = {"display_name": participant.display_name, "text_hash": text.text_hash if text else ""}
    form = WelcomeForm(
        request.POST if request.method == "POST" else None, initial=initial, asks_agreement=text is not None
    )
    return Welcome(form, text, consented)


def accept(participant: User, welcome: Welcome) -> bool:
    """Keep what a valid form says; False when the text changed while it was being read.

    Queries: the name's update, and three for a consent.
    """
    data = welcome.form.cleaned_data
    agreed = bool(data.get("agreed")) and not welcome.form.later
    if agreed and welcome.text is not None and data["text_hash"] != welcome.text.text_hash:
        return False
    if data["display_name"] and data["display_name"] != participant.display_name:
        participant.display_name = data["display_name"]
        participant.save(update_fields=["display_name"])
    if agreed and welcome.text is not None:
        give_consent(participant=participant, text=welcome.text)
    return True
