"""One row of each kind, and someone in each role: what the crawling guards walk through."""

import re
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.answering.targets import finding_target
from cms.models import ArticlePage, Commitment, PublicReading, SecondReading, SynthesisPage
from cms.readings.opening import open_reading
from cms.readings.remarks import comment, say_meaning
from cms.readings.second import draw
from consult.models import ConsultationPage
from moderation.models import Appeal, Decision, Pause, Report
from participants.models import Mail, Notice, User
from proposals.models import Argument, Draft, Proposal
from synthesis.models import Cluster, GroupingRun, Pepite, Placement, Theme, ThemeMembership
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.cms import answers_shelf, shelf
from tests.guards.addresses import walk

DESKS = ("proposals_desk:", "moderation_desk:", "synthesis_desk:", "answers_desk:", "readings_desk:", "cms_desk:")
DRAFT = UUID(int=1)
PASSKEY = 710_071  # far from what a sequence gives


class World(NamedTuple):
    """What there is, and who looks at it."""

    consultation: ConsultationPage
    published: Proposal
    waiting: Proposal
    withheld: Proposal
    argument: Argument
    report: Report
    appeal: Appeal
    notice: Notice
    commitment: Commitment
    reading: PublicReading
    sample: SecondReading
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
    AmendmentFactory(proposal=published, author=author)
    AmendmentFactory(proposal=published, author=author, waiting=True)
    AmendmentFactory(proposal=published, author=author, withheld=True)
    factories.PositionFactory(proposal=published, participant=author)
    report = Report.objects.create(
        reference="S-TEST1",
        proposal=published,
        ground=factories.GroundFactory(),
        words="Une attaque contre une personne.",
        created_at=factories.EARLY,
    )
    appeal = contest(withheld, argument, report)
    pause(published, report, appeal.decided_by)
    Draft.objects.create(key=DRAFT, author=author, consultation=consultation, kind="proposal", saved_at=timezone.now())
    group(consultation, published, author)
    publish_pages(consultation, published)
    now = timezone.now()
    mail = Mail.objects.create(recipient=author, created_at=now, next_at=now, sent_at=now)
    notice = Notice.objects.create(recipient=author, kind="test", subject="Un avis", created_at=now, mail=mail)
    factories.PasskeyFactory(pk=PASSKEY, user=author)
    promised = promise(consultation, published)
    reading, sample = read(promised.answer.page, author)
    return World(
        consultation,
        published,
        waiting,
        withheld,
        argument,
        report,
        appeal,
        notice,
        promised,
        reading,
        sample,
        roles(author),
    )


def contest(withheld: Proposal, argument: Argument, report: Report) -> Appeal:
    """Its author contests what withholds a proposal, and was answered; a reader without an account contests too."""
    at = factories.EARLY
    why = {"ground": report.ground, "facts": "La fin.", "words": "Merci.", "duration": "indefinite"}
    decision = Decision.objects.create(proposal=withheld, kind="withhold", decided_at=at, number=1, **why)
    judge = factories.staff("juge@example.org", "Juges", ["moderation.moderate_decision"])
    given = {"outcome": "upheld", "answer": "Relu : la fin vise des personnes.", "decided_by": judge, "decided_at": at}
    appeal = Appeal.objects.create(
        reference="R-TEST1", decision=decision, appellant=withheld.author, words="Relisez.", created_at=at, **given
    )
    of_reader = Report.objects.create(
        reference="S-TEST2", argument=argument, ground=report.ground, words="Voyez.", created_at=at, handled_at=at
    )
    kept = Decision.objects.create(argument=argument, kind="publish", decided_at=at, number=1, after_report=True)
    Appeal.objects.create(reference="R-TEST2", decision=kept, report=of_reader, words="Relisez.", created_at=at)
    return appeal


def pause(text: Proposal, report: Report, judge: User | None) -> Pause:
    """Its author was kept from writing for some days, contested it, and was answered."""
    at = factories.EARLY
    why = {"ground": report.ground, "facts": "La fin.", "words": "Merci.", "after_report": True}
    contested = {"contest": "Relisez.", "contested_at": at}
    answered = {"outcome": "upheld", "answer": "Relu.", "answered_by": judge, "answered_at": at}
    until = at + timedelta(days=5)
    return Pause.objects.create(
        consultation=text.consultation, number=1, participant=text.author, proposal=text, begins_at=at, ends_at=until,
        **why, **contested, **answered,
    )  # fmt: skip


def read(page: SynthesisPage, author: User) -> tuple[PublicReading, SecondReading]:
    """Its draft opened to all, with a remark and what a cited author says; and a sample that nobody reads yet."""
    team = User.objects.create_superuser("equipe@example.org")
    now = timezone.now()
    reading = open_reading(page=page, by=team, closes_at=now + timedelta(days=3))
    finding = reading.edition.findings.get()
    comment(reading=reading, finding=finding, author=author, text="Et les bus ?")
    citation = finding.citations.select_related("version__proposal", "argument").get()
    say_meaning(reading=reading, citation=citation, author=author, meant=True)
    return reading, draw(page=page, by=team)


def promise(consultation: ConsultationPage, proposal: Proposal) -> Commitment:
    """A synthesis in view with one finding, answered twice, and a commitment that is under way."""
    page = shelf.published(consultation, [("agreement", "Les trains du soir manquent.", [(proposal, "")])])
    answers_shelf.answer(page, stance="study", reasons="Nous étudions le coût d’un train du soir.")
    answers_shelf.answer(page)
    promised = answers_shelf.commitment(page, due=timezone.localdate())
    answers_shelf.step(promised, "under_way")
    return promised


def publish_pages(consultation: ConsultationPage, cited: Proposal) -> None:
    """One page of each kind that the public reads, and one that nobody does yet."""
    rows = [("question", "Qui paiera ?", [(cited, "")])]
    shelf.published(consultation, rows, slug="synthese")
    shelf.draft(consultation, rows, slug="a-venir")
    consultation.get_parent().add_child(
        instance=ArticlePage(title="Le projet", slug="le-projet", body="<p>Un projet.</p>")
    )


def group(consultation: ConsultationPage, proposal: Proposal, editor: User) -> None:
    """A run that is done, with one cluster, named as a theme that holds one proposal."""
    at = factories.EARLY
    seals = {"corpus_hash": "c" * 64, "result_hash": "r" * 64, "corpus_size": 1}
    run = GroupingRun.objects.create(
        consultation=consultation, number=1, state="done", created_at=at, started_at=at, finished_at=at, **seals
    )
    theme = Theme.objects.create(consultation=consultation, number=1, name="Le train", named_by=editor, named_at=at)
    cluster = Cluster.objects.create(run=run, number=1, size=1, terms=["train", "soir"], theme=theme)
    Placement.objects.create(run=run, order=0, version=proposal.current, cluster=cluster, nearest=cluster)
    ThemeMembership.objects.create(theme=theme, proposal=proposal, placed_at=at)
    Pepite.objects.create(proposal=proposal, reason="Une idée à part.", set_by=editor, set_at=at)


def roles(author: User) -> dict[str, User | AnonymousUser]:
    """Most roles of requirement S-2; ``matrix_world`` has all of them."""
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
    whole = {"proposals:list", "proposals:give_view", "proposals:submit", "proposals:export", "synthesis:map"}
    if name in whole | {"proposals:amendments_export", "proposals:similar"}:
        return [[slug], ["inconnue"]]
    if name == "proposals:draft_proposal":
        return [[slug]]
    of_a_proposal = {"proposals:detail", "proposals:edit", "proposals:argue", "proposals:position"}
    of_a_proposal |= {"proposals:draft_argument", "proposals:withdraw", "proposals:restore"}
    of_a_proposal |= {"proposals:amend", "proposals:amendments", "proposals:draft_amendment", "proposals:draft_edit"}
    of_an_amendment = {"amendment", "amendment_position", "amendment_answer", "amendment_withdraw"}
    if name in {f"proposals:{part}" for part in of_an_amendment} | {
        "moderation:report_amendment",
        "moderation:appeal_amendment",
    }:
        return [[slug, world.published.number, n] for n in (1, 2, 3, 9)]
    if name in of_a_proposal | {"moderation:report_proposal", "moderation:appeal_proposal"}:
        return [[slug, number] for number in numbers]
    if name in {"proposals:version", "proposals:version_source"}:
        return [[slug, number, 1] for number in numbers]
    special = {
        "synthesis:theme": [[slug, 1]],
        "synthesis:theme_map": [[slug, 1]],
        "cms_readings:reading": [[slug, 1], [slug, 99], ["inconnue", 1]],
        "cms_readings:comment": [[slug, 1, 1], [slug, 1, 99]],
        "cms_readings:meaning": [[slug, 1, 1, 1], [slug, 1, 1, 99]],
        "answers:finding": [[slug, world.commitment.key], ["inconnue", world.commitment.key]],
        "proposals:reply": [[slug, world.published.number, n] for n in (1, 2, 3, 9)],
        "proposals:draft_reply": [[slug, world.published.number, n] for n in (1, 2, 3, 9)],
        "proposals:convincing": [[slug, world.published.number, n] for n in (1, 2, 3, 9)],
        "moderation:report_argument": [[slug, world.published.number, n] for n in (1, 2, 3, 9)],
        "moderation:appeal_argument": [[slug, world.published.number, n] for n in (1, 2, 3, 9)],
        "moderation:year": [[factories.EARLY.year], [1999]],
        "moderation:year_file": [[factories.EARLY.year, part] for part in (1, 4, 7, 99)],
        "moderation:pause": [[slug, 1], [slug, 9]],
        "moderation:report_received": [[world.report.reference], ["S-TEST2"]],
        "moderation:appeal_report": [[world.report.reference], ["S-TEST2"], ["S-NOWHERE"]],
        "moderation:appeal": [[world.appeal.reference], ["R-TEST2"], ["R-NOWHERE"]],
        "participants:stop": [[world.notice.mail.key], ["inconnue" * 5 + "xyz"]],
        "participants:notice": [[world.notice.pk], [99_999]],
        "participants:passkey_remove": [[PASSKEY], [99_999]],
        "proposals:draft_delete": [[DRAFT], [UUID(int=9)]],
    }
    return special.get(name, [[]])


def addresses(world: World, names: list[str]) -> list[str]:
    """All addresses behind these names, and all of Wagtail's pages, in view or not."""
    found = [reverse(name, args=args) for name in names for args in arguments_of(name, world)]
    followed = f"{reverse('participants:follow')}?cible={finding_target(world.consultation, world.commitment.key)}"
    pages = [page.url for page in Page.objects.filter(depth__gt=1)]
    resumed = f"{reverse('proposals:submit', args=[world.consultation.slug])}?brouillon={DRAFT}"
    return [*found, *pages, followed, resumed, "/nulle-part/"]


def desk_addresses(world: World) -> list[str]:
    """The pages of our desks in the admin, filled in from the names of their parameters."""
    values = {
        "slug": world.consultation.slug,
        "reference": world.appeal.reference,
        "number": world.published.number,
        "argument": world.argument.number,
        "amendment": 1,
        "pause": 1,
        "run": 1,
        "pk": world.published.current_id,
        "page": world.commitment.answer.page_id,
        "key": world.commitment.key,
        "finding": world.commitment.answer.page.findings.get().pk,
        "citation": 1,
        "theme": 1,
        "reading": world.reading.pk,
        "remark": 1,
        "order": 1,
    }
    desks = [found for found in walk() if found.name.startswith(DESKS)]
    filled = [
        reverse(found.name, kwargs={name: values[name] for name in re.findall(r"<(?:\w+:)?(\w+)>", found.route)})
        for found in desks
    ]
    return [*filled, "/admin/", "/admin/pages/", f"/admin/users/{world.roles['citizen'].pk}/"]
