"""The drafting aid: what there is on a theme, in order, for a bounded number of queries."""

import pytest
from django.utils import timezone

from proposals.models import TallyElsewhere
from synthesis import actions
from synthesis.aid import aid_for
from tests import factories

pytestmark = pytest.mark.django_db


def proposals_of(theme):
    return [membership.proposal for membership in theme.memberships.order_by("pk").select_related("proposal__current")]


def numbers(proposals):
    return [proposal.number for proposal in proposals]


def take_positions(proposal, agree=0, disagree=0):
    for value, times in ((1, agree), (-1, disagree)):
        factories.PositionFactory.create_batch(times, proposal=proposal, version=proposal.current, value=value)


def test_central_texts_come_in_the_order_of_the_run(theme, cluster):
    ranked = cluster.placements.filter(central_rank__isnull=False).order_by("central_rank")
    centrals = numbers(aid_for(theme).centrals)
    assert centrals[: len(ranked)] == [placement.version.proposal.number for placement in ranked]
    fits = dict(cluster.placements.values_list("version__proposal__number", "fit"))
    others = centrals[len(ranked) :]
    assert others == sorted(others, key=lambda number: (-fits[number], number))


def test_terms_are_those_of_the_clusters_of_the_theme(theme, cluster):
    assert aid_for(theme).terms == cluster.terms[:12]


def test_withheld_and_erased_texts_help_nobody(theme):
    withheld, erased = proposals_of(theme)[:2]
    withheld.withhold(ground="Hors du sujet", at=timezone.now())
    erased.versions.all().blank(at=timezone.now())
    assert not {withheld.number, erased.number} & set(numbers(aid_for(theme).centrals))


def test_strongest_arguments_are_the_convincing_then_the_most_followed(theme):
    first, second = proposals_of(theme)[:2]
    plain, followed = factories.ArgumentFactory(proposal=first), factories.ArgumentFactory(proposal=second)
    convincing = factories.ArgumentFactory(proposal=first, convincing_elsewhere=3)
    against = factories.ArgumentFactory(proposal=first, stance="against")
    take_positions(second, agree=2)
    aid = aid_for(theme)
    assert aid.arguments_for == [convincing, followed, plain]
    assert aid.arguments_against == [against]


def test_arguments_elsewhere_withheld_or_waiting_are_not_shown(theme, proposals):
    inside = proposals_of(theme)[0]
    outside = next(row for row in proposals if row.pk not in theme.memberships.values_list("proposal", flat=True))
    factories.ArgumentFactory(proposal=outside)
    factories.ArgumentFactory(proposal=inside, withheld=True)
    factories.ArgumentFactory(proposal=inside, waiting=True)
    assert aid_for(theme).arguments_for == []


def test_most_divided_have_both_camps_and_ours_come_before_others(theme):
    agreed, split, little, elsewhere = proposals_of(theme)[:4]
    take_positions(agreed, agree=5)
    take_positions(split, agree=3, disagree=2)
    take_positions(little, agree=4, disagree=1)
    TallyElsewhere.objects.create(proposal=elsewhere, agree=90, mixed=5, disagree=80)
    divided = aid_for(theme).divided
    assert numbers(row.proposal for row in divided) == [split.number, little.number, elsewhere.number]
    assert (divided[0].here.agree, divided[0].here.disagree, divided[0].elsewhere) == (3, 2, None)
    assert divided[2].elsewhere.total == 175


def test_pepites_are_those_in_the_theme_and_those_near_it(theme, run, cluster, editor):
    inside = proposals_of(theme)[0]
    alone, far = run.placements.exclude(cluster=cluster).order_by("order")[:2]
    run.placements.filter(pk=alone.pk).update(nearest=cluster)
    run.placements.filter(pk=far.pk).update(nearest=run.clusters.exclude(pk=cluster.pk).first())
    for proposal in (inside, alone.version.proposal, far.version.proposal):
        actions.set_pepite(proposal=proposal, reason="Rare", by=editor)
    assert numbers(pepite.proposal for pepite in aid_for(theme).pepites) == [
        inside.number, alone.version.proposal.number,
    ]  # fmt: skip


def test_theme_without_a_cluster_still_shows_its_texts(theme, cluster):
    type(cluster).objects.filter(theme=theme).update(theme=None)
    aid = aid_for(theme)
    assert aid.terms == []
    assert numbers(aid.centrals) == sorted(numbers(aid.centrals))


def test_aid_costs_the_same_for_one_row_and_for_many(theme, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(8) as counted:
            aid_for(theme)
        return len(counted)

    before = cost()
    for proposal in proposals_of(theme):
        factories.ArgumentFactory.create_batch(2, proposal=proposal)
        take_positions(proposal, agree=1, disagree=1)
    assert cost() == before
