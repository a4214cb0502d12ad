"""Reading in batches at the desk: what is displayed may be decided, and nothing else."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import escape

from synthesis import actions
from synthesis.desk import batches
from synthesis.models import Theme, ThemeDecision, ThemeMembership
from tests import factories
from tests.synthesis.at_desk import at, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(run, theme, editor):
    return actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Le train", by=editor)


def read(desk, *args, **query):
    return desk.get(at("read", *args) if args else at("read_unsorted"), query)


def numbers(page):
    return [row.proposal.number for row, _near in page.context["rows"]]


def decide(desk, page, **typed):
    return desk.post(at("place"), {"shown": page.context["shown"], "next": page.context["here"], **typed})


def members(theme):
    return set(theme.memberships.values_list("proposal__number", flat=True))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", [("read", 1), ("read_unsorted",)])
def test_pages_that_are_read_are_whole_in_both_languages(desk, theme, second, address, language):
    desk.cookies["langue"] = language
    page = desk.get(at(*address))
    assert page.status_code == 200
    assert set(re.findall(r"UNDEFINED&lt;(.*?)&gt;|UNDEFINED<(.*?)>", page.content.decode())) <= {
        ("", "icon_classname"), ("icon_classname", ""),
    }  # fmt: skip


def test_only_editors_read_at_the_desk(client_of, theme, citizen, moderator):
    for person in (citizen, moderator):
        browser = client_of(person)
        assert browser.get(at("read", 1)).status_code == 302
        assert browser.post(at("place"), {"deed": "all", "of": "1"}).status_code == 302
    assert not ThemeDecision.objects.exists()


def test_whole_texts_come_central_ones_first(desk, theme, cluster):
    page = read(desk, 1)
    ranked = cluster.placements.filter(central_rank__isnull=False).order_by("central_rank")
    assert numbers(page)[: len(ranked)] == [placement.version.proposal.number for placement in ranked]
    assert set(numbers(page)) == members(theme)
    first, _near = page.context["rows"][0]
    assert escape(first.proposal.text) in page.content.decode()


def test_batches_begin_with_what_nobody_read(desk, theme, editor, monkeypatch):
    monkeypatch.setattr("synthesis.desk.confirming.TEXTS_A_BATCH", 2)
    first = numbers(read(desk, 1))
    decide(desk, read(desk, 1), deed="all", of="1")
    assert not set(first) & set(numbers(read(desk, 1)))
    last = read(desk, 1, p="99")
    assert last.context["page_obj"].number == last.context["page_obj"].paginator.num_pages
    assert set(first) >= set(numbers(last))


def test_text_edited_since_it_was_read_comes_again(desk, theme, editor):
    decide(desk, read(desk, 1), deed="all", of="1")
    edited = theme.memberships.order_by("pk").last().proposal
    factories.add_version(edited, title="Autre", text="Une autre rédaction.")
    batch = batches.batch_of(theme)
    assert [row.number for row in batch if not row.read] == [edited.number]
    assert numbers(read(desk, 1))[0] == edited.number


@pytest.mark.requirement("Y-2")
def test_all_that_is_displayed_is_confirmed_at_once(desk, theme, editor):
    page = read(desk, 1)
    response = decide(desk, page, deed="all", of="1")
    assert response.url == at("read", 1)
    assert str(len(members(theme))) in said(response)[0]
    decisions = ThemeDecision.objects.filter(deed="confirmed", by=editor, theme=theme, together=len(members(theme)))
    assert decisions.count() == theme.memberships.held().count() == len(members(theme))
    assert all(row.shown_at < row.at for row in decisions)


def test_one_text_is_confirmed_with_its_own_button(desk, theme):
    number = numbers(read(desk, 1))[2]
    decide(desk, read(desk, 1), only=str(number), of="1")
    assert list(theme.memberships.held().values_list("proposal__number", flat=True)) == [number]


def test_ticked_texts_are_moved_or_set_aside(desk, theme, second):
    moved, aside = numbers(read(desk, 1))[:2], numbers(read(desk, 1))[2:4]
    decide(desk, read(desk, 1), proposal=moved, deed="move", theme="2")
    decide(desk, read(desk, 1), proposal=aside, aside="several_ideas")
    assert set(moved) <= members(second)
    out = ThemeMembership.objects.filter(theme=None, reason="several_ideas").values_list("proposal__number", flat=True)
    assert set(out) == set(aside)
    assert not set(moved + aside) & set(numbers(read(desk, 1)))


@pytest.mark.requirement("Y-2")
def test_what_was_not_displayed_is_refused_whole(desk, theme, proposals):
    page = read(desk, 1)
    outside = next(row.number for row in proposals if row.number not in numbers(page))
    response = decide(desk, page, proposal=[*numbers(page), outside], deed="move", theme="1")
    assert len(said(response)) == 1
    assert not ThemeDecision.objects.exists()


@pytest.mark.requirement("Y-2")
@pytest.mark.parametrize("forge", [lambda shown: "", lambda shown: shown + "x", lambda shown: shown[:-3] + "abc"])
def test_list_that_is_missing_or_altered_is_refused(desk, theme, forge):
    page = read(desk, 1)
    typed = {"shown": forge(page.context["shown"]), "deed": "all", "of": "1"}
    assert len(said(desk.post(at("place"), typed))) == 1
    assert not ThemeDecision.objects.exists()


@pytest.mark.requirement("Y-2")
def test_list_displayed_to_another_editor_is_refused(desk, client_of, theme):
    other = client_of(factories.staff("autre@example.org", "Autre", ["synthesis.group_groupingrun"]))
    page = read(other, 1)
    assert len(said(decide(desk, page, deed="all", of="1"))) == 1
    assert not ThemeDecision.objects.exists()


@pytest.mark.requirement("Y-2")
def test_list_displayed_hours_ago_is_refused(desk, theme):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        page = read(desk, 1)
        clock.shift(timedelta(hours=6, seconds=2))
        assert len(said(decide(desk, page, deed="all", of="1"))) == 1
        assert not ThemeDecision.objects.exists()
        decide(desk, read(desk, 1), deed="all", of="1")
    assert ThemeDecision.objects.exists()


def test_what_changed_since_it_was_displayed_is_named_and_the_others_are_done(desk, theme):
    page = read(desk, 1)
    edited, withheld = (row.proposal for row, _near in page.context["rows"][:2])
    factories.add_version(edited, title="Autre", text="Une autre rédaction.")
    withheld.withhold(ground="Hors du sujet", at=timezone.now())
    response = decide(desk, page, deed="all", of="1")
    assert [edited.reference in sentence or withheld.reference in sentence for sentence in said(response)] == [
        False, True, True,
    ]  # fmt: skip
    assert theme.memberships.held().count() == len(numbers(page)) - 2


def test_what_stands_in_no_theme_comes_with_its_nearest_and_is_placed(desk, run, theme, proposals):
    page = read(desk)
    assert set(numbers(page)) == {row.number for row in proposals} - members(theme)
    assert b'value="all"' not in page.content
    near = numbers(page)[0]
    run.placements.filter(version__proposal__number=near).update(nearest=theme.clusters.first())
    page = read(desk)
    assert page.context["rows"][0][1] == theme
    decide(desk, page, proposal=[near], deed="move", theme="1")
    assert near in members(theme)
    assert near not in numbers(read(desk))


def test_last_act_is_undone_within_the_session_once(desk, client_of, theme, editor, consultation):
    decide(desk, read(desk, 1), deed="all", of="1")
    assert read(desk, 1).context["undo"]
    assert client_of(editor).get(at("read", 1)).context["undo"] == ""
    response = desk.post(at("undo"), {"next": at("read", 1)})
    assert response.url == at("read", 1)
    assert not theme.memberships.held().exists()
    assert ThemeDecision.objects.filter(deed="undone").count() == len(members(theme))
    read(desk, 1)  # which says what was undone
    assert len(said(desk.post(at("undo")))) == 1
    assert ThemeDecision.objects.filter(deed="undone").count() == len(members(theme))


def test_session_of_an_editor_names_no_other_person(desk, theme, second, client_of):
    other = factories.staff("autre@example.org", "Autre", ["synthesis.group_groupingrun"])
    number = numbers(read(desk, 1))[0]
    decide(client_of(other), read(client_of(other), 1), only=str(number), of="1")
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        decide(desk, read(desk, 1), proposal=[number], deed="move", theme="2")
    kept = desk.session["synthesis_last_act"]["rows"]
    assert [len(row) for row in kept] == [8]
    desk.post(at("undo"))
    assert ThemeMembership.objects.get(proposal__number=number).placed_by == other


def test_merged_theme_is_read_where_it_went(desk, theme, second, editor):
    actions.merge_themes(theme=theme, into=second, by=editor)
    assert read(desk, 1).url == at("read", 2)


def test_theme_without_texts_and_nothing_to_sort_are_said(desk, consultation):
    Theme.objects.create(consultation=consultation, number=1, name="Vide", named_at=timezone.now())
    assert numbers(read(desk, 1)) == numbers(read(desk)) == []


def test_next_theme_to_read_is_offered(desk, theme, second):
    assert read(desk, 1).context["following"] == second
    assert read(desk, 2).context["following"] == theme
    decide(desk, read(desk, 1), deed="all", of="1")
    assert read(desk, 2).context["following"] is None


def test_desk_shows_how_texts_fare(desk, theme, second, consultation):
    decide(desk, read(desk, 1), proposal=numbers(read(desk, 1))[:1], aside="unreadable")
    decide(desk, read(desk, 1), only=str(numbers(read(desk, 1))[0]), of="1")
    page = desk.get(at("desk"))
    rows = {row.theme.number: row for row in page.context["theme_rows"]}
    assert (rows[1].theme.confirmed_count, rows[1].set_aside) == (1, 1)
    assert (rows[2].theme.confirmed_count, rows[2].set_aside) == (0, 0)
    assert page.context["account"].read == 2
    assert page.context["editors"][0]["acts"] == 2


@pytest.mark.requirement("L-2")
def test_batch_costs_the_same_for_one_text_and_for_many(desk, theme, second, django_assert_max_num_queries):
    def cost(*args):
        read(desk, *args)
        with django_assert_max_num_queries(18) as counted:
            read(desk, *args)
        return len(counted)

    many, unsorted = cost(1), cost()
    theme.memberships.exclude(pk=theme.memberships.first().pk).delete()
    assert (cost(1), cost()) == (many, unsorted)


def test_act_on_many_costs_as_many_queries_as_on_one(desk, theme, django_assert_max_num_queries):
    def cost(**typed):
        page = read(desk, 1)
        with django_assert_max_num_queries(30) as counted:
            decide(desk, page, of="1", **typed)
        return len(counted)

    assert cost(only=str(numbers(read(desk, 1))[0])) == cost(deed="all")
