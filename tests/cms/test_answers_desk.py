"""The desk for answers: who may, what is typed, what is refused, nothing lost."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document

from cms.models import Answer, Commitment, CommitmentStep
from cms.site_setup import ORGANISING
from tests import factories
from tests.cms import answers_shelf as answers
from tests.cms.shelf import published

pytestmark = pytest.mark.django_db
TYPED = {"stance": "kept", "reasons": answers.REASONS, "name": "Ana Ferrer", "function": "vice-présidente", "after": 0}
STEP = {"kind": "under_way", "words": "", "due": "", "link": "", "shown_page": "", "document": ""}


@pytest.fixture
def page(at_noon, consultation, citizen):
    proposal = factories.ProposalFactory(consultation=consultation, author=citizen)
    return published(consultation, [("agreement", "Les trains du soir manquent.", [(proposal, "trains le soir")])])


@pytest.fixture
def organiser(db):
    return answers.answering_person()


@pytest.fixture
def desk(client_of, organiser):
    return client_of(organiser)


def addresses(page):
    key = answers.finding_of(page).key
    return [
        reverse("answers_desk:index"),
        reverse("answers_desk:page", args=[page.pk]),
        reverse("answers_desk:finding", args=[page.pk, key]),
        reverse("answers_desk:commitment", args=[page.pk, 1]),
    ]


def finding_address(page):
    return reverse("answers_desk:finding", args=[page.pk, answers.finding_of(page).key])


def test_the_desk_opens_to_those_who_may_answer_only(page, desk, client_of, client, moderator):
    answers.commitment(page)
    for url in addresses(page):
        assert desk.get(url).status_code == 200, url
        assert client_of(moderator).get(url).status_code == 302, url
        assert client.get(url).status_code == 302, url


def test_nobody_else_answers(page, client_of, moderator):
    response = client_of(moderator).post(finding_address(page), TYPED)
    assert (response.status_code, Answer.objects.count()) == (302, 0)


def test_organisers_have_the_right():
    assert "cms.answer_finding" in ORGANISING.permissions


def test_an_answer_is_typed_and_published(page, desk, organiser):
    assert desk.post(finding_address(page), TYPED).status_code == 302
    given = Answer.objects.get()
    assert (given.stance, given.name, given.by) == ("kept", "Ana Ferrer", organiser)
    assert str(given.get_stance_display()) in desk.get(addresses(page)[1]).content.decode()


def test_the_form_of_the_next_answer_holds_the_one_in_force(page, desk):
    answers.answer(page)
    html = desk.get(finding_address(page)).content.decode()
    assert answers.REASONS in html
    assert 'name="after" value="1"' in html


def test_an_answer_without_reasons_is_refused_and_what_was_typed_stays(page, desk):
    response = desk.post(finding_address(page), {**TYPED, "reasons": "", "name": "Malik Bensaïd"})
    assert (response.status_code, Answer.objects.count()) == (422, 0)
    assert "Malik Bensaïd" in response.content.decode()


def test_one_who_answers_late_is_told_and_loses_no_word(page, desk):
    answers.answer(page)
    response = desk.post(finding_address(page), {**TYPED, "stance": "refused", "reasons": "Le marché est infructueux."})
    assert (response.status_code, Answer.objects.count()) == (409, 1)
    html = response.content.decode()
    assert "Le marché est infructueux." in html
    assert 'name="after" value="1"' in html
    again = {**TYPED, "stance": "refused", "reasons": "Le marché est infructueux.", "after": 1}
    assert desk.post(finding_address(page), again).status_code == 302
    assert Answer.objects.count() == 2


def test_a_commitment_is_made_followed_up_and_proved(page, desk, organiser):
    desk.post(finding_address(page), TYPED)
    key = answers.finding_of(page).key
    typed = {"text": "Un train à vingt-deux heures.", "due": "2026-09-01"}
    assert desk.post(reverse("answers_desk:commit", args=[page.pk, key]), typed).status_code == 302
    row = Commitment.objects.get()
    address = reverse("answers_desk:commitment", args=[page.pk, row.number])
    for said in ({}, {"kind": "proof", "link": "https://example.org/horaires"}, {"kind": "done"}):
        assert desk.post(address, {**STEP, **said}).status_code == 302, said
    assert list(row.steps.order_by("pk").values_list("kind", flat=True)) == ["under_way", "proof", "done"]
    assert row.by == organiser


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "dropped"},
        {"kind": "moved", "due": "2026-12-01"},
        {"kind": "moved", "words": "Travaux."},
        {"kind": "proof"},
        {"kind": "proof", "link": "javascript:alert(1)"},
        {"kind": "proof", "link": "ftp://example.org/x"},
        {"kind": "late", "words": "En retard."},
    ],
)
def test_a_step_that_lacks_something_is_refused_and_what_was_typed_stays(page, desk, said):
    row = answers.commitment(page)
    response = desk.post(reverse("answers_desk:commitment", args=[page.pk, row.number]), {**STEP, **said})
    assert (response.status_code, CommitmentStep.objects.count()) == (422, 0)
    if said.get("words"):
        assert said["words"] in response.content.decode()


def test_a_document_of_the_site_proves(page, desk, client):
    row = answers.commitment(page)
    document = Document.objects.create(title="Horaires d’hiver", file=ContentFile(b"22:00", name="horaires.txt"))
    address = reverse("answers_desk:commitment", args=[page.pk, row.number])
    assert desk.post(address, {**STEP, "kind": "proof", "document": document.pk}).status_code == 302
    html = client.get(reverse("answers:finding", args=[page.consultation.slug, row.key])).content.decode()
    assert "Horaires d’hiver" in html
    assert document.url in html


def test_a_document_that_proves_cannot_be_deleted_from_the_admin(
    page, client_of, django_user_model, django_capture_on_commit_callbacks
):
    document = Document.objects.create(title="Horaires", file=ContentFile(b"22:00", name="horaires.txt"))
    with django_capture_on_commit_callbacks(execute=True):  # Wagtail then notes that it is in use
        answers.step(answers.commitment(page), "proof", document=document)
    admin = client_of(django_user_model.objects.create_superuser("admin@example.org"))
    admin.post(reverse("wagtaildocs:delete", args=[document.pk]))
    assert Document.objects.filter(pk=document.pk).exists()


@pytest.mark.parametrize("what", ["unknown page", "draft", "unknown finding", "unknown commitment"])
def test_what_is_not_there_is_404(page, desk, what):
    key = answers.finding_of(page).key
    if what == "draft":
        page.unpublish()
    address = {
        "unknown page": reverse("answers_desk:page", args=[99_999]),
        "draft": reverse("answers_desk:finding", args=[page.pk, key]),
        "unknown finding": reverse("answers_desk:finding", args=[page.pk, "0" * 8 + "-0000-4000-8000-" + "0" * 12]),
        "unknown commitment": reverse("answers_desk:commitment", args=[page.pk, 7]),
    }[what]
    assert desk.get(address).status_code == 404


def test_what_one_published_can_be_taken_away(page, organiser):
    from participants.my_data import export_of

    row = answers.commitment(page, by=organiser)
    data = export_of(organiser)
    assert [entry["reasons"] for entry in data["answers"]] == [answers.REASONS]
    assert [entry["commitment"] for entry in data["commitments"]] == [row.reference]
