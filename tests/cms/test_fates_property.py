"""Y-1: exactly one fate a contribution and edition; their sum is the frozen corpus. For any corpus."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.editions.coverage import coverage_of
from cms.editions.publishing import freeze_edition
from cms.gates import load_draft
from cms.models import Edition, Fate, Finding, SynthesisDesk
from cms.page.coverage import coverage_data
from proposals.models import Proposal, Version
from synthesis.freezing import freeze_corpus
from synthesis.models import Cluster, CorpusItem, Placement, Theme, ThemeMembership
from tests import factories
from tests.cms.shelf import cite, draft
from tests.cms.test_synthesis_page import finished_run

PLACES = ["none", "machine", "confirmed", "set_aside"]
SPECIMEN = st.fixed_dictionaries(
    {
        "came": st.sampled_from(["in_time", "in_time", "in_time", "late", "never"]),
        "place": st.sampled_from(PLACES),
        "grouped": st.booleans(),
        "cited": st.sampled_from(["no", "no", "words", "argument", "contrary"]),
        "withheld": st.sampled_from(["no", "no", "no", "before", "after"]),
        "erased": st.sampled_from([False, False, False, True]),
    }
)
CUTOFF = factories.EARLY + timedelta(days=10)


class Undo(Exception):
    """Takes back what an example wrote."""


def plant(consultation, specimen, number, world):
    """One contribution as its specimen says; gives it back."""
    published = {"in_time": factories.EARLY, "late": CUTOFF + timedelta(days=1), "never": None}[specimen["came"]]
    state = "published" if published else "submitted"
    row = factories.ProposalFactory(
        consultation=consultation, author=None, number=number, state=state, published_at=published
    )
    if specimen["withheld"] == "before" and published:
        row.withhold(ground="Hors du sujet", at=CUTOFF - timedelta(days=1))
    if specimen["grouped"]:
        Placement.objects.create(run=world["run"], order=number, version=row.current, cluster=world["cluster"])
    now = timezone.now()
    if specimen["place"] == "set_aside":
        ThemeMembership.objects.create(
            theme=None, proposal=row, placed_at=now, confirmed_at=now, by_person=True, reason="off_question"
        )
    elif specimen["place"] != "none":
        at = now if specimen["place"] == "confirmed" else None
        ThemeMembership.objects.create(theme=world["theme"], proposal=row, placed_at=now, confirmed_at=at)
    return row


def write(finding, row, specimen):
    if specimen["cited"] == "argument":
        cite(finding, factories.ArgumentFactory(proposal=row, author=None), "")
    elif specimen["cited"] != "no":
        cite(finding, row, "", role="contrary" if specimen["cited"] == "contrary" else "support")


def frozen(consultation, specimens):
    """An edition of these contributions, and each of them with its specimen."""
    run = finished_run(consultation)
    world = {
        "run": run,
        "cluster": Cluster.objects.create(run=run, number=0, size=1),
        "theme": Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=timezone.now()),
    }
    rows = [plant(consultation, specimen, number, world) for number, specimen in enumerate(specimens, start=1)]
    page = draft(consultation, [], freeze=False)
    corpus = freeze_corpus(consultation=consultation, by=None, cutoff=CUTOFF)
    SynthesisDesk.objects.create(page=page, corpus=corpus)
    finding = Finding.objects.create(page=page, kind="agreement", statement="Des trains.", no_contrary=True)
    inside = set(CorpusItem.objects.filter(corpus=corpus).values_list("version__proposal", flat=True))
    for row, specimen in zip(rows, specimens, strict=True):
        if row.pk in inside:
            write(finding, row, specimen)
        if specimen["withheld"] == "after" and row.published_at:
            row.withhold(ground="Hors du sujet", at=timezone.now())
        if specimen["erased"]:
            Version.objects.filter(proposal=row).blank(at=timezone.now())
    shown = load_draft(page)
    edition = freeze_edition(shown, [], kind=Edition.Kind.EDITION, by=None)
    return edition, shown, list(zip(rows, specimens, strict=True)), inside


@pytest.mark.requirement("Y-1")
@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(specimens=st.lists(SPECIMEN, min_size=0, max_size=9))
def test_each_contribution_has_exactly_one_fate(consultation, specimens):
    anchor = {"came": "in_time", "place": "none", "grouped": False, "cited": "no", "withheld": "no", "erased": False}
    try:
        with transaction.atomic():
            edition, shown, rows, inside = frozen(consultation, [anchor, *specimens])
            fates = {fate.proposal_id: fate for fate in Fate.objects.filter(edition=edition)}
            assert Fate.objects.filter(edition=edition).count() == len(fates)
            on_time = {key for key, fate in fates.items() if fate.kind != Fate.Kind.TOO_LATE}
            assert on_time == inside
            assert len(on_time) == edition.corpus.size == edition.figures["corpus"]
            assert sum(edition.figures["fates"].values()) == len(fates)
            for row, specimen in rows:
                check(fates.get(row.pk), specimen)
            counted = coverage_of(shown, until=edition.published_at)
            assert counted["fates"] == edition.figures["fates"], "the desk counts as the edition does"
            assert coverage_data(counted, edition.themes)["bar"]["total"] == edition.corpus.size
            for theme in edition.themes:
                assert theme["texts"] == theme["cited_texts"] + theme["read_texts"] + theme["unread_texts"]
            raise Undo
    except Undo:
        pass


def check(fate, specimen):
    """What each fate promises, said from the side of the contribution."""
    if specimen["came"] == "never":
        assert fate is None
        return
    if specimen["came"] == "late":
        assert fate is None or fate.kind == Fate.Kind.TOO_LATE
        return
    withheld, own_words = specimen["withheld"] != "no", specimen["cited"] in ("words", "contrary")
    assert (fate.kind == Fate.Kind.WITHHELD) == withheld
    assert (fate.kind == Fate.Kind.CITED) == (own_words and not withheld)
    if fate.kind == Fate.Kind.IN_THEME:
        assert specimen["place"] == "confirmed"
        assert fate.theme is not None
    if fate.kind == Fate.Kind.SET_ASIDE:
        assert (specimen["place"], fate.reason) == ("set_aside", "off_question")
    if fate.kind == Fate.Kind.NOT_READ:
        assert specimen["place"] in ("none", "machine")


@pytest.mark.requirement("Y-1")
@pytest.mark.django_db
def test_the_database_holds_one_fate_a_contribution(consultation):
    from django.db import IntegrityError

    edition, _shown, rows, _inside = frozen(
        consultation,
        [{"came": "in_time", "place": "none", "grouped": False, "cited": "no", "withheld": "no", "erased": False}],
    )
    row = Proposal.objects.get(pk=rows[0][0].pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fate.objects.create(edition=edition, proposal=row, version=row.current, kind="not_read")
