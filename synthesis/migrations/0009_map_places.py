from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("synthesis", "0008_same_idea"),
    ]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="turn",
            field=models.FloatField(
                blank=True,
                help_text="A part of a whole turn, from 0 to 1; empty for runs that did not look.",
                null=True,
                verbose_name="direction on the map of its theme",
            ),
        ),
    ]
