from django.db import migrations, models
from django.db.models import Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce


def find_first_public_versions(apps, schema_editor):
    """Published so far: from the version that stood when it was published, since none came after that."""
    Version = apps.get_model("proposals", "Version")
    Proposal = apps.get_model("proposals", "Proposal")
    then = Version.objects.filter(proposal=OuterRef("pk"), created_at__lte=OuterRef("published_at"))
    newest = then.order_by().values("proposal").annotate(last=Max("number")).values("last")
    published = Proposal.objects.filter(published_at__isnull=False)
    published.update(first_public_version=Coalesce(Subquery(newest), Value(1)))


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_versions_never_change")]
    operations = [
        migrations.AddField(
            "proposal",
            "first_public_version",
            models.PositiveIntegerField(
                blank=True,
                help_text="Number of the version that was published first; earlier ones are for its author and moderators.",
                null=True,
                verbose_name="first public version",
            ),
        ),
        migrations.RunPython(find_first_public_versions, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "proposal",
            models.CheckConstraint(
                condition=~Q(state="published") | Q(first_public_version__isnull=False),
                name="proposal_published_from_version",
            ),
        ),
    ]
