"""The pages of appeals, with a plain client: the form and who reaches it, what follows it, and the desk."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Permission

from moderation import actions, appeals, undoing
from moderation.models import Appeal, Decision
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
FORM, PAGE, QUEUE = "/contester/se-deplacer/P-1/", "/se-deplacer/propositions/P-1/", "/admin/moderation/"
MINE = "Je réponds à la question, voyez la deuxième phrase."


@pytest.fixture
def withheld(published, moderator, reasons):
    return actions.decide(subject=published, by=moderator, seen=0, **reasons)


@pytest.fixture
def author(client_of, published):
    return client_of(published.author)


@pytest.fixture
def contested(withheld, published):
    return appeals.appeal(decision=withheld, words=MINE, appellant=published.author)


@pytest.fixture
def report(published, ground):
    return actions.report(subject=published, ground=ground, words="Voyez.", at=NOON)


@pytest.fixture
def kept(published, moderator, report):
    return actions.decide(subject=published, by=moderator, kind="publish", seen=0)


def typed(words=MINE, *, seen=1):
    return {"words": words, "idempotency_key": uuid4(), "seen": seen}


def no_undefined(page):
    return "UNDEFINED" not in page.text.split("<main")[-1]


@pytest.mark.requirement("M-3")
def test_author_goes_from_the_withheld_text_to_the_form_and_to_the_answer(author, withheld, published):
    assert f'href="{FORM}"' in author.get(PAGE).text
    form = author.get(FORM)
    assert no_undefined(form)
    for shown in (published.text, "2 septembre 2026", withheld.facts, withheld.words):
        assert shown in form.text
    answer = author.post(FORM, typed(), follow=True)
    appeal = Appeal.objects.get()
    assert answer.redirect_chain == [(f"/contester/recours/{appeal.reference}/", 302)]
    assert MINE in answer.text
    assert no_undefined(answer)
    assert f"/contester/recours/{appeal.reference}/" in author.get(PAGE).text
    assert author.get(FORM).url == f"/contester/recours/{appeal.reference}/"


@pytest.mark.requirement("M-6")
@pytest.mark.parametrize("below", ["", "A-1/", "M-1/"])
def test_the_appeal_page_of_a_text_is_for_its_author_alone(
    client, client_of, consultation, citizen, moderator, reasons, below
):
    above = factories.ProposalFactory(consultation=consultation)
    make = {"A-1/": factories.ArgumentFactory, "M-1/": AmendmentFactory}.get(below)
    text = make(proposal=above) if make else above
    actions.decide(subject=text, by=moderator, seen=0, **reasons)
    assert client.get(FORM + below).url.startswith("/connexion/")
    for other in (citizen, moderator):
        assert client_of(other).get(FORM + below).status_code == 404
        assert client_of(other).post(FORM + below, typed()).status_code == 404
    page = client_of(text.author).get(FORM + below)
    assert text.text.split("\n")[0][:40] in page.text
    assert no_undefined(page)


@pytest.mark.parametrize(("below", "make"), [("A-1/", factories.ArgumentFactory), ("M-1/", AmendmentFactory)])
def test_only_the_author_of_an_argument_or_an_amendment_sees_the_way(
    client, client_of, consultation, citizen, moderator, reasons, below, make
):
    text = make(proposal__consultation=consultation)
    browsers = {"author": client_of(text.author), "other": client_of(citizen), "nobody": client}
    address = text.get_absolute_url()
    assert FORM + below not in browsers["author"].get(address).text
    actions.decide(subject=text, by=moderator, seen=0, **reasons)
    seen = {name: FORM + below in browser.get(address).text for name, browser in browsers.items()}
    assert seen == {"author": True, "other": False, "nobody": False}


def test_only_the_author_of_a_proposal_sees_the_way(client, client_of, citizen, withheld):
    assert FORM not in client.get(PAGE).text
    assert FORM not in client_of(citizen).get(PAGE).text


def test_nothing_to_contest_is_said_with_a_way_on(author, published):
    page = author.get(FORM)
    assert page.status_code == 409
    assert published.get_absolute_url() in page.text


def test_after_six_months_the_way_is_gone_and_the_page_says_since_when(published, withheld, client_of):
    with time_machine.travel(NOON + timedelta(days=200), tick=False):
        late = client_of(published.author)
        assert FORM not in late.get(PAGE).text
        for page in (late.get(FORM), late.post(FORM, typed())):
            assert page.status_code == 409
            assert "2 septembre 2026" in page.text


@pytest.mark.parametrize("words", ["", " ", "a" * 2_001])
def test_words_are_asked_for(author, withheld, words):
    answer = author.post(FORM, typed(words))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not Appeal.objects.exists()


def test_a_form_sent_twice_is_one_appeal_and_its_key_under_other_words_stays_on_the_screen(
    client_of, published, withheld, moderator, other_moderator, reasons
):
    author, sent = client_of(published.author), typed()
    first = author.post(FORM, sent)
    assert author.post(FORM, sent).url == first.url
    actions.decide(subject=published, by=other_moderator, kind="publish", seen=1)
    actions.decide(subject=published, by=moderator, seen=2, **reasons)
    other = author.post(FORM, {**sent, "words": "Un autre recours."})
    assert other.status_code == 409
    assert "Un autre recours." in other.text
    assert Appeal.objects.count() == 1


@pytest.mark.requirement("M-3")
def test_a_page_opened_before_a_newer_decision_is_refused_with_its_words_kept(
    client_of, published, withheld, moderator, other_moderator, reasons
):
    author = client_of(published.author)
    assert 'name="seen" value="1"' in author.get(FORM).text
    actions.decide(subject=published, by=other_moderator, kind="publish", seen=1)
    actions.decide(subject=published, by=moderator, seen=2, **reasons | {"facts": "Un autre passage."})
    refused = author.post(FORM, typed(seen=1))
    assert refused.status_code == 409
    for shown in ('role="alert"', MINE, "Un autre passage.", 'name="seen" value="3"'):
        assert shown in refused.text
    assert not Appeal.objects.exists()
    assert author.post(FORM, typed(seen=3)).status_code == 302
    assert Appeal.objects.get().decision.number == 3


def test_what_was_decided_and_taken_back_meanwhile_is_no_newer_decision(author, withheld, published, other_moderator):
    slip = actions.decide(subject=published, by=other_moderator, kind="publish", seen=1, at=NOON)
    undoing.undo(decision=slip, by=other_moderator, at=NOON)
    assert author.post(FORM, typed(seen=1)).status_code == 302


@pytest.mark.parametrize("seen", ["", "abc", "0", "9" * 30])
def test_a_form_that_names_no_decision_is_refused_with_its_words_kept(author, withheld, seen):
    refused = author.post(FORM, typed(seen=seen))
    assert refused.status_code == 409
    assert MINE in refused.text
    assert not Appeal.objects.exists()


def test_a_reader_who_reported_contests_the_decision_that_they_read(
    client, kept, report, published, moderator, reasons
):
    address = f"/contester/signalement/{report.reference}/"
    actions.decide(subject=published, by=moderator, seen=1, **reasons)
    actions.decide(subject=published, by=moderator, kind="publish", seen=2)
    assert client.post(address, typed(seen=1)).status_code == 409
    assert client.post(address, typed(seen=3)).status_code == 302


@pytest.mark.requirement("M-3")
def test_reader_without_an_account_contests_from_the_page_of_their_report(
    client, report, kept, published, other_moderator, reasons
):
    page = client.get(f"/signaler/recu/{report.reference}/").text
    form = f"/contester/signalement/{report.reference}/"
    assert f'href="{form}"' in page
    assert no_undefined(client.get(form))
    followed = client.post(form, typed("La fin vise une personne."), follow=True)
    appeal = Appeal.objects.get()
    assert appeal.reference in followed.text
    assert appeal.reference in client.get(f"/signaler/recu/{report.reference}/").text
    why = {name: value for name, value in reasons.items() if name != "kind"}
    appeals.answer(appeal=appeal, by=other_moderator, outcome="overturned", words="Bien vu.", reasons=why)
    answered = client.get(f"/contester/recours/{appeal.reference}/")
    assert "Bien vu." in answered.text
    assert "Hors du sujet" in answered.text
    assert published.text not in answered.text
    assert reasons["facts"] not in answered.text
    assert no_undefined(answered)
    since = client.get(f"/signaler/recu/{report.reference}/")
    assert "Hors du sujet" in since.text
    assert no_undefined(since)


def test_a_report_with_an_account_is_contested_by_that_person_alone(
    client, client_of, published, ground, citizen, other_citizen, moderator
):
    report = actions.report(subject=published, ground=ground, words="Voyez.", reporter=citizen, at=NOON)
    kept = actions.decide(subject=published, by=moderator, kind="publish", seen=0)
    form = f"/contester/signalement/{report.reference}/"
    assert client.get(form).url.startswith("/connexion/")
    assert client_of(other_citizen).get(form).status_code == 404
    assert client_of(citizen).post(form, typed()).status_code == 302
    followed = f"/contester/recours/{Appeal.objects.get(decision=kept).reference}/"
    assert client.get(followed).url.startswith("/connexion/")
    assert client_of(other_citizen).get(followed).status_code == 404
    assert MINE in client_of(citizen).get(followed).text


@pytest.mark.parametrize("decided", [False, True])
def test_a_report_that_waits_or_was_accepted_has_nothing_to_contest(
    client, report, published, moderator, reasons, decided
):
    if decided:
        actions.decide(subject=published, by=moderator, seen=0, **reasons)
    assert "/contester/" not in client.get(f"/signaler/recu/{report.reference}/").text
    assert client.get(f"/contester/signalement/{report.reference}/").status_code == 409


@pytest.mark.parametrize("address", ["/contester/recours/R-NOWHERE/", "/contester/signalement/S-NOWHERE/"])
def test_unknown_references_are_not_found(client, address):
    assert client.get(address).status_code == 404


def desk_of(appeal):
    return f"{QUEUE}appeals/{appeal.reference}/"


def test_appeals_stand_at_the_top_of_the_queue_and_in_the_menu(client_of, other_moderator, contested, waiting):
    browser = client_of(other_moderator)
    page = browser.get(QUEUE).text
    main = page[page.index('id="main"') :]
    assert main.index(desk_of(contested)) < main.index("P-2")
    assert MINE in main
    assert "ration (2)" in page  # Modération, the proposal that waits and the appeal


def test_the_desk_shows_text_decision_and_words_and_the_answer_is_given_there(
    client_of, other_moderator, contested, published, withheld
):
    browser = client_of(other_moderator)
    page = browser.get(desk_of(contested))
    for shown in (published.text, withheld.facts, withheld.words, MINE):
        assert shown in page.text
    assert no_undefined(page)
    answer = browser.post(desk_of(contested), {"outcome": "overturned", "answer": "Bien relu."})
    assert answer.url == QUEUE
    published.refresh_from_db()
    assert published.is_published
    assert desk_of(contested) not in browser.get(QUEUE).text
    answered = browser.get(desk_of(contested))
    assert "Bien relu." in answered.text
    assert 'name="outcome"' not in answered.text


def test_the_page_of_the_text_shows_its_appeals(client_of, other_moderator, contested):
    address = f"{QUEUE}se-deplacer/P-1/"
    browser = client_of(other_moderator)
    page = browser.get(address).text
    assert page.count(desk_of(contested)) == 2  # in the history, and above the decision while it waits
    appeals.answer(appeal=contested, by=other_moderator, outcome="upheld", words="Bien relu.")
    page = browser.get(address).text
    assert page.count(desk_of(contested)) == 1
    assert "Bien relu." in page


def test_whoever_may_not_answer_reads_why(client_of, moderator, contested):
    page = client_of(moderator).get(desk_of(contested))
    assert page.context["barred"]
    assert 'name="outcome"' not in page.text
    refused = client_of(moderator).post(desk_of(contested), {"outcome": "upheld", "answer": "Non."})
    assert refused.status_code == 403
    assert Appeal.objects.get().is_waiting


def test_a_guarantor_reads_the_appeal_and_answers_nothing(client_of, contested):
    watcher = factories.staff("garante@example.org", "Garante", ["moderation.view_decision"])
    watcher.user_permissions.add(Permission.objects.get(codename="view_decision"))
    page = client_of(watcher).get(desk_of(contested))
    assert MINE in page.text
    assert page.context["barred"]
    client_of(watcher).post(desk_of(contested), {"outcome": "upheld", "answer": "Non."})
    assert Appeal.objects.get().is_waiting


def test_the_desk_is_closed_to_others(client_of, citizen, contested):
    editor = factories.staff("editrice@example.org", "Édition", [])
    assert client_of(editor).get(desk_of(contested)).status_code == 302
    assert MINE not in client_of(citizen).get(desk_of(contested), follow=True).text


@pytest.mark.parametrize("missing", ["outcome", "answer"])
def test_an_answer_without_outcome_or_words_is_asked_for_again(client_of, other_moderator, contested, missing):
    sent = {"outcome": "upheld", "answer": "Bien relu.", missing: ""}
    answer = client_of(other_moderator).post(desk_of(contested), sent)
    assert answer.status_code == 422
    assert "errorlist" in answer.text


def test_to_overturn_a_keeping_the_desk_asks_for_every_reason(
    client_of, other_moderator, kept, report, published, reasons
):
    appeal = appeals.appeal(decision=kept, words="La fin.", report=report)
    browser, sent = client_of(other_moderator), {"outcome": "overturned", "answer": "Bien vu."}
    page = browser.get(desk_of(appeal))
    assert 'name="ground"' in page.text
    assert no_undefined(page)
    answer = browser.post(desk_of(appeal), sent)
    assert answer.status_code == 422
    assert answer.text.count("errorlist") == 4
    given = {**sent, **reasons, "ground": reasons["ground"].pk, "read_version": 1}
    assert browser.post(desk_of(appeal), given).status_code == 302
    published.refresh_from_db()
    assert published.is_withheld
    assert Decision.objects.get(appeal=appeal).words == reasons["words"]


def test_who_answers_second_reads_who_was_first_and_the_answer_that_was_given(client_of, other_moderator, contested):
    third = factories.staff("tierce@example.org", "Tierce", ["moderation.moderate_decision"])
    appeals.answer(appeal=contested, by=other_moderator, outcome="upheld", words="Bien relu.")
    late = client_of(third).post(desk_of(contested), {"outcome": "overturned", "answer": "Trop tard."})
    assert late.status_code == 409
    assert "Relecture" in late.text
    assert "Bien relu." in late.text
    assert Appeal.objects.get().answer == "Bien relu."


def test_a_decision_meanwhile_is_said_and_the_words_stay(client_of, other_moderator, moderator, contested, published):
    actions.decide(subject=published, by=moderator, kind="publish", seen=1)
    browser = client_of(other_moderator)
    answer = browser.post(desk_of(contested), {"outcome": "overturned", "answer": "Mes mots."})
    assert answer.status_code == 409
    assert "Mes mots." in answer.text


def test_pages_of_the_desk_cost_the_same_with_one_appeal_and_with_several(
    client_of, consultation, moderator, other_moderator, reasons, contested, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(other_moderator)
    browser.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        browser.get(QUEUE)
    for _turn in range(4):
        text = factories.ArgumentFactory(proposal__consultation=consultation)
        decision = actions.decide(subject=text, by=moderator, seen=0, **reasons)
        appeals.appeal(decision=decision, words=MINE, appellant=text.author)
    with django_assert_num_queries(len(few)):
        browser.get(QUEUE)
