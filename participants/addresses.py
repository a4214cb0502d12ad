"""By which addresses somebody is known here."""

from allauth.account.models import EmailAddress

from participants.models import User


def addresses_of(participant: User) -> set[str]:
    """The account's own, and those that the sign-in keeps beside it, in lower case. One query."""
    kept = set(EmailAddress.objects.filter(user=participant).values_list("email", flat=True))
    return {address.lower() for address in {*kept, participant.email or ""} if address}
