"""An open draft for tests: an author whose words are cited, an editor, a reader."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib.auth.models import Group
from django.utils import timezone

from cms.models import PublicReading, SynthesisPage
from cms.readings.opening import open_reading
from cms.site_setup import set_up_site
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal
from tests import factories
from tests.cms.shelf import draft

STATEMENT = "Il faut plus de trains le soir."


class Draft(NamedTuple):
    """What stands before the draft is opened."""

    consultation: ConsultationPage
    page: SynthesisPage
    editor: User
    author: User
    proposal: Proposal


def member(email: str, group: str) -> User:
    """Someone of the team, in one of the groups that ``setup_site`` makes."""
    factories.home_page()
    set_up_site()
    user = factories.CitizenFactory(email=email, display_name=email.split("@")[0].capitalize())
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def ready(consultation: ConsultationPage, **fields: Any) -> Draft:
    """A synthesis of one finding that cites one text of the author."""
    author = factories.CitizenFactory(email="citee@example.org", display_name="Inès")
    proposal = factories.ProposalFactory(consultation=consultation, author=author, text="Plus de trains le soir.")
    page = draft(consultation, [("question", STATEMENT, [(proposal, "Plus de trains")])], **fields)
    return Draft(consultation, page, member("editrice@example.org", "Rédaction"), author, proposal)


def opened(consultation: ConsultationPage, *, days: int = 7, **fields: Any) -> tuple[Draft, PublicReading]:
    """The same, opened to all for some days."""
    stand = ready(consultation, **fields)
    reading = open_reading(page=stand.page, by=stand.editor, closes_at=timezone.now() + timedelta(days=days))
    return stand, reading
