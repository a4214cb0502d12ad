from django.db import migrations

from consult.immutable import NeverChanges


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial")]
    operations = [NeverChanges("participants_consenttext")]
