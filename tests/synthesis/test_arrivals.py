"""What is published after a grouping takes its place at once, and tells when to group again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from consult.settings import base
from proposals import actions as contributing
from proposals.models import Proposal
from synthesis import actions, arrivals, replay
from synthesis.arrivals import FEW, Arrivals, arrivals_of, place_arrivals
from synthesis.models import Arrival, ThemeMembership
from synthesis.panels import theme_choices
from synthesis.reading import in_theme, shown_clusters
from synthesis.tasks import place_all_new
from tests import factories
from tests.synthesis.texts import ALL

pytestmark = pytest.mark.django_db


def comes(consultation, text):
    """A proposal is written, and shown to all."""
    proposal = factories.ProposalFactory(consultation=consultation, title=text[:40], text=text, state="waiting")
    contributing.publish(proposal, at=timezone.now())
    return proposal


def like(cluster):
    """A text that resembles those of a cluster."""
    return cluster.placements.order_by("central_rank").first().version.text + " Vraiment."


def test_new_text_goes_at_once_to_the_theme_of_those_it_resembles(consultation, theme, cluster):
    new = comes(consultation, like(cluster))
    place = ThemeMembership.objects.get(proposal=new)
    assert (place.theme, place.run, place.by_person, place.confirmed_at) == (theme, cluster.run, False, None)
    assert Arrival.objects.get(version=new.current).cluster == cluster


def test_new_text_is_listed_and_counted_with_a_cluster_that_nobody_named(consultation, cluster):
    before = shown_clusters([consultation.pk]).get(pk=cluster.pk).free_count
    new = comes(consultation, like(cluster))
    assert shown_clusters([consultation.pk]).get(pk=cluster.pk).free_count == before + 1
    assert new in in_theme(Proposal.objects.listed(), consultation, f"calcul-{cluster.number}")
    assert not ThemeMembership.objects.filter(proposal=new).exists()


def test_what_came_since_follows_its_cluster_into_the_theme(consultation, cluster, editor):
    new = comes(consultation, like(cluster))
    theme = actions.adopt_theme(cluster=cluster, name="Circuler à vélo", by=editor)
    assert ThemeMembership.objects.get(proposal=new).theme == theme


def test_text_of_no_known_word_is_left_to_be_sorted(consultation, theme):
    new = comes(consultation, "Zzyzx qwrtp xkcdv")
    assert Arrival.objects.get(version=new.current).cluster is None
    assert not ThemeMembership.objects.filter(proposal=new).exists()


def test_what_a_person_placed_stays(consultation, theme, cluster, editor):
    other = actions.adopt_theme(cluster=cluster.run.clusters.filter(theme=None).first(), name="Autre", by=editor)
    new = factories.ProposalFactory(consultation=consultation, title="Vélos", text=like(cluster))
    actions.move_proposal(proposal=new, theme=other, by=editor)
    assert place_arrivals(consultation) == 1
    assert ThemeMembership.objects.get(proposal=new).theme == other


def test_list_map_and_choice_count_the_same_of_a_cluster(consultation, cluster, editor):
    comes(consultation, like(cluster))
    actions.move_proposal(
        proposal=cluster.placements.first().version.proposal, theme=None, by=editor, reason="off_question"
    )
    on_map = shown_clusters([consultation.pk]).get(pk=cluster.pk).free_count
    address = f"calcul-{cluster.number}"
    [choice] = [choice for choice in theme_choices(consultation) if choice.value == address]
    assert choice.count == on_map == in_theme(Proposal.objects.listed(), consultation, address).count()
    assert on_map == cluster.size


def test_text_edited_between_two_looks_arrives_once(consultation, theme, cluster):
    new = comes(consultation, like(cluster))
    factories.add_version(new, title="Corrigé", text=like(cluster) + " Corrigé.")
    assert place_arrivals(consultation) == 0
    assert Arrival.objects.filter(version__proposal=new).count() == 1


def test_what_was_edited_while_it_was_placed_waits_for_the_next_look(consultation, theme, cluster, monkeypatch):
    new = factories.ProposalFactory(consultation=consultation, title="Neuve", text=like(cluster))
    plain = arrivals._placed

    def edited_meanwhile(*args):
        factories.add_version(new, title="Corrigé", text=like(cluster) + " Corrigé.")
        return plain(*args)

    monkeypatch.setattr(arrivals, "_placed", edited_meanwhile)
    assert place_arrivals(consultation) == 0
    monkeypatch.setattr(arrivals, "_placed", plain)
    assert place_arrivals(consultation) == 1
    new.refresh_from_db()
    assert Arrival.objects.get(version__proposal=new).version == new.current


def test_latest_run_that_nobody_adopted_from_is_compared_with_too(consultation, theme, cluster, editor):
    following = actions.start_run(consultation=consultation, by=editor, groups=3)
    following.refresh_from_db()
    comes(consultation, like(cluster))
    assert arrivals_of(consultation, following).placed == 1
    assert arrivals_of(consultation, cluster.run).placed == 1


def test_vectors_of_the_others_are_not_read_to_place_one(consultation, proposals, encoder, editor, monkeypatch):
    monkeypatch.setattr("synthesis.arrivals.load_encoder", lambda name: encoder)
    actions.start_run(consultation=consultation, by=editor, groups=4)
    factories.ProposalFactory(consultation=consultation, title="Une", text=ALL[0] + " Une.")
    assert place_arrivals(consultation) == 1
    asked = []
    plain = arrivals.stored_vectors
    monkeypatch.setattr(
        arrivals, "stored_vectors", lambda versions, name: asked.append(found := plain(versions, name)) or found
    )
    factories.ProposalFactory(consultation=consultation, title="Deux", text=ALL[1] + " Deux.")
    assert place_arrivals(consultation) == 1
    assert [len(found) for found in asked] == [1]


def test_placing_twice_places_once(consultation, theme, cluster):
    comes(consultation, like(cluster))
    assert place_arrivals(consultation) == 0
    assert Arrival.objects.count() == 1


def test_what_came_by_another_door_is_placed_within_minutes(consultation, theme, cluster):
    imported = factories.ProposalFactory(consultation=consultation, title="Importée", text=like(cluster))
    assert not Arrival.objects.exists()
    place_all_new.call()
    assert ThemeMembership.objects.get(proposal=imported).theme == theme
    every = base.TASKS["default"]["OPTIONS"]["SCHEDULES"]["place what came"]
    assert every == {"task": place_all_new.module_path, "every": 300}


def test_withheld_and_erased_texts_do_not_vote_and_are_not_placed(consultation, theme, cluster):
    text = like(cluster)
    assert comes(consultation, text) is not None
    for placement in cluster.placements.select_related("version__proposal"):
        placement.version.proposal.withhold(ground="Hors du sujet", at=timezone.now())
    new = comes(consultation, text)
    assert Arrival.objects.get(version=new.current).cluster != cluster
    waiting = factories.ProposalFactory(consultation=consultation, title="Attend", text=text, state="waiting")
    place_arrivals(consultation)
    assert not Arrival.objects.filter(version__proposal=waiting).exists()


def test_arrivals_change_no_run_and_its_replay(consultation, run, theme, cluster):
    comes(consultation, like(cluster))
    again = replay.replay(run)
    assert again.same_corpus
    assert again.same_result


def test_next_run_reads_them_like_any_other(consultation, theme, cluster, editor):
    new = comes(consultation, like(cluster))
    following = actions.start_run(consultation=consultation, by=editor, groups=4)
    following.refresh_from_db()
    assert following.corpus_size == len(ALL) + 1
    assert following.placements.filter(version=new.current).exists()
    assert not following.arrivals.exists()


def test_without_a_run_nothing_is_placed(consultation, proposals):
    assert place_arrivals(consultation) == 0


def test_run_is_due_when_more_misfits_came_than_by_chance():
    assert not Arrivals(100, 100, 25).due
    assert not Arrivals(100, 100, 33).due
    assert Arrivals(100, 100, 40).due
    assert not Arrivals(FEW - 1, FEW - 1, FEW - 1).due, "a handful says nothing"


def test_desk_says_how_many_came_and_fit_badly(client_of, consultation, theme, cluster, editor):
    for number in range(FEW + 5):
        comes(consultation, f"Zzyzx{number} qwrtp{number} xkcdv{number}")
    found = arrivals_of(consultation, cluster.run)
    assert (found.number, found.placed, found.misfits) == (FEW + 5, FEW + 5, FEW + 5)
    page = client_of(editor).get(reverse("synthesis_desk:desk", args=[consultation.slug])).content.decode()
    assert f"{FEW + 5} correspondent mal" in page
    assert "Il est temps de regrouper" in page


def test_cost_of_one_arrival_is_known(consultation, theme, cluster, django_assert_max_num_queries):
    factories.ProposalFactory(consultation=consultation, title="Une", text=like(cluster))
    place_arrivals(consultation)
    factories.ProposalFactory(consultation=consultation, title="Deux", text=like(cluster) + " Deux.")
    with django_assert_max_num_queries(14):
        assert place_arrivals(consultation) == 1
    with django_assert_max_num_queries(3):
        assert place_arrivals(consultation) == 0


def test_share_of_misfits_is_not_told_of_a_few(desk, consultation, theme, cluster):
    comes(consultation, like(cluster))
    address = reverse("synthesis_desk:desk", args=[consultation.slug])
    assert "%" not in desk.get(address).content.decode().partition('id="reading"')[0].partition("<main")[2]
    assert not Arrivals(number=FEW, placed=FEW - 1, misfits=FEW - 1).enough
    assert Arrivals(number=FEW, placed=FEW, misfits=0).enough
