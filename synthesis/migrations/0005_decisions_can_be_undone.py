import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from consult.immutable import MayChange, NeverChanges

# The account that did it may be erased; nothing else changes.
BEFORE = (
    "NEW.by_id IS NULL AND NEW.id = OLD.id AND NEW.consultation_id = OLD.consultation_id"
    " AND NEW.version_id = OLD.version_id AND NEW.deed = OLD.deed AND NEW.reason = OLD.reason"
    " AND COALESCE(NEW.theme_id, 0) = COALESCE(OLD.theme_id, 0) AND NEW.together = OLD.together AND NEW.at = OLD.at"
)
WITHOUT_DECIDER = (
    f"{BEFORE} AND COALESCE(NEW.origin_id, 0) = COALESCE(OLD.origin_id, 0)"
    " AND COALESCE(CAST(NEW.shown_at AS TEXT), '') = COALESCE(CAST(OLD.shown_at AS TEXT), '')"
)


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0004_corpora_never_change")]
    operations = [
        MayChange("synthesis_themedecision", allowed=BEFORE),
        migrations.RemoveConstraint("themedecision", name="set_aside_has_a_reason_and_no_theme"),
        migrations.AddField(
            "themedecision",
            "origin",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="departures",
                to="synthesis.theme",
                verbose_name="theme in which it stood",
            ),
        ),
        migrations.AlterField(
            "themedecision",
            "deed",
            models.CharField(
                choices=[
                    ("confirmed", "confirmed where it stood"),
                    ("moved", "moved to a theme"),
                    ("set_aside", "set aside"),
                    ("undone", "put back where it stood"),
                ],
                max_length=12,
                verbose_name="deed",
            ),
        ),
        migrations.AddConstraint(
            "themedecision",
            models.CheckConstraint(
                condition=Q(deed="set_aside", theme__isnull=True) & ~Q(reason="")
                | Q(deed__in=["confirmed", "moved"], theme__isnull=False, reason="")
                | Q(deed="undone") & (Q(theme__isnull=True) | Q(reason="")),
                name="set_aside_has_a_reason_and_no_theme",
            ),
        ),
        NeverChanges("synthesis_themedecision", allowed=WITHOUT_DECIDER),
    ]
