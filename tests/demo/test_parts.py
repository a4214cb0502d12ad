"""What the demonstration is made of: citations to the letter, votes with their sign, an open phase."""

import io
import tomllib
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.demonstration.consultations import open_consultation
from cms.demonstration.files import DATA, records_of, written
from cms.demonstration.past import last_votes
from cms.models import Finding
from cms.site_setup import set_up_site
from cms.spans import find_span
from consult.models import ConsultationPage
from participants.models import User


def test_a_load_keeps_the_consultation_open(db):
    set_up_site()
    long_ago = timezone.now() - timedelta(days=90)
    opens_at = open_consultation(long_ago).phases.earliest("opens_at").opens_at
    page = open_consultation(timezone.now())
    page = ConsultationPage.objects.get(pk=page.pk)
    assert page.opens("submit", timezone.now() + timedelta(days=40))
    assert page.phases.earliest("opens_at").opens_at == opens_at


def test_it_refuses_without_the_demonstrations_settings(db):
    with pytest.raises(CommandError, match="only with the demonstration's settings"):
        call_command("load_demo", stderr=io.StringIO())


def test_every_citation_stands_in_its_answer_to_the_letter():
    texts = {record["id"]: record["text"] for record in records_of("mobilite-3000.csv")}
    findings = written("synthesis.toml")["finding"]
    citations = [cite for finding in findings for cite in finding.get("citation", [])]
    assert len(citations) > 30
    assert [cite for cite in citations if find_span(texts[cite["proposal"]], cite["words"]) is None] == []


def test_the_synthesis_has_findings_of_every_kind():
    findings = written("synthesis.toml")["finding"]
    assert len(findings) >= 8
    assert {finding["kind"] for finding in findings} == set(Finding.Kind.values)
    assert all(finding.get("citation") for finding in findings if finding["kind"] != "editorial")


def test_what_is_named_by_hand_names_real_answers():
    known = {record["id"] for record in records_of("mobilite-3000.csv")}
    for path in sorted((DATA / "se-deplacer-autrement").glob("*.toml")):
        script = tomllib.loads(path.read_text(encoding="utf-8"))
        named = [scene["proposal"] for scene in script.get("scene", []) + script.get("pepite", [])]
        named += [member for theme in script.get("theme", []) for member in theme["members"]]
        assert set(named) <= known


def vote(at: int, value: str, statement: str = "7") -> dict[str, str]:
    return {"timestamp": str(at), "comment-id": statement, "voter-id": "3", "vote": value}


def test_the_last_vote_counts_and_keeps_its_first_date():
    (kept,) = last_votes([vote(5_000, "-1"), vote(1_000, "1")], {"7"})
    assert kept.value == -1
    assert kept.last_at - kept.first_at == timedelta(seconds=4)


def test_a_pass_is_no_position():
    assert last_votes([vote(1_000, "1"), vote(2_000, "0")], {"7"}) == []


def test_a_vote_on_a_statement_taken_out_is_left_out():
    assert last_votes([vote(1_000, "1", statement="34")], {"7"}) == []


def test_votes_have_the_sign_of_the_statements_own_sums():
    votes = last_votes(records_of("canadian-electoral-reform/votes.csv.gz"), {"0", "24"})
    statements = {record["comment-id"]: record for record in records_of("canadian-electoral-reform/comments.csv.gz")}
    for statement in ("0", "24"):
        agrees = sum(vote.value == 1 for vote in votes if vote.statement == statement)
        assert abs(agrees - int(statements[statement]["agrees"])) <= 2


@pytest.mark.django_db
def test_it_refuses_the_database_of_a_real_site(settings):
    settings.CONSULT_DEMO = True
    User.objects.create_user("organisatrice@example.org", display_name="Organisatrice")
    with pytest.raises(CommandError, match="real site"):
        call_command("load_demo")
    assert not User.objects.filter(invented=True).exists()
