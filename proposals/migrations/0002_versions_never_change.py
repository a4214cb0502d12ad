from django.db import migrations

from consult.immutable import NeverChanges

BLANKING = (
    "OLD.blanked_at IS NULL AND NEW.blanked_at IS NOT NULL AND NEW.title = '' AND NEW.text = ''"
    " AND NEW.id = OLD.id AND NEW.proposal_id = OLD.proposal_id AND NEW.number = OLD.number"
    " AND NEW.title_derived = OLD.title_derived AND NEW.created_at = OLD.created_at"
    " AND NEW.fingerprint = OLD.fingerprint"
)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]
    operations = [NeverChanges("proposals_version", allowed=BLANKING)]
