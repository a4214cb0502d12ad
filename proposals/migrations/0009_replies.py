import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

TABLE = "proposals_argument"
ANSWERS_FIRST_LEVEL = (
    f"EXISTS (SELECT 1 FROM {TABLE} AS above WHERE above.id = NEW.answers_id "
    "AND above.answers_id IS NULL AND above.proposal_id = NEW.proposal_id)"
)
WRONG = f"NEW.answers_id IS NOT NULL AND NOT {ANSWERS_FIRST_LEVEL}"
LEVEL = "a reply answers an argument of its proposal that is no reply"
FOR_EVER = "what an argument answers never changes"
SQLITE = [
    f"CREATE TRIGGER {TABLE}_one_level BEFORE INSERT ON {TABLE} WHEN {WRONG} BEGIN SELECT RAISE(ABORT, '{LEVEL}'); END",
    f"CREATE TRIGGER {TABLE}_answers_stay BEFORE UPDATE OF answers_id, proposal_id ON {TABLE} "
    "WHEN NEW.answers_id IS NOT OLD.answers_id OR NEW.proposal_id IS NOT OLD.proposal_id "
    f"BEGIN SELECT RAISE(ABORT, '{FOR_EVER}'); END",
]
POSTGRESQL = [
    f"CREATE FUNCTION {TABLE}_check_level() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF {WRONG} THEN RAISE EXCEPTION '{LEVEL}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
    "RETURN NEW; END $$",
    f"CREATE TRIGGER {TABLE}_one_level BEFORE INSERT ON {TABLE} FOR EACH ROW WHEN (NEW.answers_id IS NOT NULL) "
    f"EXECUTE FUNCTION {TABLE}_check_level()",
    f"CREATE FUNCTION {TABLE}_refuse_move() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{FOR_EVER}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER {TABLE}_answers_stay BEFORE UPDATE OF answers_id, proposal_id ON {TABLE} FOR EACH ROW "
    "WHEN (NEW.answers_id IS DISTINCT FROM OLD.answers_id OR NEW.proposal_id IS DISTINCT FROM OLD.proposal_id) "
    f"EXECUTE FUNCTION {TABLE}_refuse_move()",
]


def keep_to_one_level(apps, schema_editor):
    """No check constraint sees another row: the database holds this rule by triggers."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        gone = [f"DROP TRIGGER {TABLE}_one_level", f"DROP TRIGGER {TABLE}_answers_stay"]
    else:
        gone = [f"DROP FUNCTION {TABLE}_{name}() CASCADE" for name in ("check_level", "refuse_move")]
    for statement in gone:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0008_search"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField(
            "argument",
            "answers",
            models.ForeignKey(
                blank=True,
                help_text="The argument that this one replies to; a reply takes no side, and has no reply.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="proposals.argument",
            ),
        ),
        migrations.AlterField(
            "argument",
            "stance",
            models.CharField(
                blank=True,
                choices=[("for", "For"), ("against", "Against"), ("nuance", "Nuance")],
                max_length=10,
                verbose_name="stance",
            ),
        ),
        migrations.AddConstraint(
            "argument",
            models.CheckConstraint(
                condition=Q(answers__isnull=True) & ~Q(stance="") | Q(answers__isnull=False, stance=""),
                name="argument_takes_a_side_or_replies",
            ),
        ),
        migrations.CreateModel(
            "Convincing",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(verbose_name="marked at")),
                (
                    "argument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="convincing_marks",
                        to="proposals.argument",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="convincing_marks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "convincing mark",
                "verbose_name_plural": "convincing marks",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("argument", "participant"), name="one_convincing_mark_a_participant"
                    )
                ],
            },
        ),
        migrations.RunPython(keep_to_one_level, let_go),
    ]
