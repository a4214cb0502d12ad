"""Home and articles."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.models.pages import PagePermissionTester

from consult.models.consultation import RESERVED_BENEATH, RESERVED_SLUGS, refuse_unreachable_slug
from consult.page_rights import OrganisersOnly, OrganisersOnlyBeneathToo

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "blockquote"]


class HomePage(Page):
    """The first page: open consultations, latest syntheses, how it works."""

    headline = models.CharField(_("headline"), max_length=160)
    lead = models.TextField(_("lead"), max_length=600, blank=True)

    template = "cms/home.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["consult.ConsultationPage", "cms.ArticlePage"]
    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("lead")]

    class Meta:
        verbose_name = _("home page")

    def permissions_for_user(self, user: Any) -> OrganisersOnlyBeneathToo:
        """Home is the organisers', and with it what stands right under it; editors write under consultations."""
        return OrganisersOnlyBeneathToo(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.home import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self)}


class ArticlePage(Page):
    """A page of text: about, method, privacy."""

    lead = models.TextField(_("lead"), max_length=600, blank=True)
    body = RichTextField(pgettext_lazy("article", "body"), features=RICH_TEXT)

    template = "cms/article.html"
    parent_page_types = ["cms.HomePage", "consult.ConsultationPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("article")

    def clean(self) -> None:
        """An article stands under home or under a consultation: neither may hide its address."""
        super().clean()
        refuse_unreachable_slug(self.slug, reserved=RESERVED_SLUGS | RESERVED_BENEATH)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """An article of the site (about, privacy) is the organisers'; one of a consultation is the editors' too."""
        parent = self.get_parent()
        of_the_site = parent is not None and issubclass(parent.specific_class or Page, HomePage)
        return OrganisersOnly(user, self) if of_the_site else PagePermissionTester(user, self)
