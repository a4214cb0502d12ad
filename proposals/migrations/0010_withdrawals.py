import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("proposals", "0009_replies")]
    operations = [
        migrations.AddField(
            "proposal",
            "withdrawn_at",
            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at"),
        ),
        migrations.AddField(
            "proposal",
            "withdrawn_for",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawn_for_it",
                to="proposals.proposal",
            ),
        ),
        migrations.AddConstraint(
            "proposal",
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_for__isnull=True)
                | Q(withdrawn_at__isnull=False, published_at__isnull=False),
                name="proposal_withdrawn_was_published",
            ),
        ),
        migrations.AddConstraint(
            "proposal",
            models.CheckConstraint(condition=~Q(withdrawn_for=F("id")), name="proposal_withdrawn_for_another"),
        ),
    ]
