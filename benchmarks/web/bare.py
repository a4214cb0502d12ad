"""The bare view with its settings: one template of twenty list items, two middlewares, no database."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path
from django.utils.crypto import get_random_string

SECRET_KEY = get_random_string(50)
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.web.bare"
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]

_PAGE = Engine().from_string(
    "<!doctype html><html lang=fr><title>Liste</title><ul>"
    "{% for row in rows %}<li><a href='/{{ row.number }}/'>{{ row.title }}</a></li>{% endfor %}"
    "</ul></html>"
)
_ROWS = [{"number": number, "title": f"Plus de trains le soir, ligne {number}"} for number in range(1, 21)]


def bare_view(request: HttpRequest) -> HttpResponse:
    """Twenty rows in a list, and nothing around."""
    return HttpResponse(_PAGE.render(Context({"rows": _ROWS})))


urlpatterns = [path("nu/", bare_view)]
