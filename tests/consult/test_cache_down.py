"""With the cache down, pages are there and limits hold (D-2)."""

import os
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from consult import attempts
from tests.factories import CitizenFactory, GroundFactory, ProposalFactory, home_page, open_consultation

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D-2")]
DOWN = ["SoftBroken", "Forgetful"]


@pytest.fixture
def cached_by(settings):
    """``cached_by("Broken")``: the site with that cache."""

    def use(name: str) -> None:
        settings.CACHES = {"default": {"BACKEND": f"tests.consult.caches.{name}"}}

    return use


def pages(client) -> list[int]:
    proposal = ProposalFactory(consultation=open_consultation())
    addresses = ["/", "/se-deplacer/", "/se-deplacer/propositions/", proposal.get_absolute_url(), "/connexion/"]
    return [client.get(address).status_code for address in [*addresses, "/registre/", "/admin/login/", "/rien/"]]


@pytest.mark.parametrize("name", DOWN)
def test_pages_do_without_the_cache(client, at_noon, cached_by, name):
    cached_by(name)
    assert pages(client) == [200] * 6 + [302, 404]


def test_control_a_bare_cache_takes_wagtail_with_it(at_noon, cached_by):
    home = home_page()
    cached_by("Broken")
    with pytest.raises(ConnectionError):
        Site.get_site_root_paths()
    cached_by("SoftBroken")
    assert [path.root_path for path in Site.get_site_root_paths()] == [home.url_path]


def codes_asked_for(times: int) -> list[int]:
    """What one address is answered that asks for code after code, for one account."""
    return [Client().post("/connexion/", {"email": "ana@example.org"}).status_code for _time in range(times)]


@pytest.mark.parametrize("name", ["Broken", *DOWN])
def test_codes_stay_limited_without_the_cache(at_noon, cached_by, name):
    cached_by(name)
    assert codes_asked_for(5) == [302, 302, 302, 429, 429]


def reports_sent(times: int) -> list[int]:
    """What one address is answered that reports the same text again and again, without an account."""
    proposal, ground = ProposalFactory(consultation=open_consultation()), GroundFactory()
    address = reverse("moderation:report_proposal", args=["se-deplacer", proposal.number])
    typed = {"ground": ground.pk, "words": "Ce texte ne répond pas à la question.", "email": ""}
    return [Client().post(address, {**typed, "idempotency_key": uuid4()}).status_code for _time in range(times)]


@pytest.mark.parametrize("name", DOWN)
def test_reports_stay_limited_without_the_cache(at_noon, cached_by, name):
    cached_by(name)
    assert reports_sent(12) == [302] * 10 + [429] * 2


@pytest.mark.parametrize("name", DOWN)
def test_what_a_new_account_writes_stays_limited_without_the_cache(at_noon, cached_by, name, client_of):
    """Its second text within the minute waits, whether it is an argument or a proposal."""
    cached_by(name)
    consultation = open_consultation(newcomer_pause=60)
    newcomer = client_of(CitizenFactory(email="nouvelle@example.org", joined_at=at_noon - timedelta(hours=1)))
    theirs = ProposalFactory(consultation=consultation)
    argue = reverse("proposals:argue", args=[consultation.slug, theirs.number])
    submit = reverse("proposals:submit", args=[consultation.slug])
    answers = [
        newcomer.post(argue, {"stance": "for", "text": "Oui, et le soir aussi.", "key": uuid4()}),
        newcomer.post(argue, {"stance": "for", "text": "Et le dimanche.", "key": uuid4()}),
        newcomer.post(
            submit, {"title": "Plus de bus", "text": "Plus de bus le matin, toute la semaine.", "key": uuid4()}
        ),
    ]
    assert [answer.status_code for answer in answers] == [302, 429, 429]


def test_control_without_the_limit_all_codes_are_sent(at_noon, cached_by, monkeypatch):
    cached_by("Forgetful")
    monkeypatch.setattr(attempts, "_is_reached", lambda limits, at: False)
    assert codes_asked_for(5) == [302] * 5


def test_production_lays_softness_over_its_cache_and_makes_its_table():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "consult.settings.production",
        "CONSULT_SECRET_KEY": "s" * 60,
        "CONSULT_HOSTS": "example.org",
        "CONSULT_BASE_URL": "https://example.org",
        "CONSULT_EMAIL_FROM": "a@example.org",
        "CONSULT_DATABASE": "sqlite:///:memory:",
    }
    script = (
        "from django.core.cache import cache; cache.set('a', 1); print(type(cache._connections['default']).__name__)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {script}; print(cache.get('a'))"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.split() == ["SoftDatabaseCache", "None"]  # its table is missing: the page goes on
    assert "The cache failed to set" in asked.stderr


def test_a_missing_table_does_not_spoil_the_transaction(settings):
    settings.CACHES = {"default": {"BACKEND": "consult.soft_cache.SoftDatabaseCache", "LOCATION": "nowhere"}}
    with transaction.atomic():
        cache.set("key", "value")
        assert cache.get("key", "none") == "none"
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)


def test_a_table_that_is_there_keeps_what_it_is_given(settings):
    from django.core.management import call_command

    settings.CACHES = {"default": {"BACKEND": "consult.soft_cache.SoftDatabaseCache", "LOCATION": "of_this_test"}}
    call_command("createcachetable")
    cache.set("key", "value")
    assert cache.get("key") == "value"
    assert cache.add("key", "other") is False
    cache.delete("key")
    assert cache.get("key") is None
