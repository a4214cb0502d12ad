from django.db import migrations, models
from django.db.models import Q

STATES = [
    ("", "No answer"),
    ("waits", "Waits for a moderator"),
    ("shown", "In view"),
    ("hidden", "Withheld from view"),
    ("erased", "Erased by the author"),
]


def show_what_was_shown(apps, schema_editor):
    amendments = apps.get_model("proposals", "Amendment").objects.using(schema_editor.connection.alias)
    amendments.filter(outcome="declined").update(answer_state="shown")


class Migration(migrations.Migration):
    """An answer has a state of its own: it may wait for a moderator, be withheld, or be erased by its author."""

    dependencies = [("proposals", "0013_counted_figures")]
    operations = [
        migrations.RemoveConstraint("amendment", "amendment_declined_with_a_word"),
        migrations.RemoveConstraint("amendment", "amendment_has_words_or_is_blanked"),
        migrations.AddField(
            "amendment",
            "answer_state",
            models.CharField(
                blank=True, choices=STATES, default="", max_length=10, verbose_name="state of the author’s words"
            ),
        ),
        migrations.RunPython(show_what_was_shown, migrations.RunPython.noop),
        migrations.AddConstraint(
            "amendment",
            models.CheckConstraint(
                condition=Q(blanked_at__isnull=False, title="", wording="", reason="")
                & ~Q(outcome="open")
                | Q(blanked_at__isnull=True) & ~Q(reason="") & (Q(start__isnull=False) | ~Q(title="") & ~Q(wording="")),
                name="amendment_has_words_or_is_blanked",
            ),
        ),
        migrations.AddConstraint(
            "amendment",
            models.CheckConstraint(
                condition=Q(outcome="declined", answer_state__in=["waits", "shown", "hidden"]) & ~Q(answer="")
                | Q(outcome="declined", answer_state="erased", answer="")
                | ~Q(outcome="declined") & Q(answer_state="", answer=""),
                name="amendment_declined_with_a_word",
            ),
        ),
    ]
