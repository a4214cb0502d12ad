"""D-1: while the mail server is down, the team is told on the home of the admin."""

from datetime import timedelta

import pytest

from participants.notices import tell
from participants.tasks import send_due
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lenient_templates")]
DOWN = {"default": {"BACKEND": "tests.participants.failing_mail.FailingBackend"}}


@pytest.fixture
def home(client_of):
    """The home of the admin, as an editor sees it."""
    browser = client_of(factories.staff("equipe@example.org", "Équipe", []))
    browser.cookies["langue"] = "en"
    return lambda: " ".join(browser.get("/admin/").text.split())


@pytest.mark.requirement("D-1")
def test_the_team_reads_that_mails_wait_until_they_have_left(home, citizen, settings, clock):
    assert "mail server" not in home()
    working, settings.MAILERS = settings.MAILERS, DOWN
    for number in range(2):
        tell(recipient=citizen, kind=f"argument_{number}", subject="Un argument")
    assert "2 mails wait, the first since" in home()
    settings.MAILERS = working
    clock.shift(timedelta(minutes=5))
    assert send_due.call() == 2
    assert "mail server" not in home()
