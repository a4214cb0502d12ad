"""The screens of a pause: every form in which one writes, the author's own page, the desk."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from consult.models import JournalEntry
from moderation import pauses, queue
from moderation.models import Pause
from proposals.models import Argument, Draft, Position, Proposal
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

QUEUE = "/admin/moderation/"
OWN = "/contester/pause/se-deplacer/1/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def theirs(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen)


@pytest.fixture
def sent(ground):
    """What the desk's form sends."""
    return {
        "ground": ground.pk,
        "facts": "Une insulte à la fin.",
        "words": "Sans viser personne, merci.",
        "ends_on": "2026-03-09",
    }


@pytest.fixture
def paused(theirs, moderator, ground):
    why = {"ground": ground, "facts": "Une insulte à la fin.", "words": "Sans viser personne, merci."}
    return pauses.pause(subject=theirs, by=moderator, ends_at=NOON + timedelta(days=7), **why)


def in_english(browser):
    browser.cookies["langue"] = "en"
    return browser


@pytest.fixture
def forms(consultation, citizen, theirs):
    """The addresses of every form in which a citizen writes, by name."""
    other = factories.ProposalFactory(consultation=consultation)
    argument = factories.ArgumentFactory(proposal=other)
    waiting = factories.ProposalFactory(consultation=consultation, author=citizen, waiting=True)
    offered = AmendmentFactory(proposal=theirs)
    of_other = [consultation.slug, other.number]
    return {
        "submit": reverse("proposals:submit", args=of_other[:1]),
        "argue": reverse("proposals:argue", args=of_other),
        "detail": reverse("proposals:detail", args=of_other),
        "reply": reverse("proposals:reply", args=[*of_other, argument.number]),
        "amend": reverse("proposals:amend", args=of_other) + "?tout=1",
        "edit": reverse("proposals:edit", args=[consultation.slug, waiting.number]),
        "answer": offered.get_absolute_url(),
    }


FORMS = ["submit", "argue", "detail", "reply", "amend", "edit", "answer"]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_says_why_and_until_when(client_of, citizen, forms, paused, name):
    page = in_english(client_of(citizen)).get(forms[name]).text
    assert "Until 9 March 2026 a moderator keeps you from writing" in page
    assert paused.ground.title in page
    assert f'href="{OWN}"' in page


@pytest.mark.parametrize("name", FORMS)
def test_no_form_says_so_to_others_nor_after_its_end(client_of, citizen, other_citizen, forms, paused, name):
    if name not in {"edit", "answer"}:  # which are their author's alone
        assert OWN not in client_of(other_citizen).get(forms[name]).text
    Pause.objects.update(begins_at=NOON - timedelta(days=2), ends_at=NOON)
    page = client_of(citizen).get(forms[name])
    assert page.status_code == 200
    assert OWN not in page.text


@pytest.mark.parametrize("name", ["submit", "argue", "reply"])
def test_forged_post_is_refused_and_its_words_stay(client_of, citizen, forms, paused, name):
    words = "Moins de bruit la nuit, dans les rues du centre."
    sent = {"title": "Moins de bruit", "text": words, "stance": "for", "key": UUID(int=3)}
    before = Proposal.objects.count(), Argument.objects.count()
    answer = in_english(client_of(citizen)).post(forms[name], sent)
    assert answer.status_code == 403
    assert words in answer.text
    assert answer.text.count("Until 9 March 2026 a moderator keeps you from writing") == 2  # the form, and the error
    assert (Proposal.objects.count(), Argument.objects.count()) == before


def test_accepting_an_amendment_is_refused_with_a_way_on(client_of, citizen, forms, paused):
    answer = client_of(citizen).post(f"{forms['answer']}repondre/", {"deed": "accept"})
    assert answer.status_code == 403
    assert OWN in answer.text


def test_position_and_draft_go_on(client_of, citizen, forms, paused):
    browser = client_of(citizen)
    assert browser.post(f"{forms['detail']}position/", {"position": "agree"}).status_code == 302
    sent = {"title": "Plus tard", "text": "Je reviendrai.", "key": UUID(int=4), "draft": UUID(int=5), "revision": 0}
    assert browser.post(f"{forms['submit']}brouillon/", sent).status_code in {200, 302}
    assert (Position.objects.count(), Draft.objects.get().text) == (1, "Je reviendrai.")


def test_what_is_typed_is_still_compared(client_of, citizen, forms, paused):
    sent = {"title": "Moins de bruit", "text": "Moins de bruit la nuit.", "key": UUID(int=6)}
    assert client_of(citizen).post(f"{forms['submit']}proches/", sent).status_code == 200


def test_desk_pauses_the_author_and_goes_back_to_the_text(client_of, moderator, theirs, citizen, sent):
    desk = client_of(moderator)
    assert f'href="{QUEUE}se-deplacer/P-1/pause/"' in desk.get(f"{QUEUE}se-deplacer/P-1/").text
    assert desk.get(f"{QUEUE}se-deplacer/P-1/pause/").status_code == 200
    answer = desk.post(f"{QUEUE}se-deplacer/P-1/pause/", sent)
    assert answer.url == f"{QUEUE}se-deplacer/P-1/"
    made = Pause.objects.get()
    assert (made.participant, made.moderator, made.facts) == (citizen, moderator, sent["facts"])
    page = desk.get(f"{QUEUE}se-deplacer/P-1/").text
    assert f'href="{QUEUE}pauses/se-deplacer/1/"' in page
    assert citizen.public_name in desk.get(QUEUE).text


@pytest.mark.parametrize("make", [factories.ArgumentFactory, AmendmentFactory])
def test_desk_pauses_from_any_kind_of_text(client_of, moderator, citizen, make, sent):
    text = make(author=citizen)
    assert client_of(moderator).post(f"{queue.item_url(text)}pause/", sent).status_code == 302
    assert Pause.objects.get().subject == text


@pytest.mark.parametrize("left_out", ["ground", "facts", "words", "ends_on"])
def test_desk_asks_for_what_is_missing(client_of, moderator, theirs, sent, left_out):
    answer = client_of(moderator).post(f"{QUEUE}se-deplacer/P-1/pause/", {**sent, left_out: ""})
    assert answer.status_code == 422
    assert not Pause.objects.exists()
    kept = next(value for name, value in sent.items() if name in {"facts", "words"} and name != left_out)
    assert kept in answer.text


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-01", "2026-04-02", "demain"])
def test_desk_takes_a_day_within_thirty(client_of, moderator, theirs, sent, day):
    answer = client_of(moderator).post(f"{QUEUE}se-deplacer/P-1/pause/", {**sent, "ends_on": day})
    assert answer.status_code == 422
    assert not Pause.objects.exists()


def test_second_moderator_finds_the_pause_and_no_form(client_of, other_moderator, paused, sent):
    desk = client_of(other_moderator)
    assert "<textarea" not in desk.get(f"{QUEUE}se-deplacer/P-1/pause/").text
    answer = desk.post(f"{QUEUE}se-deplacer/P-1/pause/", sent)
    assert answer.status_code == 409
    assert paused.moderator.public_name in answer.text


def test_nobody_but_moderators_pauses_or_lifts(client_of, citizen, other_citizen, theirs, paused, sent):
    Pause.objects.update(in_force=True)
    guarantor = factories.staff("garante@example.org", "Garante", ["moderation.view_decision"])
    for person in (citizen, other_citizen, guarantor):
        for address in ("se-deplacer/P-1/pause/", "pauses/se-deplacer/1/lift/", "pauses/se-deplacer/1/"):
            assert client_of(person).post(QUEUE + address, sent).status_code in {302, 403, 404}
    kept = Pause.objects.get()
    assert kept.in_force
    assert kept.outcome == ""


def test_guarantor_reads_and_is_offered_nothing(client_of, paused):
    guarantor = factories.staff("garante@example.org", "Garante", ["moderation.view_decision"])
    page = client_of(guarantor).get(f"{QUEUE}pauses/se-deplacer/1/")
    assert page.status_code == 200
    assert paused.facts in page.text
    assert "lift/" not in page.text


def test_desk_lifts(client_of, other_moderator, paused):
    desk = client_of(other_moderator)
    assert "lift/" in desk.get(f"{QUEUE}pauses/se-deplacer/1/").text
    answer = desk.post(f"{QUEUE}pauses/se-deplacer/1/lift/", {"lift-words": "Merci."})
    assert answer.url == f"{QUEUE}pauses/se-deplacer/1/"
    assert Pause.objects.get().lifted_by == other_moderator
    assert desk.post(f"{QUEUE}pauses/se-deplacer/1/lift/", {}).status_code == 409


def test_author_reads_their_pause_and_contests_it(client_of, citizen, paused, other_moderator, moderator):
    browser = client_of(citizen)
    page = browser.get(OWN).text
    for said in (paused.facts, paused.words, paused.ground.title):
        assert said in page
    assert moderator.display_name + "<" not in page
    assert browser.post(OWN, {"words": ""}).status_code == 422
    assert browser.post(OWN, {"words": "Relisez la fin."}).url == OWN
    assert "<textarea" not in browser.get(OWN).text
    desk = client_of(other_moderator)
    assert "Relisez la fin." in desk.get(QUEUE).text
    answer = desk.post(f"{QUEUE}pauses/se-deplacer/1/", {"outcome": "overturned", "answer": "En effet."})
    assert answer.url == QUEUE
    assert "En effet." in browser.get(OWN).text
    assert "Relisez la fin." not in desk.get(QUEUE).text


def test_first_moderator_is_offered_no_answer(client_of, citizen, paused, moderator):
    pauses.contest(pause=paused, by=citizen, words="Relisez la fin.")
    desk = client_of(moderator)
    assert 'name="outcome"' not in desk.get(f"{QUEUE}pauses/se-deplacer/1/").text
    answer = desk.post(f"{QUEUE}pauses/se-deplacer/1/", {"outcome": "upheld", "answer": "Non."})
    assert answer.status_code == 403


@pytest.mark.requirement("M-5")
def test_register_has_the_figures_and_the_journal_and_names_nobody(client, paused, citizen):
    page = in_english(client).get("/registre/").text
    assert "Authors paused for a time" in page
    assert "A moderator kept an author from writing until 9 March 2026 (pause 1 of this consultation)" in page
    assert citizen.display_name + "<" not in page
    for private in (paused.facts, paused.words, OWN):
        assert private not in page
    assert JournalEntry.objects.filter(content__has_key="proposal", event__startswith="author.").count() == 0


def test_pause_is_its_authors_alone(client, client_of, other_citizen, paused):
    assert client.get(OWN).status_code == 302
    assert client_of(other_citizen).get(OWN).status_code == 404
    assert client_of(other_citizen).post(OWN, {"words": "Moi."}).status_code == 404
