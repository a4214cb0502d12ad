from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0006_decisions_of_before")]

    operations = [
        migrations.AddField(
            model_name="cluster",
            name="stability",
            field=models.FloatField(
                blank=True,
                help_text="From 0 to 1; 0 where nothing can be said, empty for runs that did not look.",
                null=True,
                verbose_name="stability",
            ),
        ),
    ]
