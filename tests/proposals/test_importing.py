"""Bringing lists in: read line by line, kept whole or not at all, and never twice."""

import gzip
import io
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from consult.canonical import sha256_of
from consult.models import JournalEntry
from proposals.importing import (
    ArgumentRow,
    ImportRefused,
    ImportRow,
    LineError,
    Totals,
    import_arguments,
    import_list,
)
from proposals.importing.checking import checked_rows
from proposals.importing.parsing import Unreadable, open_text, read_mapping, read_rows
from proposals.models import Argument, Import, Proposal, Version

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOURCE = {"source": "Grand Débat National, 2019", "licence": "Licence Ouverte 2.0"}


def read(text: str, mapping: str = "text=text", **options) -> list:
    return list(read_rows(io.StringIO(text, newline=""), read_mapping(mapping), **options))


def bring(consultation, *rows, **options):
    return import_list(consultation=consultation, rows=rows, **SOURCE, **options)


def test_a_row_is_read_whole():
    mapping = "text=texte,title=titre,tags=mots,id=ref,date=jour,agree=oui,disagree=non"
    (row,) = read('ref,titre,texte,mots,jour,oui,non\n7,Le train,Plus de trains,"Rail, Soir",26/09/2015,3,1\n', mapping)
    assert (row.title, row.text, row.external_id, row.line) == ("Le train", "Plus de trains", "7", 2)
    assert row.tags == ("Rail", "Soir")
    assert row.created_at == datetime(2015, 9, 26, tzinfo=UTC)
    assert row.totals == Totals(agree=3, mixed=0, disagree=1)


def test_a_text_may_hold_lines_and_delimiters():
    (row,) = read('text;x\n"Un;\ndeux";1\n', delimiter=";")
    assert (row.text, row.line) == ("Un;\ndeux", 3)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("un,deux,trois,quatre", "more cells"),
        ("un", "fewer cells"),
        ("un,hier,1", "“hier” is not a date"),
        ("un,2019-01-01,beaucoup", "“beaucoup” is not a whole number"),
        ("un,2019-01-01,-3", "“-3” is not a whole number"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line, reason, settings):
    settings.LANGUAGE_CODE = "en"
    from django.utils import translation

    with translation.override("en"):
        good, bad = read(f"t,d,n\nbon,2019-01-01,1\n{line}\n", "text=t,date=d,agree=n")
    assert isinstance(good, ImportRow)
    assert isinstance(bad, LineError)
    assert bad.line == 3
    assert reason in bad.reason


def test_a_missing_column_is_named():
    with pytest.raises(Unreadable, match="réponse"):
        read("text\nun\n", "text=réponse")


@pytest.mark.parametrize("written", ["title=titre", "text", "texte=a", "text="])
def test_a_mapping_without_sense_is_refused(written):
    with pytest.raises(Unreadable):
        read_mapping(written)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("packed", [False, True])
def test_files_open_with_or_without_mark_plain_or_packed(tmp_path, mark, packed):
    path = tmp_path / "liste.csv"
    content = f"{mark}text\nÉté\n".encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    with open_text(path) as lines:
        (row,) = read_rows(lines, {"text": "text"})
    assert row.text == "Été"


@pytest.fixture
def handles(monkeypatch):
    """Every file that a path opens, in the order of opening."""
    opened, really = [], Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, *how, **more: opened.append(really(path, *how, **more)) or opened[-1]
    )
    return opened


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("fault", [None, ValueError])
def test_no_file_is_left_open(tmp_path, handles, packed, fault):
    path = tmp_path / "liste.csv"
    path.write_bytes(gzip.compress(b"text\n") if packed else b"text\n")
    with nullcontext() if fault is None else pytest.raises(fault), open_text(path) as lines:
        next(lines)
        assert not handles[-1].closed
        if fault:
            raise fault
    assert lines.closed
    assert all(handle.closed for handle in handles)


@pytest.mark.parametrize("damage", [lambda packed: packed[:-9], lambda packed: packed[:12] + b"xx" + packed[14:]])
def test_a_damaged_archive_is_refused_in_a_sentence(tmp_path, handles, damage):
    path = tmp_path / "liste.csv.gz"
    path.write_bytes(damage(gzip.compress(b"text\n" + b"Plus de trains\n" * 2_000)))
    with open_text(path) as lines, pytest.raises(Unreadable, match=r"\d"):
        list(read_rows(lines, {"text": "text"}))
    assert all(handle.closed for handle in handles)


def test_a_file_of_another_encoding_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_bytes("text\nÉté\n".encode("latin-1"))
    with open_text(path) as lines, pytest.raises(Unreadable, match="UTF-8"):
        list(read_rows(lines, {"text": "text"}))


@pytest.mark.parametrize(
    "row",
    [
        ImportRow(text="   "),
        ImportRow(text="a\x00b"),
        ImportRow(text="a", title="x" * 251),
        ImportRow(text="a", external_id="x" * 81),
        ImportRow(text="a", created_at=datetime(2027, 1, 1, tzinfo=UTC)),
        ImportRow(text="a", totals=Totals(agree=-1)),
    ],
)
def test_a_row_that_cannot_be_kept_is_told(row):
    good, errors = checked_rows([row], now=NOW)
    assert good == []
    assert len(errors) == 1


def test_an_identifier_given_twice_is_an_error_but_the_same_words_twice_are_not():
    twice = [ImportRow(text="un", external_id="7", line=2), ImportRow(text="deux", external_id="7", line=3)]
    assert [error.line for error in checked_rows(twice, now=NOW)[1]] == [3]
    same, errors = checked_rows([ImportRow(text="Oui"), ImportRow(text="Oui ")], now=NOW)
    assert errors == []
    assert len({row.external_id for row in same}) == 2


@pytest.mark.django_db
def test_imported_proposals_are_published_with_their_origin(consultation):
    rows = [
        ImportRow(text="développer le vélo partout, vite et bien", tags=("Vélo",), totals=Totals(5, 2, 1)),
        ImportRow(text="Le texte", title="Le titre", created_at=datetime(2019, 2, 1, tzinfo=UTC)),
    ]
    assert bring(consultation, *rows).created == 2
    first, second = Proposal.objects.order_by("number").select_related("current", "author", "imported_from")
    assert (first.reference, first.state, first.signature) == ("P-1", "published", SOURCE["source"])
    assert (first.current.title_derived, second.current.title_derived) == (True, False)
    assert [tag.name for tag in first.tags.all()] == ["Vélo"]
    assert (first.tally_elsewhere.agree, first.positions.count()) == (5, 0)
    assert second.published_at.year == 2019


@pytest.mark.django_db
def test_an_imported_version_is_sealed_like_any_other(consultation):
    bring(consultation, ImportRow(text="  Un texte  "))
    version = Version.objects.select_related("proposal").get()
    assert version.fingerprint == sha256_of(version.source())


@pytest.mark.django_db
def test_a_second_run_imports_nothing_twice(consultation):
    rows = [ImportRow(text="Un"), ImportRow(text="Un"), ImportRow(text="Deux", external_id="7")]
    assert bring(consultation, *rows).created == 3
    again = bring(consultation, *rows, ImportRow(text="Trois"))
    assert (again.created, again.already) == (1, 3)
    assert sorted(Proposal.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db
def test_nothing_is_half_imported(consultation):
    with pytest.raises(ImportRefused) as refusal:
        bring(consultation, ImportRow(text="Bon", line=2), ImportRow(text=" ", line=3))
    assert [error.line for error in refusal.value.errors] == [3]
    assert not Proposal.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_bad_lines_are_left_out_and_told_when_asked(consultation):
    result = bring(consultation, ImportRow(text="Bon", line=2), ImportRow(text="", line=3), skip_bad_lines=True)
    assert (result.created, [error.line for error in result.errors]) == (1, [3])


@pytest.mark.django_db
def test_a_failure_in_the_middle_keeps_nothing(consultation, monkeypatch):
    monkeypatch.setattr("proposals.importing.writing.BATCH", 2)

    def fail_late(done, seen=[]):  # noqa: B006 – counts the calls
        seen.append(done)
        if len(seen) == 3:
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        bring(consultation, *[ImportRow(text=f"Texte {n}") for n in range(6)], progress=fail_late)
    assert not Proposal.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_a_dry_run_keeps_nothing(consultation):
    result = bring(consultation, ImportRow(text="Un"), dry_run=True)
    assert (result.created, result.record) == (1, None)
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_one_entry_in_the_journal_holds_the_hash_of_the_list(consultation):
    bring(consultation, ImportRow(text="Un"), ImportRow(text="Deux"))
    entry = JournalEntry.objects.get(event="proposals.imported")
    sealed = Version.objects.order_by("proposal__number").values_list("proposal__number", "fingerprint")
    assert entry.content["list_hash"] == sha256_of([[f"P-{number}", seal] for number, seal in sealed])
    assert (entry.content["count"], entry.content["first"], entry.content["last"]) == (2, "P-1", "P-2")


@pytest.mark.django_db
def test_what_was_imported_is_found_by_the_search(client, consultation):
    bring(consultation, ImportRow(text="Des pistes cyclables sécurisées"), ImportRow(text="Des trains"))
    page = client.get("/se-deplacer/propositions/", {"q": "piste cyclable"})
    assert "P-1" in page.text
    assert "P-2" not in page.text


@pytest.mark.django_db
def test_progress_is_told_and_queries_do_not_follow_the_rows(consultation, count_queries):
    told: list[int] = []
    few = count_queries(lambda: bring(consultation, *[ImportRow(text=f"Un {n}") for n in range(3)]))
    many = [ImportRow(text=f"Deux {n}") for n in range(300)]
    statements = count_queries(lambda: bring(consultation, *many, progress=told.append))
    assert sum(told) == 300
    assert len(statements) <= len(few) + 4  # the databases cut long lists of values in several statements


@pytest.mark.django_db
def test_arguments_join_the_proposals_they_speak_of(consultation):
    bring(consultation, ImportRow(text="Un", external_id="61"))
    rows = [
        ArgumentRow(proposal="61", stance="for", text="Oui", convincing=4),
        ArgumentRow(proposal="61", stance="against", text="Non"),
    ]
    assert import_arguments(consultation=consultation, rows=rows, **SOURCE).created == 2
    assert import_arguments(consultation=consultation, rows=rows, **SOURCE).already == 2
    first, second = Argument.objects.select_related("proposal", "author", "imported_from").order_by("number")
    assert (first.reference, first.stance, first.convincing_elsewhere) == ("P-1-A1", "for", 4)
    assert (second.reference, second.signature) == ("P-1-A2", SOURCE["source"])
    assert JournalEntry.objects.filter(event="arguments.imported").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row",
    [
        ArgumentRow(proposal="99", stance="for", text="Oui", line=2),
        ArgumentRow(proposal="61", stance="perhaps", text="Oui", line=2),
        ArgumentRow(proposal="61", stance="for", text="Oui", source_url="javascript:alert(1)", line=2),
        ArgumentRow(proposal="61", stance="for", text="Oui", source_url="https://example.org/" + "x" * 500, line=2),
    ],
)
def test_an_argument_that_cannot_be_kept_is_told(consultation, row):
    bring(consultation, ImportRow(text="Un", external_id="61"))
    with pytest.raises(ImportRefused) as refusal:
        import_arguments(consultation=consultation, rows=[row], **SOURCE)
    assert refusal.value.errors[0].line == 2


def run(path, *more: str) -> str:
    out = io.StringIO()
    call_command(
        *("import_proposals", str(path), "--consultation", "se-deplacer", "--map", "text=text,id=id"),
        *("--source", SOURCE["source"], "--licence", SOURCE["licence"], *more),
        stdout=out,
        stderr=out,
    )
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_imports_once(consultation, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("id,text\n1,Un train\n2,Un vélo\n", encoding="utf-8")
    assert "2" in run(path)
    run(path)
    assert Proposal.objects.count() == 2


@pytest.mark.django_db
def test_the_command_needs_no_more_than_file_consultation_and_columns(consultation, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("id,text\n1,Un train\n", encoding="utf-8")
    call_command(
        "import_proposals", str(path), consultation="se-deplacer", mapping="text=text,id=id", stdout=io.StringIO()
    )
    assert Proposal.objects.get().signature == "liste.csv"


@pytest.mark.django_db
def test_the_command_reports_lines_and_keeps_nothing(consultation, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("id,text\n1,Un train\n2,\n3,Trois,quatre\n", encoding="utf-8")
    with pytest.raises(CommandError):
        run(path)
    assert not Proposal.objects.exists()
    assert run(path, "--skip-bad-lines").count("\n") >= 3
    assert Proposal.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("more", [["--consultation", "nulle-part"], ["--delimiter", "ab"], ["--map", "text=absent"]])
def test_the_command_refuses_in_a_sentence(consultation, tmp_path, more):
    path = tmp_path / "liste.csv"
    path.write_text("id,text\n1,Un train\n", encoding="utf-8")
    with pytest.raises(CommandError):
        run(path, *more)


@pytest.mark.django_db
def test_vectors_are_kept_at_once_or_left_to_tasks(consultation, tmp_path, monkeypatch):
    import numpy as np

    class Small:
        name, dimensions = "small-1", 2

        def encode(self, texts):
            return np.ones((len(texts), 2), dtype=np.float16)

    monkeypatch.setattr("proposals.tasks.load_encoder", lambda name: Small())
    path = tmp_path / "liste.csv"
    path.write_text("id,text\n1,Un train\n2,Un vélo\n", encoding="utf-8")
    run(path)
    path.write_text("id,text\n3,Un tram\n", encoding="utf-8")
    run(path, "--no-vectors")
    assert Version.objects.filter(vectors__encoder="small-1").count() == 3


@pytest.mark.django_db
def test_the_command_names_what_is_too_long(consultation, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("id,text\n1,Un train\n", encoding="utf-8")
    with pytest.raises(CommandError, match="250"):
        run(path, "--source", "x" * 251)
