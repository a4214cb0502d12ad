"""What a moderator marked as off-topic, in the synthesis: set aside wherever it stood, and anyone can verify that."""

import pytest
from django.utils import timezone

from cms.editions.fates import account_of, told_in
from cms.models import Fate
from moderation.actions import decide
from synthesis import actions, deciding, folding
from synthesis.freezing import freeze_corpus
from synthesis.models import Theme
from synthesis.panels import fates, theme_choices
from synthesis.reading import NO_THEME, in_theme
from synthesis.theme_map import theme_map
from tests import factories
from tests.cms import verifying
from tests.cms.shelf import draft
from tests.cms.verifying import bundle, check, edition_of, place, withhold

pytestmark = pytest.mark.django_db


def mark(proposal, moderator, *, seen=0):
    why = {"ground": factories.GroundFactory(), "facts": "Il parle de football.", "words": "Répondez à la question."}
    return decide(subject=proposal, by=moderator, kind="off_topic", seen=seen, **why)


def shown_again(proposal, moderator, *, seen=1):
    return decide(subject=proposal, by=moderator, kind="publish", seen=seen)


@pytest.fixture
def theme(consultation):
    return Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=timezone.now())


@pytest.fixture
def rows(consultation, theme):
    """Four contributions of a theme, confirmed there by a person."""
    found = verifying.contributions(consultation, count=4)
    for proposal in found:
        place(proposal, theme)
    return found


def counted(theme):
    return Theme.objects.with_counts().get(pk=theme.pk)


def test_it_leaves_its_theme_everywhere_at_once_and_comes_back(rows, theme, consultation, moderator, client):
    mark(rows[0], moderator)
    assert (counted(theme).listed_count, counted(theme).confirmed_count) == (3, 3)
    assert theme_choices(consultation)[0].count == 3
    assert [dot.number for dot in theme_map(theme).dots] == [2, 3, 4]
    listed = type(rows[0]).objects.listed()
    assert rows[0] not in in_theme(listed, consultation, "1")
    assert rows[0] not in in_theme(listed, consultation, NO_THEME)
    assert "Trains" not in client.get(rows[0].get_absolute_url()).text
    shown_again(rows[0], moderator)
    assert (counted(theme).listed_count, len(theme_map(theme).dots)) == (4, 4)
    assert rows[0] in in_theme(listed, consultation, "1")
    assert fates([type(rows[0]).objects.get(pk=rows[0].pk)], None)[rows[0].pk]["state"] == "placed"


def test_editors_neither_place_nor_fold_nor_choose_it(rows, theme, moderator):
    mark(rows[0], moderator)
    fresh = type(rows[0]).objects.select_related("consultation").get(pk=rows[0].pk)
    act = deciding.decide(proposals=[fresh], deed=deciding.Deed.MOVED, theme=theme, by=None)
    assert (act.gone, act.number) == (["P-1"], 0)
    with pytest.raises(folding.Refused):
        folding.fold(into=fresh, proposals=[fresh, rows[1]], by=None)
    with pytest.raises(actions.Refused):
        actions.set_pepite(proposal=fresh, reason="Rare.", by=None)


def test_it_is_set_aside_and_fates_still_sum_to_the_corpus(rows, theme, consultation, moderator):
    mark(rows[0], moderator)
    mark(rows[1], moderator)
    corpus = freeze_corpus(consultation=consultation, by=None)
    told = list(told_in(corpus, {rows[1].pk}, None, until=timezone.now()))
    kinds = {one.proposal_id: (one.kind, one.theme_id, one.reason) for one in told}
    assert kinds[rows[0].pk] == (Fate.Kind.SET_ASIDE, None, "off_question")
    assert kinds[rows[1].pk][0] == Fate.Kind.CITED  # a person cites it all the same
    assert kinds[rows[2].pk] == (Fate.Kind.IN_THEME, theme.pk, "")
    account = account_of(told)
    assert (account.total, sum(account.kinds.values())) == (4, 4)


@pytest.mark.requirement("Y-9")
def test_anyone_verifies_an_edition_with_marked_texts(rows, consultation, moderator, tmp_path):
    mark(rows[1], moderator)  # stood in a theme
    withhold(rows[2], moderator)
    mark(rows[2], moderator, seen=1)  # in view again, marked
    mark(rows[3], moderator)
    shown_again(rows[3], moderator)  # and the mark taken away
    page = draft(consultation, [("agreement", "Les trains manquent.", [(rows[0], "trains le soir")])], title="Ce qui")
    page.save_revision().publish()
    edition = edition_of(page)
    kinds = dict(edition.fates.values_list("proposal__number", "kind"))
    assert kinds == {1: "cited", 2: "set_aside", 3: "set_aside", 4: "in_theme"}
    path = tmp_path / "verifier.zip"
    content = bundle(edition)
    path.write_bytes(content)
    holds, said = check(path)
    assert holds, said
    decisions = verifying.unpacked(content)
    assert any(b'"deed":"off_topic"' in file for file in decisions.values())
