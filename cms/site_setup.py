"""Makes a new installation ready: home, site, groups, first texts. Every step can be run again."""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.first_opinion_groups import GROUPS_EN, GROUPS_FR
from cms.first_texts import ARTICLES, CONSENT_EN, CONSENT_FR, GROUNDS, HOME_HEADLINE, HOME_LEAD
from cms.models import ArticlePage, HomePage
from moderation.models import Ground
from participants.models import ConsentText, OpinionGroupsText, User

STOCK_GROUPS = ("Moderators", "Editors")  # Wagtail's own, made by its first migration
STOCK_WORKFLOW = "Moderators approval"
WORKFLOW = "Relecture"


class Role(NamedTuple):
    """What a group may do: on pages under home, on documents, and by named permission."""

    name: str
    pages: tuple[str, ...]
    documents: tuple[str, ...]
    permissions: tuple[str, ...]


MODERATION = Role(
    "Modération",
    (),
    (),
    (
        "wagtailadmin.access_admin",
        "moderation.moderate_decision",
        "moderation.add_insult",
        "moderation.change_insult",
        "moderation.delete_insult",
        "moderation.view_insult",
        "cms.read_second",
    ),
)
EDITING = Role(
    "Rédaction",
    ("add_page", "change_page", "publish_page"),  # consultations themselves ask for more: consult.page_rights
    ("choose_document",),
    ("wagtailadmin.access_admin", "synthesis.group_groupingrun", "cms.read_second"),
)
ORGANISING = Role(
    "Organisation",
    ("add_page", "change_page", "publish_page"),
    ("add_document", "change_document", "choose_document"),
    (
        "wagtailadmin.access_admin",
        "cms.answer_finding",
        "cms.pass_gate",
        "cms.read_second",
        "consult.add_consultationpage",
        "consult.change_consultationpage",
        "moderation.add_ground",
        "moderation.change_ground",
        "moderation.view_ground",
        "participants.add_consenttext",
        "participants.view_consenttext",
        "participants.add_opiniongroupstext",
        "participants.view_opiniongroupstext",
        "proposals.enter_entry",
    ),
)
# They read what the team reads, and sign an opinion of it; they change nothing.
GUARANTEEING = Role(
    "Garants",
    (),
    (),
    (
        "wagtailadmin.access_admin",
        "cms.sign_opinion",
        "moderation.view_decision",
        "proposals.view_entry",
        "synthesis.view_theme",
    ),
)
ROLES = (MODERATION, EDITING, ORGANISING, GUARANTEEING)


@transaction.atomic
def set_up_site(*, organiser_email: str = "") -> list[str]:
    """Do what is not done yet; returns a line for each thing made. What exists is left as it is."""
    made: list[str] = []
    home = _home(made)
    _site(home, made)
    for role in ROLES:
        _group(role, home, made)
    _workflow(home, made)
    _texts(home, made)
    if organiser_email:
        _organiser(organiser_email, made)
    return made


def _home(made: list[str]) -> HomePage:
    existing: HomePage | None = HomePage.objects.first()
    if existing is not None:
        return existing
    home = HomePage(title="Accueil", slug="accueil", headline=HOME_HEADLINE, lead=HOME_LEAD, live=True)
    Page.get_first_root_node().add_child(instance=home)
    made.append("home page")
    return home


def _site(home: HomePage, made: list[str]) -> None:
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    hostname, port = address.hostname or "localhost", address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    before = (site.hostname, site.port, site.root_page_id)
    site.hostname, site.port, site.root_page = hostname, port, home
    site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME
    if before != (hostname, port, home.pk):
        site.save()
        made.append(f"site {hostname}:{port}")
    welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page", numchild=0).exclude(pk=home.pk)
    for page in welcome:
        page.delete()
        made.append("Wagtail's welcome page removed")


def _group(role: Role, home: HomePage, made: list[str]) -> None:
    group, created = Group.objects.get_or_create(name=role.name)
    for codename in role.pages:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    for codename in role.documents:
        permission = Permission.objects.get(content_type__app_label="wagtaildocs", codename=codename)
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )
    for dotted in role.permissions:
        app_label, codename = dotted.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app_label, codename=codename))
    if created:
        made.append(f"group {role.name}")


def _workflow(home: HomePage, made: list[str]) -> None:
    """A second reading that editors may ask for; Wagtail's own goes with the groups that it names."""
    Workflow.objects.filter(name=STOCK_WORKFLOW).delete()
    GroupApprovalTask.objects.filter(groups__name__in=STOCK_GROUPS).delete()
    removed, _rows = Group.objects.filter(name__in=STOCK_GROUPS, user__isnull=True).delete()
    if removed:
        made.append("Wagtail's own groups and workflow removed")
    if Workflow.objects.filter(name=WORKFLOW).exists():
        return
    workflow = Workflow.objects.create(name=WORKFLOW)
    task = GroupApprovalTask.objects.create(name="Relecture par l’organisation")
    task.groups.set(Group.objects.filter(name=ORGANISING.name))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
    made.append(f"workflow {WORKFLOW}")


def _texts(home: HomePage, made: list[str]) -> None:
    now = timezone.now()
    for language, text in (("fr", CONSENT_FR), ("en", CONSENT_EN)):
        if not ConsentText.objects.filter(language=language).exists():
            ConsentText.objects.create(language=language, text=text, valid_from=now)
            made.append(f"consent text ({language})")
    for language, text in (("fr", GROUPS_FR), ("en", GROUPS_EN)):
        if not OpinionGroupsText.objects.filter(language=language).exists():
            OpinionGroupsText.objects.create(language=language, text=text, valid_from=now)
            made.append(f"consent text on opinion groups ({language})")
    if not Ground.objects.exists():
        for position, ground in enumerate(GROUNDS, start=1):
            Ground.objects.create(**ground._asdict(), position=position, valid_from=now)
        made.append(f"{len(GROUNDS)} grounds of the charter")
    for article in ARTICLES:
        if not ArticlePage.objects.child_of(home).filter(slug=article.slug).exists():
            home.add_child(instance=ArticlePage(**article._asdict(), live=True))
            made.append(f"article “{article.title}”")


def _organiser(email: str, made: list[str]) -> None:
    """The first account: it signs in by e-mail code, opens consultations and gives others their groups."""
    address = email.strip().lower()
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User.objects.create_user(address, is_superuser=True)
        made.append(f"organiser {address}")
    elif not user.is_superuser:
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])
        made.append(f"{address} now organises")
    user.groups.add(Group.objects.get(name=ORGANISING.name))
