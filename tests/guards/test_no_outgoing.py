"""P-6: nothing leaves but to the database and the mail server: no path of a person opens another connection."""

import socket

import pytest
from django.core.management import call_command
from django.db import connection
from django.template import engines
from django.urls import reverse

from participants.models import User
from tests.guards import world as worlds

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P-6")]


@pytest.fixture
def connections(monkeypatch) -> list[object]:
    """Where connections go from now on, and names that are looked up; none is let through."""
    asked: list[object] = []

    def refuse(*args, **kwargs):
        asked.append(args)
        raise OSError("no connection leaves in this test")

    connection.ensure_connection()
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    return asked


def test_the_guard_would_see_a_connection(connections):
    with pytest.raises(OSError, match="no connection leaves"):
        socket.create_connection(("gravatar.example", 443))
    with socket.socket() as line, pytest.raises(OSError, match="no connection leaves"):
        line.connect(("192.0.2.1", 80))
    assert len(connections) == 2


def test_a_whole_visit_opens_no_connection(client, client_of, at_noon, connections):
    world = worlds.build()
    person = User.objects.get(email="citoyen@example.org")
    client.post("/connexion/", {"email": person.email})
    browser, slug = client_of(person), world.consultation.slug
    for address in worlds.addresses(world, ["proposals:list", "proposals:detail", "proposals:give_view"]):
        browser.get(address)
    proposal = f"/{slug}/propositions/{world.published.reference}/"
    browser.post(f"{proposal}position/", {"position": "agree"})
    words = {"stance": "for", "text": "Parce que.", "source_url": "https://example.org/etude"}
    browser.post(f"{proposal}argumenter/", words)
    browser.post("/mon-espace/mes-donnees/demander/")
    browser.get("/mon-espace/mes-donnees/copie/")
    browser.post("/mon-espace/effacer/", {"sure": "on"})
    call_command("retention")
    assert not User.objects.filter(pk=person.pk).exists()
    assert connections == []


def test_the_admins_pages_of_people_open_none(client_of, at_noon, connections, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")  # Wagtail's own templates
    world = worlds.build()
    browser = client_of(world.roles["admin"])
    one = reverse("wagtailusers_users:edit", args=[world.roles["citizen"].pk])
    for address in ["/admin/users/", one, "/admin/account/"]:
        assert browser.get(address, follow=True).status_code == 200
    assert connections == []


def test_no_room_knows_a_client_of_the_web():
    from tests.guards.test_code import sources

    known = ("import requests", "import httpx", "import aiohttp", "urllib.request", "http.client", "urllib3")
    assert [(path.name, word) for path in sources() for word in known if word in path.read_text()] == []
