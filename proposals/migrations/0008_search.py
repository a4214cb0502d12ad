from django.db import migrations


def index_anew(apps, schema_editor):
    """Proposals with their words beside the stems, and arguments for the first time."""
    from proposals.search import rebuild, rebuild_arguments  # the index knows the real models only

    rebuild()
    rebuild_arguments()


class Migration(migrations.Migration):
    dependencies = [("proposals", "0004_search_stems")]
    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop, elidable=True)]
