"""What publishing a synthesis entails: one entry in the journal a revision, one notice an author."""

import pytest

from cms.actions import announce_publication, canonical_content, record_withdrawal
from cms.models import Citation, Finding, SynthesisPage
from consult.canonical import sha256_of
from consult.journal import first_break
from consult.models import JournalEntry
from consult.register import described
from participants.models import Notice
from tests import factories
from tests.cms.shelf import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen, text="Plus de trains le soir.")


@pytest.fixture
def page(consultation, proposal):
    return published(
        consultation,
        [
            ("editorial", "Nous avons tout lu.", []),
            ("agreement", "Les trains du soir manquent.", [(proposal, "Plus de trains"), (proposal, "le soir")]),
        ],
    )


def entries(event="synthesis.published"):
    return JournalEntry.objects.filter(event=event).order_by("number")


def test_publishing_leaves_one_entry_of_counts_and_a_hash(page, consultation):
    entry = entries().get()
    assert entry.consultation == consultation.slug
    assert {key: entry.content[key] for key in ("findings", "citations", "contributions")} == {
        "findings": 2,
        "citations": 2,
        "contributions": 1,
    }
    findings = list(Finding.objects.filter(page=page).order_by("sort_order"))
    citations = list(Citation.objects.filter(finding__page=page).select_related("version__proposal"))
    assert entry.content["hash"] == sha256_of(canonical_content(findings, citations))
    assert first_break(JournalEntry.objects.order_by("number")) is None


def test_the_entry_holds_no_typed_word(page):
    assert "trains" not in str(entries().get().content)


def test_the_entry_names_its_revision_by_no_primary_key(page):
    named = entries().get().content["revision"]
    assert len(str(named)) == 64
    assert named != page.live_revision_id


def test_a_revision_is_announced_once_and_the_next_one_again(page):
    assert announce_publication(page=page) is None
    page.save_revision().publish()
    assert entries().count() == 2


def test_the_hash_follows_the_content(page):
    page.save_revision().publish()
    changed = page.get_latest_revision_as_object()
    changed.findings.all()[0].statement = "Nous avons presque tout lu."
    changed.save_revision().publish()
    first, second, third = [entry.content["hash"] for entry in entries()]
    assert first == second != third


def test_the_cited_author_is_told_once_with_the_sentence_and_a_link(page, citizen):
    notice = Notice.objects.get(recipient=citizen, kind__startswith="cited_in")
    assert "Les trains du soir manquent." in notice.body
    assert notice.url == f"{page.url}#constat-2"
    page.save_revision().publish()
    assert Notice.objects.filter(recipient=citizen, kind__startswith="cited_in").count() == 1


def test_the_notice_speaks_the_author_s_language(consultation, citizen):
    citizen.language = "en"
    citizen.save()
    proposal = factories.ProposalFactory(consultation=consultation, author=citizen, text="More trains.")
    published(consultation, [("agreement", "Trains.", [(proposal, "")])])
    assert Notice.objects.get(recipient=citizen).subject.startswith("Your words are cited")


def test_the_authors_of_withheld_or_imported_words_are_not_told(consultation, proposal, citizen):
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    imported = factories.ProposalFactory(consultation=consultation, author=None, text="Des vélos.")
    published(consultation, [("agreement", "Trains et vélos.", [(proposal, ""), (imported, "")])])
    assert not Notice.objects.filter(kind__startswith="cited_in").exists()


def test_unpublishing_and_publishing_again_are_recorded_in_turn(page):
    page.unpublish()
    assert record_withdrawal(page=SynthesisPage.objects.get(pk=page.pk)) is None
    SynthesisPage.objects.get(pk=page.pk).get_latest_revision().publish()
    events = JournalEntry.objects.filter(event__startswith="synthesis").order_by("number")
    assert [entry.event for entry in events] == ["synthesis.published", "synthesis.unpublished", "synthesis.published"]


def test_the_register_says_it_in_words(page):
    page.unpublish()
    sentences = [row["sentence"] for row in described(JournalEntry.objects.filter(event__startswith="synthesis"))]
    assert not any(sentence.startswith("Event:") for sentence in sentences)
    assert any("2" in sentence and "1" in sentence for sentence in sentences)
