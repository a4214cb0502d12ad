"""The public journal: a chain that holds, that nothing can touch, and that names nobody."""

import ast
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from consult import journal
from consult.immutable import drop_statements
from consult.models import JournalEntry
from consult.register import event_descriptions
from tests import factories
from tests.journal_words import words_in, written_before

ROOMS = ["consult", "participants", "proposals", "moderation", "synthesis", "cms"]
SCRIPT = Path(settings.BASE_DIR) / "docs" / "verify_registre.py"
TABLE = JournalEntry._meta.db_table
c4 = pytest.mark.requirement("C-4")


def write(count):
    for turn in range(1, count + 1):
        journal.record("proposal.published", consultation="se-deplacer", proposal=f"P-{turn}", version=1)


def alter(sql, *values):
    """Change rows behind the triggers' back, as somebody who owns the database could."""
    with connection.cursor() as cursor:
        for statement in drop_statements(connection.vendor, TABLE):
            cursor.execute(statement)
        cursor.execute(sql, values)


@c4
@pytest.mark.django_db
def test_each_entry_holds_the_hash_of_the_one_before():
    write(3)
    first, second, third = JournalEntry.objects.order_by("number")
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert journal.first_break([first, second, third]) is None


@c4
@pytest.mark.django_db
def test_whole_journal_verifies_and_names_its_head(capsys):
    write(2)
    call_command("verify_journal")
    assert JournalEntry.objects.first().hash in capsys.readouterr().out


@c4
@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "event = 'proposal.withheld'",
        "consultation = 'ailleurs'",
        'content = \'{"proposal": "P-9"}\'',
        "at = '2020-01-01 00:00:00+00:00'",
        "hash = 'f'",
        "previous_hash = 'f'",
        "number = 12",
    ],
)
def test_any_altered_row_breaks_the_chain_at_that_row(change):
    write(4)
    alter(f"UPDATE {TABLE} SET {change} WHERE number = %s", 2)
    with pytest.raises(CommandError, match=r"broken at entry 2\b"):
        call_command("verify_journal")


@c4
@pytest.mark.django_db
def test_removed_row_breaks_the_chain_where_it_stood():
    write(4)
    alter(f"DELETE FROM {TABLE} WHERE number = %s", 3)
    with pytest.raises(CommandError, match=r"broken at entry 3\b"):
        call_command("verify_journal")


@c4
@pytest.mark.django_db
def test_command_that_finds_a_break_exits_with_one(monkeypatch):
    from django.core.management import execute_from_command_line

    write(2)
    alter(f"UPDATE {TABLE} SET event = %s", "x")
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "verify_journal"])
    assert ended.value.code == 1


@c4
@pytest.mark.django_db
@pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET event = 'x'", f"DELETE FROM {TABLE}"])
def test_database_refuses_to_change_or_delete_entries(sql):
    write(1)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert JournalEntry.objects.get().event == "proposal.published"


@c4
@pytest.mark.django_db
def test_journal_of_a_deed_that_fails_is_not_kept():
    def fail_after_writing():
        with transaction.atomic():
            write(1)
            raise IntegrityError

    with pytest.raises(IntegrityError):
        fail_after_writing()
    assert not JournalEntry.objects.exists()


@c4
@pytest.mark.django_db
def test_register_page_shows_the_head_and_how_to_verify(client):
    write(3)
    page = client.get("/registre/").text
    head = JournalEntry.objects.first()
    assert head.hash in page
    assert "registre.jsonl" in page
    assert "verify_registre.py" in page
    assert "UNDEFINED" not in page
    assert client.cookies == {}


@c4
@pytest.mark.django_db
def test_empty_register_says_so(client):
    page = client.get("/registre/").text
    assert "UNDEFINED" not in page
    assert 'id="entry-' not in page


def downloaded(client, folder):
    file = folder / "registre.jsonl"
    file.write_bytes(b"".join(client.get("/registre/registre.jsonl").streaming_content))
    return file


def run_script(*arguments):
    return subprocess.run([sys.executable, "-I", SCRIPT, *arguments], capture_output=True, text=True, check=False)


@c4
@pytest.mark.django_db
def test_downloaded_register_verifies_with_the_script_alone(client, tmp_path):
    written_before("proposal.withheld", proposal="P-1", ground="Propos blessants : « non »")
    write(2)
    answer = run_script(downloaded(client, tmp_path))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert JournalEntry.objects.first().hash in answer.stdout


@c4
@pytest.mark.django_db
def test_script_names_the_first_line_that_was_touched(client, tmp_path):
    write(3)
    file = downloaded(client, tmp_path)
    file.write_text(file.read_text().replace('"P-2"', '"P-7"'))
    answer = run_script(file)
    assert answer.returncode == 1
    assert answer.stdout.startswith("entry 2:")


@c4
@pytest.mark.django_db
def test_script_tells_whether_a_head_noted_earlier_is_still_there(client, tmp_path):
    write(3)
    file = downloaded(client, tmp_path)
    noted = JournalEntry.objects.get(number=2).hash
    assert run_script(file, noted).returncode == 0
    assert run_script(file, "0" * 63 + "1").returncode == 1


@c4
@pytest.mark.django_db
def test_script_that_the_page_offers_is_the_one_of_the_docs(client):
    answer = client.get("/registre/verify_registre.py")
    assert b"".join(answer.streaming_content) == SCRIPT.read_bytes()
    assert len(SCRIPT.read_text().splitlines()) <= 40


def recorded_calls():
    """Every ``journal.record(...)`` of the rooms: where it stands, and the call."""
    for room in ROOMS:
        for path in sorted((Path(settings.BASE_DIR) / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {"journal.record", "record"}:
                    yield f"{path.parent.name}/{path.name}:{node.lineno}", node


@c4
def test_every_recorded_event_has_its_sentence():
    described = dict(event_descriptions.items())
    for where, call in recorded_calls():
        if isinstance(call.args[0], ast.Constant):
            assert call.args[0].value in described, f"{where} records an event that the register cannot say"


@c4
def test_no_call_hands_the_journal_a_person_or_their_words():
    forbidden = {
        "author",
        "participant",
        "user",
        "by",
        "moderator",
        "name",
        "email",
        "text",
        "title",
        "words",
        "facts",
        "reason",
    }
    for where, call in recorded_calls():
        for keyword in call.keywords:
            assert keyword.arg not in forbidden, f"{where} journals {keyword.arg}"
            parts = {part.attr for part in ast.walk(keyword.value) if isinstance(part, ast.Attribute)}
            assert not parts & {"author", "author_id", "participant", "email", "display_name", "text"}, where


@c4
@pytest.mark.django_db
def test_entries_of_the_main_deeds_hold_no_name_account_or_typed_word(at_noon):
    from moderation import actions as moderation
    from proposals import actions as proposals

    make = factories.CitizenFactory
    author = make(pk=98_765_001, email="marquee@example.org", display_name="Nomauteure")
    moderator = make(pk=98_765_002, email="juge@example.org", display_name="Nommoderateur", is_superuser=True)
    page = factories.open_consultation()
    typed = {"title": "Titremarque", "text": "Textemarque", "tags": ["Tagmarque"]}
    proposal = proposals.submit(consultation=page, author=author, **typed)
    moderation.decide(subject=proposal, by=moderator, kind="publish", seen=0, words="Motsmarque")
    argument = proposals.argue(proposal=proposal, author=author, stance="for", text="Argumentmarque")
    moderation.decide(subject=argument, by=moderator, kind="publish", seen=0)
    ground = factories.GroundFactory(title="Motifmarque", text="Articlemarque")
    moderation.report(subject=argument, ground=ground, words="Signalmarque", email="lecteur@example.org")
    reasons = {"ground": ground, "facts": "Faitsmarque", "words": "Motsmarque", "duration": "indefinite"}
    moderation.decide(subject=argument, by=moderator, kind="withhold", seen=1, **reasons)
    moderation.decide(subject=argument, by=moderator, kind="publish", seen=2)
    proposals.take_position(proposal=proposal, participant=author, value=1, read_version=proposal.current.number)
    told = json.dumps([entry.body() for entry in JournalEntry.objects.all()], ensure_ascii=False)
    assert JournalEntry.objects.count() == 4
    for private in ["arque", "Nomauteure", "Nommoderateur", "example.org", "9876500"]:
        assert private not in told


@c4
@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        {"ground": "Hors du sujet"},
        {"ground": "Incivilité"},
        {"proposals": ["P-1", "Un titre"]},
        {"theme": {"name": "le train du soir"}},
        {"a title": 1},
        {"share": 0.5},
        {"hash": "f" * 65},
    ],
)
def test_the_journal_refuses_words(content):
    with pytest.raises(journal.TypedWords):
        journal.record("theme.adopted", consultation="se-deplacer", **content)
    assert not JournalEntry.objects.exists()


@c4
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"ground": "train"}, ["train"]),
        ({"proposals": ["P-1", "P-2-A3"], "theme": "", "until": "2026-03-02", "duration": "temporary"}, []),
        ({"Nom": 1}, ["Nom"]),
        ({"theme": {"Nom": "P-1"}}, ["Nom"]),
    ],
)
def test_the_rule_of_the_tests_is_stricter_yet(content, words):
    assert words_in(written_before("theme.adopted", **content)) == words


@c4
@pytest.mark.django_db
def test_any_test_that_writes_words_fails():
    with pytest.raises(AssertionError, match="hands words"):
        journal.record("theme.adopted", consultation="se-deplacer", theme="train")


def append_at_once(count):
    """Record from several threads that start together; returns what failed."""
    gate, failures = threading.Barrier(count), []

    def append(turn):
        gate.wait()
        try:
            journal.record("proposal.published", consultation="se-deplacer", proposal=f"P-{turn}")
        except Exception as error:  # noqa: BLE001 – whatever it is, it is counted
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=append, args=(turn,)) for turn in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@c4
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_entries_written_at_once_make_one_chain():
    assert append_at_once(16) == []
    assert JournalEntry.objects.count() == 16
    assert journal.first_break(JournalEntry.objects.order_by("number")) is None


@c4
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_control_without_turns_entries_written_at_once_are_lost(monkeypatch):
    gate = threading.Barrier(16)

    def read_together(name):
        gate.wait(timeout=10)

    monkeypatch.setattr(journal, "take_turn", read_together)
    assert append_at_once(16) != []
    assert JournalEntry.objects.count() < 16
