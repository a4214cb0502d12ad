"""The one door: nothing counts as read that no person decided on, and nothing is decided together unseen."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.errors import Refused
from consult.models import JournalEntry
from synthesis import actions, undoing
from synthesis.deciding import Deed, NotDisplayed, ReasonMissing, Shown, decide, read_elsewhere
from synthesis.desk.account import account_of, set_aside_from
from synthesis.models import Theme, ThemeDecision, ThemeMembership
from synthesis.reading import marks
from tests import factories

pytestmark = pytest.mark.django_db


def texts_of(theme):
    found = theme.memberships.order_by("proposal__number").select_related("proposal__consultation", "proposal__current")
    return [place.proposal for place in found]


def shown(proposals):
    return Shown(timezone.now(), {proposal.number: proposal.current_id for proposal in proposals})


def stands(proposal):
    fields = ("theme", "reason", "by_person", "confirmed_at", "placed_by", "placed_at", "run")
    return ThemeMembership.objects.filter(proposal=proposal).values(*fields).first()


@pytest.fixture
def second(run, theme, editor):
    return actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Le train", by=editor)


@pytest.mark.requirement("Y-2")
def test_placement_by_the_machine_alone_never_counts_as_confirmed(theme, consultation, proposals, editor):
    actions.start_run(consultation=consultation, by=editor, groups=4)
    account = account_of(consultation, len(proposals))
    assert account.confirmed == 0
    assert account.not_read == len(texts_of(theme))
    assert all(mark.confirmed_at is None for mark in marks(texts_of(theme)).values())
    assert not ThemeDecision.objects.exists()


@pytest.mark.requirement("Y-2")
@pytest.mark.parametrize("seen", [None, 1])
def test_texts_are_decided_together_only_when_all_were_displayed(theme, editor, seen):
    texts = texts_of(theme)
    displayed = shown(texts[:seen]) if seen else None
    with pytest.raises(NotDisplayed):
        decide(proposals=texts, deed=Deed.CONFIRMED, theme=theme, by=editor, shown=displayed)
    with pytest.raises(NotDisplayed):
        decide(proposals=texts, deed=Deed.SET_ASIDE, reason="off_question", by=editor, shown=displayed)
    assert not theme.memberships.held().exists()
    assert not ThemeDecision.objects.exists()


@pytest.mark.requirement("Y-2")
def test_texts_displayed_are_confirmed_together_with_what_was_read(theme, editor):
    texts = texts_of(theme)
    seen = shown(texts)
    act = decide(proposals=texts, deed=Deed.CONFIRMED, theme=theme, by=editor, shown=seen)
    decisions = ThemeDecision.objects.filter(deed="confirmed", theme=theme, by=editor, at=act.at, shown_at=seen.at)
    assert act.number == len(texts) == decisions.count()
    assert set(decisions.values_list("version", "together")) == {(text.current_id, len(texts)) for text in texts}
    assert set(theme.memberships.values_list("confirmed_at", flat=True)) == {act.at}


@pytest.mark.requirement("Y-2")
def test_every_person_s_word_has_its_decision_whichever_action_it_came_through(theme, second, editor, proposals):
    texts = texts_of(theme)
    actions.confirm_members(theme=theme, proposals=texts[:2], by=editor, shown=read_elsewhere(texts[:2]))
    actions.move_proposal(proposal=texts[2], theme=second, by=editor)
    actions.move_proposals(proposals=[texts[3]], theme=None, by=editor, reason="unreadable")
    kept = ThemeDecision.objects.order_by("pk").values_list("version__proposal", "deed", "theme", "origin", "reason")
    assert list(kept) == [
        (texts[0].pk, "confirmed", theme.pk, theme.pk, ""),
        (texts[1].pk, "confirmed", theme.pk, theme.pk, ""),
        (texts[2].pk, "moved", second.pk, theme.pk, ""),
        (texts[3].pk, "set_aside", None, theme.pk, "unreadable"),
    ]
    assert ThemeMembership.objects.held().count() == 4


@pytest.mark.parametrize("reason", ["", "boredom"])
def test_setting_aside_needs_a_reason_that_is_known(theme, editor, reason):
    with pytest.raises(ReasonMissing):
        actions.move_proposal(proposal=texts_of(theme)[0], theme=None, by=editor, reason=reason)
    assert not ThemeDecision.objects.exists()


def test_confirming_elsewhere_than_a_text_stands_leaves_it_alone(theme, second, editor):
    text = texts_of(theme)[0]
    act = decide(proposals=[text], deed=Deed.CONFIRMED, theme=second, by=editor, shown=shown([text]))
    assert act.decided == [text.reference]
    assert not ThemeDecision.objects.exists()


def test_text_edited_since_it_was_displayed_is_named_and_the_others_are_done(theme, editor):
    texts = texts_of(theme)[:3]
    seen = shown(texts)
    factories.add_version(texts[1], title="Autre", text="Tout autre chose que ce qui a été lu.")
    act = decide(proposals=texts, deed=Deed.CONFIRMED, theme=theme, by=editor, shown=seen)
    assert act.edited == [texts[1].reference]
    assert [row.proposal for row in act.done] == [texts[0].pk, texts[2].pk]
    assert stands(texts[1])["confirmed_at"] is None


def test_text_withheld_meanwhile_is_named(theme, editor):
    text = texts_of(theme)[0]
    seen = shown([text])
    text.withhold(ground="Hors du sujet", at=timezone.now())
    act = decide(proposals=[text], deed=Deed.SET_ASIDE, reason="off_question", by=editor, shown=seen)
    assert (act.gone, act.done) == ([text.reference], [])


def test_what_someone_else_decided_meanwhile_is_left_alone(theme, second, editor):
    text = texts_of(theme)[0]
    seen = shown([text])
    other = factories.staff("autre@example.org", "Autre", ["synthesis.group_groupingrun"])
    actions.move_proposal(proposal=text, theme=second, by=other)
    act = decide(proposals=[text], deed=Deed.SET_ASIDE, reason="off_question", by=editor, shown=seen)
    assert act.decided == [text.reference]
    assert stands(text)["theme"] == second.pk


def test_text_edited_after_it_was_confirmed_can_be_confirmed_as_it_is_now(theme, editor):
    text = texts_of(theme)[0]
    assert actions.confirm_members(theme=theme, proposals=[text], by=editor) == 1
    factories.add_version(text, title="Autre", text="Une autre rédaction de la même idée.")
    assert actions.confirm_members(theme=theme, proposals=[text], by=editor) == 1
    assert actions.confirm_members(theme=theme, proposals=[text], by=editor) == 0
    assert ThemeDecision.objects.filter(version=text.current).count() == 1


@pytest.mark.requirement("C-4")
def test_each_act_leaves_one_entry_with_references_and_counts(theme, editor):
    texts = texts_of(theme)
    before = JournalEntry.objects.count()
    decide(proposals=texts[:3], deed=Deed.CONFIRMED, theme=theme, by=editor, shown=shown(texts))
    decide(proposals=texts[3:5], deed=Deed.SET_ASIDE, reason="no_proposal", by=editor, shown=shown(texts))
    confirmed, aside = JournalEntry.objects.order_by("number")[before:]
    assert confirmed.content == {"theme": "T-1", "proposals": 3}
    assert aside.content == {
        "theme": "", "reason": "no_proposal", "proposals": [texts[3].reference, texts[4].reference],
    }  # fmt: skip


def test_decisions_never_change_but_their_author_may_be_erased(theme, editor):
    actions.confirm_members(theme=theme, proposals=texts_of(theme)[:1], by=editor)
    for change in ({"shown_at": timezone.now()}, {"origin": None}, {"reason": "no_theme"}, {"at": timezone.now()}):
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            ThemeDecision.objects.update(**change)
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        ThemeDecision.objects.filter(by=editor)._raw_delete("default")
    assert ThemeDecision.objects.update(by=None) == 1


def test_what_was_confirmed_before_decisions_were_kept_gets_its_decision(theme, editor):
    confirmed, moved, aside = theme.memberships.order_by("proposal")[:3]
    at = timezone.now()
    ThemeMembership.objects.filter(pk__in=[confirmed.pk, moved.pk, aside.pk]).update(confirmed_at=at, placed_by=editor)
    ThemeMembership.objects.filter(pk__in=[moved.pk, aside.pk]).update(by_person=True)
    ThemeMembership.objects.filter(pk=aside.pk).update(theme=None, reason="no_theme")
    migration = import_module("synthesis.migrations.0006_decisions_of_before")
    for _turn in range(2):
        migration.write_decisions(apps, None)
    kept = ThemeDecision.objects.order_by("version__proposal").values_list("version__proposal", "deed", "reason", "by")
    assert list(kept) == [
        (confirmed.proposal_id, "confirmed", "", editor.pk),
        (moved.proposal_id, "moved", "", editor.pk),
        (aside.proposal_id, "set_aside", "no_theme", editor.pk),
    ]


def undo(act, editor, consultation):
    at, before = undoing.from_data(undoing.as_data(act))
    return undoing.undo(consultation=consultation, at=at, before=before, by=editor)


DEEDS = [
    {"deed": Deed.CONFIRMED},
    {"deed": Deed.MOVED},
    {"deed": Deed.SET_ASIDE, "reason": "several_ideas"},
]


@pytest.mark.parametrize("fields", DEEDS)
@pytest.mark.parametrize("placed_before", [False, True])
def test_undone_act_leaves_all_as_it_was_and_a_decision_that_says_so(
    theme, second, editor, consultation, fields, placed_before
):
    texts = texts_of(theme)[:2]
    if placed_before and fields["deed"] != Deed.CONFIRMED:
        actions.move_proposal(proposal=texts[0], theme=theme, by=editor)
    before = [stands(text) for text in texts]
    to = second if fields["deed"] == Deed.MOVED else theme
    act = decide(proposals=texts, by=editor, theme=to, shown=shown(texts), **fields)
    assert [stands(text) for text in texts] != before
    undone = undo(act, editor, consultation)
    assert undone.done == [text.reference for text in texts]
    assert [stands(text) for text in texts] == before
    assert ThemeDecision.objects.filter(deed="undone", theme=theme, together=2).count() == 2
    assert JournalEntry.objects.order_by("number").last().event == "proposals.put_back"


def test_text_of_no_theme_goes_back_to_none(theme, run, editor, consultation, proposals):
    free = next(row for row in proposals if not ThemeMembership.objects.filter(proposal=row).exists())
    act = decide(proposals=[free], deed=Deed.MOVED, theme=theme, by=editor, shown=shown([free]))
    undo(act, editor, consultation)
    assert stands(free) is None
    last = ThemeDecision.objects.order_by("pk").last()
    assert (last.deed, last.theme, last.reason, last.origin) == ("undone", None, "", theme)


def test_undoing_leaves_alone_what_was_decided_again(theme, second, editor, consultation):
    texts = texts_of(theme)[:2]
    act = decide(proposals=texts, deed=Deed.CONFIRMED, theme=theme, by=editor, shown=shown(texts))
    actions.move_proposal(proposal=texts[0], theme=second, by=editor)
    undone = undo(act, editor, consultation)
    assert (undone.done, undone.decided) == ([texts[1].reference], [texts[0].reference])
    assert stands(texts[0])["theme"] == second.pk


def test_undoing_into_a_theme_that_was_merged_follows_it(theme, second, editor, consultation):
    text = texts_of(theme)[0]
    act = decide(proposals=[text], deed=Deed.SET_ASIDE, reason="off_question", by=editor, shown=shown([text]))
    actions.merge_themes(theme=theme, into=second, by=editor)
    undo(act, editor, consultation)
    assert stands(text)["theme"] == second.pk


def test_account_counts_each_text_once_and_where_the_set_aside_came_from(theme, second, editor, consultation):
    texts, total = texts_of(theme), consultation.proposals.count()
    actions.confirm_members(theme=theme, proposals=texts[:1], by=editor)
    for text, reason in zip(texts[1:4], ["off_question", "off_question", "unreadable"], strict=True):
        actions.move_proposal(proposal=text, theme=None, by=editor, reason=reason)
    account = account_of(consultation, total)
    assert (account.confirmed, account.set_aside) == (1, 3)
    assert sorted(number for _label, number in account.reasons) == [1, 2]
    assert account.confirmed + account.not_read + account.in_no_theme + account.set_aside == total
    assert set_aside_from(consultation) == {theme.pk: 3}
    actions.merge_themes(theme=theme, into=second, by=editor)
    assert set_aside_from(consultation) == {second.pk: 3}
    actions.move_proposal(proposal=texts[1], theme=second, by=editor)
    assert set_aside_from(consultation) == {second.pk: 2}


STEPS = st.lists(
    st.tuples(st.sampled_from(["confirm", "move", "aside", "undo", "merge", "run", "adopt"]), st.integers(0, 23)),
    max_size=12,
)


@pytest.mark.requirement("Y-2")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_confirmed_texts_are_those_that_a_person_decided_on(steps, theme, consultation, editor):
    with transaction.atomic():
        walk(steps, consultation, editor)
        check(consultation)
        transaction.set_rollback(True)


def walk(steps, consultation, editor):
    """Do what can be done of these, in their order."""
    last = None
    for deed, number in steps:
        proposal = consultation.proposals.select_related("current", "consultation").order_by("number")[number]
        themes = list(Theme.objects.standing().filter(consultation=consultation).order_by("number"))
        try:
            if deed == "confirm":
                place = ThemeMembership.objects.filter(proposal=proposal, theme__isnull=False).first()
                here = place.theme if place else themes[0]
                last = decide(proposals=[proposal], deed=Deed.CONFIRMED, theme=here, by=editor)
            elif deed == "move":
                to = themes[number % len(themes)]
                last = decide(proposals=[proposal], deed=Deed.MOVED, theme=to, by=editor)
            elif deed == "aside":
                last = decide(proposals=[proposal], deed=Deed.SET_ASIDE, reason="unreadable", by=editor)
            elif deed == "undo" and last is not None:
                undo(last, editor, consultation)
            elif deed == "merge":
                actions.merge_themes(theme=themes[0], into=themes[-1], by=editor)
            elif deed == "run":
                actions.start_run(consultation=consultation, by=editor, groups=4)
            else:
                adopt(consultation, themes, number, editor)
        except Refused:
            continue


def adopt(consultation, themes, number, editor):
    run = consultation.grouping_runs.order_by("-number").first()
    cluster = run.clusters.filter(theme=None).first()
    if cluster is None:
        return
    if number % 2:
        actions.adopt_theme(cluster=cluster, name="Thème", by=editor)
    else:
        actions.continue_theme(cluster=cluster, theme=themes[number % len(themes)], by=editor)


def check(consultation):
    """Whoever stands as read has the decision that says so, of that very moment, and it was not taken back."""
    for place in ThemeMembership.objects.filter(proposal__consultation=consultation).select_related("theme"):
        decisions = list(ThemeDecision.objects.filter(version__proposal=place.proposal_id).order_by("pk"))
        if place.confirmed_at is None:
            assert not decisions or decisions[-1].deed == "undone"
            continue
        said = [row for row in decisions if row.at == place.confirmed_at and row.deed != "undone"]
        assert len(said) == 1
        stood = said[0].theme and (said[0].theme.merged_into or said[0].theme)
        assert (stood, said[0].reason) == (place.theme, place.reason)
