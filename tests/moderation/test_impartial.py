"""Nobody decides on what they brought here themselves."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission

from moderation import actions
from proposals.entering.acting import enter
from tests.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DESK = "/admin/moderation/se-deplacer/P-1/"


@pytest.fixture
def both(moderator):
    """A moderator who also enters what came on paper."""
    moderator.user_permissions.add(Permission.objects.get(codename="enter_entry"))
    return type(moderator).objects.get(pk=moderator.pk)


@pytest.fixture
def entry(consultation, both):
    words = {"title": "Un banc", "text": "Un banc à l’arrêt.", "medium": "email", "received_on": date(2026, 2, 20)}
    return enter(consultation=consultation, by=both, basis="anonymous", **words)


def test_whoever_entered_a_text_does_not_decide_on_it(entry, both):
    with pytest.raises(actions.NotImpartial):
        actions.decide(subject=entry, by=both, kind="publish", seen=0)
    entry.refresh_from_db()
    assert entry.state == "submitted"


def test_the_desk_offers_them_no_decision(client_of, entry, both):
    page = client_of(both).get(DESK)
    assert page.context["barred"]
    assert "data-desk-publish" not in page.text


def test_another_moderator_decides(entry):
    other = staff("relectrice@example.org", "Relecture", ["moderation.moderate_decision"])
    actions.decide(subject=entry, by=other, kind="publish", seen=0)
    assert entry.is_published
