"""Replies, convincing marks, and the best of each side first."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from consult.errors import Closed
from moderation.actions import decide
from moderation.models import Decision
from participants.my_data import erase, export_of
from proposals.actions import FormUsedUp
from proposals.convincing import mark, score, unmark
from proposals.forms import ReplyForm
from proposals.models import Argument, Comparison, Convincing
from proposals.permissions import OwnArgument
from proposals.replying import reply
from proposals.tagging import tag_proposal
from tests.conftest import NOON
from tests.factories import (
    EARLY,
    ArgumentFactory,
    CitizenFactory,
    GroundFactory,
    PositionFactory,
    ProposalFactory,
    open_consultation,
)
from tests.proposals.draft_shelf import draft_of

pytestmark = pytest.mark.usefixtures("at_noon")
PAGE = "/se-deplacer/propositions/P-1/"
REPLY = f"{PAGE}arguments/A1/repondre/"
MARK = f"{PAGE}arguments/A1/convaincant/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def argument(consultation):
    return ArgumentFactory(proposal=ProposalFactory(consultation=consultation))


def sides(client):
    return {side["stance"]: side["arguments"] for side in client.get(PAGE).context["arguments"]["sides"]}


def marked(argument, count):
    for _n in range(count):
        Convincing.objects.create(argument=argument, participant=CitizenFactory(), created_at=NOON)


def test_a_reply_waits_for_a_moderator_then_stands_beneath_its_argument(argument, citizen, client, client_of):
    browser = client_of(citizen)
    answer = browser.post(REPLY, {"text": "Et le coût ?", "source_url": "https://example.org/cout", "key": uuid4()})
    assert (answer.status_code, answer.url) == (302, f"{PAGE}?argument=2#argument-2")
    assert sides(client)["for"][0]["replies"] == []
    given = Argument.objects.get(number=2)
    given.proposal = argument.proposal
    given.publish(at=NOON)
    (shown,) = sides(client)["for"][0]["replies"]
    assert (shown["words"], shown["stance"], shown["source_domain"]) == ("<p>Et le coût ?</p>", "", "example.org")
    assert shown["report_url"]
    assert not shown["reply_url"]
    assert not shown["mark"]


def test_a_reply_is_moderated_and_withheld_as_arguments_are(argument, citizen, moderator, client):
    given = reply(argument=argument, author=citizen, text="Et le coût ?")
    reasons = {"ground": GroundFactory(), "facts": "f", "words": "w", "duration": Decision.Duration.INDEFINITE}
    decide(subject=given, by=moderator, kind="withhold", seen=0, **reasons)
    assert sides(client)["for"][0]["replies"][0]["withheld"]["ground"] == "Hors du sujet"


def test_no_reply_to_a_reply_nor_to_what_is_out_of_view(argument, citizen):
    given = ArgumentFactory(proposal=argument.proposal, answers=argument, stance="")
    hidden = ArgumentFactory(proposal=argument.proposal, withheld=True)
    for subject in (given, hidden):
        with pytest.raises(Closed):
            reply(argument=subject, author=citizen, text="Encore")


@pytest.mark.parametrize("wrong", ["second level", "other proposal", "side"])
def test_the_database_keeps_to_one_level(argument, wrong):
    given = ArgumentFactory(proposal=argument.proposal, answers=argument, stance="")
    other = ProposalFactory(consultation=argument.proposal.consultation)
    rows = {
        "second level": {"proposal": argument.proposal, "answers": given, "stance": ""},
        "other proposal": {"proposal": other, "answers": argument, "stance": ""},
        "side": {"proposal": argument.proposal, "answers": argument, "stance": "for"},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ArgumentFactory(**rows[wrong])


def test_what_an_argument_answers_never_changes(argument):
    other = ArgumentFactory(proposal=argument.proposal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Argument.objects.filter(pk=other.pk).update(answers=argument, stance="")


def test_a_reply_is_asked_for_as_a_reply(argument, client):
    page = client.get(REPLY)
    assert page.context["form"]["text"].label == "Votre réponse"


def test_the_same_form_twice_is_one_reply(argument, citizen):
    key = uuid4()
    first, second = (reply(argument=argument, author=citizen, text="Oui", idempotency_key=key) for _n in range(2))
    assert first == second
    with pytest.raises(FormUsedUp):
        reply(argument=argument, author=citizen, text="Non", idempotency_key=key)


def test_signed_out_a_reply_survives_the_sign_in(argument, client, citizen):
    answer = client.post(REPLY, {"text": "Et le coût ?", "key": uuid4()})
    assert answer.url.startswith("/connexion/")
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(REPLY).context["form"].initial["text"] == "Et le coût ?"


def test_after_the_phase_a_reply_stays_on_the_screen(client_of, citizen):
    ArgumentFactory(proposal=ProposalFactory(consultation=open_consultation(rights=("take_position",))))
    answer = client_of(citizen).post(REPLY, {"text": "Et le coût ?", "key": uuid4()})
    assert answer.status_code == 409
    assert "Et le coût ?" in answer.text


def test_replies_are_no_arguments_in_counts(argument, client):
    ArgumentFactory(proposal=argument.proposal, answers=argument, stance="")
    assert client.get(PAGE).context["arguments"]["total"] == 1
    (card,) = client.get("/se-deplacer/propositions/").context["cards"]
    assert card["arguments"] == "1 argument"


@pytest.mark.requirement("P-3")
@pytest.mark.requirement("P-4")
def test_replies_and_marks_are_exported_and_erased(argument, citizen):
    given = ArgumentFactory(proposal=argument.proposal, answers=argument, stance="", author=citizen)
    mark(argument=argument, participant=citizen)
    rows = export_of(citizen)
    assert [row["answers"] for row in rows["arguments"]] == ["P-1-A1"]
    assert [row["argument"] for row in rows["convincing_marks"]] == ["P-1-A1"]
    assert erase(participant=citizen)["convincing_marks"] == 1
    given.refresh_from_db()
    assert given.author is None
    assert not Convincing.objects.exists()


def test_a_mark_is_given_and_taken_back(argument, citizen, client_of):
    browser = client_of(citizen)
    for _n in range(2):
        assert browser.post(MARK, {"convincing": "yes"}).url == f"{PAGE}?argument=1#argument-1"
    assert Convincing.objects.count() == 1
    assert sides(browser)["for"][0]["mark"]["own"]
    browser.post(MARK, {"convincing": "no"})
    assert not Convincing.objects.exists()


def test_looking_marks_nothing(argument, citizen, client_of):
    assert client_of(citizen).get(f"{MARK}?convincing=yes").status_code == 200
    assert not Convincing.objects.exists()


def test_htmx_gets_the_mark_that_the_page_shows(argument, citizen, client_of):
    browser = client_of(citizen)
    part = browser.post(MARK, {"convincing": "yes"}, headers=HTMX)
    assert part.status_code == 200
    assert part.text.strip().startswith("<div")
    assert 'aria-pressed="true"' in part.text
    assert 'value="no"' in part.text
    assert part.context["argument"]["convinced"].endswith("1 personne")


def test_ones_own_argument_convinces_others_only(argument, client_of):
    with pytest.raises(OwnArgument):
        mark(argument=argument, participant=argument.author)
    browser = client_of(argument.author)
    assert browser.post(MARK, {"convincing": "yes"}).status_code == 403
    assert sides(browser)["for"][0]["mark"] is None


def test_two_marks_of_one_person_cannot_stand(argument, citizen):
    mark(argument=argument, participant=citizen)
    with pytest.raises(IntegrityError), transaction.atomic():
        Convincing.objects.create(argument=argument, participant=citizen, created_at=NOON)


@pytest.mark.parametrize("rights", [("argue",), ("take_position",)])
def test_marks_are_open_while_one_argues_or_takes_position(rights, citizen):
    argument = ArgumentFactory(proposal=ProposalFactory(consultation=open_consultation(rights=rights)))
    mark(argument=argument, participant=citizen)
    assert unmark(argument=argument, participant=citizen)


def test_marks_close_with_the_phase(citizen, client_of):
    argument = ArgumentFactory(proposal=ProposalFactory(consultation=open_consultation(rights=("submit",))))
    with pytest.raises(Closed):
        mark(argument=argument, participant=citizen)
    assert client_of(citizen).post(MARK, {"convincing": "yes"}).status_code == 409
    assert sides(client_of(citizen))["for"][0]["mark"] is None


def test_signed_out_a_mark_is_a_link_and_no_cookie(argument, client):
    page = client.get(PAGE)
    assert f'href="{MARK}"' in page.text
    assert not page.cookies
    assert client.post(MARK, {"convincing": "yes"}).url.startswith("/connexion/")


def test_the_best_of_each_side_comes_first(argument, client):
    later = ArgumentFactory(proposal=argument.proposal, created_at=EARLY + timedelta(days=1))
    against = ArgumentFactory(proposal=argument.proposal, stance="against")
    assert [row["reference"] for row in sides(client)["for"]] == ["A2", "A1"]
    marked(argument, 3)
    marked(later, 1)
    marked(against, 1)
    assert [row["reference"] for row in sides(client)["for"]] == ["A1", "A2"]
    assert sides(client)["for"][0]["convinced"].endswith("3 personnes")
    given = client.get("/se-deplacer/donner-mon-avis/").context["turn"]["sides"]
    assert [side["argument"]["reference"] for side in given] == ["A1", "A3"]


def test_a_late_argument_is_judged_by_those_who_were_there(argument, client):
    for _n in range(6):
        Convincing.objects.create(argument=argument, participant=CitizenFactory(), created_at=EARLY)
    for _n in range(6):
        person = CitizenFactory()
        Convincing.objects.create(
            argument=ArgumentFactory(proposal=argument.proposal, stance="against"), participant=person, created_at=EARLY
        )
    late = ArgumentFactory(proposal=argument.proposal, published_at=NOON, created_at=NOON)
    marked(late, 5)
    assert sides(client)["for"][0]["reference"] == late.reference.removeprefix("P-1-")
    assert score(6, 17) < score(5, 5)


def test_a_source_with_a_name_before_its_host_is_refused(consultation):
    form = ReplyForm({"text": "Oui", "source_url": "https://www.insee.fr@example.org/"}, consultation=consultation)
    assert "source_url" in form.errors


@pytest.mark.requirement("L-2")
def test_a_page_with_links_replies_and_a_draft_keeps_to_fifteen_queries(argument, citizen, client_of, count_queries):
    proposal = argument.proposal
    tag_proposal(proposal, ["train"])
    ArgumentFactory(proposal=proposal, answers=argument, stance="")
    PositionFactory(proposal=proposal, participant=citizen)
    mark(argument=argument, participant=citizen)
    draft_of(citizen, proposal.consultation, proposal=proposal, answers=argument, text="Et la nuit ?")
    other = ProposalFactory(consultation=proposal.consultation)
    Comparison.objects.create(
        newer=other,
        older=proposal,
        answer="close",
        words="Le soir seulement.",
        author=citizen,
        at=EARLY,
        writing=uuid4(),
    )
    browser = client_of(citizen)
    browser.get(PAGE)
    queries = count_queries(lambda: browser.get(PAGE))
    page = browser.get(PAGE)
    assert page.context["own"]["version"] == 1
    assert "Le soir seulement." in page.text
    assert len(queries) <= 15, "\n".join(queries)


def test_many_arguments_are_ordered_and_counted_as_a_few_are(argument, citizen, client_of, monkeypatch):
    proposal = argument.proposal
    for number in range(2, 8):
        ArgumentFactory(
            proposal=proposal, number=number, stance=("for", "against")[number % 2], text=f"Raison {number}."
        )
    ArgumentFactory(proposal=proposal, answers=argument, stance="", text="Oui, mais.")
    mark(argument=argument, participant=citizen)
    few = client_of(citizen).get(PAGE).context["arguments"]
    monkeypatch.setattr("proposals.arguments.MANY", 0)
    assert client_of(citizen).get(PAGE).context["arguments"] == few
    monkeypatch.setattr("proposals.arguments.SHOWN", 1)
    shown = client_of(citizen).get(f"{PAGE}?argument=4").context["arguments"]
    assert [[row["reference"] for row in side["arguments"]] for side in shown["sides"]] == [
        [few["sides"][0]["arguments"][0]["reference"], "A4"],
        [few["sides"][1]["arguments"][0]["reference"]],
    ]
    assert shown["total"] == few["total"]
    assert shown["left_out"] == few["total"] - 3


def test_both_sides_are_seen_at_a_glance_by_the_first_words_of_their_best(argument, client):
    ArgumentFactory(proposal=argument.proposal, stance="against", text="Et le coût & l’entretien ? " * 20)
    ArgumentFactory(proposal=argument.proposal, stance="nuance", text="Cela dépend.")
    page = client.get(PAGE)
    best = {side["stance"]: side["best"] for side in page.context["arguments"]["sides"]}
    assert "sides-nav__best" in page.text
    assert best["for"] == argument.text
    assert best["against"].startswith("Et le coût & l’entretien ?")
    assert (len(best["against"]), best["against"][-1], best["nuance"]) == (140, "…", "")
    Argument.objects.filter(stance="for").update(state="withheld", withheld_at=EARLY, withheld_ground="Hors du sujet")
    page = client.get(PAGE)
    assert page.context["arguments"]["sides"][0]["best"] == ""
    assert "sides-nav__best" not in page.text  # a single side is no debate to look at
