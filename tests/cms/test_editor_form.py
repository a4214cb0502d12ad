"""Writing a synthesis in Wagtail's admin, as a member of the editors' group."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from cms.models import ArticlePage, Citation, HomePage, SynthesisPage
from cms.site_setup import set_up_site
from consult.models import ConsultationPage, JournalEntry
from participants.models import Notice
from tests import factories
from tests.cms.shelf import draft, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client_of, consultation):
    set_up_site()
    user = factories.UserFactory(email="redaction@example.org")
    user.groups.add(Group.objects.get(name="Rédaction"))
    return client_of(user)


@pytest.fixture
def proposal(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen, text="Plus de trains, le soir.")


def finding(kind, statement, *citations, **fields):
    rows = [{"version": proposal.current_id, "words": words} for proposal, words in citations]
    return {"kind": kind, "statement": statement, "comment": "", "citations": inline_formset(rows), **fields}


def typed(*findings, title="Ce que disent les réponses", **fields):
    return nested_form_data(
        {
            "title": title,
            "slug": "synthese",
            "lead": "En bref.",
            "how_made": rich_text("<p>Lu à trois.</p>"),
            "findings": inline_formset(list(findings)),
            "comments": inline_formset([]),
            **fields,
        }
    )


def add_address(consultation):
    return reverse("wagtailadmin_pages:add", args=["cms", "synthesispage", consultation.pk])


def test_the_form_opens(editor, consultation):
    answer = editor.get(add_address(consultation))
    assert answer.status_code == 200
    assert "version-chooser.js" in answer.text


def test_a_draft_with_a_finding_that_cites_nothing_is_saved(editor, consultation):
    answer = editor.post(add_address(consultation), typed(finding("agreement", "Des trains.")))
    page = SynthesisPage.objects.get(slug="synthese")
    assert answer.status_code == 302
    assert not page.live


@pytest.mark.requirement("Y-3")
def test_a_citation_is_kept_as_its_version_has_it(editor, consultation, proposal):
    row = finding("agreement", "Des trains.", (proposal, " Plus de\u00a0 trains,\n le soir"))
    editor.post(add_address(consultation), typed(row))
    citation = Citation.objects.get()
    assert citation.words == "Plus de trains, le soir"
    assert proposal.text[citation.start : citation.end] == citation.words


def test_no_words_cite_the_whole_text(editor, consultation, proposal):
    editor.post(add_address(consultation), typed(finding("agreement", "Des trains.", (proposal, ""))))
    assert Citation.objects.get().words == proposal.text


@pytest.mark.requirement("Y-3")
@pytest.mark.parametrize("words", ["Plus de train", "moins de trains", "plus de trains"])
def test_other_words_are_refused_on_their_field_and_nothing_is_lost(editor, consultation, proposal, words):
    row = finding("agreement", "Les trains manquent.", (proposal, words))
    answer = editor.post(add_address(consultation), typed(row))
    assert answer.status_code == 200
    form = answer.context["form"].formsets["findings"].forms[0].formsets["citations"].forms[0]
    assert list(form.errors) == ["words"]
    assert "Les trains manquent." in answer.text
    assert words in answer.text
    assert not SynthesisPage.objects.exists()


def test_what_waits_for_moderation_is_refused(editor, consultation):
    waiting = factories.ProposalFactory(consultation=consultation, waiting=True, text="Des vélos.")
    answer = editor.post(add_address(consultation), typed(finding("agreement", "Des vélos.", (waiting, ""))))
    form = answer.context["form"].formsets["findings"].forms[0].formsets["citations"].forms[0]
    assert list(form.errors) == ["version"]


@pytest.mark.requirement("C-7")
def test_publishing_with_an_orphan_is_refused_and_the_form_keeps_all(editor, consultation, proposal):
    rows = [finding("agreement", "Les trains manquent.", (proposal, "")), finding("question", "Qui paiera ?")]
    answer = editor.post(add_address(consultation), typed(*rows, **{"action-publish": "on"}))
    forms = answer.context["form"].formsets["findings"].forms
    assert answer.status_code == 200
    assert [bool(form.errors) for form in forms] == [False, True]
    assert "Qui paiera ?" in forms[1].errors["statement"][0]
    assert "Les trains manquent." in answer.text
    assert not SynthesisPage.objects.exists()


@pytest.mark.requirement("C-7")
def test_publishing_what_rests_on_citations_tells_journal_and_author(editor, consultation, proposal, citizen):
    rows = [finding("agreement", "Les trains manquent.", (proposal, "le soir")), finding("editorial", "Tout est lu.")]
    answer = editor.post(add_address(consultation), typed(*rows, **{"action-publish": "on"}))
    assert answer.status_code == 302
    assert SynthesisPage.objects.get(slug="synthese").live
    assert JournalEntry.objects.filter(event="synthesis.published").count() == 1
    assert Notice.objects.filter(recipient=citizen, kind__startswith="cited_in").count() == 1


def edited(page, *findings, **fields):
    return typed(*findings, title=page.title, **{"slug": page.slug, **fields})


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize(("cites", "status"), [(True, 302), (False, 200)])
def test_editing_and_publishing_passes_gate_and_journal_once(editor, consultation, proposal, cites, status):
    page = draft(consultation, [("agreement", "Des trains.", [(proposal, "")])])
    row = finding("agreement", "Des trains, vraiment.", *([(proposal, "le soir")] if cites else []))
    answer = editor.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), edited(page, row, **{"action-publish": "on"})
    )
    assert answer.status_code == status
    assert SynthesisPage.objects.get(pk=page.pk).live is cites
    assert JournalEntry.objects.filter(event="synthesis.published").count() == int(cites)


def test_a_deleted_citation_no_longer_holds_its_finding(editor, consultation, proposal):
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "")])])
    kept = page.findings.get()
    citation = kept.citations.get()
    row = {
        "id": kept.pk,
        "kind": "agreement",
        "statement": "Des trains.",
        "comment": "",
        "citations": inline_formset(
            [{"id": citation.pk, "version": citation.version_id, "words": citation.words, "DELETE": "on"}], initial=1
        ),
    }
    data = edited(page, **{"action-publish": "on", "findings": inline_formset([row], initial=1)})
    answer = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert answer.status_code == 200
    assert answer.context["form"].formsets["findings"].forms[0].errors


def test_what_was_cited_before_it_was_withheld_can_still_be_saved(editor, consultation, proposal):
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "le soir")])])
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    kept = page.findings.get()
    citation = kept.citations.get()
    cited = {"id": citation.pk, "version": citation.version_id, "words": citation.words}
    row = {"id": kept.pk, "kind": "agreement", "statement": "Le soir.", "comment": ""}
    row["citations"] = inline_formset([cited], initial=1)
    data = edited(page, **{"action-publish": "on", "findings": inline_formset([row], initial=1)})
    assert editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data).status_code == 302
    assert SynthesisPage.objects.get(pk=page.pk).findings.get().statement == "Le soir."


def test_unpublishing_in_the_admin_is_recorded(editor, consultation, proposal):
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "")])])
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert not SynthesisPage.objects.get(pk=page.pk).live
    assert JournalEntry.objects.filter(event="synthesis.unpublished").count() == 1


def test_a_synthesis_in_view_is_not_deleted(editor, consultation, proposal):
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "")])])
    answer = editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert SynthesisPage.objects.filter(pk=page.pk).exists()
    assert [str(message) for message in answer.context["messages"]]


def test_an_editor_changes_no_consultation(editor, consultation):
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[consultation.pk])).status_code == 302
    answer = editor.post(reverse("wagtailadmin_pages:unpublish", args=[consultation.pk]))
    assert answer.status_code == 302
    consultation.refresh_from_db()
    assert consultation.live


def test_a_synthesis_is_not_published_by_copying(editor, consultation, proposal):
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "")])])
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": consultation.pk, "publish_copies": "on"}
    editor.post(address, data)
    assert not SynthesisPage.objects.filter(slug="copie").exists()
    editor.post(address, {**data, "publish_copies": ""})
    assert not SynthesisPage.objects.get(slug="copie").live


@pytest.mark.parametrize("name", ["method", "action", "elements", "submit", "target"])
def test_no_field_hides_what_the_form_itself_has_under_that_name(name):
    """Wagtail's autosave reads ``form.method`` and ``form.action``: a field of that name would break it."""
    for model in (SynthesisPage, ConsultationPage, HomePage, ArticlePage):
        assert name not in model.get_edit_handler().get_form_class().base_fields
