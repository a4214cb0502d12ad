from django.db import migrations

from consult.immutable import NeverChanges

# The account may be erased; nothing else changes.
PUBLIC_READING = (
    "NEW.opened_by_id IS NULL AND NEW.id = OLD.id AND NEW.consultation_id = OLD.consultation_id"
    " AND NEW.number = OLD.number AND NEW.edition_id = OLD.edition_id AND NEW.opens_at = OLD.opens_at"
    " AND NEW.closes_at = OLD.closes_at AND NEW.words = OLD.words AND NEW.opened_at = OLD.opened_at"
)
REMARK_ANSWER = (
    "NEW.by_id IS NULL AND NEW.id = OLD.id AND NEW.remark_id = OLD.remark_id AND NEW.number = OLD.number"
    " AND NEW.kept = OLD.kept AND NEW.words = OLD.words AND NEW.at = OLD.at"
)
OPINION = (
    "NEW.signed_by_id IS NULL AND NEW.id = OLD.id AND NEW.page_id = OLD.page_id AND NEW.number = OLD.number"
    " AND COALESCE(NEW.edition_id, 0) = COALESCE(OLD.edition_id, 0) AND NEW.read_hash = OLD.read_hash"
    " AND NEW.words = OLD.words AND NEW.name = OLD.name AND NEW.signed_at = OLD.signed_at AND NEW.hash = OLD.hash"
)
# A sample stays as it was drawn; who reads it and when it ended is written later, once.
SECOND_READING = (
    "NEW.id = OLD.id AND NEW.page_id = OLD.page_id AND NEW.number = OLD.number"
    " AND COALESCE(NEW.edition_id, 0) = COALESCE(OLD.edition_id, 0) AND NEW.corpus_id = OLD.corpus_id"
    " AND NEW.seed = OLD.seed AND NEW.written = OLD.written"
    " AND CAST(NEW.themes AS TEXT) = CAST(OLD.themes AS TEXT) AND NEW.drawn_at = OLD.drawn_at"
    " AND (NEW.drawn_by_id IS NULL OR NEW.drawn_by_id = COALESCE(OLD.drawn_by_id, 0))"
    " AND (OLD.taken_at IS NULL OR (COALESCE(CAST(NEW.taken_at AS TEXT), '') = CAST(OLD.taken_at AS TEXT)"
    " AND (NEW.reader_id IS NULL OR NEW.reader_id = COALESCE(OLD.reader_id, 0))))"
    " AND (OLD.done_at IS NULL OR COALESCE(CAST(NEW.done_at AS TEXT), '') = CAST(OLD.done_at AS TEXT))"
)


class Migration(migrations.Migration):
    dependencies = [("cms", "0012_readings")]
    operations = [
        NeverChanges("cms_publicreading", allowed=PUBLIC_READING),
        NeverChanges("cms_remarkanswer", allowed=REMARK_ANSWER),
        NeverChanges("cms_secondreading", allowed=SECOND_READING),
        NeverChanges("cms_secondreadingitem"),
        NeverChanges("cms_secondanswer"),
        NeverChanges("cms_opinion", allowed=OPINION),
    ]
