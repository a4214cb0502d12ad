"""The synthesis: a report whose every sentence leads to the words it rests on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.editions.fates import account_of, fates_in
from cms.models import Edition, Fate, Finding
from cms.page.coverage import bar
from proposals.actions import add_version
from proposals.models import Proposal, Version
from synthesis.freezing import freeze_corpus
from synthesis.models import Cluster, GroupingRun, Placement, Theme, ThemeMembership
from tests import factories
from tests.cms.shelf import draft, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen, text="Plus de trains le soir.")


@pytest.fixture
def page(consultation, proposal):
    return published(
        consultation,
        [
            ("agreement", "Les trains du soir manquent.", [(proposal, "Plus de trains")]),
            ("agreement", "Le soir compte.", [(proposal, "le soir")]),
            ("question", "Qui paiera ?", [(proposal, "")]),
            ("editorial", "Tout a été lu.", []),
        ],
    )


def finished_run(consultation, number=1):
    return GroupingRun.objects.create(
        consultation=consultation,
        number=number,
        state="done",
        corpus_hash="c" * 64,
        result_hash="d" * 64,
        corpus_size=3,
        parameters={"seed": 0},
        created_at=timezone.now(),
        finished_at=timezone.now(),
    )


def read(client, page):
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert "UNDEFINED" not in answer.text
    return answer


@pytest.mark.requirement("C-7")
def test_each_finding_has_its_anchor_and_its_citations_a_click_away(client, page, proposal, citizen):
    text = read(client, page).text
    for number in range(1, 5):
        assert f'id="constat-{number}"' in text
        assert f'href="#constat-{number}"' in text
    assert text.count("<details>") >= 3
    assert text.count('<p class="finding__kind">') == 4
    assert "&lt;" not in text
    assert f'href="{proposal.get_absolute_url()}#:~:text=Plus%20de%20trains"' in text
    assert citizen.display_name in text


def test_findings_of_one_kind_that_follow_each_other_share_a_heading(client, page):
    sections = read(client, page).context["sections"]
    assert [(section["kind"], len(section["findings"])) for section in sections] == [
        ("agreement", 2),
        ("question", 1),
        ("editorial", 1),
    ]


def test_it_shows_question_figures_and_register(client, page, consultation):
    answer = read(client, page)
    assert consultation.question in answer.text
    assert answer.context["cited_count"] == 1
    assert reverse("consult:register") in answer.text
    assert answer.text.count("<h1") == 1


def test_reading_it_sets_no_cookie(client, page):
    assert not read(client, page).cookies


def test_the_method_shows_the_run_its_hashes_and_how_to_replay_it(client, proposal, consultation):
    run = finished_run(consultation)
    text = read(client, published(consultation, [("agreement", "Des trains.", [(proposal, "")])])).text
    for words in (run.corpus_hash, run.result_hash, f"replay_run {run.pk}", "seed"):
        assert words in text


def test_withheld_words_are_not_shown_and_the_finding_says_so(client, page, proposal):
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    text = read(client, page).text
    assert "Plus de trains" not in text
    assert "Hors du sujet" in text
    assert proposal.reference in text


def test_erased_words_are_not_shown(client, page, proposal):
    Version.objects.filter(proposal=proposal).blank(at=timezone.now())
    text = read(client, page).text
    assert "Plus de trains" not in text
    assert 'class="citation__state"' in text


def test_a_proposal_that_changed_since_says_so_and_leads_to_both_wordings(client, page, proposal):
    add_version(proposal, title="Autre", text="Moins de trains.", at=timezone.now())
    text = read(client, page).text
    old = reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, 1])
    assert "Plus de trains" in text
    assert f'href="{old}#:~:text=Plus%20de%20trains"' in text
    assert f'href="{proposal.get_absolute_url()}"' in text


def test_a_preview_shows_what_is_on_the_desk(client, page):
    Finding.objects.filter(page=page, kind="question").update(statement="Un tout autre constat.")
    answer = page.get_latest_revision().as_object().make_preview_request()
    assert "Un tout autre constat." in answer.text
    assert "Un tout autre constat." not in client.get(page.url).text


def test_a_draft_is_read_by_nobody(client, consultation, proposal):
    page = draft(consultation, [("agreement", "Des trains.", [(proposal, "")])])
    assert client.get(page.url).status_code == 404


@pytest.mark.parametrize(("chosen", "marked"), [("fr", False), ("en", True)])
def test_words_of_another_language_say_so(client, page, chosen, marked):
    client.cookies["langue"] = chosen
    text = read(client, page).text
    assert ('<blockquote lang="fr">' in text) is marked
    assert ('class="finding__statement" lang="fr"' in text) is marked


def test_a_comment_cannot_bring_markup(client, consultation, proposal):
    page = draft(consultation, [("editorial", "<b>Gras</b>", [])])
    Finding.objects.filter(page=page).update(comment="<script>alert(1)</script>")
    page.get_latest_revision().publish()
    text = read(client, page).text
    assert "<script>alert" not in text
    assert "<b>Gras" not in text


@pytest.mark.requirement("Y-2")
def test_each_contribution_has_the_first_fate_that_applies(consultation, proposal):
    now = timezone.now()
    run = finished_run(consultation)
    confirmed, grouped, unsorted, aside, after = [
        factories.ProposalFactory(consultation=consultation) for _ in range(5)
    ]
    Proposal.objects.filter(pk=after.pk).update(published_at=now)
    withheld = factories.ProposalFactory(consultation=consultation)
    withheld.withhold(ground="Hors du sujet", at=factories.EARLY)
    factories.ProposalFactory(consultation=consultation, waiting=True)
    corpus = freeze_corpus(consultation=consultation, by=None, cutoff=factories.CLOSES)
    cluster = Cluster.objects.create(run=run, number=0, size=1)
    for order, row in enumerate([proposal, confirmed, grouped, unsorted, aside]):
        found = None if row is unsorted else cluster
        Placement.objects.create(run=run, order=order, version=row.current, cluster=found)
    theme = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=now)
    for row, at in [(proposal, now), (confirmed, now), (grouped, None)]:
        ThemeMembership.objects.create(theme=theme, proposal=row, placed_at=now, confirmed_at=at)
    ThemeMembership.objects.create(
        theme=None, proposal=aside, placed_at=now, confirmed_at=now, by_person=True, reason="off_question"
    )
    fates = list(fates_in(corpus, {proposal.pk, withheld.pk}, run, until=timezone.now()))
    told = {fate.proposal_id: (fate.kind, fate.theme_id, fate.in_group, fate.reason) for fate in fates}
    assert told == {
        proposal.pk: (Fate.Kind.CITED, theme.pk, True, ""),
        confirmed.pk: (Fate.Kind.IN_THEME, theme.pk, True, ""),
        grouped.pk: (Fate.Kind.NOT_READ, None, True, ""),
        unsorted.pk: (Fate.Kind.NOT_READ, None, False, ""),
        aside.pk: (Fate.Kind.SET_ASIDE, None, True, "off_question"),
        withheld.pk: (Fate.Kind.WITHHELD, None, False, ""),
        after.pk: (Fate.Kind.TOO_LATE, None, False, ""),
    }
    account = account_of(fates)
    assert (account.total, account.late, account.in_group) == (corpus.size, 1, 1)
    assert [part["start"] for part in bar(dict(account.kinds))["parts"]] == [0, 1, 2, 4, 5, 6]


def test_without_contributions_there_is_no_bar():
    assert bar({}) is None


def test_its_cost_does_not_grow_with_its_findings(client, consultation):
    def cost(findings, slug):
        rows = [
            ("agreement", f"Constat {n}.", [(factories.ProposalFactory(consultation=consultation), "")])
            for n in range(findings)
        ]
        page = published(consultation, rows, slug=slug)
        assert Edition.objects.get(page=page).findings.count() == findings
        read(client, page)
        with CaptureQueriesContext(connection) as queries:
            read(client, page)
        return len(queries)

    assert cost(3, "trois") == cost(12, "douze") <= 32
