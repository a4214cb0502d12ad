"""S-5 where moderation passes words on: a report to the moderator, the moderator's to the author, a name to all."""

from uuid import uuid4

import pytest
from django.utils.html import escape

from moderation import actions
from moderation.models import Report
from participants.models import Notice
from tests import factories
from tests.conftest import NOON
from tests.proposals.test_inert import ATTACKS, bundles, faults_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S-5")]
EVERY = "\n".join(ATTACKS)


def test_the_words_of_a_report_stay_words_in_its_form_and_on_the_desk(
    client, client_of, moderator, published, ground, at_noon
):
    address = f"/signaler/se-deplacer/P-{published.number}/"
    assert faults_of(client.post(address, {"ground": EVERY, "words": EVERY, "email": EVERY})) == []
    told = bundles(1_900)
    for words in told:
        typed = {"ground": ground.pk, "words": words, "email": "", "idempotency_key": uuid4()}
        assert faults_of(client.post(address, typed, follow=True)) == []
    assert Report.objects.count() == len(told)
    desk = client_of(moderator).get(f"/admin/moderation/se-deplacer/P-{published.number}/").text
    assert all(escape(words.split(" ")[0]) in desk for words in told)
    assert not [attack for attack in ATTACKS if "<" in attack and len(attack) > 24 and attack in desk]


def test_what_a_moderator_writes_stays_words_in_the_author_s_space(client_of, moderator, citizen, consultation, ground):
    author = client_of(citizen)
    for words in bundles(1_900):
        text = factories.ProposalFactory(consultation=consultation, author=citizen)
        actions.decide(
            subject=text, by=moderator, kind="withhold", seen=0, ground=ground, facts=words, words=words,
            duration="indefinite", at=NOON,
        )  # fmt: skip
        answer = author.get("/mon-espace/")
        assert faults_of(answer) == []
        assert escape(words.split(" ")[0]) in answer.text
    assert Notice.objects.filter(recipient=citizen).count() == len(bundles(1_900))


def test_a_name_stays_words_wherever_it_is_typed(client_of, citizen):
    browser = client_of(citizen)
    for name in [*bundles(60), EVERY]:
        answer = browser.post("/mon-espace/reglages/", {"display_name": name, "language": "fr"}, follow=True)
        assert faults_of(answer) == []
        assert faults_of(browser.post("/bienvenue/", {"display_name": name}, follow=True)) == []
