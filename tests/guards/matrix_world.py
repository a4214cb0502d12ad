"""What the permission matrix walks through: the guards' world, a second consultation, and one person in each role."""

import re
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cms.answering.targets import finding_target
from cms.readings.opening import open_reading
from participants.models import User
from tests import factories
from tests.cms import shelf
from tests.cms.readings_shelf import member
from tests.guards import world as worlds
from tests.guards.addresses import Pattern

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
FOREIGN_SLUG = "ailleurs"


class Stage(NamedTuple):
    """What there is, who looks at it, and with what addresses are filled in."""

    world: worlds.World
    roles: dict[str, User | AnonymousUser]
    values: dict[str, Any]
    foreign: dict[str, Any]  # the first parameter of an address, of another consultation


def build() -> Stage:
    """The author's texts, decisions and notices in one consultation; in others, what else an address could name.

    The numbers of theirs are none of ours, and each has but one kind of thing: what is found was looked for too wide.
    """
    world = worlds.build()
    other = factories.open_consultation(FOREIGN_SLUG, title="Ailleurs")
    factories.ProposalFactory(consultation=other, number=41)
    third = factories.open_consultation("autre", title="Une autre")
    theirs = factories.ProposalFactory(consultation=third, number=41)
    page = shelf.draft(third, [("question", "Qui paiera ?", [(theirs, "")])], slug="synthese")
    team = User.objects.create_superuser("equipe-d-ailleurs@example.org")
    reading = open_reading(page=page, by=team, closes_at=factories.CLOSES)
    finding = world.commitment.answer.page.findings.get()
    values = {
        "slug": world.consultation.slug,
        "reference": world.appeal.reference,
        "number": world.published.number,
        "argument": world.argument.number,
        "amendment": 1,
        "version": 1,
        "run": 1,
        "page": finding.page_id,
        "finding": finding.pk,
        "citation": finding.citations.get().pk,
        "theme": 1,
        "reading": world.reading.pk,
        "remark": 1,
        "order": 1,
        "place": 1,
        "pause": 1,
        "year": factories.EARLY.year,
        "part": 4,
        "key": world.commitment.key,
    }
    roles = {
        **world.roles,
        "moderator": member("modere@example.org", "Modération"),
        "elsewhere": factories.mandated("ailleurs@example.org", "Ailleurs", other),
        "guarantor": member("garante@example.org", "Garants"),
        "editor": member("redige@example.org", "Rédaction"),
    }
    return Stage(world, roles, values, {"slug": FOREIGN_SLUG, "page": page.pk, "reading": reading.pk})


def address_of(stage: Stage, pattern: Pattern, **instead: Any) -> str:
    """The address of a pattern, filled in with what belongs to the author and to the first consultation."""
    world = stage.world
    own: dict[str, dict[str, Any]] = {
        "participants:notice": {"pk": world.notice.pk},
        "participants:passkey_remove": {"pk": worlds.PASSKEY},
        "participants:stop": {"key": world.notice.mail.key if world.notice.mail else ""},
        "proposals:draft_delete": {"key": worlds.DRAFT},
        "wagtailusers_users:delete": {"pk": world.roles["citizen"].pk},
        "moderation:appeal_proposal": {"number": world.withheld.number},
        "moderation:pause": {"number": 1},
        "moderation:report_received": {"reference": world.report.reference},
        "moderation:appeal_report": {"reference": "S-TEST2"},
        "cms_readings:comment": {"finding": 1},
        "cms_readings:meaning": {"finding": 1},
        "readings_desk:second": {"reading": world.sample.pk},
        "readings_desk:take": {"reading": world.sample.pk},
        "readings_desk:end": {"reading": world.sample.pk},
        "readings_desk:say": {"reading": world.sample.pk},
    }
    if pattern.name == "participants:follow":
        return f"{reverse(pattern.name)}?cible={finding_target(world.consultation, world.commitment.key)}"
    filling = {**stage.values, **own.get(pattern.name, {}), **instead}
    return reverse(pattern.name, kwargs={name: filling[name] for name in PARAMETER.findall(pattern.route)})


def browser_of(person: User | AnonymousUser) -> Client:
    """A new browser, signed in as this person."""
    browser = Client()
    if isinstance(person, User):
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def outcome(answer: HttpResponse) -> str:
    """The code of an answer; of one that leads elsewhere, where to."""
    if answer.status_code not in {301, 302}:
        return str(answer.status_code)
    whereto = answer.headers["Location"]
    if whereto.startswith(("/connexion/?next=", "/admin/login/")):
        return "sign-in"
    return "refused" if whereto == "/admin/" else "on"
