"""Privacy rules of pages, as parts of the query that reads the page: Wagtail reads them in queries of their own."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.expressions import Combinable
from wagtail.models import Page, PageViewRestriction


def has_rule(path: str = "path") -> Exists:
    """Whether a privacy rule stands on a page or above it."""
    rules = PageViewRestriction.objects.annotate(own_path=_own(path))
    return Exists(rules.filter(own_path__startswith=F("page__path")))


def is_guarded(path: str = "path") -> Exists:
    """Whether a privacy rule, or an alias that may lead to one, stands on the way down to a page."""
    on_the_way = Page.objects.annotate(own_path=_own(path)).filter(own_path__startswith=F("path"))
    return Exists(on_the_way.filter(Q(view_restrictions__isnull=False) | Q(alias_of__isnull=False)))


def _own(path: str) -> Combinable:
    return ExpressionWrapper(OuterRef(path), output_field=CharField())
