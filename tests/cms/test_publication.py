"""What publishing a synthesis entails: one entry in the journal a revision, one notice an author."""

import pytest

from cms.editions.publishing import publish_edition, record_withdrawal
from cms.models import Edition, Finding, SynthesisDesk, SynthesisPage, ThemeSetAside
from consult.journal import first_break
from consult.models import JournalEntry
from consult.register import described
from participants.models import Notice
from synthesis.freezing import freeze_corpus
from synthesis.models import Theme
from tests import factories
from tests.cms import verifying
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
    edition = Edition.objects.get(page=page)
    assert (entry.content["hash"], entry.content["edition"]) == (edition.hash, 1)
    assert first_break(JournalEntry.objects.order_by("number")) is None


def test_the_entry_holds_no_typed_word(page):
    assert "trains" not in str(entries().get().content)


def test_publishing_again_without_a_change_makes_no_edition(page):
    assert publish_edition(page=page) is None
    page.save_revision().publish()
    assert (entries().count(), Edition.objects.filter(page=page).count()) == (1, 1)


def test_a_change_makes_the_next_edition_with_another_hash(page):
    Finding.objects.filter(page=page, kind="editorial").update(statement="Nous avons presque tout lu.")
    page.save_revision().publish()
    first, second = [entry.content for entry in entries()]
    assert (first["edition"], second["edition"]) == (1, 2)
    assert first["hash"] != second["hash"]


@pytest.mark.requirement("Y-2")
@pytest.mark.parametrize("decision", ["text", "theme", "finding's theme", "nothing"])
def test_what_persons_decided_since_makes_an_edition_too(page, consultation, decision):
    other = factories.ProposalFactory(consultation=consultation)
    desk = SynthesisDesk.objects.get(page=page)
    desk.corpus = freeze_corpus(consultation=consultation, by=None)
    desk.save()
    theme = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=factories.EARLY)
    page.save_revision().publish()
    if decision == "text":
        verifying.place(other, theme)
    if decision == "theme":
        ThemeSetAside.objects.create(page=page, theme=theme, reason="Hors du sujet.", at=factories.EARLY)
    if decision == "finding's theme":
        Finding.objects.filter(page=page, kind="agreement").update(theme=theme)
    page.save_revision().publish()
    assert Edition.objects.filter(page=page).count() == (2 if decision == "nothing" else 3)


def test_the_cited_author_is_told_once_with_the_sentence_and_a_link(page, citizen):
    notice = Notice.objects.get(recipient=citizen, kind__startswith="edition_")
    assert "Les trains du soir manquent." in notice.body
    assert notice.url == f"{page.url}edition-1/#constat-2"
    page.save_revision().publish()
    assert Notice.objects.filter(recipient=citizen, kind__startswith="edition_").count() == 1


def test_the_notice_speaks_the_author_s_language(consultation, citizen):
    citizen.language = "en"
    citizen.save()
    proposal = factories.ProposalFactory(consultation=consultation, author=citizen, text="More trains.")
    published(consultation, [("agreement", "Trains.", [(proposal, "")])])
    assert Notice.objects.get(recipient=citizen).subject.startswith("Your words are cited")


def test_the_author_of_withheld_words_is_told_that_and_not_the_sentence(consultation, proposal, citizen):
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    imported = factories.ProposalFactory(consultation=consultation, author=None, text="Des vélos.")
    published(consultation, [("agreement", "Trains et vélos.", [(proposal, ""), (imported, "")])])
    notice = Notice.objects.get(kind__startswith="edition_")
    assert notice.recipient == citizen
    assert "Trains et vélos." not in notice.body
    assert proposal.reference in notice.body


def test_unpublishing_and_publishing_again_are_recorded_in_turn(page):
    page.unpublish()
    assert record_withdrawal(page=SynthesisPage.objects.get(pk=page.pk)) is None
    SynthesisPage.objects.get(pk=page.pk).get_latest_revision().publish()
    events = JournalEntry.objects.filter(event__startswith="synthesis").order_by("number")
    assert [entry.event for entry in events] == [
        "synthesis.published",
        "synthesis.unpublished",
        "synthesis.in_view_again",
    ]


def test_the_register_says_it_in_words(page):
    page.unpublish()
    sentences = [row["sentence"] for row in described(JournalEntry.objects.filter(event__startswith="synthesis"))]
    assert not any(sentence.startswith("Event:") for sentence in sentences)
    assert any("2" in sentence and "1" in sentence for sentence in sentences)
