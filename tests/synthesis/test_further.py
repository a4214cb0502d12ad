"""A text of two ideas belongs to one group first; the desk and the theme's page quote its other part."""

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import JournalEntry
from proposals.models import Vector
from synthesis import actions, replay
from synthesis.further import also_in_cluster, also_in_theme
from synthesis.models import AlsoIn, Cluster, Placement, ThemeMembership
from tests import factories
from tests.synthesis.texts import ALL, SUBJECTS

pytestmark = pytest.mark.django_db

SIGNS = {"velo": ("vélo", "cyclable"), "train": ("train", "gare"), "tele": ("télé", "bureau"), "prix": ("bus", "ville")}
FIRST = "Plus de pistes cyclables sûres, séparées des voitures, et des garages à vélo pour aller au travail."
OTHER = "Des bus gratuits pour tous les habitants en ville."
WORDS = f"{FIRST} {OTHER}"


class SubjectEncoder:
    """Stands for the sentence encoder: each subject has its direction, and each text a little of its own."""

    name = "subjects-1"
    dimensions = 16
    may_encode = True

    def encode(self, texts):
        assert self.may_encode, "nothing was to be encoded here"
        return np.array([self.vector(text) for text in texts], dtype=np.float16)

    def vector(self, text):
        counts = [sum(text.lower().count(sign) for sign in signs) for signs in SIGNS.values()]
        own = np.random.default_rng(len(text)).standard_normal(self.dimensions - len(counts))
        whole = np.concatenate([counts, 0.1 * own])
        return whole / np.linalg.norm(whole)


@pytest.fixture
def encoder(monkeypatch):
    encoder = SubjectEncoder()
    monkeypatch.setattr("synthesis.corpus.load_encoder", lambda name: encoder)
    return encoder


@pytest.fixture
def two_ideas(consultation, proposals, encoder):
    return factories.ProposalFactory(consultation=consultation, title="Deux idées", text=WORDS)


@pytest.fixture
def run(two_ideas, consultation, editor):
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    assert run.state == "done", run.error
    return run


def cluster_of(run, subject):
    """The cluster that holds most texts of a subject."""
    texts = SUBJECTS[subject]
    held = Placement.objects.filter(run=run, version__text__in=texts).values_list("cluster", flat=True)
    clusters = list(held)
    return Cluster.objects.get(pk=max(set(clusters) - {None}, key=clusters.count))


@pytest.fixture
def prices(run):
    return cluster_of(run, "prix")


@pytest.fixture
def theme(prices, editor):
    return actions.adopt_theme(cluster=prices, name="La gratuité", by=editor)


def theme_page():
    browser = Client()
    browser.cookies["langue"] = "en"
    return browser.get(reverse("proposals:list", args=["se-deplacer"]), {"theme": "1"}).content.decode()


def test_the_other_part_of_a_text_is_kept_as_a_span_and_counts_nowhere(run, prices, two_ideas):
    (also,) = AlsoIn.objects.all()
    assert (also.cluster, also.words) == (prices, OTHER)
    assert also.placement.version_id == two_ideas.current_id
    assert also.placement.cluster == cluster_of(run, "velo")
    assert prices.size == prices.placements.count()
    assert run.parts_read == 2
    assert Vector.objects.count() == len(ALL) + 1  # the vectors of parts are forgotten


@pytest.mark.requirement("G-2")
def test_parts_are_no_part_of_the_result(run, encoder):
    encoder.may_encode = False
    assert replay.replay(run).same_result
    said = JournalEntry.objects.get(event="grouping.done")
    assert OTHER not in str(said.__dict__)


def test_without_an_encoder_parts_are_not_looked_at_and_the_desk_says_so(
    consultation, two_ideas, editor, client_of, monkeypatch
):
    monkeypatch.setattr("synthesis.corpus.load_encoder", lambda name: None)
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    assert (run.state, run.parts_read, AlsoIn.objects.count()) == ("done", None, 0)
    browser = client_of(editor)
    browser.cookies["langue"] = "en"
    page = browser.get(reverse("synthesis_desk:cluster", args=["se-deplacer", run.number, 0])).content.decode()
    assert "were not looked for: that needs a sentence encoder" in page


def test_beyond_the_most_parts_texts_are_left_out(consultation, two_ideas, editor, monkeypatch):
    monkeypatch.setattr("synthesis.also.MOST", 1)
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    assert (run.state, run.parts_read, AlsoIn.objects.count()) == ("done", 0, 0)


def test_desk_shows_the_words_on_the_other_cluster(run, prices, editor, client_of):
    browser = client_of(editor)
    browser.cookies["langue"] = "en"
    of = [browser.get(reverse("synthesis_desk:cluster", args=["se-deplacer", run.number, c.number])) for c in (
        prices, cluster_of(run, "velo"))]  # fmt: skip
    with_words, without = (page.content.decode() for page in of)
    assert f'<q lang="fr">{OTHER}</q>' in with_words
    assert "Also speaks of this" in with_words
    assert "Also speaks of this" not in without


def test_theme_page_quotes_the_words_and_does_not_count_them(run, theme, two_ideas):
    said = theme_page()
    before, beneath = said.split("Others also speak of it")
    assert OTHER in beneath
    assert FIRST[:30] not in beneath
    assert two_ideas.get_absolute_url() in beneath
    assert two_ideas.reference not in before
    assert "no person has checked it" in beneath


def test_page_of_a_group_that_nobody_named_quotes_them_too(run, prices, consultation):
    assert [also.words for also in also_in_theme(consultation, f"calcul-{prices.number}")] == [OTHER]
    assert also_in_theme(consultation, "sans") == also_in_theme(consultation, "calcul-") == []


def test_a_list_that_is_searched_or_unfiltered_quotes_nothing(run, theme):
    browser = Client()
    browser.cookies["langue"] = "en"
    for query in ({}, {"theme": "1", "q": "bus"}, {"theme": "sans"}):
        said = browser.get(reverse("proposals:list", args=["se-deplacer"]), query).content.decode()
        assert "Others also speak of it" not in said


@pytest.mark.parametrize("deed", ["withheld", "erased", "edited", "set aside", "placed here", "unpublished"])
def test_words_out_of_view_or_decided_otherwise_are_not_quoted(
    deed, run, theme, prices, two_ideas, editor, consultation
):
    assert [also.words for also in also_in_theme(consultation, "1")] == [OTHER]
    now = timezone.now()
    if deed == "withheld":
        two_ideas.withhold(ground="Hors du sujet", at=now)
    elif deed == "erased":
        two_ideas.versions.all().blank(at=now)
    elif deed == "edited":
        factories.add_version(two_ideas, title="Deux idées", text="Autre chose, tout autre chose")
    elif deed == "unpublished":
        consultation.unpublish()
    else:
        reason = "off_question" if deed == "set aside" else ""
        ThemeMembership.objects.filter(proposal=two_ideas).delete()
        ThemeMembership.objects.create(
            proposal=two_ideas, theme=None if reason else theme, reason=reason, by_person=True, placed_at=now,
            confirmed_at=now,
        )  # fmt: skip
    assert also_in_theme(consultation, "1") == []
    if deed in {"withheld", "erased", "edited", "unpublished"}:
        assert also_in_cluster(prices) == []


def test_a_text_set_aside_for_its_several_ideas_is_quoted(run, theme, two_ideas, editor, consultation):
    actions.move_proposal(proposal=two_ideas, theme=None, by=editor, reason="several_ideas")
    assert [also.words for also in also_in_theme(consultation, "1")] == [OTHER]


def test_a_merged_theme_takes_its_words_along(run, theme, editor, consultation):
    other = actions.adopt_theme(cluster=cluster_of(run, "tele"), name="Le télétravail", by=editor)
    actions.merge_themes(theme=theme, into=other, by=editor)
    assert [also.words for also in also_in_theme(consultation, str(other.number))] == [OTHER]
    assert [also.words for also in also_in_theme(consultation, str(theme.number))] == [OTHER]


def test_words_beneath_a_theme_cost_one_query(run, theme, consultation, django_assert_num_queries):
    with django_assert_num_queries(1):
        (also,) = also_in_theme(consultation, "1")
        assert also.placement.version.proposal.signature
    with django_assert_num_queries(0):
        assert also_in_theme(consultation, "sans") == []
