"""Who reaches the desk of a synthesis, and who holds it meanwhile."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.desk.urls import urlpatterns
from cms.models import Citation, Finding, SynthesisPage
from tests import factories
from tests.cms.desk_shelf import at, do, member, typed
from tests.cms.shelf import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(consultation):
    return factories.ProposalFactory(consultation=consultation, text="Plus de trains, le soir.")


@pytest.fixture
def page(consultation, proposal):
    return draft(consultation, [("question", "Quels trains ?", [(proposal, "Plus de trains")])])


def deeds(page):
    """Every address of the desk, filled in."""
    finding = page.findings.get()
    filled = {"finding": finding.pk, "citation": finding.citations.get().pk, "theme": 1, "page": page.pk}
    for pattern in urlpatterns:
        if pattern.name != "index":
            names = pattern.pattern.converters
            yield reverse(f"cms_desk:{pattern.name}", kwargs={name: filled[name] for name in names})


def test_every_address_of_the_desk_is_in_the_admin():
    assert get_resolver().resolve("/admin/synthesis-desk/")
    assert len(urlpatterns) > 10


@pytest.mark.parametrize("script", [True, False])
def test_an_editor_without_right_to_the_page_gets_nothing_and_changes_nothing(client_of, page, script):
    stranger = client_of(factories.staff("ailleurs@example.org", "Ailleurs", ["synthesis.group_groupingrun"]))
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}
    for address in deeds(page):
        answers = [stranger.post(address, typed("Pris."), headers=headers)]
        if address == at("desk", page):
            answers = [stranger.get(address, headers=headers)]
        for answer in answers:
            assert answer.status_code == 403, address
            assert "Plus de trains" not in answer.text
    assert Finding.objects.get().statement == "Quels trains ?"
    assert Citation.objects.count() == 1


def test_citizens_and_strangers_are_led_away(client, client_of, citizen, page):
    for browser in (client, client_of(citizen)):
        answer = browser.get(at("desk", page))
        assert answer.status_code == 302
        assert browser.post(at("add", page), typed("Pris.")).status_code == 302
    assert Finding.objects.count() == 1


def test_what_is_no_synthesis_is_not_found(client_of, consultation, page):
    editor = client_of(member("Rédaction"))
    for key in (consultation.pk, 999_999, 2**80):
        assert editor.get(f"/admin/synthesis-desk/{key}/").status_code == 404


def test_an_editor_finds_it_in_the_menu_on_the_page_and_in_its_form(client_of, page):
    editor = client_of(member("Rédaction"))
    listed = editor.get(reverse("cms_desk:index")).text
    assert at("desk", page) in listed
    assert reverse("cms_desk:index") in editor.get("/admin/").text
    form = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert form.count(at("desk", page)) >= 2  # header menu, and the help in the form


def test_an_editor_writes(client_of, page):
    editor = client_of(member("Rédaction"))
    assert editor.get(at("desk", page)).status_code == 200
    assert do(editor, "add", page, **typed("Les trains manquent.")).status_code == 200
    assert Finding.objects.filter(page=page).count() == 2


def test_a_finding_of_another_synthesis_is_out_of_reach(client_of, consultation, page):
    editor = client_of(member("Rédaction"))
    other = draft(consultation, [("question", "Et les cars ?", [])], slug="autre", title="Autre", freeze=False)
    foreign = other.findings.get()
    assert do(editor, "save", page, foreign.pk, stamp=0, **typed("Pris.")).status_code == 404
    assert do(editor, "out", page, foreign.pk).status_code == 404
    assert do(editor, "remove", other, page.findings.get().citations.get().pk).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.statement, foreign.removed_at) == ("Et les cars ?", None)


def test_a_page_that_another_locked_is_read_only_and_says_who_holds_it(client_of, page):
    organiser, editor = member("Organisation"), client_of(member("Rédaction"))
    SynthesisPage.objects.filter(pk=page.pk).update(locked=True, locked_by=organiser, locked_at=timezone.now())
    read = editor.get(at("desk", page))
    assert read.status_code == 200
    assert "Organisation" in read.text
    assert "data-deed" not in read.text
    answer = do(editor, "add", page, **typed("Malgré tout."))
    assert (answer.status_code, Finding.objects.count()) == (409, 1)
    assert "Organisation" in answer.text
    assert do(client_of(organiser), "add", page, **typed("La mienne.")).status_code == 200


def test_under_review_only_the_reviewers_write(client_of, page):
    reviewer = member("Organisation")
    UserProfile.objects.create(user=reviewer, submitted_notifications=False)
    editor, organiser = client_of(member("Rédaction")), client_of(reviewer)
    assert do(editor, "review", page).status_code == 200
    answer = do(editor, "add", page, **typed("Trop tard."))
    assert (answer.status_code, Finding.objects.count()) == (409, 1)
    assert "Rédaction" in answer.text
    assert "data-deed" not in editor.get(at("desk", page)).text
    assert do(organiser, "add", page, **typed("Relue.")).status_code == 200
    assert do(editor, "review", page).status_code == 409


def test_what_is_scheduled_is_held_from_all(client_of, page):
    organiser = client_of(member("Organisation"))
    Finding.objects.filter(page=page).update(kind="question")
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision().publish()
    answer = do(organiser, "add", page, **typed("Après coup."))
    assert (answer.status_code, Finding.objects.count()) == (409, 1)
