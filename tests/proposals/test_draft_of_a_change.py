"""Drafts of a direct change: of a proposal that waits, and of one that was published a moment ago."""

from urllib.parse import unquote

import pytest
from django.db import IntegrityError, transaction

from consult.models import Phase
from participants.registries import exporters
from proposals.models import Amendment, Draft
from proposals.tagging import tag_proposal
from tests.conftest import NOON
from tests.factories import ArgumentFactory, ProposalFactory, add_version, open_consultation
from tests.proposals.draft_shelf import AS_DATA, KEY, OTHER_KEY, draft_of, kept_words

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("C-8")]
PAGE = "/se-deplacer/propositions/P-1/"
EDIT, AMEND = f"{PAGE}modifier/", f"{PAGE}amender/"
SAVE = f"{EDIT}brouillon/"
NAMES = ("title", "text", "tags", "read_version")
CLOSED = "Your draft cannot be sent at the moment, and it is not lost"


def typed(revision=0, **changes):
    whole = {"title": "Plus de bus", "text": "Le soir aussi.", "tags": "bus, soir", "read_version": "1"}
    return {**whole, "draft": str(KEY), "revision": str(revision), "writer": "", **changes}


@pytest.fixture
def waiting(consultation, citizen, at_noon):
    return ProposalFactory(consultation=consultation, author=citizen, waiting=True)


@pytest.fixture
def fresh(db, citizen, at_noon):
    """Published at once, a moment ago: its author may still change it directly."""
    consultation = open_consultation(moderation="after")
    return ProposalFactory(consultation=consultation, author=citizen, published_at=NOON)


@pytest.fixture(params=["waiting", "fresh"])
def proposal(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def writer(client_of, citizen):
    """The author's browser; it speaks English."""
    client = client_of(citizen)
    client.cookies["langue"] = "en"
    return client


def values(answer):
    form = answer.context["form"]
    return [form[name].value() for name in NAMES]


def test_without_a_script_a_button_keeps_it_and_the_form_comes_back_filled(writer, proposal):
    assert f'formaction="{SAVE}"' in writer.get(EDIT).text
    answer = writer.post(SAVE, typed(), follow=True)
    assert answer.redirect_chain == [(f"{EDIT}?brouillon={KEY}", 302)]
    assert (Draft.objects.get().kind, Draft.objects.get().proposal) == ("edit", proposal)
    assert values(answer) == ["Plus de bus", "Le soir aussi.", "bus, soir", 1]
    assert CLOSED not in answer.text


def test_the_script_saves_it_as_it_saves_the_others(writer, proposal):
    answers = [writer.post(SAVE, typed(number, text=text), headers=AS_DATA) for number, text in enumerate("UD")]
    assert [answer.json()["revision"] for answer in answers] == [1, 2]
    assert answers[1].json()["address"] == f"{EDIT}?brouillon={KEY}"
    late = writer.post(SAVE, typed(1, text="Trois"), headers=AS_DATA)
    assert (late.status_code, kept_words()) == (409, [("D", 2)])
    assert "Trois" in late.json()["choice"]


def test_the_page_of_a_form_brings_the_script(writer, proposal):
    page = writer.get(EDIT).text
    assert "js/drafts.js" in page
    assert f'action="{EDIT}" data-draft' in page


def test_without_a_script_both_texts_stand_in_the_form(writer, proposal):
    writer.post(SAVE, typed(text="Un"))
    answer = writer.post(SAVE, typed(text="Deux"))
    assert (answer.status_code, kept_words()) == (409, [("Un", 1)])
    assert answer.context["form"]["text"].value() == "Deux"
    assert 'name="over" value="1"' in answer.text
    assert f'action="{EDIT}"' in answer.text


def test_the_form_the_page_and_my_space_offer_what_was_begun(writer, proposal):
    writer.post(SAVE, typed())
    for address in (EDIT, PAGE, "/mon-espace/"):
        assert f"{EDIT}?brouillon={KEY}" in writer.get(address).text, address
    assert "Change of my proposal" in writer.get(EDIT).text


def test_sent_it_takes_its_draft_along(writer, proposal):
    writer.post(SAVE, typed())
    assert writer.post(EDIT, typed(1)).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.current.text, Draft.objects.count()) == ("Le soir aussi.", 0)


def test_refused_it_keeps_its_draft(writer, proposal):
    writer.post(SAVE, typed())
    assert writer.post(EDIT, typed(1, title="")).status_code == 422
    add_version(proposal, title="Autre", text="Autrement.")
    assert writer.post(EDIT, typed(1)).status_code == 409
    assert kept_words() == [("Le soir aussi.", 1)]


def test_words_that_come_after_they_were_sent_make_no_draft(writer, proposal):
    tag_proposal(proposal, ["Soir"])
    assert writer.post(EDIT, typed()).status_code == 302
    assert writer.post(SAVE, typed(tags="Soir, bus"), headers=AS_DATA).status_code == 422
    assert not Draft.objects.exists()


def test_other_tags_alone_are_kept(writer, proposal):
    same = {"title": proposal.title, "text": proposal.text, "tags": ""}
    assert writer.post(SAVE, typed(**same), headers=AS_DATA).status_code == 422
    assert writer.post(SAVE, typed(**{**same, "tags": "nuit"}), headers=AS_DATA).status_code == 200
    assert Draft.objects.get().tags == "nuit"


def test_a_key_of_another_form_harms_nothing(writer, proposal):
    assert writer.post(SAVE, typed(key=str(OTHER_KEY)), headers=AS_DATA).status_code == 200


def test_only_its_author_keeps_or_reads_it(client, client_of, other_citizen, writer, proposal):
    stranger = client_of(other_citizen)
    assert stranger.post(SAVE, typed(), headers=AS_DATA).status_code == 404
    writer.post(SAVE, typed())
    assert stranger.get(f"{EDIT}?brouillon={KEY}").status_code == 404
    assert client.get(f"{EDIT}?brouillon={KEY}").url.startswith("/connexion/?next=")


def test_signed_out_the_button_leads_by_the_sign_in_and_the_words_come_back(client, citizen, proposal):
    """Nobody else sees that a proposal waits: the sign-in comes first."""
    answer = client.post(SAVE, typed())
    assert unquote(answer.url) == f"/connexion/?next={EDIT}"
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(EDIT)
    assert values(answer) == ["Plus de bus", "Le soir aussi.", "bus, soir", "1"]
    assert str(answer.context["form"]["draft"].value()) == str(KEY)
    assert not Draft.objects.exists()


def test_signed_out_the_script_is_told(client, proposal):
    answer = client.post(SAVE, typed(), headers=AS_DATA)
    assert (answer.status_code, answer.json()["signed_out"]) == (403, True)


def closed(proposal):
    Phase.objects.update(may_argue=False, may_submit=False)


def withheld(proposal):
    proposal.withhold(ground="Hors du sujet", at=NOON)


@pytest.mark.parametrize("happens", [closed, withheld])
def test_what_can_no_longer_be_sent_says_so_and_loses_nothing(writer, waiting, happens):
    writer.post(SAVE, typed())
    happens(waiting)
    page = writer.get(f"{EDIT}?brouillon={KEY}")
    assert CLOSED in page.text
    assert values(page) == ["Plus de bus", "Le soir aussi.", "bus, soir", 1]
    assert writer.post(EDIT, typed(1)).status_code in (403, 409)
    assert writer.post(SAVE, typed(1, text="Plus tard")).status_code == 302
    assert kept_words() == [("Plus tard", 2)]


def test_out_of_view_my_space_quotes_nothing_of_it(writer, waiting):
    writer.post(SAVE, typed(title="Un titre à moi"))
    assert "Un titre à moi" in writer.get("/mon-espace/").text
    withheld(waiting)
    page = writer.get("/mon-espace/").text
    assert "Un titre à moi" not in page
    assert f"{EDIT}?brouillon={KEY}" in page


def published(proposal):
    proposal.publish(at=NOON)


def argued(proposal):
    ArgumentFactory(proposal=proposal)


@pytest.mark.requirement("C-5")
@pytest.mark.parametrize(("made", "happens"), [("waiting", published), ("fresh", argued)])
def test_what_needs_an_amendment_meanwhile_goes_on_as_one(request, writer, made, happens):
    proposal = request.getfixturevalue(made)
    writer.post(SAVE, typed())
    happens(proposal)
    page = writer.get(f"{EDIT}?brouillon={KEY}", follow=True)
    assert page.redirect_chain == [(f"{AMEND}?brouillon={KEY}", 302)]
    form = page.context["form"]
    assert [str(form[name].value()) for name in ("title", "text", "draft", "revision")] == [
        "Plus de bus", "Le soir aussi.", str(KEY), "1",
    ]  # fmt: skip
    sent = {name: form[name].value() or "" for name in form.fields}
    kept = writer.post(f"{AMEND}brouillon/", {**sent, "reason": "On sort"}, headers=AS_DATA)
    assert (kept.json()["revision"], Draft.objects.get().kind) == (2, "amendment")
    sent |= {"reason": "On sort tard.", "revision": "2"}
    assert writer.post(AMEND, sent).status_code == 302
    assert (Amendment.objects.get().wording, Draft.objects.count()) == ("Le soir aussi.", 0)


def test_sent_too_late_the_same_draft_goes_on_in_the_form_of_an_amendment(writer, fresh):
    writer.post(SAVE, typed())
    argued(fresh)
    page = writer.post(EDIT, typed(1))
    assert (page.status_code, kept_words()) == (409, [("Le soir aussi.", 1)])
    form = page.context["form"]
    assert (str(form["draft"].value()), form["revision"].value()) == (str(KEY), 1)
    assert page.context["draft"]["offers"] == []  # it stands in the form


def test_an_amendment_is_not_resumed_as_a_direct_change(writer, citizen, fresh):
    draft_of(citizen, fresh.consultation, proposal=fresh, rewords=True, text="Autrement", read_version=1)
    assert writer.get(f"{EDIT}?brouillon={KEY}").status_code == 404


@pytest.mark.parametrize("change", [{"start": 3}, {"renews": 1}, {"proposal": None}])
def test_the_database_holds_what_is_true_of_it(writer, waiting, change):
    writer.post(SAVE, typed())
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.update(**change)


def test_a_copy_of_ones_data_holds_it(writer, citizen, waiting):
    writer.post(SAVE, typed())
    (row,) = dict(exporters.items())["drafts"](citizen)
    assert (row["kind"], row["text"], row["version"]) == ("edit", "Le soir aussi.", 1)
