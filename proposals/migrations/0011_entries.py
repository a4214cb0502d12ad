import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_withdrawals"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            "Entry",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "medium",
                    models.CharField(
                        choices=[("letter", "Letter"), ("email", "E-mail"), ("paper", "Paper form")],
                        max_length=10,
                        verbose_name="came as",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="received on")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("agreed", "The person agreed in writing that it is published with this name"),
                            ("anonymous", "The contribution is anonymous: nothing in it says who wrote it"),
                        ],
                        max_length=10,
                        verbose_name="basis",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("entered_at", models.DateTimeField(verbose_name="entered at")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "origin",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entry", to="proposals.import"
                    ),
                ),
            ],
            options={
                "verbose_name": "entered contribution",
                "verbose_name_plural": "entered contributions",
                "permissions": [("enter_entry", "Can enter contributions that came on paper or by e-mail")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(basis="agreed") & ~Q(name="") | Q(basis="anonymous", name=""),
                        name="entry_named_by_consent",
                    ),
                    models.CheckConstraint(
                        condition=Q(medium__in=["letter", "email", "paper"]), name="entry_medium_known"
                    ),
                ],
            },
        ),
    ]
