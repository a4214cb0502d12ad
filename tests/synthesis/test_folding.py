"""Texts that say the same: copies fold by themselves, a person folds the others, and takes either back."""

from contextlib import nullcontext

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone

from consult.models import JournalEntry
from consult.register import event_descriptions
from synthesis import actions, fold_search, folding, panels, same
from synthesis.given import DecisionsExclude, standing_decisions
from synthesis.models import Cluster, FoldedText, FoldSearch
from synthesis.reading import marks
from tests import factories

pytestmark = pytest.mark.django_db
LOOK_AGAIN = "Chercher à nouveau"
REWORDED = "Des pistes cyclables séparées des voitures, pour aller au travail à vélo"  # ALL[0], in another order
COPY = "des PISTES cyclables séparées des voitures pour aller à vélo au travail !"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(name, *args):
    return reverse(f"synthesis_desk:{name}", args=["se-deplacer", *args])


def said(response):
    return [str(message) for message in response.wsgi_request._messages]


def written(consultation, text):
    return factories.ProposalFactory(consultation=consultation, title=text[:40], text=text)


def searched(consultation):
    fold_search.ask(consultation)
    search = FoldSearch.objects.get(consultation=consultation)
    assert search.state == "done"
    return search


def groups(consultation):
    """What waits for a person, by number."""
    found = fold_search.suggestions(FoldSearch.objects.get(consultation=consultation))
    return [[like.number for like in group] for group in found]


def folds():
    rows = FoldedText.objects.standing().order_by("version__proposal__number")
    return list(rows.values_list("version__proposal__number", "into__proposal__number", "automatic"))


def said_by(proposals):
    return folding.said_by(marks(proposals))


def decide(desk, **typed):
    return desk.post(at("folds_decide"), {"shown": desk.get(at("folds")).context["shown"], **typed})


@pytest.fixture
def reworded(consultation, proposals):
    return written(consultation, REWORDED)


def test_copies_fold_by_themselves_and_rewordings_wait_for_a_person(consultation, reworded):
    copy = written(consultation, COPY)
    search = searched(consultation)
    assert folds() == [(copy.number, 1, True)]
    assert groups(consultation) == [[1, reworded.number]] or groups(consultation) == [[reworded.number, 1]]
    assert search.compared == search.texts == 26
    assert JournalEntry.objects.get(event="texts.copies_folded").content == {"texts": 1, "groups": 1}


def test_each_grouping_is_followed_by_a_search(consultation, reworded, editor):
    actions.start_run(consultation=consultation, by=editor, groups=4)
    assert FoldSearch.objects.get().state == "done"
    assert len(groups(consultation)) == 1


def test_copy_that_a_person_took_back_does_not_fold_by_itself_again(consultation, proposals):
    written(consultation, COPY)
    searched(consultation)
    folding.unfold(consultation=consultation, keys=[FoldedText.objects.get().pk])
    searched(consultation)
    assert folds() == []


def test_text_said_not_to_be_the_same_does_not_fold_by_itself_once_it_is_a_copy(consultation, reworded, editor):
    same.say_same(first=consultation.proposals.get(number=1), second=reworded, same=False, by=editor)
    factories.add_version(reworded, title=COPY[:40], text=COPY)
    searched(consultation)
    assert folds() == []


def test_copies_said_not_to_be_the_same_are_refused_with_a_way_on_and_grouping_still_works(
    consultation, proposals, editor
):
    copy = written(consultation, COPY)
    with pytest.raises(same.SameWords, match=copy.reference):
        same.say_same(first=proposals[0], second=copy, same=False, by=editor)
    same.say_same(first=proposals[1], second=copy, same=False, by=editor)
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    assert (run.state, run.error) == ("done", "")


def test_edited_text_stands_by_itself(consultation, proposals):
    copy = written(consultation, COPY)
    searched(consultation)
    factories.add_version(copy, title="Autre", text="Tout autre chose, à présent")
    assert folds() == []
    assert said_by([proposals[0], copy]) == {}


def test_text_is_folded_anew_once_the_one_that_stood_for_it_was_edited(consultation, proposals, editor):
    folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    factories.add_version(proposals[0], title="Autre", text="Tout autre chose, à présent")
    folding.fold(into=proposals[1], proposals=[proposals[2]], by=editor)
    assert folds() == [(3, 2, False)]
    done = folding.fold(into=proposals[3], proposals=[proposals[1]], by=editor)
    assert folds() == [(2, 4, False), (3, 4, False)]
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(3, 2, False)], "what fell with the edit is not put back"


def test_copies_fold_anew_once_the_one_that_stood_for_them_was_edited(consultation, proposals):
    copies = [written(consultation, COPY) for _copy in range(3)]
    searched(consultation)
    factories.add_version(proposals[0], title="Autre", text="Tout autre chose, à présent")
    assert folds() == []
    searched(consultation)
    assert folds() == [(copy.number, copies[0].number, True) for copy in copies[1:]]
    late = written(consultation, COPY)
    searched(consultation)
    assert folds()[-1] == (late.number, copies[0].number, True)


def withheld(proposal):
    proposal.withhold(ground="Hors du sujet", at=timezone.now())


@pytest.mark.requirement("G-6")
def test_decision_outlives_the_text_that_stood_for_the_others(consultation, proposals, editor):
    first, second, third, fourth = proposals[:4]
    folding.fold(into=first, proposals=[second, third], by=editor)
    assert standing_decisions(consultation)["together"] == [[1, 2], [1, 3]]
    withheld(first)
    assert standing_decisions(consultation)["together"] == [[2, 3]]
    assert said_by([second])[second.pk].numbers == [2, 3]
    folding.fold(into=third, proposals=[fourth], by=editor)
    assert standing_decisions(consultation)["together"] == [[2, 3], [2, 4]]
    assert said_by([fourth])[fourth.pk].numbers == [2, 3, 4]
    assert folds() == [(1, 2, False), (3, 2, False), (4, 2, False)], "the first joins them, should it come back"


@pytest.mark.requirement("G-6")
@pytest.mark.requirement("G-6")
def test_fold_outlives_the_suspension_of_who_wrote_the_text_that_stood_for_the_others(consultation, proposals, editor):
    """No grouping reads the leader; the others stay together, as a person wants."""
    leader = written(consultation, REWORDED)
    folding.fold(into=leader, proposals=[proposals[0], proposals[12]], by=editor)
    assert standing_decisions(consultation)["together"] == [[1, leader.number], [13, leader.number]]
    type(leader.author).objects.filter(pk=leader.author.pk).update(is_active=False)
    assert standing_decisions(consultation)["together"] == [[1, 13]]
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    places = run.placements.filter(version__proposal__number__in=(1, 13, leader.number))
    assert len(places) == 2
    assert len({place.nearest_id for place in places}) == 1
    type(leader.author).objects.filter(pk=leader.author.pk).update(is_active=True)
    assert standing_decisions(consultation)["together"] == [[1, leader.number], [13, leader.number]]


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


@pytest.mark.requirement("G-6")
def test_copies_fold_under_one_in_view_once_the_first_is_withheld(consultation, proposals, editor):
    copies = [written(consultation, COPY) for _copy in range(2)]
    searched(consultation)
    folding.fold(into=proposals[0], proposals=[proposals[5]], by=editor)
    withheld(proposals[0])
    late = written(consultation, COPY)
    searched(consultation)
    assert folds() == [(1, 25, True), (6, 25, False), (26, 25, True), (late.number, 25, True)]
    assert copies[0].number == 25
    assert standing_decisions(consultation)["together"] == [[6, 25]]


@pytest.fixture
def folded_then_leading(consultation, proposals):
    """A copy that was folded under P-1 until that was edited, and now stands for the two others; then withheld."""
    copies = [written(consultation, COPY) for _copy in range(3)]
    searched(consultation)
    factories.add_version(proposals[0], title="Autre", text="Tout autre chose, à présent")
    searched(consultation)
    FoldedText.objects.filter(version=copies[0].current).update(undone_at=None)  # as searches of before left it
    withheld(copies[0])
    return copies


@pytest.mark.requirement("G-6")
def test_search_folds_anew_under_another_once_what_stood_for_it_was_folded_before(consultation, folded_then_leading):
    first, second, third = folded_then_leading
    searched(consultation)
    assert folds() == [(first.number, second.number, True), (third.number, second.number, True)]


@pytest.mark.requirement("G-6")
def test_person_folds_in_a_group_whose_leader_was_folded_before(proposals, editor, folded_then_leading):
    first, second, third = folded_then_leading
    folding.fold(into=third, proposals=[proposals[4]], by=editor)
    assert folds() == [(5, second.number, False), *((copy.number, second.number, True) for copy in (first, third))]


def open_folds(proposal):
    return FoldedText.objects.filter(version=proposal.current, undone_at__isnull=True).count()


def test_text_that_comes_to_stand_for_others_has_no_open_fold_of_its_own_left(consultation, proposals, editor):
    copies = [written(consultation, COPY) for _copy in range(2)]
    folding.fold(into=proposals[2], proposals=[proposals[1]], by=editor)
    searched(consultation)
    for edited in (proposals[0], proposals[2]):
        factories.add_version(edited, title="Autre", text=f"Tout autre chose, à présent : {edited.number}")
    searched(consultation)
    folding.fold(into=proposals[1], proposals=[proposals[3]], by=editor)
    assert folds() == [(4, 2, False), (copies[1].number, copies[0].number, True)]
    assert (open_folds(proposals[1]), open_folds(copies[0])) == (0, 0)


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


def test_folding_what_stands_for_others_takes_them_along_and_undoing_puts_them_back(consultation, proposals, editor):
    folding.fold(into=proposals[1], proposals=[proposals[2]], by=editor)
    done = folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    assert folds() == [(2, 1, False), (3, 1, False)]
    assert {said.texts for said in said_by(proposals[:3]).values()} == {3}
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(3, 2, False)]


def let_alone(consultation, proposal):
    row = FoldedText.objects.standing().get(version__proposal=proposal)
    folding.unfold(consultation=consultation, keys=[row.pk])


def test_undoing_leaves_alone_what_was_decided_meanwhile(consultation, proposals, editor):
    first, second, third, fourth = proposals[:4]
    folding.fold(into=second, proposals=[first], by=editor)
    done = folding.fold(into=third, proposals=[second], by=editor)
    let_alone(consultation, first)
    folding.fold(into=fourth, proposals=[first], by=editor)
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(1, 4, False)]


def test_undoing_does_not_fold_what_a_person_let_stand_by_itself(consultation, proposals, editor):
    first, second, third = proposals[:3]
    folding.fold(into=second, proposals=[first], by=editor)
    done = folding.fold(into=third, proposals=[second], by=editor)
    let_alone(consultation, first)
    same.say_same(first=first, second=second, same=False, by=editor)
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == []


def test_undoing_two_folds_of_one_text_puts_the_first_again(consultation, proposals, editor):
    folding.fold(into=proposals[1], proposals=[proposals[0]], by=editor)
    one = folding.fold(into=proposals[2], proposals=[proposals[1]], by=editor)
    two = folding.fold(into=proposals[3], proposals=[proposals[2]], by=editor)
    folding.unfold(consultation=consultation, keys=[*one.new, *two.new], restored=[*one.replaced, *two.replaced])
    assert folds() == [(1, 2, False)]


@pytest.mark.requirement("G-6")
def test_fold_is_undone_also_once_the_text_that_stood_for_the_others_was_withheld(consultation, proposals, editor):
    first, second, third, fourth = proposals[:4]
    folding.fold(into=second, proposals=[third], by=editor)
    done = folding.fold(into=first, proposals=[second, fourth], by=editor)
    withheld(first)
    searched(consultation)
    assert folds() == [(1, 2, False), (3, 2, False), (4, 2, False)]
    assert folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced) == 3
    assert folds() == [(3, 2, False)]
    entries = list(JournalEntry.objects.order_by("-number")[:2])
    assert [entry.content["into"] for entry in entries] == ["P-2", "P-1"]
    assert entries[1].content["proposals"] == ["P-2", "P-3", "P-4"]
    with pytest.raises(folding.NotFolded):
        folding.unfold(consultation=consultation, keys=done.new)


@pytest.mark.requirement("G-6")
def test_undoing_the_fold_of_what_stands_in_leaves_together_what_others_folded(consultation, proposals, editor):
    first, second, third, fourth = proposals[:4]
    one = folding.fold(into=first, proposals=[second], by=editor)
    folding.fold(into=first, proposals=[third, fourth], by=editor)
    withheld(first)
    searched(consultation)
    late = folding.fold(into=second, proposals=[proposals[4]], by=editor)
    assert standing_decisions(consultation)["together"] == [[2, 3], [2, 4], [2, 5]]
    folding.unfold(consultation=consultation, keys=one.new)
    assert standing_decisions(consultation)["together"] == [[3, 4], [2, 5]]
    folding.unfold(consultation=consultation, keys=late.new)
    assert standing_decisions(consultation)["together"] == [[3, 4]]


@pytest.mark.requirement("G-6")
def test_register_tells_each_fold_that_undoing_puts_again_and_no_other(consultation, proposals, editor):
    one, two, three, four, five = proposals[:5]
    folding.fold(into=one, proposals=[two], by=editor)
    folding.fold(into=three, proposals=[four], by=editor)
    done = folding.fold(into=five, proposals=[one, three], by=editor)
    let_alone(consultation, four)
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(2, 1, False)]
    last, before = JournalEntry.objects.order_by("-number")[:2]
    assert (last.event, last.content) == ("texts.folded_again", {"into": "P-1", "proposals": ["P-2"]})
    assert before.event == "texts.unfolded"
    assert dict(event_descriptions.items())["texts.folded_again"](last).count("P-") == 2


def test_undoing_is_refused_in_a_sentence_where_it_would_exclude_what_was_said(consultation, proposals, editor):
    first, second, third = proposals[:3]
    folding.fold(into=second, proposals=[first], by=editor)
    done = folding.fold(into=third, proposals=[second], by=editor)
    let_alone(consultation, second)
    same.say_same(first=first, second=second, same=False, by=editor)
    with pytest.raises(DecisionsExclude, match="P-1 et P-2"):
        folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(1, 3, False)]


def test_text_folded_under_a_folded_one_stands_under_its_leader(proposals, editor):
    folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    folding.fold(into=proposals[1], proposals=[proposals[2]], by=editor)
    assert folds() == [(2, 1, False), (3, 1, False)]
    with pytest.raises(folding.Refused):
        folding.fold(into=proposals[2], proposals=[proposals[1]], by=editor)


def test_fold_against_what_was_said_is_refused_and_changes_nothing(proposals, editor):
    same.say_same(first=proposals[0], second=proposals[1], same=False, by=editor)
    with pytest.raises(DecisionsExclude):
        folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    assert folds() == []


@pytest.fixture
def excluding(consultation, theme, proposals, editor):
    """P-1 and P-2 are the same, and a person moved them to two themes."""
    other = actions.adopt_theme(cluster=Cluster.objects.filter(theme=None).first(), name="Deux", by=editor)
    same.say_same(first=proposals[0], second=proposals[1], same=True, by=editor)
    for proposal, place in zip(consultation.proposals.order_by("number")[:2], (theme, other), strict=True):
        actions.move_proposal(proposal=proposal, theme=place, by=editor)


def test_what_excludes_already_keeps_nobody_from_deciding_on_other_texts(proposals, excluding, editor):
    done = folding.fold(into=proposals[5], proposals=[proposals[6]], by=editor)
    same.say_same(first=proposals[7], second=proposals[8], same=True, by=editor)
    assert len(done.new) == 1
    with pytest.raises(DecisionsExclude, match="P-6 et P-7"):
        same.say_same(first=proposals[5], second=proposals[6], same=False, by=editor)
    with pytest.raises(DecisionsExclude, match="P-1 et P-2"):
        folding.fold(into=proposals[5], proposals=[proposals[1]], by=editor)


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
    assert public.count("#say-the-same") == 3


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


def test_many_texts_are_compared_within_the_groups_of_the_latest_grouping(consultation, run, reworded, monkeypatch):
    monkeypatch.setattr(fold_search, "MOST", 12)
    search = searched(consultation)
    assert search.compared <= 24
    assert search.texts == 25
    assert [like for group in groups(consultation) for like in group] == [], "the new text is in no group yet"


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


def test_database_itself_refuses_a_text_folded_twice(proposals, editor):
    folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    row = FoldedText.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        FoldedText.objects.create(version=row.version, into=proposals[2].current, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        FoldedText.objects.create(version=proposals[3].current, into=proposals[3].current, at=timezone.now())


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
