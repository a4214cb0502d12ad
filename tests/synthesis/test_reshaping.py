"""Splitting a theme; taking back a name, a merger, a split."""

import pytest

from consult.models import JournalEntry
from synthesis import actions
from synthesis.desk import reading
from synthesis.models import Theme, ThemeDecision
from tests import factories
from tests.synthesis.at_desk import at, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(run, theme, editor):
    return actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Prendre le train", by=editor)


def members(theme):
    return sorted(theme.memberships.values_list("proposal__number", flat=True))


def split(desk, numbers, **typed):
    shown = desk.get(at("theme", 1)).context["shown"]
    return desk.post(at("split", 1), {"shown": shown, "proposal": [str(number) for number in numbers], **typed})


def test_ticked_texts_are_shown_again_then_become_a_theme(desk, theme):
    whole = members(theme)
    asked = split(desk, whole[:2])
    assert [row.number for row in asked.context["proposals"]] == whole[:2]
    assert Theme.objects.count() == 1
    answer = split(desk, whole[:2], name="Garer son vélo")
    made = Theme.objects.get(number=2)
    assert answer.url == at("theme", 2)
    assert (made.name, members(made), members(theme)) == ("Garer son vélo", whole[:2], whole[2:])
    assert made.memberships.filter(by_person=True).count() == 2, "a person's word, which the next run keeps"
    entry = JournalEntry.objects.get(event="theme.split")
    assert entry.content == {"theme": "T-1", "into": "T-2", "proposals": 2}


def test_split_is_undone_and_the_new_address_leads_back(desk, theme):
    whole = members(theme)
    split(desk, whole[:2], name="Garer son vélo")
    desk.post(at("undo"))
    assert members(theme) == whole
    assert not theme.memberships.held().exists()
    assert Theme.objects.get(number=2).merged_into == theme


def test_split_off_theme_stays_while_texts_stand_in_it(desk, theme, proposals, editor):
    whole = members(theme)
    split(desk, whole[:2], name="Garer son vélo")
    stranger = next(row for row in proposals if row.number not in whole)
    actions.move_proposal(proposal=stranger, theme=Theme.objects.get(number=2), by=editor)
    answer = desk.post(at("undo"))
    assert "T-2" in said(answer)[-1]
    assert members(Theme.objects.get(number=2)) == [stranger.number]
    assert members(theme) == whole


@pytest.mark.parametrize("which", ["none", "all", "another theme's", "not displayed"])
def test_split_that_makes_no_sense_is_refused(desk, theme, other, which):
    numbers = {"none": [], "all": members(theme), "another theme's": members(other)[:1], "not displayed": [999]}[which]
    assert len(said(split(desk, numbers, name="Autre"))) == 1
    assert Theme.objects.count() == 2


def test_split_of_texts_that_all_changed_meanwhile_makes_no_theme(desk, theme):
    place = theme.memberships.select_related("proposal").first()
    shown = desk.get(at("theme", 1)).context["shown"]
    factories.add_version(place.proposal, title="Autre", text="Tout autre chose, à présent")
    typed = {"shown": shown, "proposal": [str(place.proposal.number)], "name": "Autre"}
    assert len(said(desk.post(at("split", 1), typed))) == 1
    assert Theme.objects.count() == 1


def test_name_is_asked_again_where_it_is_missing(desk, theme):
    assert split(desk, members(theme)[:1], name=" ").status_code == 422


def test_merger_is_undone(desk, run, theme, other, editor):
    here, there = members(theme), members(other)
    desk.post(at("merge", 1), {"merge-theme": "2"})
    assert members(other) == sorted(here + there)
    desk.post(at("undo"))
    theme.refresh_from_db()
    assert (theme.merged_into, members(theme), members(other)) == (None, here, there)
    assert theme.clusters.count() == other.clusters.count() == 1
    entry = JournalEntry.objects.get(event="theme.unmerged")
    assert entry.content == {"theme": "T-1", "into": "T-2", "proposals": len(here)}


def test_what_a_person_confirmed_since_the_merger_stays_there(desk, theme, other, editor):
    first = theme.memberships.select_related("proposal").order_by("proposal__number").first().proposal
    desk.post(at("merge", 1), {"merge-theme": "2"})
    actions.confirm_members(theme=other, proposals=[first], by=editor)
    desk.post(at("undo"))
    assert first.number in members(other)
    assert first.number not in members(theme)


def test_theme_merged_on_elsewhere_is_not_parted_in_silence(desk, run, theme, other, editor):
    third = actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Trois", by=editor)
    desk.post(at("merge", 1), {"merge-theme": "2"})
    actions.merge_themes(theme=other, into=third, by=editor)
    answer = desk.post(at("undo"))
    assert len(said(answer)) == 2, "the merger, and why it is not undone"
    theme.refresh_from_db()
    assert theme.merged_into == third


def test_new_name_is_undone_unless_somebody_gave_another(desk, theme, editor):
    desk.post(at("theme", 1), {"name": "Le vélo, en sûreté", "description": ""})
    assert "T-1" in desk.get(at("theme", 1)).context["undo"]
    desk.post(at("undo"))
    theme.refresh_from_db()
    assert theme.name == "Circuler à vélo"
    desk.post(at("theme", 1), {"name": "Encore un nom"})
    actions.rename_theme(theme=theme, name="Par une autre personne", by=editor)
    desk.post(at("undo"))
    theme.refresh_from_db()
    assert theme.name == "Par une autre personne"


def test_card_shows_central_texts_and_those_at_the_edge(desk, run):
    rows = reading.cluster_rows(run, [])
    for row in rows:
        fits = dict(run.placements.filter(cluster=row.cluster).values_list("version__proposal__number", "fit"))
        rest = sorted(fits[number] for number in fits if number not in {text.number for text in row.centrals})
        assert [fits[text.number] for text in row.borderline] == rest[: reading.BORDERLINE]
    page = desk.get(at("desk")).content.decode()
    assert all(f'form="desk-move" name="proposal" value="{text.number}"' in page for text in rows[0].borderline)


def test_text_of_a_card_is_moved_with_the_form_that_dragging_fills_in(desk, theme, run):
    text = reading.cluster_rows(run, [])[-1].borderline[0]
    shown = desk.get(at("desk")).context["shown"]
    desk.post(at("place"), {"shown": shown, "proposal": str(text.number), "theme": "1", "deed": "move"})
    assert text.number in members(theme)
    assert ThemeDecision.objects.get().deed == "moved"


def test_what_a_person_placed_or_confirmed_is_said_to_be_pinned(desk, theme, editor):
    assert b'w-status" title=' not in desk.get(at("theme", 1)).content
    actions.confirm_members(
        theme=theme, proposals=[theme.memberships.select_related("proposal").first().proposal], by=editor
    )
    assert desk.get(at("theme", 1)).content.count(b'w-status" title=') == 1
    assert desk.get(at("read", 1)).content.count(b'w-status" title=') == 1
