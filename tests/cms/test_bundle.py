"""Y-9: anyone verifies an edition without our code, and what was changed is named."""

import ast
import importlib.util
import json
import sys
import time
import tracemalloc

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.bundle import bundle_response
from cms.bundle.archive import manifest
from cms.bundle.contents import sheet
from consult import journal
from consult.models import JournalEntry
from proposals.models import Argument, Proposal, Version
from proposals.models.version import fingerprint
from synthesis.models import Theme
from tests import factories
from tests.cms import verifying
from tests.cms.shelf import published
from tests.cms.verifying import SCRIPT, bundle, check, edition_of, proposal_of, synthesis, unpacked, withhold
from tests.factories import EARLY
from tests.row_counts import count_rows

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Y-9")]


@pytest.fixture
def edition(consultation, moderator):
    journal.record("consultation.opened", consultation="une-autre")
    return synthesis(consultation, moderator)


@pytest.fixture
def script():
    """The script as a module: the same functions, without a process for each letter that is changed."""
    spec = importlib.util.spec_from_file_location("verify_synthese", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def faults(script, files):
    found = script.Check(files)
    assert found.run() is not bool(found.faults)
    return found.faults


def test_a_bundle_holds_when_nobody_touched_it(edition, tmp_path):
    (tmp_path / "verifier.zip").write_bytes(bundle(edition))
    holds, said = check(tmp_path / "verifier.zip")
    assert holds, said
    assert "8 contributions, 2 findings, 3 citations" in said
    assert "1 texts were withheld" in said
    assert edition.hash in unpacked(bundle(edition))["README.txt"].decode()


def test_it_is_the_same_to_the_byte_each_time(edition):
    assert bundle(edition) == bundle(edition_of(edition.page))


def test_it_checks_in_its_own_folder_too(edition, tmp_path):
    for name, content in unpacked(bundle(edition)).items():
        (tmp_path / name).write_bytes(content)
    assert check(tmp_path)[0]
    (tmp_path / "note.txt").write_text("Ajouté.")
    holds, said = check(tmp_path)
    assert not holds
    assert "note.txt: it is not in MANIFEST.json" in said


def test_a_decision_holds_for_the_words_that_it_was_taken_on(consultation, script):
    cited, other = (factories.ProposalFactory(consultation=consultation) for _n in range(2))
    theme = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=factories.EARLY)
    verifying.place(other, theme)
    factories.add_version(other, title="La nuit", text="Des trains de nuit.")
    page = published(consultation, [("question", "Le soir ?", [(cited, "Plus de trains")])])
    files = unpacked(bundle(edition_of(page)))
    assert faults(script, files) == []
    fates = {row["reference"]: row["kind"] for row in map(json.loads, files["fates.jsonl"].splitlines())}
    assert fates == {"P-1": "cited", "P-2": "not_read"}


def test_fates_are_those_that_the_rule_gives(edition):
    rows = [json.loads(line) for line in unpacked(bundle(edition))["fates.jsonl"].splitlines()]
    kinds = {row["reference"]: row["kind"] for row in rows}
    assert kinds == {
        "P-1": "cited",
        "P-2": "cited",
        "P-3": "not_read",
        "P-4": "set_aside",
        "P-5": "in_theme",
        "P-6": "withheld",
        "P-7": "not_read",
        "P-8": "not_read",
        "P-9": "too_late",
    }


def test_one_letter_changed_anywhere_is_named(edition, script):
    """In every file, at forty places: the manifest alone names it."""
    whole = unpacked(bundle(edition))
    for name in sorted(whole):
        content = whole[name]
        for place in range(0, len(content), max(1, len(content) // 40)):
            changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            found = faults(script, {**whole, name: changed})
            assert any(fault.startswith(name) for fault in found), f"{name}, byte {place}"


SEALED = ["citations", "corpus", "findings", "journal", "labels", "versions"]


@pytest.mark.parametrize("name", [*[f"{name}.jsonl" for name in SEALED], "counts.json", "themes.json"])
def test_whoever_rewrites_the_manifest_too_is_found(edition, script, name):
    """Each word and each figure that the edition rests on is held by a hash, and the place is named."""
    whole = unpacked(bundle(edition))
    lines = whole[name].decode().split("\n")
    for number, place, changed in forgeries(lines):
        forged = "\n".join([*lines[:number], changed, *lines[number + 1 :]])
        found = faults(script, remade({**whole, name: forged.encode()}))
        assert found, f"{name}, line {number + 1}, character {place}: {changed[place - 20 : place + 20]}"


def forgeries(lines):
    """Lines with one letter or figure changed, some twenty of them, each still JSON as the site writes it."""
    letters = [(n, p) for n, line in enumerate(lines) for p, letter in enumerate(line) if letter.isalnum()]
    for number, place in letters[:: max(1, len(letters) // 60)]:
        line = lines[number]
        other = "b" if line[place] == "a" else "2" if line[place] == "1" else "1" if line[place].isdigit() else "a"
        yield number, place, line[:place] + other + line[place + 1 :]


def remade(files):
    import hashlib

    rest = {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "MANIFEST.json"}
    return {**files, "MANIFEST.json": manifest(rest).encode()}


def edited(files, name, change):
    """The files with the rows of one of them changed, and the manifest made anew."""
    from consult.canonical import canonical_json

    rows = change([json.loads(line) for line in files[name].splitlines()])
    return remade({**files, name: "".join(f"{canonical_json(row)}\n" for row in rows).encode()})


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("fates.jsonl", lambda rows: rows[1:], "P-1 has no fate"),
        ("fates.jsonl", lambda rows: [*rows, rows[0]], "P-1 has two fates"),
        ("fates.jsonl", lambda rows: [{**rows[0], "kind": "not_read"}, *rows[1:]], "line 1: P-1 should be “cited”"),
        ("fates.jsonl", lambda rows: [*rows[:8], {**rows[8], "kind": "not_read"}], "P-9 should be “too_late”"),
        ("decisions.jsonl", lambda rows: rows[:-1], "P-6 should be “not_read” and is “withheld”"),
        ("decisions.jsonl", lambda rows: rows[1:], "fates.jsonl, line 1: the theme or the reason of P-1"),
        ("citations.jsonl", lambda rows: rows[:1] + rows[2:], "P-2 should be “not_read” and is “cited”"),
        ("corpus.jsonl", lambda rows: rows[:-1], "corpus.jsonl: its hash is not"),
        ("journal.jsonl", lambda rows: rows[:-1], "its last entry is not the publication"),
        ("journal.jsonl", lambda rows: rows[:2] + rows[3:], "journal.jsonl, line 3: entry 4 does not follow"),
        ("findings.jsonl", lambda rows: rows[:1], "edition.json: the hash of the edition"),
    ],
)
def test_what_is_taken_out_or_put_in_is_named(edition, script, name, change, said):
    found = faults(script, edited(unpacked(bundle(edition)), name, change))
    assert any(said in fault for fault in found), found


@pytest.mark.parametrize(
    ("fates", "said"),
    [
        ({"not_read": 0}, "the authors by fate do not sum"),
        ({"in_theme": 2, "not_read": 2}, "“in_theme” of authors cannot be 2"),
        (None, ""),
    ],
)
def test_authors_by_fate_are_held_against_the_fates(edition, script, fates, said):
    """No name is in the bundle: sums and bounds are what can be checked; earlier editions have no such count."""
    files = unpacked(bundle(edition))
    counts = json.loads(files["counts.json"])
    assert counts["authors"]["fates"] == {"cited": 2, "in_theme": 1, "set_aside": 1, "not_read": 3, "withheld": 1}
    if fates is None:
        del counts["authors"]["fates"]
    else:
        counts["authors"]["fates"].update(fates)
    found = faults(script, remade({**files, "counts.json": sheet(counts).encode()}))
    assert any("authors" in fault for fault in found) is bool(said), found
    assert any(said in fault for fault in found), found


def test_erased_and_withheld_texts_pass_and_are_named(edition, moderator, script):
    Version.objects.filter(proposal=proposal_of(1)).blank(at=timezone.now())
    withhold(proposal_of(7), moderator)
    Argument.objects.update(text="")
    files = unpacked(bundle(edition_of(edition.page)))
    found = script.Check(files)
    assert found.run(), found.faults
    assert any("1 texts were withheld" not in note and "P-6, P-7" in note for note in found.notes)
    assert any("erased" in note and "P-1, P-1-A1" in note for note in found.notes)
    assert "Effacées par leur auteur ou autrice : P-1." in files["README.txt"].decode()
    assert b"trains le soir" not in files["corpus.jsonl"]


def test_words_put_back_into_an_erased_text_are_found(edition, script):
    Version.objects.filter(proposal=proposal_of(3)).blank(at=timezone.now())
    files = unpacked(bundle(edition_of(edition.page)))
    forged = edited(
        files, "corpus.jsonl", lambda rows: [*rows[:2], {**rows[2], "text": "Autre.", "state": ""}, *rows[3:]]
    )
    assert any("corpus.jsonl, line 3: the fingerprint of P-3" in fault for fault in faults(script, forged))


def test_it_names_nobody(edition, citizen):
    files = unpacked(bundle(edition))
    content = b"".join(files[name] for name in files if ".json" in name)
    for word in (b"@example.org", b"Personne ", b'"author"', b"moderator"):
        assert word not in content


def test_queries_do_not_grow_with_the_texts(edition):
    with CaptureQueriesContext(connection) as seen:
        bundle(edition)
    assert len(seen) <= 18, [query["sql"][:90] for query in seen]


def test_whoever_asks_for_the_head_alone_makes_nothing(edition):
    with CaptureQueriesContext(connection) as seen:
        answer = bundle_response(edition, RequestFactory().head("/"))
    assert answer.headers["Content-Disposition"].endswith('edition-1-verifier.zip"')
    assert (len(seen), answer.content) == (0, b"")


def test_the_script_is_one_file_of_standard_python_3_8():
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 8))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"hashlib", "json", "os", "sys", "unicodedata", "zipfile"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert len(SCRIPT.read_text().splitlines()) < 450


def test_a_long_journal_begins_with_the_consultation(edition, script, monkeypatch):
    first = JournalEntry.objects.filter(consultation=edition.corpus.consultation.slug).order_by("number")[0]
    assert first.number > 1
    monkeypatch.setattr("cms.bundle.rows.WHOLE_JOURNAL", 0)
    found = script.Check(unpacked(bundle(edition)))
    assert found.run(), found.faults
    assert any(f"begins at entry {first.number}" in note for note in found.notes)


def test_three_thousand_texts_take_seconds_and_little_memory(consultation, tmp_path):
    many(consultation, 3_000)
    count_rows()  # as databases do by themselves; a test's rows are never committed
    edition = edition_of(published(consultation, [("editorial", "Tout est compté.", [])]))
    began = time.process_time()
    content = bundle(edition)
    took = time.process_time() - began
    (tmp_path / "verifier.zip").write_bytes(content)
    holds, said = check(tmp_path / "verifier.zip")
    assert holds, said
    tracemalloc.start()
    size = sum(map(len, bundle_response(edition, RequestFactory().get("/")).streaming_content))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sys.stdout.write(f"3,000 texts: {took:.1f} s of processor, {size // 1024} kB, {peak // 1024} kB of memory\n")
    assert took < 5
    assert peak < 12_000_000


def many(consultation, count):
    """Published proposals, written at once."""
    rows = [
        Proposal(
            consultation=consultation, number=n, state="published", created_at=EARLY, published_at=EARLY,
            first_public_version=1, language="fr",
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    Proposal.objects.bulk_create(rows)
    versions = []
    for row in rows:
        said = {"title": f"Idée {row.number}", "text": f"Encore une idée, la n°{row.number}. " * 8}
        seal = fingerprint(reference=row.reference, number=1, language="fr", created_at=EARLY, **said)
        versions.append(Version(proposal=row, number=1, created_at=EARLY, fingerprint=seal, **said))
    Version.objects.bulk_create(versions)
    for row, version in zip(rows, versions, strict=True):
        row.current = version
    Proposal.objects.bulk_update(rows, ["current"], batch_size=500)
