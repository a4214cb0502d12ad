"""Texts folded before lists knew of it: which stands under which, as ``synthesis.fold_keys`` reads it."""

from django.db import migrations


def copy(apps, schema_editor):
    from synthesis.fold_keys import recount_all

    recount_all()


class Migration(migrations.Migration):
    dependencies = [("proposals", "0020_folded"), ("synthesis", "0012_arrivals")]

    operations = [migrations.RunPython(copy, migrations.RunPython.noop, elidable=True)]
