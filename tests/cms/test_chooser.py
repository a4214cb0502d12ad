"""Choosing a contribution to cite: by words, by reference, in the consultation at hand."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from cms.chooser import VersionChooser
from tests import factories
from tests.cms.shelf import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client_of):
    return client_of(factories.staff("redaction@example.org", "Rédaction", []))


@pytest.fixture
def trains(consultation):
    return factories.ProposalFactory(consultation=consultation, title="Le rail", text="Plus de trains à l’été.")


@pytest.fixture
def bikes(consultation):
    return factories.ProposalFactory(consultation=consultation, title="Le vélo", text="Des pistes sûres.")


def results(client, **parameters):
    return client.get(reverse("cited_versions:choose_results"), parameters).text


def test_each_result_shows_reference_title_and_excerpt(staff, trains):
    text = results(staff)
    assert f"{trains.reference} – Le rail" in text
    assert escape("Plus de trains à l’été.") in text


@pytest.mark.parametrize("typed", ["ete", "TRAIN", "l'été", "train ete"])
@pytest.mark.parametrize("at_hand", [True, False])
def test_words_are_found_without_accents_or_endings(staff, consultation, trains, bikes, typed, at_hand):
    text = results(staff, q=typed, **({"page": consultation.pk} if at_hand else {}))
    assert "Le rail" in text
    assert "Le vélo" not in text


@pytest.mark.parametrize("typed", ["P-2", "p2", " P 2 "])
def test_a_reference_is_found(staff, trains, bikes, typed):
    text = results(staff, q=typed)
    assert "Le vélo" in text
    assert "Le rail" not in text


def test_only_published_proposals_of_the_consultation_are_offered(staff, consultation, trains):
    factories.ProposalFactory(consultation=consultation, title="En attente", waiting=True)
    factories.ProposalFactory(consultation=consultation, title="Retirée", withheld=True)
    factories.ProposalFactory(consultation=factories.open_consultation("ailleurs"), title="Ailleurs")
    page = draft(consultation, [])
    for known in (consultation.pk, page.pk):
        text = results(staff, page=known)
        assert "Le rail" in text
        assert not any(title in text for title in ("En attente", "Retirée", "Ailleurs"))
    assert "Ailleurs" in results(staff)


def test_choosing_gives_the_whole_text(staff, trains):
    chosen = staff.get(reverse("cited_versions:chosen", args=[trains.current_id])).json()["result"]
    assert chosen["text"] == trains.text
    assert chosen["title"].startswith(trains.reference)


@pytest.mark.parametrize("trait", ["waiting", "withheld"])
def test_what_is_out_of_view_cannot_be_chosen(staff, consultation, trait):
    hidden = factories.ProposalFactory(consultation=consultation, **{trait: True})
    assert staff.get(reverse("cited_versions:chosen", args=[hidden.current_id])).status_code == 404


def test_the_window_opens_by_button_and_keeps_the_page_in_mind(staff, consultation, trains):
    text = staff.get(reverse("cited_versions:choose"), {"page": consultation.pk}).json()["html"]
    assert f"page={consultation.pk}" in text
    assert "P-128" in text


def test_a_citizen_does_not_reach_it(client_of, citizen, trains):
    assert client_of(citizen).get(reverse("cited_versions:choose")).status_code == 302


@pytest.mark.parametrize("page", ["9" * 5_000, "²", "-1"])
def test_a_page_that_is_none_is_no_mishap(staff, trains, page):
    assert "Le rail" in results(staff, page=page)


def test_a_form_sent_back_shows_no_words_of_what_waits(consultation, trains):
    waiting = factories.ProposalFactory(consultation=consultation, text="Un texte que personne ne lit.", waiting=True)
    widget = VersionChooser()
    assert "Plus de trains" in widget.render("version", str(trains.current_id), {"id": "version"})
    for key in (waiting.current_id, "9" * 5_000, "x"):
        assert "personne ne lit" not in widget.render("version", str(key), {"id": "version"})


def test_words_that_were_cited_stay_in_the_form_when_they_are_withheld(consultation, trains):
    draft(consultation, [("agreement", "Des trains.", [(trains, "")])])
    trains.withhold(ground="Hors du sujet", at=factories.EARLY)
    assert "Plus de trains" in VersionChooser().render("version", trains.current_id, {"id": "version"})
