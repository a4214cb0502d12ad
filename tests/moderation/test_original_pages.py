"""The desk's page of an original: taking words out, asking, agreeing, reading; what waits stands in the queue."""

import pytest
from django.core.cache import cache

from moderation import appeals, queue
from moderation.models import Blanking, Opening
from proposals.models import Version
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.moderation.blanked import TEXT, TITLE, WHY, blank, open_by_two, withhold

QUEUE = "/admin/moderation/"
PAGE = "/admin/moderation/se-deplacer/P-1/original/"
BLANK = {"deed": "blank", "blank-reason": "Adresse et menace.", "blank-sure": "on"}
ASK = {"deed": "ask", "open-reason": WHY}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def theirs(consultation):
    return factories.ProposalFactory(consultation=consultation, title=TITLE, text=TEXT)


@pytest.fixture
def decision(theirs, moderator):
    return withhold(theirs, moderator)


@pytest.fixture
def blanked(theirs, decision, moderator):
    return blank(theirs, moderator)


@pytest.fixture
def desk(client_of, moderator):
    return in_english(client_of(moderator))


@pytest.fixture
def other_desk(client_of, other_moderator):
    return in_english(client_of(other_moderator))


def in_english(browser):
    browser.cookies["langue"] = "en"
    return browser


def test_words_are_taken_out_on_the_page_to_which_the_text_leads(desk, decision):
    assert f'href="{PAGE}"' in desk.get("/admin/moderation/se-deplacer/P-1/").text
    assert "Take the words of P-1 out" in desk.get(PAGE).text
    assert desk.post(PAGE, BLANK).url == PAGE
    assert Version.objects.get().text == ""
    assert "The original is kept sealed until" in desk.get(PAGE).text


def test_two_browsers_open_the_original_and_a_third_does_not(desk, other_desk, client_of, blanked):
    assert desk.post(PAGE, ASK).url == PAGE
    assert "You asked: another moderator must agree." in desk.get(PAGE).text
    assert WHY in other_desk.get(QUEUE).text
    assert WHY in other_desk.get(PAGE).text
    assert other_desk.post(PAGE, {"deed": "agree"}).url == PAGE
    for browser in (desk, other_desk):
        page = browser.get(PAGE)
        assert TEXT in page.text
        assert "no-store" in page["Cache-Control"]
    third = client_of(factories.staff("tierce@example.org", "Tierce", ["moderation.moderate_decision"]))
    assert "correction" not in third.get(PAGE).text
    assert WHY not in other_desk.get(QUEUE).text


def test_whoever_asked_cannot_agree_by_a_forged_form(desk, blanked):
    desk.post(PAGE, ASK)
    page = desk.post(PAGE, {"deed": "agree"})
    assert page.status_code == 403
    assert "You asked yourself: another moderator must agree." in page.text
    assert "correction" not in page.text
    assert Opening.objects.get().agreed_at is None


@pytest.mark.parametrize("sent", [{}, {"deed": "publish"}, {"deed": "blank"}, {**BLANK, "blank-sure": ""}])
def test_what_is_missing_or_unknown_changes_nothing_and_says_so(desk, decision, sent):
    assert desk.post(PAGE, sent).status_code == 422
    assert not Blanking.objects.exists()


def test_a_request_without_a_reason_keeps_the_page(desk, blanked):
    page = desk.post(PAGE, {**ASK, "open-reason": " "})
    assert page.status_code == 422
    assert "Say why the original must be read." in page.text


def test_a_guarantor_reads_that_words_were_taken_out_and_none_of_them(client_of, theirs, blanked, desk, other_desk):
    open_by_two(
        theirs,
        *[factories.staff(f"{name}@example.org", name, ["moderation.moderate_decision"]) for name in "ab"],
        at=NOON,
    )
    guarantor = factories.staff("garante@example.org", "Garante", ["moderation.view_decision"])
    page = client_of(guarantor).get(PAGE)
    assert page.status_code == 200
    assert "correction" not in page.text
    assert client_of(guarantor).post(PAGE, {"deed": "agree"}).status_code == 403


def test_a_moderator_of_elsewhere_finds_nothing(client_of, blanked):
    elsewhere = factories.mandated("ailleurs@example.org", "Ailleurs", factories.open_consultation("ailleurs"))
    assert client_of(elsewhere).get(PAGE).status_code == 404
    assert client_of(elsewhere).post(PAGE, ASK).status_code == 404
    assert not Opening.objects.exists()


def test_its_own_author_reads_why_not(client_of, blanked, theirs, moderator):
    type(theirs).objects.update(author=moderator)
    page = in_english(client_of(moderator)).get(PAGE)
    assert "You wrote this text: another moderator must decide on it." in page.text
    assert client_of(moderator).post(PAGE, ASK).status_code == 403


def test_a_text_of_the_charter_says_why_it_is_not_blanked(desk, theirs, moderator):
    withhold(theirs, moderator, ground=factories.GroundFactory())
    assert "only what is against the law can be blanked" in desk.get(PAGE).text
    assert desk.post(PAGE, BLANK).status_code == 422


def test_an_appeal_on_a_blanked_text_leads_to_the_original_and_says_that_it_was_not_read(
    other_desk, desk, theirs, decision, blanked
):
    contested = appeals.appeal(decision=decision, words="Relisez.", appellant=theirs.author, at=NOON)
    address = f"/admin/moderation/appeals/{contested.reference}/"
    assert f'href="{PAGE}"' in other_desk.get(address).text
    sent = {"outcome": "overturned", "answer": "Relu.", "read_version": 1}
    page = other_desk.post(address, sent)
    assert page.status_code == 403
    assert "Open the original with another moderator first" in page.text
    other_desk.post(PAGE, ASK)
    desk.post(PAGE, {"deed": "agree"})
    assert other_desk.post(address, sent).status_code == 302
    assert TEXT in other_desk.get(theirs.get_absolute_url()).text


@pytest.mark.parametrize("kind", ["argument", "amendment"])
def test_other_kinds_of_text_have_their_page(desk, consultation, moderator, kind):
    above = factories.ProposalFactory(consultation=consultation)
    make = {"argument": factories.ArgumentFactory, "amendment": AmendmentFactory}[kind]
    text = make(proposal=above, **{"text": TEXT} if kind == "argument" else {"reason": TEXT})
    withhold(text, moderator)
    address = f"{queue.item_url(text)}original/"
    assert f'href="{address}"' in desk.get(queue.item_url(text)).text
    assert desk.post(address, BLANK).url == address
    assert "correction" not in desk.get(queue.item_url(text)).text
    assert "correction" not in desk.get(above.get_absolute_url()).text


def test_public_page_says_that_words_were_taken_out(client, theirs, blanked):
    cache.clear()
    page = in_english(client).get(theirs.get_absolute_url()).text
    assert "Its words were taken out as against the law" in page
    assert "Quintessence" not in page


def test_page_of_an_original_costs_the_same_with_one_request_and_with_six(
    desk, theirs, blanked, moderator, other_moderator, django_assert_max_num_queries
):
    for _turn in range(6):
        Opening.objects.create(
            blanking=blanked, asked_by=moderator, agreed_by=other_moderator, reason=WHY, asked_at=NOON, agreed_at=NOON
        )
    desk.get(PAGE)
    with django_assert_max_num_queries(25):
        desk.get(PAGE)
