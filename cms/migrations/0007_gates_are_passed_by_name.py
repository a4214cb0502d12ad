from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0006_editions_never_change")]
    operations = [
        migrations.AlterModelOptions(
            name="synthesisdesk",
            options={
                "permissions": [("pass_gate", "Can publish a synthesis in spite of a gate, with a public reason")],
                "verbose_name": "desk of a synthesis",
                "verbose_name_plural": "desks of syntheses",
            },
        ),
        migrations.AddField(
            model_name="synthesisdesk",
            name="reason_gates",
            field=models.JSONField(
                blank=True,
                help_text="Codes of those that were red when it was given; empty: all that may be passed.",
                null=True,
                verbose_name="gates that the reason passes",
            ),
        ),
    ]
