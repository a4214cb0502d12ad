"""The three answers on a close proposal: what each does, what follows, and who may see it."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from consult.models import Phase
from consult.retention import apply_rules
from participants.my_data import erase, export_of
from proposals.actions import publish, submit
from proposals.models import Comparison, Draft, Impression, Position, Proposal
from proposals.similar import limits
from proposals.similar.answering import WordsNeeded, WritingEnded, answer, support
from tests.conftest import NOON
from tests.factories import CitizenFactory, ProposalFactory
from tests.proposals.draft_shelf import draft_of
from tests.proposals.similar_help import comparer_asked

ADDRESS, FORM = "/se-deplacer/deposer/proches/", "/se-deplacer/deposer/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "compared")]


@pytest.fixture
def compared(monkeypatch):
    monkeypatch.setattr(limits, "buckets", limits.Buckets())
    return comparer_asked(monkeypatch)


@pytest.fixture
def older(consultation):
    return ProposalFactory(consultation=consultation, title="Plus de trains le soir", text="Les trains du soir.")


@pytest.fixture
def form(typed):
    """A form as it is posted, the same throughout a test."""
    return typed(title="Des trains le soir", text="Il faut des trains le soir, tard.")


def references(page):
    return [found["reference"] for found in page.context["similar"]["suggestions"]]


def send(browser, form):
    assert browser.post(FORM, {**form, "send": "1"}).status_code == 302
    proposal = Proposal.objects.order_by("-number")[0]
    publish(proposal, at=NOON)
    return proposal


def test_the_same_takes_the_position_ends_the_writing_and_says_so(client_of, citizen, older, form):
    draft = draft_of(citizen, older.consultation)
    form |= {"draft": str(draft.key), "revision": "1"}
    page = client_of(citizen).post(ADDRESS, {**form, "same": older.number}, follow=True)
    assert page.redirect_chain == [(older.get_absolute_url(), 302)]
    assert ["P-1" in str(said) for said in page.context["messages"]] == [True]
    assert Position.objects.values_list("proposal", "participant", "value").get() == (older.pk, citizen.pk, 1)
    assert not Draft.objects.exists()
    assert Comparison.objects.get().answer == "same"
    assert Proposal.objects.count() == 1


def test_the_same_leaves_words_of_another_tab_a_draft(client_of, citizen, older, form):
    """They may be an idea of their own."""
    draft = draft_of(citizen, older.consultation, text="D’un autre onglet")
    client_of(citizen).post(ADDRESS, {**form, "same": older.number, "draft": str(draft.key), "revision": "0"})
    assert Position.objects.count() == Draft.objects.count() == 1


def test_an_answer_leaves_the_form_to_its_draft(client_of, citizen, older, form):
    draft = draft_of(citizen, older.consultation)
    page = client_of(citizen).post(ADDRESS, {**form, "different": older.number, "draft": draft.key, "revision": 1})
    shown = page.context["form"]
    assert (str(shown["draft"].value()), str(shown["revision"].value())) == (str(draft.key), "1")


def test_what_was_answered_is_known_to_a_draft_that_is_resumed(client_of, citizen, older, form):
    browser = client_of(citizen)
    kept = browser.post(f"{FORM}brouillon/", form)
    browser.post(ADDRESS, {**form, "close": older.number, f"differs-{older.number}": "Le mien part plus tard"})
    resumed = browser.get(kept.url).context
    assert str(resumed["form"]["key"].value()) == form["key"]
    assert len(resumed["similar"]["linked"]) == 1


def test_the_same_sent_twice_counts_once(client_of, citizen, older, form):
    for _click in range(2):
        assert client_of(citizen).post(ADDRESS, {**form, "same": older.number}).status_code == 302
    assert Position.objects.count() == Comparison.objects.count() == 1


def test_the_same_survives_the_sign_in(client, citizen, older, form):
    sent = client.post(ADDRESS, {**form, "same": older.number})
    assert sent.url == f"/connexion/?next={quote(FORM, safe='')}"
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(FORM)
    assert page.context["similar"]["chosen"]["reference"] == "P-1"
    assert page.context["form"]["text"].value() == form["text"]
    assert client.post(ADDRESS, {**form, "same": older.number}).url == older.get_absolute_url()
    assert client.get(FORM).context["similar"]["chosen"] is None


def test_the_same_asks_for_the_consent_first(client_of, stranger, older, form):
    assert (
        client_of(stranger).post(ADDRESS, {**form, "same": older.number}).url
        == f"/bienvenue/?next={quote(FORM, safe='')}"
    )
    assert not Position.objects.exists()


def test_when_positions_are_closed_the_text_stays(client_of, citizen, older, form):
    Phase.objects.update(may_take_position=False)
    page = client_of(citizen).post(ADDRESS, {**form, "same": older.number})
    assert page.status_code == 409
    assert page.context["form"]["text"].value() == form["text"]
    assert not Comparison.objects.exists()


def test_close_becomes_a_link_on_both_pages_once_published(client_of, citizen, client, older, form):
    browser = client_of(citizen)
    page = browser.post(ADDRESS, {**form, "close": older.number, f"differs-{older.number}": "le dimanche <aussi>"})
    assert page.context["similar"]["linked"][0]["words"] == "le dimanche <aussi>"
    assert references(page) == []
    assert browser.post(FORM, {**form, "send": "1"}).status_code == 302
    newer = Proposal.objects.get(number=2)
    assert "le dimanche" not in client.get(older.get_absolute_url()).text
    publish(newer, at=NOON)
    for proposal, other in ((older, newer), (newer, older)):
        shown = client.get(proposal.get_absolute_url()).text
        assert "le dimanche &lt;aussi&gt;" in shown
        assert other.get_absolute_url() in shown


@pytest.mark.parametrize("which", ["older", "newer"])
def test_a_link_goes_with_either_proposal(client_of, citizen, client, older, form, which):
    browser = client_of(citizen)
    browser.post(ADDRESS, {**form, "close": older.number, f"differs-{older.number}": "le dimanche"})
    newer = send(browser, form)
    gone, stays = (older, newer) if which == "older" else (newer, older)
    gone.withhold(ground="Hors du sujet", at=NOON)
    for proposal in (gone, stays):
        assert "le dimanche" not in client.get(proposal.get_absolute_url()).text
    assert not Comparison.objects.told_in(older.consultation).exists()


def test_the_enter_key_in_the_words_counts_as_close(client_of, citizen, older, form):
    client_of(citizen).post(ADDRESS, {**form, f"differs-{older.number}": "le dimanche"})
    assert Comparison.objects.get().answer == "close"


def test_close_needs_words_and_keeps_the_text(client_of, citizen, older, form):
    page = client_of(citizen).post(ADDRESS, {**form, "close": older.number, f"differs-{older.number}": " "})
    assert (page.status_code, page.context["form"]["text"].value()) == (422, form["text"])
    with pytest.raises(WordsNeeded):
        answer(writing=uuid4(), older=older, participant=citizen, answer="close", words="x" * 201)


def test_a_link_can_be_taken_back_before_it_is_sent(client_of, citizen, older, form):
    browser = client_of(citizen)
    browser.post(ADDRESS, {**form, "close": older.number, f"differs-{older.number}": "le dimanche"})
    page = browser.post(ADDRESS, {**form, "back": older.number})
    assert page.context["similar"]["linked"] == []
    assert references(page) == ["P-1"]


def test_different_is_never_proposed_again_for_this_text(client_of, citizen, client, older, form):
    browser = client_of(citizen)
    assert references(browser.post(ADDRESS, form)) == ["P-1"]
    assert references(browser.post(ADDRESS, {**form, "different": older.number})) == []
    assert references(browser.post(ADDRESS, form)) == []
    assert references(browser.post(FORM, {**form, "preview": "1"})) == []
    assert references(browser.post(ADDRESS, {**form, "key": str(uuid4())})) == ["P-1"]
    newer = send(browser, form)
    told = Comparison.objects.told_in(older.consultation).values_list("older", "newer", "answer")
    assert list(told) == [(older.pk, newer.pk, "different")]
    assert newer.get_absolute_url() not in client.get(older.get_absolute_url()).text


def test_signed_out_answers_wait_for_the_sign_in_and_become_the_authors(client, citizen, older, form):
    client.post(ADDRESS, {**form, "different": older.number})
    assert Comparison.objects.get().author is None
    assert client.post(FORM, {**form, "send": "1"}).url == f"/connexion/?next={quote(FORM, safe='')}"
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    newer = send(client, form)
    row = Comparison.objects.get()
    assert (row.author, row.newer) == (citizen, newer)


@pytest.mark.requirement("P-1")
def test_words_of_close_wait_for_the_sign_in_in_the_session(client, citizen, older, form):
    words = {f"differs-{older.number}": "le dimanche"}
    sent = client.post(ADDRESS, {**form, "close": older.number, **words})
    assert sent.url == f"/connexion/?next={quote(FORM, safe='')}"
    assert not Comparison.objects.exists()
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(FORM)
    assert page.context["similar"]["chosen"]["words"] == "le dimanche"
    assert 'value="le dimanche"' in page.text
    assert page.context["form"]["text"].value() == form["text"]
    client.post(ADDRESS, {**form, "close": older.number, **words})
    assert Comparison.objects.values_list("author", "words").get() == (citizen.pk, "le dimanche")


def test_words_of_a_newcomer_hold_no_more_links_than_other_texts(client_of, older, form):
    newcomer = CitizenFactory(joined_at=NOON - timedelta(hours=1))
    links = " ".join(f"https://exemple{n}.fr" for n in range(6))
    page = client_of(newcomer).post(ADDRESS, {**form, "close": older.number, f"differs-{older.number}": links})
    assert (page.status_code, page.context["form"]["text"].value()) == (422, form["text"])
    assert not Comparison.objects.exists()


def test_signed_out_answers_come_out_of_the_share_of_comparisons(client, older, form):
    codes = {
        client.post(ADDRESS, {**form, "key": str(uuid4()), "different": older.number}).status_code for _ in range(30)
    }
    assert codes == {200, 429}
    assert Comparison.objects.count() <= limits.BURST


def test_answers_of_another_person_are_not_taken_over(consultation, citizen, other_citizen, older):
    key = uuid4()
    answer(writing=key, older=older, participant=citizen, answer="different")
    with pytest.raises(WritingEnded):
        answer(writing=key, older=older, participant=other_citizen, answer="close", words="x")
    submit(consultation=consultation, author=other_citizen, title="Un", text="Deux", idempotency_key=key, at=NOON)
    assert Comparison.objects.get().newer is None


def test_a_text_that_was_sent_is_answered_about_no_more(consultation, citizen, older):
    key = uuid4()
    submit(consultation=consultation, author=citizen, title="Un", text="Deux", idempotency_key=key, at=NOON)
    with pytest.raises(WritingEnded):
        answer(writing=key, older=older, participant=citizen, answer="different")
    with pytest.raises(WritingEnded), transaction.atomic():
        support(writing=key, older=older, participant=citizen)
    assert not Position.objects.exists()


def test_a_link_is_not_said_to_be_taken_back_once_its_text_was_sent(client_of, citizen, older, form):
    browser = client_of(citizen)
    browser.post(ADDRESS, {**form, "close": older.number, f"differs-{older.number}": "le dimanche"})
    newer = send(browser, form)
    page = browser.post(ADDRESS, {**form, "back": older.number})
    assert page.status_code == 409
    assert page.context["form"]["text"].value() == form["text"]
    assert Comparison.objects.get().newer == newer


def test_what_is_out_of_view_cannot_be_answered_about(client_of, citizen, consultation, form):
    hidden = ProposalFactory(consultation=consultation, withheld=True)
    for deed in ("same", "close", "different"):
        assert client_of(citizen).post(ADDRESS, {**form, deed: hidden.number}).status_code == 404
    assert client_of(citizen).post(ADDRESS, {**form, "different": "9" * 30}).status_code == 200


def test_the_database_holds_what_an_answer_is(older):
    with pytest.raises(IntegrityError), transaction.atomic():
        Comparison.objects.create(writing=uuid4(), older=older, answer="close", words="", at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comparison.objects.create(writing=uuid4(), older=older, answer="different", words="x", at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comparison.objects.create(writing=uuid4(), older=older, newer=older, answer="different", at=NOON)


@pytest.mark.requirement("P-3")
@pytest.mark.requirement("P-4")
def test_answers_are_taken_away_and_erased_but_for_links_of_public_texts(client_of, citizen, older, form):
    browser = client_of(citizen)
    browser.post(ADDRESS, form)
    browser.post(ADDRESS, {**form, "close": older.number, f"differs-{older.number}": "le dimanche"})
    send(browser, form)
    answer(writing=uuid4(), older=older, participant=citizen, answer="different")
    exported = export_of(citizen)
    assert [row["answer"] for row in exported["comparisons"]] == ["close", "different"]
    assert [row["proposal"] for row in exported["suggestions_shown"]] == ["P-1"]
    erase(participant=citizen)
    row = Comparison.objects.get()
    assert (row.answer, row.author, row.words) == ("close", None, "le dimanche")
    assert not Impression.objects.exists()


@pytest.mark.requirement("P-9")
def test_old_rows_go_and_links_stay(older, citizen, consultation):
    old = NOON - timedelta(days=200)
    author = CitizenFactory()
    for at in (old, NOON):
        Impression.objects.create(writing=uuid4(), proposal=older, rank=1, score=1, shown_at=at)
        answer(writing=uuid4(), older=older, participant=author, answer="different", at=NOON)
        support(writing=uuid4(), older=older, participant=author, at=NOON)
    kept = uuid4()
    answer(writing=kept, older=older, participant=author, answer="close", words="x", at=NOON)
    submit(consultation=consultation, author=author, title="Un", text="Deux", idempotency_key=kept, at=NOON)
    Comparison.objects.filter(pk__in=Comparison.objects.order_by("pk").values("pk")[:2]).update(at=old)
    Comparison.objects.filter(writing=kept).update(at=old)
    assert sum(count for name, count in apply_rules(at=NOON).items() if name.startswith("answers")) == 2
    assert Comparison.objects.filter(writing=kept).exists()
    assert Impression.objects.get().shown_at == NOON
