"""In the editor's form a field named "method" hides the form's own, and autosave fails."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("cms", "0003_words_match_their_span"),
    ]

    operations = [
        migrations.RenameField(model_name="synthesispage", old_name="method", new_name="how_made"),
    ]
