"""Versions: written once, sealed, and erased by one door only."""

import hashlib
import re
import subprocess

import pytest
from django.db import DatabaseError, connection, transaction

from proposals.actions import add_version
from proposals.models import Proposal, Vector, Version
from tests.conftest import NOON
from tests.factories import ProposalFactory

SOURCE = "/se-deplacer/propositions/P-1/versions/1/source.json"


@pytest.fixture
def version(consultation) -> Version:
    return ProposalFactory(consultation=consultation, title="Été « vert »", text="Un œuf,\nà côté.\u202f!").current


@pytest.mark.requirement("C-3")
def test_the_source_hashes_to_the_fingerprint(client, version):
    page = client.get(version.proposal.get_absolute_url() + "versions/1/").text
    shown = re.search(r"<code class=\"fingerprint\">([0-9a-f]{64})</code>", page)[1]
    source = client.get(SOURCE)
    assert hashlib.sha256(source.content).hexdigest() == shown == version.fingerprint
    assert "sha256sum P-1-1.json" in page


@pytest.mark.requirement("C-3")
def test_sha256sum_itself_agrees(client, version, tmp_path):
    path = tmp_path / "P-1-1.json"
    path.write_bytes(client.get(SOURCE).content)
    said = subprocess.run(["/usr/bin/sha256sum", str(path)], capture_output=True, text=True, check=True).stdout
    assert said.split()[0] == version.fingerprint


def refused(deed) -> bool:
    """Whether the database refuses a deed; what it did is undone."""
    try:
        with transaction.atomic():
            deed()
    except DatabaseError as error:
        return "never change" in str(error)
    return False


@pytest.mark.requirement("C-2")
@pytest.mark.parametrize("field", ["title", "text", "fingerprint", "number", "created_at", "title_derived"])
def test_no_field_of_a_version_can_be_changed(version, field):
    values = {"number": 9, "created_at": NOON, "title_derived": True}
    assert refused(lambda: Version.objects.filter(pk=version.pk).update(**{field: values.get(field, "autre")}))
    setattr(version, field, values.get(field, "autre"))
    assert refused(version.save)


@pytest.mark.requirement("C-2")
def test_no_version_can_be_deleted(version):
    Proposal.objects.update(current=None)
    assert refused(version.delete)
    assert refused(Version.objects.all().delete)
    assert refused(lambda: connection.cursor().execute("DELETE FROM proposals_version"))


@pytest.mark.requirement("C-2")
def test_blank_takes_text_and_vector_and_leaves_the_seal(version):
    Vector.objects.create(version=version, encoder="small-1", values=b"\x00\x3c")
    assert Version.objects.filter(pk=version.pk).blank(at=NOON) == 1
    seal, number = version.fingerprint, version.number
    version.refresh_from_db()
    assert (version.title, version.text, version.blanked_at) == ("", "", NOON)
    assert (version.fingerprint, version.number) == (seal, number)
    assert not Vector.objects.exists()


@pytest.mark.requirement("C-2")
def test_what_was_blanked_stays_so(version):
    Version.objects.all().blank(at=NOON)
    assert Version.objects.all().blank(at=NOON) == 0
    assert refused(lambda: Version.objects.update(text="revenu", blanked_at=None))
    assert refused(lambda: Version.objects.update(title="", text="", blanked_at=NOON))


@pytest.mark.requirement("C-2")
def test_an_edit_makes_a_version(version):
    proposal = Proposal.objects.select_related("current", "consultation").get()
    second = add_version(proposal, title="Autre", text="Autre texte", at=NOON)
    assert (second.number, second.fingerprint != version.fingerprint) == (2, True)
    assert Proposal.objects.get().current_id == second.pk
    assert Version.objects.filter(pk=version.pk, text=version.text).exists()
