"""Who was invented for the demonstration: four accounts one can sign in to, and citizens nobody can be."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cms.demonstration.files import written
from cms.site_setup import EDITING, MODERATION, ORGANISING
from consult.models import ConsultationPage
from participants.consents import give_consent, text_in_force
from participants.models import User

ACCOUNTS = {  # address: name shown, groups
    "citoyenne@demo.invalid": ("Claire, citoyenne", ()),
    "moderation@demo.invalid": ("Inès, modération", (MODERATION.name,)),
    "redaction@demo.invalid": ("Marc, rédaction", (EDITING.name,)),
    "organisation@demo.invalid": ("Jeanne, organisation", (ORGANISING.name, EDITING.name, MODERATION.name)),
}


def is_a_real_site() -> bool:
    """Whether the database serves other people than the demonstration's: it must not be given invented ones."""
    if User.objects.filter(invented=True).exists():
        return False
    return ConsultationPage.objects.exists() or User.objects.filter(is_active=True, email__isnull=False).exists()


def accounts() -> dict[str, User]:
    """The four accounts by the word before their @, made once; each agreed to the use of its opinions."""
    return {email.partition("@")[0]: _account(email, *details) for email, details in ACCOUNTS.items()}


@transaction.atomic
def _account(email: str, name: str, groups: tuple[str, ...]) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, display_name=name, invented=True)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        user.groups.set(Group.objects.filter(name__in=groups))
        _agree(user)
    return user


def citizens() -> list[User]:
    """Invented citizens, without an address: nobody signs in as one of them. Made once."""
    return [_citizen(name) for name in written("debate.toml")["citizens"]]


@transaction.atomic
def _citizen(name: str) -> User:
    user = User.objects.filter(email__isnull=True, invented=True, display_name=name).first()
    if user is None:
        user = User.objects.create_user(None, display_name=name, invented=True)
        _agree(user)
    return user


def _agree(user: User) -> None:
    text = text_in_force(user.language, at=timezone.now())
    assert text is not None  # setup_site makes the first one
    give_consent(participant=user, text=text)
