"""Two tabs hold the same draft: neither writes over the other unseen."""

from uuid import uuid4

import pytest

from proposals.models import Draft
from tests.proposals.draft_shelf import FORM, KEY, SAVE, WRITER, draft_of, kept_words, save, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("C-8")]


def test_two_tabs_never_write_over_each_other(browser, consultation):
    save(browser)
    save(browser, 1, text="Le premier onglet")
    answer = save(browser, 1, text="Le second onglet")
    assert answer.status_code == 409
    assert kept_words() == [("Le premier onglet", 2)]
    choice = answer.json()["choice"]
    assert "Le premier onglet" in choice
    assert "Le second onglet" in choice


def test_without_a_script_both_texts_stand_on_the_page(browser, consultation):
    save(browser)
    save(browser, 1, text="Le premier onglet <b>")
    answer = browser.post(SAVE, typed(1, text="Le second onglet"))
    assert answer.status_code == 409
    assert answer.context["form"]["text"].value() == "Le second onglet"
    assert "Le premier onglet &lt;b&gt;" in answer.text
    assert 'name="over" value="2"' in answer.text
    assert f'href="{FORM}?brouillon={KEY}"' in answer.text
    assert kept_words() == [("Le premier onglet <b>", 2)]


def test_mine_may_then_be_kept_over_the_other(browser, consultation):
    save(browser)
    save(browser, 1, text="Le premier onglet")
    browser.post(SAVE, typed(1, text="Le second onglet", over="2"))
    assert kept_words() == [("Le second onglet", 3)]


def test_but_not_over_what_was_not_shown(browser, consultation):
    save(browser)
    save(browser, 1, text="Le premier onglet")
    save(browser, 2, text="Encore le premier")
    assert browser.post(SAVE, typed(1, text="Le second onglet", over="2")).status_code == 409
    assert kept_words() == [("Encore le premier", 3)]


def test_or_both_are_kept(browser, consultation):
    save(browser)
    save(browser, 1, text="Le premier onglet")
    answer = browser.post(SAVE, typed(1, text="Le second onglet", both="1"))
    assert kept_words() == [("Le premier onglet", 2), ("Le second onglet", 1)]
    assert answer["Location"] == Draft.objects.get(text="Le second onglet").get_absolute_url()


def test_a_save_whose_answer_was_lost_is_no_other_tab(browser, consultation):
    save(browser, writer=WRITER)
    save(browser, 1, writer=WRITER, text="La réponse se perd")
    assert save(browser, 1, writer=WRITER, text="La suite").json()["revision"] == 3
    assert save(browser, 1, writer=str(uuid4()), text="Un autre").status_code == 409


def test_another_person_cannot_write_into_it_and_keeps_their_words(client_of, other_citizen, citizen, consultation):
    draft_of(citizen, consultation)
    answer = client_of(other_citizen).post(SAVE, typed(1, text="Les mots du voisin"))
    assert answer.status_code == 409
    assert "Après vingt heures" not in answer.text
    assert answer.context["form"]["text"].value() == "Les mots du voisin"
    assert kept_words() == [("Après vingt heures", 1)]
