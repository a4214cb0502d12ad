from django.db import migrations

from consult.immutable import NeverChanges

# The account that did it may be erased; nothing else changes.
WITHOUT_FREEZER = (
    "NEW.frozen_by_id IS NULL AND NEW.id = OLD.id AND NEW.consultation_id = OLD.consultation_id"
    " AND NEW.number = OLD.number AND NEW.cutoff_at = OLD.cutoff_at AND NEW.size = OLD.size AND NEW.hash = OLD.hash"
    " AND NEW.frozen_at = OLD.frozen_at"
)
WITHOUT_DECIDER = (
    "NEW.by_id IS NULL AND NEW.id = OLD.id AND NEW.consultation_id = OLD.consultation_id"
    " AND NEW.version_id = OLD.version_id AND NEW.deed = OLD.deed AND NEW.reason = OLD.reason"
    " AND COALESCE(NEW.theme_id, 0) = COALESCE(OLD.theme_id, 0) AND NEW.together = OLD.together AND NEW.at = OLD.at"
)


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0003_frozen_corpora")]
    operations = [
        NeverChanges("synthesis_frozencorpus", allowed=WITHOUT_FREEZER),
        NeverChanges("synthesis_corpusitem"),
        NeverChanges("synthesis_themedecision", allowed=WITHOUT_DECIDER),
    ]
