"""One row of each kind, and someone in each role: what the crawling guards walk through."""

from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from consult.models import ConsultationPage
from moderation.models import Report
from participants.models import Notice, User
from proposals.models import Argument, Proposal
from tests import factories


class World(NamedTuple):
    """What there is, and who looks at it."""

    consultation: ConsultationPage
    published: Proposal
    waiting: Proposal
    withheld: Proposal
    argument: Argument
    report: Report
    notice: Notice
    roles: dict[str, User | AnonymousUser]


def build() -> World:
    """Rows in every state, and the roles that exist."""
    consultation = factories.open_consultation()
    author = factories.CitizenFactory(email="autrice@example.org")
    published = factories.ProposalFactory(consultation=consultation, author=author)
    waiting = factories.ProposalFactory(consultation=consultation, author=author, waiting=True)
    withheld = factories.ProposalFactory(consultation=consultation, author=author, withheld=True)
    argument = factories.ArgumentFactory(proposal=published, author=author)
    factories.ArgumentFactory(proposal=published, author=author, waiting=True)
    factories.ArgumentFactory(proposal=published, author=author, withheld=True)
    factories.PositionFactory(proposal=published, participant=author)
    report = Report.objects.create(
        reference="S-TEST1",
        proposal=published,
        ground=factories.GroundFactory(),
        words="Une attaque contre une personne.",
        created_at=factories.EARLY,
    )
    notice = Notice.objects.create(recipient=author, kind="test", subject="Un avis", created_at=timezone.now())
    return World(consultation, published, waiting, withheld, argument, report, notice, roles(author))


def roles(author: User) -> dict[str, User | AnonymousUser]:
    """The roles of requirement S-2 that exist so far."""
    suspended = factories.CitizenFactory(email="suspendu@example.org", is_active=False)
    return {
        "anonymous": AnonymousUser(),
        "citizen": factories.CitizenFactory(email="citoyen@example.org"),
        "author": author,
        "suspended": suspended,
        "moderator": factories.staff("moderation@example.org", "Modération", ["moderation.moderate_decision"]),
        "editor": factories.staff("redaction@example.org", "Rédaction", ["synthesis.group_groupingrun"]),
        "admin": User.objects.create_superuser("admin@example.org"),
    }


def arguments_of(name: str, world: World) -> list[list[Any]]:
    """What fills in an address, once for each row worth visiting."""
    slug = world.consultation.slug
    numbers = [world.published.number, world.waiting.number, world.withheld.number, 999]
    if name in {"proposals:list", "proposals:give_view", "proposals:submit", "proposals:export", "synthesis:map"}:
        return [[slug], ["inconnue"]]
    if name in {"proposals:detail", "proposals:argue", "proposals:position", "moderation:report_proposal"}:
        return [[slug, number] for number in numbers]
    if name in {"proposals:version", "proposals:version_source"}:
        return [[slug, number, 1] for number in numbers]
    special = {
        "synthesis:theme": [[slug, 1]],
        "moderation:report_argument": [[slug, world.published.number, n] for n in (1, 2, 3, 9)],
        "moderation:report_received": [[world.report.reference]],
        "participants:notice": [[world.notice.pk], [99_999]],
    }
    return special.get(name, [[]])


def addresses(world: World, names: list[str]) -> list[str]:
    """All addresses behind these names, and Wagtail's pages."""
    found = [reverse(name, args=args) for name in names for args in arguments_of(name, world)]
    return [*found, "/", f"/{world.consultation.slug}/", "/nulle-part/"]
