from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery

BATCH = 1_000


def write_decisions(apps, schema_editor):
    """What persons had placed or confirmed before decisions were kept: each gets its decision, as far as is known."""
    decision = apps.get_model("synthesis", "ThemeDecision")
    version = apps.get_model("proposals", "Version")
    membership = apps.get_model("synthesis", "ThemeMembership")
    read = version.objects.filter(proposal=OuterRef("proposal"), created_at__lte=OuterRef("confirmed_at"))
    first = version.objects.filter(proposal=OuterRef("proposal")).order_by("number").values("pk")[:1]
    kept = decision.objects.filter(version__proposal=OuterRef("proposal"))
    held = (
        membership.objects.filter(~Exists(kept), confirmed_at__isnull=False)
        .annotate(read=Subquery(read.order_by("-number").values("pk")[:1]), first=Subquery(first))
        .select_related("proposal")
        .order_by("confirmed_at", "pk")
    )
    rows = [
        decision(
            consultation_id=row.proposal.consultation_id,
            version_id=row.read or row.first,
            deed="set_aside" if row.theme_id is None else "moved" if row.by_person else "confirmed",
            theme_id=row.theme_id,
            reason=row.reason,
            at=row.confirmed_at,
            by_id=row.placed_by_id,
        )
        for row in held.iterator(chunk_size=BATCH)
        if row.read or row.first
    ]
    decision.objects.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0005_decisions_can_be_undone")]
    operations = [migrations.RunPython(write_decisions, migrations.RunPython.noop)]
