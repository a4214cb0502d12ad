"""Queries that are turned into SQL once: they read anew each time, and take nothing but values."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from consult.compiled import NotCompiled, compiled_once
from proposals.models import Proposal
from tests import factories

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.postgresql


@compiled_once
def by_number(consultation, numbers, state, *, newest=False):
    rows = Proposal.objects.filter(consultation=consultation, number__in=numbers).select_related("current")
    rows = rows if state is None else rows.filter(state=state)
    return rows.order_by("-number" if newest else "number")


@compiled_once
def titles_since(at):
    return Proposal.objects.filter(created_at__gte=at).order_by("pk").values_list("number", "current__title")


@pytest.fixture
def three(consultation, at_noon):
    return [factories.ProposalFactory(consultation=consultation) for _ in range(3)]


def numbers(rows):
    return [row.number for row in rows]


def test_each_call_reads_anew_in_one_query(consultation, three, django_assert_num_queries):
    first, second, third = numbers(three)
    with django_assert_num_queries(4):
        assert numbers(by_number(consultation.pk, [first, third], "published")) == [first, third]
        assert numbers(by_number(consultation.pk, [second, third], "published")) == [second, third]
        assert numbers(by_number(consultation.pk, [second, third], "published", newest=True)) == [third, second]
        assert numbers(by_number(consultation.pk, [first, second, third], None)) == [first, second, third]
    Proposal.objects.filter(pk=three[2].pk).update(state="submitted", published_at=None)
    assert numbers(by_number(consultation.pk, [second, third], "published")) == [second]


def test_rows_come_whole_with_what_they_are_joined_with(consultation, three, django_assert_num_queries):
    written = Proposal.objects.filter(pk=three[0].pk).select_related("current").get()
    for _time in range(2):
        with django_assert_num_queries(1):
            (row,) = by_number(consultation.pk, [three[0].number], None)
            assert (row, row.title, row.published_at) == (written, written.title, written.published_at)
        assert not row._state.adding
        assert row._state.db == "default"


def test_what_is_changed_in_a_row_is_not_in_the_next(consultation, three):
    (row,) = by_number(consultation.pk, [three[0].number], None)
    row.current.title = "Autre chose"
    (again,) = by_number(consultation.pk, [three[0].number], None)
    assert again.title == three[0].title != "Autre chose"


def test_instants_and_tuples(three):
    rows = [(row.number, row.title) for row in three]
    assert titles_since(datetime(2001, 1, 1, 12, tzinfo=UTC)) == rows
    assert titles_since(timezone.now() + timedelta(days=1)) == []


def test_nothing_is_asked_where_nothing_can_match(consultation, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert by_number(consultation.pk, [], None) == []


def test_what_is_given_twice_is_asked_once(consultation, three):
    first, second, _third = numbers(three)
    assert numbers(by_number(consultation.pk, [first, first, first, first], None)) == [first]
    assert numbers(by_number(consultation.pk, [first, second, first], None)) == [first, second]


def test_a_value_that_is_changed_on_its_way_is_refused(three):
    @compiled_once
    def after(number):
        return Proposal.objects.filter(number__gt=number + 1)

    @compiled_once
    def like(words):
        return Proposal.objects.filter(search_text__contains=words)

    with pytest.raises(NotCompiled, match="after"):
        after(2)
    with pytest.raises(NotCompiled, match="like"):
        like("train")


def test_a_value_that_python_looks_at_is_refused(three):
    @compiled_once
    def some(number):
        rows = Proposal.objects.filter(number=number)
        return rows.filter(state="published") if number < 10 else rows

    @compiled_once
    def none(number):
        return Proposal.objects.filter(number=number) if number < 10 else Proposal.objects.none()

    @compiled_once
    def first(number):
        return Proposal.objects.order_by("pk")[:1]

    for query in (some, none, first):
        with pytest.raises(NotCompiled):
            query(2)


def test_a_query_that_reads_the_clock_is_refused():
    @compiled_once
    def recent():
        return Proposal.objects.filter(published_at__gte=timezone.now())

    with pytest.raises(NotCompiled, match="recent"):
        recent()


def test_only_values_are_taken(three):
    with pytest.raises(NotCompiled):
        by_number(three[0].consultation, [1], None)
    with pytest.raises(NotCompiled):
        titles_since(object())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection(consultation, three):
    wanted = numbers(three)

    def ask(_n):
        try:
            return numbers(by_number(consultation.pk, wanted, None)), id(connections["default"].connection)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(ask, range(4)))
    assert all(rows == wanted for rows, _connection in found)
    assert numbers(by_number(consultation.pk, wanted, None)) == wanted


def planned():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor if '"proposals_proposal"."number" IN' in statement]


@on_postgresql
def test_postgresql_plans_it_once_a_connection(consultation, three):
    for keys in ([1, 2], [2, 3], [3, 40_000], [5_000_000_000, 1]):
        by_number(consultation.pk, keys, "published")
    (statement,) = planned()
    assert "$4" in statement, "the values stand beside it"


@on_postgresql
def test_plans_can_be_done_without(consultation, three, monkeypatch):
    connection.ensure_connection()
    before = len(planned())
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    assert numbers(by_number(consultation.pk, numbers(three), "published")) == numbers(three)
    assert len(planned()) == before


@on_postgresql
def test_a_sign_that_means_something_to_the_driver_is_a_sign(three):
    @compiled_once
    def named(source):
        return Proposal.objects.filter(current__title__contains="100 %").filter(external_id=source)

    assert named("a") == []
