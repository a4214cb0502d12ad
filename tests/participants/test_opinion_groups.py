"""P-7: the agreement to opinion groups is given and taken back apart from all others, in one click."""

import pytest

from consult.models import ConsultationPage
from participants.consents import has_consented, withdraw_consent
from participants.models import OpinionGroupsConsent
from participants.opinion_groups import who_agreed
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P-7")]

AGREE, WITHDRAW = "/mon-espace/groupes-d-opinion/accepter/", "/mon-espace/groupes-d-opinion/retirer/"


@pytest.fixture
def text(db):
    return factories.OpinionGroupsTextFactory()


@pytest.fixture
def looking(consultation):
    ConsultationPage.objects.update(opinion_groups=True)
    return consultation


@pytest.fixture
def browser(client, citizen):
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_nothing_is_asked_where_no_consultation_looks_for_groups(browser, consultation, text, at_noon):
    assert ConsultationPage.objects.get().opinion_groups is False
    assert 'id="groupes"' not in browser.get("/mon-espace/").text
    assert "groupes-demande" not in browser.get(consultation.url).text


def test_the_consultation_says_that_it_looks_for_groups_and_where_one_chooses(client, looking, text, at_noon):
    assert "/mon-espace/#groupes" in client.get(looking.url).text


def test_one_click_agrees_to_the_text_that_is_shown_and_nothing_is_ticked_beforehand(browser, looking, text, citizen):
    page = browser.get("/mon-espace/").text
    section = page[page.index('id="groupes"') : page.index('id="reglages"')]
    assert "rien de cela n’est gardé" in section
    assert "checkbox" not in section
    assert not who_agreed().exists()
    answer = browser.post(AGREE, {"text_hash": text.text_hash})
    assert answer["Location"] == "/mon-espace/#groupes"
    assert OpinionGroupsConsent.objects.get().text_hash == text.text_hash
    assert list(who_agreed()) == [citizen]


def test_one_click_takes_it_back_and_leaves_the_other_agreement(browser, looking, text, citizen):
    browser.post(AGREE, {"text_hash": text.text_hash})
    assert WITHDRAW in browser.get("/mon-espace/").text
    browser.post(WITHDRAW)
    assert OpinionGroupsConsent.objects.get().withdrawn_at is not None
    assert not who_agreed().exists()
    assert has_consented(citizen)


def test_it_can_be_taken_back_after_the_consultation_stopped_looking(browser, looking, text):
    browser.post(AGREE, {"text_hash": text.text_hash})
    ConsultationPage.objects.update(opinion_groups=False)
    assert WITHDRAW in browser.get("/mon-espace/").text


def test_agreeing_twice_is_agreeing_once(browser, looking, text):
    for _ in range(2):
        browser.post(AGREE, {"text_hash": text.text_hash})
    assert OpinionGroupsConsent.objects.count() == 1


def test_a_text_that_changed_meanwhile_is_not_agreed_to(browser, looking, text):
    factories.OpinionGroupsTextFactory(text="Autre chose.", valid_from=factories.EARLY)
    assert browser.post(AGREE, {"text_hash": text.text_hash}).status_code == 409
    assert not OpinionGroupsConsent.objects.exists()


def test_it_comes_after_the_agreement_to_how_opinions_are_used(client_of, stranger, looking, text):
    refused = client_of(stranger).post(AGREE, {"text_hash": text.text_hash})
    assert refused.status_code == 422
    assert AGREE not in client_of(stranger).get("/mon-espace/").text
    assert not OpinionGroupsConsent.objects.exists()


def test_taking_the_first_agreement_back_takes_this_one_back(browser, looking, text, citizen):
    browser.post(AGREE, {"text_hash": text.text_hash})
    withdraw_consent(participant=citizen)
    assert not who_agreed().exists()


def test_someone_elses_agreement_is_not_mine(browser, looking, text, other_citizen):
    browser.post(AGREE, {"text_hash": text.text_hash})
    assert other_citizen not in who_agreed()


def test_my_data_hold_the_agreement_and_no_group(browser, looking, text):
    browser.post(AGREE, {"text_hash": text.text_hash})
    (row,) = browser.get("/mon-espace/mes-donnees/").json()["opinion_groups_consents"]
    assert row["text_hash"] == text.text_hash
    assert set(row) == {"text_hash", "given_at", "withdrawn_at"}


def test_erasing_the_account_erases_the_agreement(browser, looking, text):
    browser.post(AGREE, {"text_hash": text.text_hash})
    browser.post("/mon-espace/effacer/", {"sure": "on"})
    assert not OpinionGroupsConsent.objects.exists()


def test_a_saved_text_never_changes(text):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        type(text).objects.update(text="Autre")
