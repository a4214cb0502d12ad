from django.db import migrations

from consult.immutable import NeverChanges

# The account that published it may be erased; nothing else changes.
WITHOUT_PUBLISHER = (
    "NEW.published_by_id IS NULL AND NEW.id = OLD.id AND NEW.page_id = OLD.page_id AND NEW.kind = OLD.kind"
    " AND NEW.number = OLD.number AND NEW.corpus_id = OLD.corpus_id AND COALESCE(NEW.run_id, 0) = COALESCE(OLD.run_id, 0)"
    " AND NEW.title = OLD.title AND NEW.lead = OLD.lead AND NEW.how_made = OLD.how_made"
    " AND NEW.theme_floor = OLD.theme_floor AND CAST(NEW.themes AS TEXT) = CAST(OLD.themes AS TEXT)"
    " AND CAST(NEW.figures AS TEXT) = CAST(OLD.figures AS TEXT)"
    " AND CAST(NEW.open_gates AS TEXT) = CAST(OLD.open_gates AS TEXT) AND NEW.public_reason = OLD.public_reason"
    " AND NEW.hash = OLD.hash AND NEW.published_at = OLD.published_at"
)


class Migration(migrations.Migration):
    dependencies = [("cms", "0005_editions")]
    operations = [
        NeverChanges("cms_edition", allowed=WITHOUT_PUBLISHER),
        NeverChanges("cms_editionfinding"),
        NeverChanges("cms_editioncitation"),
        NeverChanges("cms_fate"),
    ]
