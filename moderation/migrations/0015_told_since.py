from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0013_mandates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="told_since",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="The number of the last decision that was told after the answer.",
                null=True,
                verbose_name="told by e-mail of a later decision",
            ),
        ),
    ]
