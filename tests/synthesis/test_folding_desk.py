"""Folded texts on the desk and in public: proposed, folded, listed, counted, taken back."""

from contextlib import nullcontext

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from consult.models import JournalEntry
from synthesis import actions, fold_search, folding, panels
from synthesis.given import standing_decisions
from synthesis.models import Cluster, FoldSearch
from tests import factories
from tests.synthesis.at_desk import at, said
from tests.synthesis.folds import (
    COPY,
    LOOK_AGAIN,
    decide,
    folds,
    groups,
    let_alone,
    said_by,
    searched,
    withheld,
    written,
)

pytestmark = pytest.mark.django_db


def test_what_is_left_without_the_text_that_stood_for_it_is_listed_beside_another_and_taken_back(
    desk, consultation, proposals, editor
):
    folding.fold(into=proposals[0], proposals=proposals[1:4], by=editor)
    withheld(proposals[0])
    for of in ("", "2", "4"):
        rows = desk.get(at("folded"), {"of": of}).context["rows"]
        assert [(row.version.proposal.number, row.into.proposal.number) for row, _pieces in rows] == [(3, 2), (4, 2)]
    desk.post(at("folded_take_back"), {"fold": [str(row.pk) for row, _pieces in rows]})
    assert standing_decisions(consultation)["together"] == []
    assert desk.get(at("folded")).context["rows"] == []


def test_person_folds_a_group_and_the_next_run_keeps_it_together(desk, consultation, reworded, editor):
    searched(consultation)
    ((first, other),) = groups(consultation)
    decide(desk, fold=str(first), member=[f"{first}-{other}"])
    assert folds() == [(other, first, False)]
    assert groups(consultation) == []
    assert standing_decisions(consultation)["together"] == [sorted([first, other])]
    entry = JournalEntry.objects.get(event="texts.folded")
    assert entry.content == {"into": f"P-{first}", "proposals": [f"P-{other}"]}


def test_person_says_that_texts_are_not_the_same_and_they_are_proposed_no_more(desk, consultation, reworded):
    searched(consultation)
    ((first, other),) = groups(consultation)
    decide(desk, differ=str(first), member=[f"{first}-{other}"])
    assert standing_decisions(consultation)["apart"] == [sorted([first, other])]
    searched(consultation)
    assert groups(consultation) == []
    assert folds() == []


def test_ticked_groups_are_folded_together_and_undone_together(desk, consultation, reworded):
    written(consultation, "Rouvrir les petites gares, et remettre des trains à l'heure le soir")
    searched(consultation)
    both = groups(consultation)
    assert len(both) == 2
    members = [f"{first}-{other}" for first, *others in both for other in others]
    decide(desk, fold="ticked", group=[str(group[0]) for group in both], member=members)
    assert len(folds()) == 2
    desk.post(at("undo"))
    assert folds() == []
    assert groups(consultation) == both


def test_what_cannot_be_kept_is_said_and_the_other_groups_are_done(desk, consultation, theme, reworded, editor):
    """One group is in two themes by a person's word."""
    free = Cluster.objects.filter(theme=None).first()
    other_theme = actions.adopt_theme(cluster=free, name="Deux", by=editor)
    second = written(consultation, "Rouvrir les petites gares, et remettre des trains à l'heure le soir")
    actions.move_proposal(proposal=reworded, theme=theme, by=editor)
    actions.move_proposal(proposal=consultation.proposals.get(number=1), theme=other_theme, by=editor)
    searched(consultation)
    both = groups(consultation)
    members = [f"{first}-{other}" for first, *others in both for other in others]
    answer = decide(desk, fold="ticked", group=[str(group[0]) for group in both], member=members)
    assert len(said(answer)) == 2
    assert [second.number in row or row[0] == second.number for row in folds()] == [True]


@pytest.mark.parametrize("typed", [{}, {"fold": "1"}, {"fold": "1", "member": "1-999"}, {"fold": "x", "member": "x-2"}])
def test_nothing_ticked_or_not_displayed_is_said(desk, consultation, reworded, typed):
    searched(consultation)
    assert len(said(decide(desk, **typed))) == 1
    assert folds() == []


def test_group_edited_since_it_was_displayed_is_left_alone(desk, consultation, reworded):
    searched(consultation)
    ((first, other),) = groups(consultation)
    shown = desk.get(at("folds")).context["shown"]
    factories.add_version(reworded, title="Autre", text="Tout autre chose, à présent")
    answer = desk.post(at("folds_decide"), {"shown": shown, "fold": str(first), "member": f"{first}-{other}"})
    assert reworded.reference in said(answer)[0]
    assert folds() == []


def test_close_wording_is_marked(desk, consultation, reworded):
    searched(consultation)
    (group,) = desk.get(at("folds")).context["groups"]
    (close,) = group.others
    assert "".join(piece.text for piece in close.pieces) == close.proposal.text
    shared = "".join(piece.text for piece in close.pieces if piece.kind == "same")
    assert shared.startswith("Des pistes cyclables séparées des voitures")
    assert b'<mark class="desk-close">' in desk.get(at("folds")).content


def test_folded_texts_are_listed_and_taken_back_one_by_one_or_ticked(desk, consultation, proposals, editor):
    folding.fold(into=proposals[0], proposals=proposals[1:4], by=editor)
    page = desk.get(at("folded"), {"of": "2"})
    assert [row.version.proposal.number for row, _pieces in page.context["rows"]] == [2, 3, 4]
    second, third, fourth = (str(row.pk) for row, _pieces in page.context["rows"])
    desk.post(at("folded_take_back"), {"only": second})
    assert [number for number, *_rest in folds()] == [3, 4]
    desk.post(at("folded_take_back"), {"fold": [third, fourth]})
    assert folds() == []
    assert len(said(desk.post(at("folded_take_back"), {"only": third}))) == 3, "the third deed says what it found"
    assert JournalEntry.objects.filter(event="texts.unfolded").count() == 2


def test_number_is_shown_on_the_desk_and_in_public_and_leads_to_the_others(desk, client, theme, editor):
    rows = [place.proposal for place in theme.memberships.select_related("proposal").order_by("proposal__number")]
    folding.fold(into=rows[0], proposals=rows[1:3], by=editor)
    listed = {row.proposal.number: row.folded for row in desk.get(at("theme", 1)).context["rows"]}
    assert [listed[row.number].texts for row in rows[:3]] == [3, 3, 3]
    assert listed[rows[3].number] is None
    for row in rows[:3]:
        page = client.get(row.get_absolute_url()).content.decode()
        assert all(f'{other.get_absolute_url()}"' in page for other in rows[:3] if other != row)
    public = client.get(theme.get_absolute_url()).content.decode()
    assert public.count(f'?replies={rows[0].reference}"') == 3, "on the cards of lists that the theme narrows"


def test_how_texts_came_together_is_told_truly(client, consultation, proposals, editor):
    def told():
        page = client.get(proposals[0].get_absolute_url()).content.decode()
        by_site, by_person = "le site les a rapprochées", "Une personne les a lues et rapprochées"
        return [words in page for words in (by_site, by_person)]

    written(consultation, COPY)
    searched(consultation)
    assert told() == [True, False]
    folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    assert said_by([proposals[0]])[proposals[0].pk].mixed
    assert told() == [False, False], "nobody read the copy"
    let_alone(consultation, consultation.proposals.get(number=25))
    assert told() == [False, True]


@pytest.mark.requirement("L-2")
def test_page_of_a_text_names_the_first_that_say_the_same_and_counts_the_others(client, consultation, proposals):
    for _copy in range(23):
        written(consultation, COPY)
    searched(consultation)
    answer = client.get(proposals[0].get_absolute_url())
    shown = panels.chips([proposals[0]], None)[proposals[0].pk]["folded"]
    assert (shown["texts"], len(shown["others"]), shown["more"]) == (24, 20, 3)
    page = answer.content.decode().split('id="say-the-same"')[1].split("</ul>")[0]
    assert page.count('class="chip"') == 20
    assert " 3 " in page.split("</li>")[-2]


@pytest.mark.requirement("G-6")
def test_withheld_text_leaves_the_number(theme, editor, proposals):
    rows = list(proposals[:3])
    folding.fold(into=rows[0], proposals=rows[1:], by=editor)
    rows[0].withhold(ground="Hors du sujet", at=timezone.now())
    told = said_by(rows)
    assert set(told) == {rows[1].pk, rows[2].pk}
    assert told[rows[1].pk].numbers == [2, 3]
    rows[1].withhold(ground="Hors du sujet", at=timezone.now())
    assert said_by(rows) == {}


@pytest.mark.parametrize("most", [12, 3])
def test_page_says_how_many_texts_only_copies_were_looked_for(desk, consultation, run, reworded, monkeypatch, most):
    """With three at most, no group is small enough, and nothing is claimed of any."""
    monkeypatch.setattr(fold_search, "MOST", most)
    search = searched(consultation)
    left = search.texts - search.compared
    assert left == search.texts if most == 3 else left > 0
    page = desk.get(at("folds")).content.decode()
    assert f"{left} other" in page or f"{left} autre" in page
    assert "was looked at by itself" not in page
    assert "a été examiné à part" not in page


def test_second_search_waits_for_the_first(desk, consultation, proposals):
    FoldSearch.objects.create(consultation=consultation, state="running", asked_at=timezone.now())
    assert len(said(desk.post(at("folds_look")))) == 1
    assert FoldSearch.objects.get().state == "running"
    assert LOOK_AGAIN not in desk.get(at("folds")).content.decode()
    FoldSearch.objects.update(asked_at=factories.EARLY)
    assert LOOK_AGAIN in desk.get(at("folds")).content.decode(), "it is lost"
    desk.post(at("folds_look"))
    assert FoldSearch.objects.get().state == "done"


def test_search_that_fails_says_so(desk, consultation, proposals, monkeypatch):
    monkeypatch.setattr(fold_search, "freeze", lambda consultation: 1 / 0)
    desk.post(at("folds_look"))
    assert FoldSearch.objects.get().state == "failed"
    assert LOOK_AGAIN in desk.get(at("folds")).content.decode()


@pytest.mark.parametrize(("error", "tried_again"), [(IntegrityError, False), (OperationalError, True)])
def test_search_that_the_database_breaks_off_does_not_stay_running(
    desk, consultation, proposals, monkeypatch, error, tried_again
):
    def broken(**_what):
        raise error

    search = FoldSearch.objects.create(consultation=consultation, asked_at=timezone.now())
    with monkeypatch.context() as patched:
        patched.setattr(fold_search, "fold_copies", broken)
        with pytest.raises(error) if tried_again else nullcontext():
            fold_search.look_for_folds.func(search.pk)
    assert FoldSearch.objects.get().state == "failed"
    assert LOOK_AGAIN in desk.get(at("folds")).content.decode()
    desk.post(at("folds_look"))
    assert FoldSearch.objects.get().state == "done"


@pytest.mark.requirement("L-2")
def test_pages_and_panel_cost_the_same_for_one_group_and_for_many(
    desk, consultation, reworded, editor, proposals, django_assert_max_num_queries, django_assert_num_queries
):
    def cost():
        with django_assert_max_num_queries(22) as proposed:
            desk.get(at("folds"))
        with django_assert_max_num_queries(18) as folded:
            desk.get(at("folded"))
        return len(proposed), len(folded)

    searched(consultation)
    folding.fold(into=proposals[7], proposals=[proposals[8]], by=editor)
    cost()
    one = cost()
    written(consultation, "Rouvrir les petites gares, et remettre des trains à l'heure le soir")
    folding.fold(into=proposals[9], proposals=proposals[10:14], by=editor)
    searched(consultation)
    assert len(groups(consultation)) == 2
    assert cost() == one
    with django_assert_num_queries(2):
        panels.chips(list(proposals), None)
