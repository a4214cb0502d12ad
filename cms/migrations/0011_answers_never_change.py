from django.db import migrations

from consult.immutable import NeverChanges

# The account that wrote it may be erased; nothing else changes.
WITHOUT_AUTHOR = "NEW.by_id IS NULL AND NEW.id = OLD.id AND NEW.at = OLD.at"
ANSWER = (
    f"{WITHOUT_AUTHOR} AND NEW.page_id = OLD.page_id AND NEW.key = OLD.key AND NEW.number = OLD.number"
    " AND NEW.finding_id = OLD.finding_id AND NEW.stance = OLD.stance AND NEW.reasons = OLD.reasons"
    " AND NEW.name = OLD.name AND NEW.function = OLD.function"
)
COMMITMENT = (
    f"{WITHOUT_AUTHOR} AND NEW.consultation_id = OLD.consultation_id AND NEW.number = OLD.number"
    " AND NEW.answer_id = OLD.answer_id AND NEW.key = OLD.key AND NEW.text = OLD.text AND NEW.due = OLD.due"
)
STEP = (
    f"{WITHOUT_AUTHOR} AND NEW.commitment_id = OLD.commitment_id AND NEW.kind = OLD.kind AND NEW.words = OLD.words"
    " AND NEW.link = OLD.link AND COALESCE(CAST(NEW.due AS TEXT), '') = COALESCE(CAST(OLD.due AS TEXT), '')"
    " AND COALESCE(NEW.shown_page_id, 0) = COALESCE(OLD.shown_page_id, 0)"
    " AND COALESCE(NEW.document_id, 0) = COALESCE(OLD.document_id, 0)"
)


class Migration(migrations.Migration):
    dependencies = [("cms", "0010_answers")]
    operations = [
        NeverChanges("cms_answer", allowed=ANSWER),
        NeverChanges("cms_commitment", allowed=COMMITMENT),
        NeverChanges("cms_commitmentstep", allowed=STEP),
    ]
