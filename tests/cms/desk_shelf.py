"""The synthesis desk for tests: people of the team, and its deeds in one line."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text

from cms.models import Finding, SynthesisDesk, SynthesisPage
from cms.site_setup import set_up_site
from participants.models import User
from tests import factories

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


def member(group: str, email: str = "") -> User:
    """Someone of one of the groups that a new site has."""
    factories.home_page()
    set_up_site()
    address = email or f"{group.lower()}@example.org"
    user = User.objects.filter(email=address).first() or factories.UserFactory(email=address, display_name=group)
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def at(name: str, page: SynthesisPage, *args: Any) -> str:
    return reverse(f"cms_desk:{name}", args=[page.pk, *args])


def do(client: Client, name: str, page: SynthesisPage, *args: Any, script: bool = True, **data: Any) -> Any:
    """Post a deed, as the desk's script does or as a form."""
    return client.post(at(name, page, *args), data, headers=SCRIPT if script else None)


def typed(statement: str, **fields: Any) -> dict[str, Any]:
    """What the form of a finding sends."""
    return {"kind": "agreement", "section": "", "statement": statement, "comment": "", "theme": "", **fields}


def cite_words(client: Client, finding: Finding, proposal: Any, words: str, **data: Any) -> Any:
    """Cite words of the version that the desk's corpus holds."""
    corpus = SynthesisDesk.objects.get(page=finding.page).corpus
    version = corpus.items.get(version__proposal=proposal).version_id
    return do(client, "cite", finding.page, finding=finding.pk, version=version, words=words, **data)


def through_the_form(client: Client, page: SynthesisPage) -> Any:
    """Publish it by Wagtail's own form."""
    data = nested_form_data({"title": page.title, "slug": page.slug, "lead": "", "how_made": rich_text(""),
                             "theme_floor": "20", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
                             "action-publish": "on"})  # fmt: skip
    if page.go_live_at:
        data["go_live_at"] = timezone.localtime(page.go_live_at).strftime("%Y-%m-%d %H:%M")
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
