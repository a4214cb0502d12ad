"""From the desk to the public: the gates hold at each door, an organiser passes some of them with a public reason."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail import hooks

from cms.models import Edition, Finding, SynthesisDesk, SynthesisPage
from participants.models import User
from participants.my_data import erase
from participants.registries import exporters
from synthesis.actions import move_proposal
from synthesis.models import FrozenCorpus, Theme
from tests import factories
from tests.cms.desk_shelf import at, cite_words, do, member, through_the_form, typed
from tests.cms.shelf import draft, write_findings

pytestmark = pytest.mark.django_db
REASON = "Le rapport est attendu par le conseil de lundi."


@pytest.fixture
def editor(client_of, consultation):
    return client_of(member("Rédaction"))


@pytest.fixture
def organiser(client_of, consultation):
    return client_of(member("Organisation"))


@pytest.fixture
def proposal(consultation):
    return factories.ProposalFactory(consultation=consultation, text="Plus de trains, le soir.")


@pytest.fixture
def sound(consultation, proposal):
    return draft(consultation, [("question", "Quels trains ?", [(proposal, "Plus de trains")])])


@pytest.fixture
def passable(consultation, proposal):
    """An agreement without its contrary: a gate that an organiser may pass."""
    page = draft(consultation, [("agreement", "Des trains.", [(proposal, "Plus de trains")])])
    Finding.objects.update(no_contrary=False)
    return page


def through_the_desk(client, page):
    return do(client, "publish", page)


DOORS = [through_the_desk, through_the_form]


@pytest.mark.parametrize("door", DOORS)
def test_a_sound_desk_becomes_the_next_edition(editor, sound, door):
    door(editor, sound)
    assert SynthesisPage.objects.get(pk=sound.pk).live
    edition = Edition.objects.get(page=sound)
    assert (edition.number, edition.published_by.email, edition.open_gates) == (1, "rédaction@example.org", [])


def test_publishing_keeps_what_the_form_last_saved_as_a_draft(editor, sound):
    sound.title = "Un titre enregistré"
    sound.save_revision()
    assert through_the_desk(editor, sound).status_code == 200
    assert Edition.objects.get(page=sound).title == "Un titre enregistré"


def test_publishing_again_without_a_change_makes_no_edition(editor, sound):
    through_the_desk(editor, sound)
    answer = through_the_desk(editor, sound)
    assert (answer.status_code, Edition.objects.count()) == (200, 1)


def test_a_date_to_come_is_kept_and_said(editor, sound):
    sound.go_live_at = timezone.now() + timedelta(days=1)
    sound.save_revision()
    assert through_the_desk(editor, sound).status_code == 200
    assert not SynthesisPage.objects.get(pk=sound.pk).live
    assert not Edition.objects.exists()


@pytest.mark.requirement("Y-8")
@pytest.mark.parametrize("door", DOORS)
def test_what_is_in_view_stays_until_the_day_of_what_follows(editor, sound, door):
    through_the_desk(editor, sound)
    Finding.objects.update(statement="Quels trains de nuit ?")
    page = SynthesisPage.objects.get(pk=sound.pk)
    page.title, page.go_live_at = "Demain", timezone.now() + timedelta(days=1)
    page.save_revision()
    door(editor, page)
    assert [edition.number for edition in Edition.objects.filter(page=sound)] == [1]
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled")
    second = Edition.objects.filter(page=sound).latest("number")
    assert (second.number, second.title) == (2, "Demain")
    assert second.findings.get().statement == "Quels trains de nuit ?"


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("group", ["Rédaction", "Organisation"])
def test_a_finding_that_cites_nothing_stops_at_each_door_whoever_knocks(client_of, consultation, sound, door, group):
    Finding.objects.create(page=sound, kind="question", statement="Qui paiera ?", sort_order=9)
    SynthesisDesk.objects.update(public_reason=REASON)
    answer = door(client_of(member(group)), sound)
    assert answer.status_code in (200, 422)
    assert "Qui paiera ?" in answer.text
    assert not Edition.objects.exists()


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize("reason", ["", REASON])
def test_what_goes_between_the_form_s_gate_and_its_edition_stops_it_and_leaves_all_as_it_was(
    organiser, proposal, passable, reason
):
    """Another editor's deed between the two: a public reason does not pass a finding that rests on nothing."""
    asked = write_findings(passable, [("question", "Qui paiera ?", [(proposal, "le soir")])])[0]
    if reason:
        do(organiser, "reason", passable, reason=reason)
    else:
        Finding.objects.update(no_contrary=True)
    revision = passable.get_latest_revision().pk

    def other_deed(request, page):
        asked.citations.all().delete()

    with hooks.register_temporarily("before_publish_page", other_deed):
        answer = through_the_form(organiser, passable)
    assert answer.status_code == 422
    assert "Qui paiera ?" in answer.text
    page = SynthesisPage.objects.get(pk=passable.pk)
    assert (page.live, page.get_latest_revision().pk) == (False, revision)
    assert not Edition.objects.exists()
    assert SynthesisDesk.objects.get(page=page).public_reason == reason
    assert through_the_form(organiser, passable).status_code == 302


@pytest.mark.requirement("Y-4")
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("group", ["Rédaction", "Organisation"])
def test_a_red_gate_stops_until_a_public_reason_is_given(client_of, organiser, passable, door, group):
    client = client_of(member(group))
    door(client, passable)
    assert not Edition.objects.exists()
    assert do(organiser, "reason", passable, reason=REASON).status_code == 200
    door(client, passable)
    edition = Edition.objects.get(page=passable)
    assert (edition.open_gates, edition.public_reason) == (["contrary"], REASON)
    assert SynthesisDesk.objects.get(page=passable).public_reason == ""


@pytest.mark.requirement("Y-4")
@pytest.mark.parametrize("script", [True, False])
def test_an_editor_gives_no_reason(editor, passable, script):
    assert "desk-reason" not in editor.get(at("desk", passable)).text
    answer = do(editor, "reason", passable, script=script, reason=REASON)
    assert answer.status_code == 403
    assert SynthesisDesk.objects.get(page=passable).public_reason == ""


@pytest.mark.requirement("Y-4")
def test_the_reason_passes_the_gates_that_were_red_and_no_other(organiser, consultation, proposal, passable):
    do(organiser, "reason", passable, reason=REASON)
    passable.theme_floor = 1
    passable.save_revision()
    theme = Theme.objects.create(consultation=consultation, number=1, name="Le vélo", named_at=factories.EARLY)
    other = factories.ProposalFactory(consultation=consultation, text="Des pistes.", published_at=factories.EARLY)
    do(organiser, "freeze", passable)
    move_proposal(proposal=other, theme=theme, by=None)
    assert through_the_desk(organiser, passable).status_code == 422
    assert not Edition.objects.exists()
    do(organiser, "aside", passable, theme.number, reason="Hors du mandat.")
    assert through_the_desk(organiser, passable).status_code == 200
    assert Edition.objects.get().open_gates == ["contrary"]


def another_agreement(client, page, proposal):
    do(client, "add", page, **typed("Des trains le soir."))
    cite_words(client, Finding.objects.get(statement="Des trains le soir."), proposal, "le soir")


def another_wording(client, page, proposal):
    finding = page.findings.get()
    do(client, "save", page, finding.pk, stamp=finding.stamp, **typed("Tous les trains."))


@pytest.mark.requirement("Y-4")
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("deed", [another_agreement, another_wording])
def test_a_reason_given_for_one_finding_passes_no_other_and_no_other_words(organiser, proposal, passable, door, deed):
    do(organiser, "reason", passable, reason=REASON)
    assert organiser.get(at("desk", passable)).context["state"]["outdated"] == ""
    deed(organiser, passable, proposal)
    outdated = organiser.get(at("desk", passable)).context["state"]["outdated"]
    assert outdated
    refusal = door(organiser, passable)
    assert refusal.status_code in (200, 422)
    assert outdated in refusal.text
    assert not Edition.objects.exists()
    do(organiser, "reason", passable, reason=REASON)
    door(organiser, passable)
    assert Edition.objects.get().open_gates == ["contrary"]


@pytest.mark.requirement("Y-4")
def test_the_reason_holds_where_the_finding_stands_elsewhere_and_less_is_missing(organiser, proposal, passable):
    another_agreement(organiser, passable, proposal)
    do(organiser, "reason", passable, reason=REASON)
    first, second = passable.findings.order_by("sort_order")
    do(organiser, "move", passable, second.pk, way="up")
    do(organiser, "out", passable, first.pk)
    assert through_the_desk(organiser, passable).status_code == 200
    assert Edition.objects.get().open_gates == ["contrary"]


def test_the_reason_is_taken_back(organiser, passable):
    do(organiser, "reason", passable, reason=REASON)
    do(organiser, "reason_back", passable)
    assert through_the_desk(organiser, passable).status_code == 422


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2_001])
def test_a_reason_says_something(organiser, passable, reason):
    assert do(organiser, "reason", passable, reason=reason).status_code == 422
    assert SynthesisDesk.objects.get(page=passable).public_reason == ""


def test_no_reason_is_asked_for_what_cannot_be_passed(organiser, sound):
    assert do(organiser, "reason", sound, reason=REASON).status_code == 422
    Finding.objects.create(page=sound, kind="question", statement="Qui paiera ?", sort_order=9)
    assert do(organiser, "reason", sound, reason=REASON).status_code == 422


def test_the_gates_are_shown_as_one_works(editor, sound):
    answer = do(editor, "add", sound, **typed("Qui paiera ?", kind="question"))
    assert "Qui paiera ?" in answer.text.split('id="desk-gates"')[1].split("</details>")[0]
    finding = Finding.objects.get(statement="Qui paiera ?")
    answer = do(editor, "out", sound, finding.pk)
    assert "Qui paiera ?" not in answer.text.split('id="desk-gates"')[1].split("</details>")[0]


def test_coverage_follows_each_citation(editor, consultation, proposal):
    page = draft(consultation, [("question", "Quels trains ?", [])])
    assert "sdesk-part-cited" not in editor.get(at("desk", page)).text
    data = {"finding": page.findings.get().pk, "version": proposal.current_id, "words": "le soir"}
    assert "sdesk-part-cited" in do(editor, "cite", page, **data).text


def test_the_corpus_is_frozen_at_a_moment_and_again(editor, consultation, proposal):
    page = draft(consultation, [], freeze=False)
    assert do(editor, "freeze", page, cutoff="2026-02-10T12:00").status_code == 200
    first = SynthesisDesk.objects.get(page=page).corpus
    assert (first.size, first.cutoff_at.isoformat()) == (1, "2026-02-10T11:00:00+00:00")
    factories.ProposalFactory(consultation=consultation, published_at=factories.EARLY + timedelta(days=3))
    text = do(editor, "freeze", page).text
    second = SynthesisDesk.objects.get(page=page).corpus
    assert (second.size, second.reference, FrozenCorpus.objects.count()) == (2, "K-2", 2)
    assert second.hash[:16] in text


@pytest.mark.parametrize("cutoff", ["2999-01-01T00:00", "1999-01-01T00:00", "hier"])
@pytest.mark.parametrize("script", [True, False])
def test_a_cut_off_that_means_nothing_is_refused(editor, consultation, proposal, cutoff, script):
    page = draft(consultation, [], freeze=False)
    assert do(editor, "freeze", page, script=script, cutoff=cutoff).status_code == 422
    assert not FrozenCorpus.objects.exists()


def test_a_theme_is_set_aside_with_a_reason_and_taken_back(editor, consultation, sound):
    theme = Theme.objects.create(consultation=consultation, number=1, name="Le vélo", named_at=factories.EARLY)
    assert do(editor, "aside", sound, 1, reason=" ").status_code == 422
    assert do(editor, "aside", sound, 1, reason="x" * 301).status_code == 422
    assert (
        do(editor, "aside", sound, 1, reason="Hors du mandat.", next=f"{at('desk', sound)}?theme=1").status_code == 200
    )
    assert sound.set_aside_themes.get().reason == "Hors du mandat."
    assert "Hors du mandat." in editor.get(at("desk", sound), {"theme": 1}).text
    do(editor, "unaside", sound, 1)
    assert not sound.set_aside_themes.filter(theme=theme).exists()


def test_what_one_did_at_the_desk_is_in_ones_data(organiser, consultation, passable):
    user = User.objects.get(email="organisation@example.org")
    Theme.objects.create(consultation=consultation, number=1, name="Le vélo", named_at=factories.EARLY)
    finding = passable.findings.get()
    do(organiser, "save", passable, finding.pk, stamp=0, **typed("Des trains, oui."))
    do(organiser, "aside", passable, 1, reason="Hors du mandat.")
    do(organiser, "reason", passable, reason=REASON)
    rows = {name: gather(user) for name, gather in exporters.items()}
    assert rows["findings_changed"][0]["replaced"] == "Des trains."
    assert rows["themes_set_aside"][0]["reason"] == "Hors du mandat."
    assert rows["gates_passed"][0]["reason"] == REASON
    through_the_desk(organiser, passable)
    assert dict(exporters.items())["editions_published"](user)[0]["public_reason"] == REASON


def test_what_one_wrote_and_cited_is_in_ones_data_and_stays_without_its_author(organiser, passable, proposal):
    user = User.objects.get(email="organisation@example.org")
    finding = passable.findings.get()
    cite_words(organiser, finding, proposal, "le soir.")
    do(organiser, "add", passable, **typed("Qui paiera ?", kind="question"))
    rows = {name: gather(user) for name, gather in exporters.items()}
    assert [row["statement"] for row in rows["findings_added"]] == ["Qui paiera ?"]
    assert [(row["source"], row["finding"]) for row in rows["citations_added"]] == [("P-1", str(finding.key))]
    erase(participant=user)
    assert not Finding.objects.filter(added_by__isnull=False).exists()
    assert (passable.findings.count(), finding.citations.count()) == (2, 2)
