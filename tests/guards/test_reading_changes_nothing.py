"""V-10: whoever reads, whatever they read, no row changes."""

import hashlib

import pytest
from django.db import connection
from wagtail.models import Page

from cms.models import ArticlePage, HomePage, SynthesisPage
from consult.models import ConsultationPage
from tests.guards import world as worlds
from tests.guards.addresses import ADDRESSES, is_ours, walk

METHODS = [("get", {}), ("head", {}), ("get", {"headers": {"Sec-Purpose": "prefetch"}})]


def checksums() -> dict[str, str]:
    """A checksum for each table of the database, whatever the order of its rows."""
    sums = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            sums[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return sums


@pytest.mark.requirement("V-10")
@pytest.mark.parametrize("role", ["anonymous", "citizen", "author", "suspended", "moderator", "editor", "admin"])
def test_reading_changes_no_row(db, at_noon, client, role):
    world = worlds.build()
    person = world.roles[role]
    if person.is_authenticated:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    names = list(ADDRESSES)
    before = checksums()
    for address in worlds.addresses(world, names) + worlds.desk_addresses(world):
        for method, options in METHODS:
            answer = getattr(client, method)(address, **options)
            list(answer.streaming_content) if answer.streaming else None
            assert answer.status_code < 500, f"{method} {address} as {role}"
    after = checksums()
    assert {table for table in after if after[table] != before[table]} == set()


@pytest.mark.requirement("V-10")
def test_the_crawl_would_see_a_change(db):
    world = worlds.build()
    before = checksums()
    world.published.publish(at=world.notice.created_at)
    world.withheld.publish(at=world.notice.created_at)
    assert checksums()["proposals_proposal"] != before["proposals_proposal"]


def test_the_crawl_visits_every_address_of_ours():
    visited = set(ADDRESSES)
    assert {found.name for found in walk() if is_ours(found) and not found.route.startswith("admin/")} <= visited


def test_the_crawl_visits_a_page_of_every_kind(db, at_noon):
    world = worlds.build()
    pages = {page.url: type(page.specific) for page in Page.objects.filter(depth__gt=1)}
    visited = {pages[address] for address in worlds.addresses(world, []) if address in pages}
    assert visited >= {HomePage, ConsultationPage, ArticlePage, SynthesisPage}
