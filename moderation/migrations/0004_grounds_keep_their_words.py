from django.db import migrations

from consult.immutable import NeverChanges

SAME_WORDS = "NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.title = OLD.title AND NEW.text = OLD.text"


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_terms_and_answers")]
    operations = [NeverChanges("moderation_ground", allowed=SAME_WORDS)]
