"""The door of the home page, which is asked for more than any other."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail import views
from wagtail.models import Site

from cms.models import HomePage
from consult.compiled import compiled_once
from consult.privacy import is_guarded


@require_safe
@login_not_required
def front_page(request: HttpRequest) -> HttpResponseBase:
    """The home page of the only site, where nothing keeps it from anyone; else whatever Wagtail answers. One query."""
    home: Any = next(iter(_home_of_the_site()), None)
    if home is None or home.guarded or home.others:
        answer: HttpResponseBase = views.serve(request, "")
        return answer
    page: HttpResponseBase = home.serve(request)
    return page


@compiled_once
def _home_of_the_site() -> QuerySet[HomePage]:
    homes: Any = HomePage.objects.live().filter(sites_rooted_here__isnull=False)
    others = Exists(Site.objects.exclude(root_page=OuterRef("pk")))
    rows: QuerySet[HomePage] = homes.annotate(guarded=is_guarded(), others=others).order_by("pk")[:1]
    return rows
