"""Out of view in three taps: the public page, the ground, the button; with ground, facts and words as ever."""

import html
import re

import pytest

from moderation import actions
from moderation.models import Decision
from participants.models import Notice
from tests import factories
from tests.amendment_factory import AmendmentFactory

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
WRITTEN = re.compile(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', re.DOTALL)
LINK = re.compile(r'href="(/admin/moderation/[^"]+/urgent/)\?ground=(\d+)"')


def filled(page):
    """What the form of a page sends as it stands."""
    found = {**dict(HIDDEN.findall(page)), **dict(WRITTEN.findall(page)), "kind": "withhold"}
    return {name: html.unescape(value).removeprefix("\n").removeprefix("\r\n") for name, value in found.items()}


@pytest.fixture
def phone(client_of, moderator):
    return client_of(moderator)


@pytest.mark.requirement("M-9")
@pytest.mark.parametrize("make", [factories.ProposalFactory, factories.ArgumentFactory, AmendmentFactory])
def test_three_taps_take_a_text_out_of_view(phone, client, make, ground, mailoutbox):
    text = make()
    public = text.get_absolute_url().partition("#")[0]
    assert reporting_address(text) in phone.get(public).text
    ((address, offered),) = LINK.findall(phone.get(reporting_address(text)).text)
    assert offered == str(ground.pk)
    sent = filled(phone.get(address, {"ground": ground.pk}).text)
    assert sent["facts"]
    assert sent["words"]
    answer = phone.post(address, sent)
    assert answer.url == text.get_absolute_url()
    decision = Decision.objects.get()
    assert (decision.ground, decision.facts, decision.duration) == (ground, sent["facts"], "indefinite")
    text.refresh_from_db()
    assert text.is_withheld
    assert sent["words"] in Notice.objects.get(recipient=text.author).body
    assert client.get(reporting_address(text)).status_code == 409  # not in view any more


def reporting_address(text):
    proposal = text if hasattr(text, "consultation_id") else text.proposal
    below = "" if text is proposal else f"{text.reference.split('-')[-1][0]}-{text.number}/"
    return f"/signaler/{proposal.consultation.slug}/P-{proposal.number}/{below}"


def test_words_are_the_grounds_own_where_it_has_some_and_can_be_rewritten(phone, published, ground):
    ground.sample_words = "Merci de rester courtois."
    ground.save(update_fields=["sample_words"])
    address = "/admin/moderation/se-deplacer/P-1/urgent/"
    sent = filled(phone.get(address, {"ground": ground.pk}).text)
    assert sent["words"] == "Merci de rester courtois."
    phone.post(address, sent | {"words": "Ce passage insulte une personne."})
    assert Decision.objects.get().words == "Ce passage insulte une personne."


@pytest.mark.parametrize("missing", ["ground", "facts", "words", "duration"])
def test_nothing_goes_without_its_reasons(phone, published, ground, missing):
    address = "/admin/moderation/se-deplacer/P-1/urgent/"
    sent = filled(phone.get(address, {"ground": ground.pk}).text) | {missing: ""}
    answer = phone.post(address, sent)
    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_what_was_typed_stays_when_another_was_quicker(phone, published, ground, other_moderator):
    address = "/admin/moderation/se-deplacer/P-1/urgent/"
    sent = filled(phone.get(address, {"ground": ground.pk}).text) | {"words": "Des mots à garder."}
    actions.decide(subject=published, by=other_moderator, kind="publish", seen=0)
    answer = phone.post(address, sent)
    assert answer.status_code == 409
    assert "Des mots à garder." in answer.text
    assert other_moderator.public_name in answer.text


def test_nobody_sees_the_way_but_moderators(client, client_of, citizen, published, ground):
    assert "urgent" not in client.get("/signaler/se-deplacer/P-1/").text
    assert "urgent" not in client_of(citizen).get("/signaler/se-deplacer/P-1/").text
    sent = {"kind": "withhold", "ground": ground.pk, "facts": "f", "words": "w", "duration": "indefinite", "seen": 0}
    assert client_of(citizen).post("/admin/moderation/se-deplacer/P-1/urgent/", sent).status_code in (302, 403)
    assert not Decision.objects.exists()


def test_author_is_not_their_own_judge(client_of, moderator, consultation, ground):
    factories.ProposalFactory(consultation=consultation, author=moderator)
    desk = client_of(moderator)
    page = desk.get("/admin/moderation/se-deplacer/P-1/urgent/", {"ground": ground.pk}).text
    assert "<textarea" not in page


@pytest.mark.parametrize("asked", ["x", "0", "9" * 30])
def test_ground_that_is_none_asks_for_one(phone, published, ground, asked):
    page = phone.get("/admin/moderation/se-deplacer/P-1/urgent/", {"ground": asked}).text
    assert f"?ground={ground.pk}" in page
