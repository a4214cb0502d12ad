import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from participants.models import User
from participants.my_data import erase, export_of
from synthesis import actions, folding, models, same
from synthesis.freezing import freeze_corpus
from synthesis.models import FrozenCorpus, GroupingRun, Pepite, Theme, ThemeDecision, ThemeMembership

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(run, theme, proposals, editor):
    """An editor who did one of each."""
    second = actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Autre", by=editor)
    actions.merge_themes(theme=theme, into=second, by=editor)
    actions.move_proposal(proposal=proposals[0], theme=second, by=editor)
    actions.set_pepite(proposal=proposals[0], reason="Rare", by=editor)
    same.say_same(first=proposals[1], second=proposals[2], same=True, by=editor)
    folding.fold(into=proposals[3], proposals=proposals[3:5], by=editor)
    freeze_corpus(consultation=run.consultation, by=editor)
    return editor


@pytest.mark.requirement("P-3")
def test_export_holds_every_row_of_this_room_that_points_to_me(busy):
    told = json.dumps(export_of(busy), cls=DjangoJSONEncoder)
    pointing = [
        field.name
        for model in (getattr(models, name) for name in models.__all__)
        if issubclass(model, Model)
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is User and field.concrete
    ]
    assert sorted(pointing) == [
        "adopted_by", "by", "by", "by", "frozen_by", "merged_by", "named_by", "placed_by", "set_by", "started_by",
    ]  # fmt: skip
    assert all(f'"{deed}"' in told for deed in ("adopted", "merged", "named"))
    exported = export_of(busy)
    assert len(exported["frozen_corpora"]) == len(exported["theme_decisions"]) == 1
    assert (exported["folded_texts"][0]["into"], exported["folded_texts"][0]["proposal"]) == ("P-4", "P-5")
    assert exported["same_ideas"][0]["proposals"] == ["P-2", "P-3"]
    assert len(exported["groupings"]) == len(exported["places_in_themes"]) == len(exported["pepites"]) == 1


def test_export_of_someone_else_holds_nothing_of_it(busy, citizen):
    exported = export_of(citizen)
    assert not any(exported[kind] for kind in ("groupings", "themes", "places_in_themes", "pepites"))


def test_what_an_erased_editor_did_stays_without_them(busy):
    erase(participant=busy)
    assert GroupingRun.objects.get().started_by is None
    assert FrozenCorpus.objects.get().frozen_by is None
    assert ThemeDecision.objects.get().by is None
    assert {theme.named_by for theme in Theme.objects.all()} == {None}
    assert ThemeMembership.objects.get(by_person=True).placed_by is None
    assert Pepite.objects.get().set_by is None
