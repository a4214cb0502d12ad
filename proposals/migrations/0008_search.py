import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def index_anew(apps, schema_editor):
    """Proposals with their words beside the stems, and arguments for the first time."""
    from proposals.search import rebuild, rebuild_arguments  # the index knows the real models only

    rebuild()
    rebuild_arguments()


class Migration(migrations.Migration):
    dependencies = [("proposals", "0007_similar")]
    operations = [
        migrations.CreateModel(
            "Exposure",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proposals", models.PositiveIntegerField(verbose_name="proposals")),
                ("loads", models.PositiveIntegerField(verbose_name="first pages")),
                ("least", models.PositiveIntegerField(verbose_name="least shown")),
                ("most", models.PositiveIntegerField(verbose_name="most shown")),
                ("measured_at", models.DateTimeField(verbose_name="measured at")),
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exposure",
                        to="consult.consultationpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "exposure",
                "verbose_name_plural": "exposures",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(proposals__gt=0, loads__gt=0, least__lte=F("most"), most__lte=F("loads")),
                        name="exposure_is_a_share",
                    )
                ],
            },
        ),
        migrations.RemoveIndex("position", "position_tally"),
        migrations.AddIndex(
            "position", models.Index(fields=["proposal", "value", "created_at"], name="position_tally")
        ),
        migrations.RunPython(index_anew, migrations.RunPython.noop, elidable=True),
    ]
