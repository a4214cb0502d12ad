"""A contribution on paper or by e-mail, entered by the organiser for someone who has no account here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """Where one contribution came from, on which basis it is published, and who typed it. Its origin signs it."""

    class Medium(models.TextChoices):
        LETTER = "letter", _("Letter")
        EMAIL = "email", _("E-mail")
        PAPER = "paper", _("Paper form")

    class Basis(models.TextChoices):
        AGREED = "agreed", _("The person agreed in writing that it is published with this name")
        ANONYMOUS = "anonymous", _("The contribution is anonymous: nothing in it says who wrote it")

    origin = models.OneToOneField(
        "proposals.Import",
        on_delete=models.PROTECT,  # what was entered keeps its origin
        related_name="entry",
    )
    medium = models.CharField(_("came as"), max_length=10, choices=Medium.choices)
    received_on = models.DateField(_("received on"))
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices)
    name = models.CharField(_("name"), max_length=60, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # an erased account leaves what it entered
        null=True,
        blank=True,
        related_name="entries",
    )
    entered_at = models.DateTimeField(_("entered at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entered contribution")
        verbose_name_plural = _("entered contributions")
        permissions = [("enter_entry", _("Can enter contributions that came on paper or by e-mail"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis="agreed") & ~Q(name="") | Q(basis="anonymous", name=""),
                name="entry_named_by_consent",
            ),
            models.CheckConstraint(condition=Q(medium__in=["letter", "email", "paper"]), name="entry_medium_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_medium_display()} – {self.received_on}"
