"""The demonstration loads, says what was invented, and adds nothing twice."""

import io
import re
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from cms.models import Answer, ArticlePage, Citation, Commitment, CommitmentStep, Finding, SynthesisPage
from consult.models import ConsultationPage, JournalEntry
from moderation.models import Appeal, Decision, Report
from participants.models import Consent, User
from proposals.models import Argument, Import, Position, Proposal, TallyElsewhere, Version
from synthesis.models import GroupingRun, Pepite, Theme, ThemeMembership
from tests.cms.verifying import bundle, check, edition_of
from tests.journal_words import words_in
from tests.row_counts import count_rows

SAMPLE = 120
COUNTED = [
    *(Argument, Citation, Consent, ConsultationPage, Decision, Finding, GroupingRun, Import, JournalEntry, Pepite),
    *(Position, Proposal, Report, SynthesisPage, TallyElsewhere, Theme, ThemeMembership, User, Version),
    *(Answer, Appeal, Commitment, CommitmentStep),
]


def load():
    call_command("load_demo", sample=SAMPLE, stderr=io.StringIO())


def counts():
    return {model.__name__: model._default_manager.count() for model in COUNTED}


@pytest.mark.xdist_group("demonstration")
@override_settings(CONSULT_DEMO=True)
class TestDemonstration(TestCase):
    """A class for once: the demonstration is loaded once for all tests that only read it."""

    @classmethod
    def setUpTestData(cls):
        load()
        count_rows()  # as databases do by themselves; a test's rows are never committed

    def test_a_second_load_adds_nothing(self):
        before = counts()
        load()
        assert counts() == before
        assert before["GroupingRun"] == 1
        assert before["SynthesisPage"] == 1

    def test_three_consultations_come_with_licence_and_notice(self):
        pages = ConsultationPage.objects.live()
        assert {page.slug for page in pages} == {
            "se-deplacer-autrement",
            "republique-numerique",
            "canadian-electoral-reform",
        }
        assert all("icen" in page.attribution or "CC BY" in page.attribution for page in pages)
        assert all(page.notice for page in pages)

    @pytest.mark.requirement("Y-9")
    def test_the_bundle_of_its_synthesis_verifies_without_our_code(self):
        edition = edition_of(SynthesisPage.objects.live().get())
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "verifier.zip"
            file.write_bytes(bundle(edition))
            holds, said = check(file)
        assert holds, said
        assert f"{SAMPLE} contributions" in said

    @pytest.mark.requirement("Y-12")
    def test_one_commitment_is_under_way_and_one_is_late_from_the_next_day_on(self):
        today = timezone.localdate()
        first, second = Commitment.objects.in_view().order_by("number")
        assert (first.state_on(today), first.state_on(today + timedelta(days=60))) == ("under_way", "under_way")
        assert (second.state_on(today), second.state_on(today + timedelta(days=1))) == ("planned", "late")

    def test_the_answer_and_all_that_follows_from_it_say_that_they_are_invented(self):
        answer = Answer.objects.get()
        commitments = Commitment.objects.filter(answer=answer).values_list("text", flat=True)
        steps = CommitmentStep.objects.values_list("words", flat=True)
        said = [answer.reasons, answer.name, *commitments, *steps]
        assert len(said) == 5
        assert [words for words in said if not re.search("inventée? pour la démonstration", words)] == []
        article = ArticlePage.objects.get(slug="demonstration")
        assert "aucune institution n’a répondu" in str(article.body)

    def test_pages_that_show_invented_positions_say_so(self):
        taken = Proposal.objects.listed().filter(positions__participant__invented=True, author=None).first()
        pages = ["/", "/se-deplacer-autrement/", "/se-deplacer-autrement/propositions/", taken.get_absolute_url()]
        for page in [*pages, "/se-deplacer-autrement/donner-mon-avis/"]:
            assert "positions et la réponse de l’institution sont inventés" in " ".join(
                self.client.get(page).text.split()
            ), page

    def test_each_import_leaves_one_journal_entry(self):
        imports = JournalEntry.objects.filter(event__endswith=".imported").order_by("number")
        assert [(entry.event, entry.consultation) for entry in imports] == [
            ("proposals.imported", "canadian-electoral-reform"),
            ("positions.imported", "canadian-electoral-reform"),
            ("proposals.imported", "republique-numerique"),
            ("arguments.imported", "republique-numerique"),
            ("proposals.imported", "se-deplacer-autrement"),
        ]

    def test_the_journal_holds_no_words(self):
        entries = list(JournalEntry.objects.all())
        assert {entry.event.split(".")[1] for entry in entries} >= {"withheld", "published", "imported", "done"}
        assert [words for entry in entries if (words := words_in(entry))] == []

    def test_imported_contributions_have_no_account(self):
        imported = Proposal.objects.exclude(imported_from=None)
        assert imported.count() == 3 * SAMPLE
        assert not imported.exclude(author=None).exists()
        assert not imported.filter(invented=True).exists()

    def test_what_people_of_the_demonstration_wrote_is_marked_invented(self):
        assert not Proposal.objects.filter(author__invented=True, invented=False).exists()
        assert not Argument.objects.filter(author__invented=True, invented=False).exists()
        assert Proposal.objects.filter(invented=True, state="submitted").count() == 6
        assert Proposal.objects.filter(invented=True, state="withheld").count() == 1

    @pytest.mark.requirement("M-3")
    def test_one_appeal_overturned_a_decision_and_one_waits(self):
        answered, waiting = Appeal.objects.select_related("decision").order_by("created_at")
        assert answered.subject.text.startswith("Je suis maçon.")
        assert (answered.outcome, answered.subject.state) == ("overturned", "published")
        assert answered.decided_by != answered.decision.moderator
        assert answered.decision.decided_at < answered.created_at < answered.decided_at <= timezone.now()
        assert (waiting.outcome, waiting.subject.state) == ("", "withheld")
        assert {answered.appellant.invented, waiting.appellant.invented} == {True}

    def test_the_yearly_report_counts_them(self):
        years = self.client.get("/registre/rapports/").text
        shown = [year for year in (timezone.localdate().year - 1, timezone.localdate().year) if f"/{year}/" in years]
        pages = [self.client.get(f"/registre/rapports/{year}/") for year in shown]
        assert {page.status_code for page in pages} == {200}
        assert any("Hors sujet" in page.text for page in pages)

    def test_imported_voices_cannot_sign_in(self):
        voices = User.objects.filter(positions__proposal__consultation__slug="canadian-electoral-reform").distinct()
        assert voices.count() > 100
        assert not voices.filter(is_active=True).exists()
        assert not voices.exclude(email=None).exists()

    def test_the_french_consultation_opens_all_three_rights_for_weeks(self):
        page = ConsultationPage.objects.get(slug="se-deplacer-autrement")
        later = timezone.now() + timedelta(days=40)
        assert all(page.opens(right, later) for right in ("submit", "argue", "take_position"))

    def test_closed_consultations_are_closed(self):
        for slug in ("republique-numerique", "canadian-electoral-reform"):
            assert ConsultationPage.objects.get(slug=slug).phase_at(timezone.now()) is None
