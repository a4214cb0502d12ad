from django.db import migrations

from consult.immutable import NeverChanges


class Migration(migrations.Migration):
    dependencies = [("consult", "0001_initial")]
    operations = [NeverChanges("consult_journalentry")]
