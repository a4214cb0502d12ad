"""Who takes part: an account, or a voice that came with an import and cannot sign in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from consult.compiled import compiled_once
from consult.quick_rows import QuickRows
from participants.models.mail import PACES_EXIST, MailChoices


@compiled_once
def _by_key(key: int) -> "models.QuerySet[User]":
    return User.objects.filter(pk=key)


class UserManager(BaseUserManager["User"]):
    """Creates accounts; an address is kept in lower case so that it stands once."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)  # None: unusable, codes only
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get(self, *args: Any, **sought: Any) -> "User":
        """As ever; by primary key, which each visit of somebody signed in asks for, in SQL that is written once."""
        key = sought.get("pk")
        of_all = type(self) is UserManager and self._db is None  # the managers of relations are made of this one
        if args or len(sought) > 1 or type(key) is not int or not of_all:
            return super().get(*args, **sought)
        for user in _by_key(key):
            return user
        raise self.model.DoesNotExist

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(QuickRows, MailChoices, AbstractBaseUser, PermissionsMixin):
    """An account. Without an address it is a voice that was imported, or an erased account: no sign-in."""

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    display_name = models.CharField(
        _("display name"), max_length=60, blank=True, help_text=_("Shown beside what you write; a pseudonym is fine.")
    )
    origin = models.CharField(
        _("origin"), max_length=200, blank=True, help_text=_("For a voice that came with an import: where from.")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    invented = models.BooleanField(_("invented for the demonstration"), default=False)
    speaks_for_institution = models.BooleanField(
        _("speaks for the institution"),
        default=False,
        help_text=_("A mark beside the name says so wherever this person writes."),
    )
    session_epoch = models.PositiveIntegerField(_("which sessions are good"), default=0)

    objects = UserManager()
    rights_asleep = False  # of the person who reads: see participants.second_factor

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = PACES_EXIST

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        """What others read: the chosen name, or a neutral one; never the address."""
        return self.display_name or str(_("Participant"))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether they have a right now: none while it waits for their second factor. As Django's otherwise."""
        return not self.rights_asleep and self.holds(perm)

    def has_module_perms(self, app_label: str) -> bool:
        return not self.rights_asleep and super().has_module_perms(app_label)

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        return set() if self.rights_asleep else super().get_all_permissions(obj)

    def holds(self, perm: str) -> bool:
        """Whether the team gave them a right, awake or asleep. Two queries the first time."""
        return super().has_perm(perm)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know to be good: of the password, as Django's, and of the epoch once there is one."""
        if not self.session_epoch:
            known_first: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # in no stub
            return known_first
        known = f"{self.session_epoch}:{self.password}"
        return salted_hmac("participants.models.User.session", known, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.public_name

    def get_short_name(self) -> str:
        return self.public_name
