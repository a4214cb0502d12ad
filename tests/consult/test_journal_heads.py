"""The head of the chain is noted each day, so that an end cut off later is missed."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from consult import journal
from consult.immutable import drop_statements
from consult.models import JournalEntry, JournalHead
from consult.tasks import note_head

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def cut_off_the_end() -> None:
    """What someone with the keys of the server could do."""
    with connection.cursor() as cursor:
        for statement in drop_statements(connection.vendor, "consult_journalentry"):
            cursor.execute(statement)
        cursor.execute("DELETE FROM consult_journalentry WHERE number = 2")


@pytest.mark.requirement("C-4")
def test_a_journal_whose_end_was_cut_off_is_found_out():
    journal.record("first")
    journal.record("second")
    journal.note_head(MONDAY)
    call_command("verify_journal")
    cut_off_the_end()
    with pytest.raises(CommandError, match="entry 2: the head noted on 2026-03-02"):
        call_command("verify_journal")


@pytest.mark.requirement("C-4")
def test_the_head_is_sent_to_the_witnesses_and_stands_on_the_page(client, settings, mailoutbox, at_noon):
    settings.CONSULT_WITNESSES = ["huissier@example.org"]
    entry = journal.record("first")
    note_head.enqueue()
    assert entry.hash in mailoutbox[0].body
    assert entry.hash in client.get("/registre/").content.decode()
    assert f"2026-03-02,1,{entry.hash}" in client.get("/registre/tetes.csv").content.decode()


def test_a_day_has_one_head():
    journal.record("first")
    journal.note_head(MONDAY)
    journal.record("second")
    assert journal.note_head(MONDAY).number == 1


def test_an_empty_journal_has_no_head():
    assert journal.note_head(MONDAY) is None


def test_a_noted_head_never_changes():
    journal.record("first")
    journal.note_head(MONDAY)
    for deed in (JournalHead.objects.all().delete, lambda: JournalHead.objects.update(number=9)):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    assert JournalHead.objects.get().number == JournalEntry.objects.get().number
