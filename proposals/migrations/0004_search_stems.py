from django.db import migrations


def make_search_text_anew(apps, schema_editor):
    """Stems in which accents, plural and feminine agree: what is stored was made by the former rules."""
    from proposals.search import rebuild  # the index knows the real model only; it reads the columns it names

    rebuild()


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0003_first_public_version"),
        ("wagtailsearch", "0010_add_text_fields"),  # the index: missing, it would be looked for no more by this process
    ]
    operations = [migrations.RunPython(make_search_text_anew, migrations.RunPython.noop, elidable=True)]
