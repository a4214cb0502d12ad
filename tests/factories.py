"""Rows for tests: real shapes, no random data."""

from datetime import UTC, datetime
from typing import Any

import factory
from django.contrib.auth.models import Group, Permission
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Page, Site

from cms.models import HomePage
from consult.models import ConsultationPage, Phase
from consult.search_words import search_text
from moderation.mandates import give_mandates
from moderation.models import Ground
from participants.models import Consent, ConsentText, OpinionGroupsText, Passkey, User
from proposals.models import Argument, Position, Proposal, Version
from proposals.models.version import fingerprint

OPENS = datetime(2026, 2, 1, 8, 0, tzinfo=UTC)
CLOSES = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
EARLY = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Personne {n}")
    joined_at = EARLY


class PasskeyFactory(DjangoModelFactory[Passkey]):
    """A row alone: no device holds its other half (see ``tests.participants.passkey_help``)."""

    class Meta:
        model = Passkey

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Clé {n}")
    domain = "consult.example"
    credential_id = factory.Sequence(lambda n: f"numero-{n:04}")
    credential = b"a public key"
    handle = "AAAA"
    added_at = EARLY


class ConsentTextFactory(DjangoModelFactory[ConsentText]):
    class Meta:
        model = ConsentText

    language = "fr"
    text = "Vos opinions servent à écrire la synthèse, et à rien d’autre."
    valid_from = OPENS


class OpinionGroupsTextFactory(DjangoModelFactory[OpinionGroupsText]):
    class Meta:
        model = OpinionGroupsText

    language = "fr"
    text = "Vos positions sont rapprochées de celles des autres, et rien de cela n’est gardé."
    valid_from = OPENS


class CitizenFactory(UserFactory):
    """A user with a consent in force."""

    @factory.post_generation
    def consent(self: User, create: bool, extracted: Any, **kwargs: Any) -> None:
        text = ConsentText.objects.first() or ConsentTextFactory()
        Consent.objects.create(participant=self, text_hash=text.text_hash, given_at=EARLY)


def staff(email: str, name: str, permissions: list[str]) -> User:
    """Someone of the team, with permissions given by name and access to the admin."""
    user = CitizenFactory(email=email, display_name=name)
    for dotted in ["wagtailadmin.access_admin", *permissions]:
        app, codename = dotted.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=user.pk)


def group_with(*permissions: str) -> Group:
    """A group of the team, with permissions given by name."""
    group = Group.objects.create(name=f"Groupe {', '.join(permissions)}")
    for dotted in permissions:
        app, codename = dotted.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return group


def mandated(email: str, name: str, *consultations: ConsultationPage) -> User:
    """A moderator of some consultations only, by the group that the team made for them."""
    user = CitizenFactory(email=email, display_name=name)
    group, _made = Group.objects.get_or_create(name=f"Modération – {', '.join(page.slug for page in consultations)}")
    give_mandates(group=group, consultations=consultations)
    user.groups.add(group)
    return User.objects.get(pk=user.pk)


def home_page() -> HomePage:
    """The site's home, made once."""
    existing = HomePage.objects.first()
    if existing:
        return existing
    Locale.objects.get_or_create(language_code="fr")  # a flushed database has lost the migrations' own
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = root.add_child(instance=HomePage(title="Accueil", slug="accueil", headline="Répondre ensemble"))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", port=80, root_page=home, is_default_site=True)
    return home


ALL_RIGHTS = ("submit", "argue", "take_position")


def open_consultation(
    slug: str = "se-deplacer", *, rights: tuple[str, ...] = ALL_RIGHTS, **fields: Any
) -> ConsultationPage:
    """A published consultation with one phase from OPENS to CLOSES."""
    page = ConsultationPage(
        title=fields.pop("title", "Se déplacer autrement"),
        slug=slug,
        question=fields.pop("question", "Que faudrait-il pour vous aider à vous passer de la voiture ?"),
        **fields,
    )
    page.phases = [
        Phase(
            kind=Phase.Kind.DELIBERATE,
            opens_at=OPENS,
            closes_at=CLOSES,
            may_submit="submit" in rights,
            may_argue="argue" in rights,
            may_take_position="take_position" in rights,
        )
    ]
    return home_page().add_child(instance=page)


class ProposalFactory(DjangoModelFactory[Proposal]):
    """A published proposal with one version; ``title=`` and ``text=`` go to the version."""

    class Meta:
        model = Proposal
        skip_postgeneration_save = True

    class Params:
        waiting = factory.Trait(state="submitted", published_at=None)
        withheld = factory.Trait(state="withheld", withheld_at=EARLY, withheld_ground="Hors du sujet")

    consultation = factory.LazyFunction(lambda: ConsultationPage.objects.first() or open_consultation())
    author = factory.SubFactory(CitizenFactory)
    number = factory.LazyAttribute(lambda row: row.consultation.proposals.count() + 1)
    state = "published"
    created_at = EARLY
    published_at = EARLY
    first_public_version = factory.LazyAttribute(lambda row: 1 if row.published_at else None)
    language = "fr"

    @classmethod
    def _create(cls, model_class: type[Proposal], *args: Any, **kwargs: Any) -> Proposal:
        title = kwargs.pop("title", "Plus de trains le soir")
        text = kwargs.pop("text", "Plus de trains le soir et le dimanche, à un prix raisonnable.")
        kwargs["search_text"] = search_text(f"{title}\n{text}", kwargs["language"])
        proposal = model_class.objects.create(**kwargs)
        add_version(proposal, title=title, text=text)
        return proposal


def add_version(proposal: Proposal, *, title: str, text: str) -> Version:
    """The next version of a proposal, made its current one."""
    number = (proposal.current.number if proposal.current else 0) + 1
    seal = fingerprint(
        reference=proposal.reference,
        number=number,
        title=title,
        text=text,
        language=proposal.language,
        created_at=proposal.created_at,
    )
    version = Version.objects.create(
        proposal=proposal, number=number, title=title, text=text, created_at=proposal.created_at, fingerprint=seal
    )
    proposal.current = version
    proposal.save(update_fields=["current"])
    return version


class ArgumentFactory(DjangoModelFactory[Argument]):
    class Meta:
        model = Argument

    class Params:
        waiting = factory.Trait(state="submitted", published_at=None)
        withheld = factory.Trait(state="withheld", withheld_at=EARLY, withheld_ground="Hors du sujet")

    proposal = factory.SubFactory(ProposalFactory)
    author = factory.SubFactory(CitizenFactory)
    number = factory.LazyAttribute(lambda row: row.proposal.arguments.count() + 1)
    stance = "for"
    text = "Beaucoup de gens finissent leur journée après le dernier train."
    state = "published"
    created_at = EARLY
    published_at = EARLY


class PositionFactory(DjangoModelFactory[Position]):
    class Meta:
        model = Position

    proposal = factory.SubFactory(ProposalFactory)
    participant = factory.SubFactory(CitizenFactory)
    version = factory.LazyAttribute(lambda row: row.proposal.current)
    value = 1
    created_at = EARLY
    changed_at = EARLY


class GroundFactory(DjangoModelFactory[Ground]):
    class Meta:
        model = Ground

    title = "Hors du sujet"
    text = "La contribution ne répond pas à la question posée."
    valid_from = OPENS
