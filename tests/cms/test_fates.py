"""From each contribution to the findings that cite it, or the reason why none does."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import Edition, Fate, Finding, SynthesisDesk
from cms.panels import cited_arguments, cited_in, fates, syntheses
from proposals.actions import add_version
from proposals.models import Proposal, Version
from synthesis.freezing import freeze_corpus
from synthesis.models import Cluster, Placement, Theme, ThemeMembership
from synthesis.undoing import undo
from tests import factories
from tests.cms import verifying
from tests.cms.shelf import cite, draft, published
from tests.cms.test_synthesis_page import finished_run

pytestmark = pytest.mark.django_db
READER = AnonymousUser()


@pytest.fixture
def proposal(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen, text="Plus de trains le soir.")


@pytest.fixture
def page(consultation, proposal):
    rows = [("editorial", "Tout est lu.", []), ("agreement", "Les trains manquent.", [(proposal, "Plus de trains")])]
    return published(consultation, rows, title="Synthèse du printemps")


def last_told(proposal):
    """What each synthesis says of it in its last edition."""
    proposal = Proposal.objects.select_related("consultation", "current").get(pk=proposal.pk)
    return [editions[0] for editions in fates([proposal], READER)[proposal.pk]["syntheses"]]


@pytest.mark.requirement("C-7")
def test_a_cited_proposal_leads_to_the_sentence_that_cites_it(client, page, proposal):
    (told,) = last_told(proposal)
    (finding,) = told["findings"]
    assert told["kind"] == "cited"
    assert finding["statement"] == "Les trains manquent."
    assert finding["url"] == f"{page.url}edition-1/#constat-2"
    text = client.get(proposal.get_absolute_url()).text
    assert f'href="{finding["url"]}"' in text
    assert "UNDEFINED" not in text


@pytest.mark.requirement("Y-2")
@pytest.mark.parametrize("reason", ["", "no_proposal"])
@pytest.mark.parametrize("again", [True, False])
def test_what_a_person_decided_holds_for_the_words_that_they_read(consultation, proposal, again, reason):
    other = factories.ProposalFactory(consultation=consultation)
    theme = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=timezone.now())
    verifying.place(other, None if reason else theme, reason=reason)
    add_version(other, title="La nuit", text="Des trains de nuit.", at=timezone.now())
    if again:
        verifying.place(other, None if reason else theme, reason=reason)
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "Plus de trains")])])
    edition = Edition.objects.get(page=page)
    (told,) = last_told(other)
    decided = "set_aside" if reason else "in_theme"
    assert told["kind"] == (decided if again else "not_read")
    assert [row["confirmed"] for row in edition.themes] == [1 if again and not reason else 0]


@pytest.mark.requirement("Y-2")
@pytest.mark.parametrize("course", ["moved", "undone", "read again", "moved back"])
def test_a_decision_on_later_words_says_nothing_of_those_of_the_corpus(consultation, tmp_path, course):
    proposal, other = verifying.contributions(consultation, 2)
    trains, buses = (
        Theme.objects.create(consultation=consultation, number=n, name=name, named_at=timezone.now())
        for n, name in enumerate(("Trains", "Cars"), start=1)
    )
    first = other.current
    act = verifying.place(other, trains)
    page = draft(consultation, [("agreement", "Des trains.", [(proposal, "Plus de trains")])], title="Synthèse")
    if course == "undone":
        undo(consultation=consultation, at=act.at, before=act.done, by=None)
    add_version(other, title="La nuit", text="Des trains de nuit.", at=timezone.now())
    other.refresh_from_db()
    verifying.place(other, trains if course in ("undone", "read again") else buses)
    if course == "moved back":
        verifying.place(other, trains)
    page.save_revision().publish()
    fate = Fate.objects.get(edition__page=page, proposal=other)
    assert fate.version == first
    assert fate.kind == ("in_theme" if course in ("read again", "moved back") else "not_read")
    (tmp_path / "verifier.zip").write_bytes(verifying.bundle(verifying.edition_of(page)))
    assert verifying.check(tmp_path / "verifier.zip")[0]


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize("state", ["confirmed", "grouped", "unsorted", "set aside"])
def test_one_that_is_not_cited_says_why(client, consultation, proposal, state):
    other = factories.ProposalFactory(consultation=consultation)
    run, now = finished_run(consultation), timezone.now()
    cluster = Cluster.objects.create(run=run, number=0, size=1)
    theme = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=now)
    if state == "confirmed":
        ThemeMembership.objects.create(theme=theme, proposal=other, placed_at=now, confirmed_at=now)
    if state == "set aside":
        ThemeMembership.objects.create(
            theme=None, proposal=other, placed_at=now, confirmed_at=now, by_person=True, reason="off_question"
        )
    if state in ("grouped", "unsorted"):
        placed = cluster if state == "grouped" else None
        Placement.objects.create(run=run, order=0, version=other.current, cluster=placed)
    rows = [("agreement", "Les trains manquent.", [(proposal, "")])]
    page = published(consultation, rows, title="Synthèse du printemps")
    (told,) = last_told(other)
    assert (told["findings"], told["title"], told["url"]) == ([], "Synthèse du printemps", f"{page.url}edition-1/")
    assert told["line_url"] == f"{page.url}edition-1/contributions/?reference={other.reference}"
    words = {
        "confirmed": "confirmed that it stands in the theme “Trains”",
        "grouped": "The machine grouped it",
        "unsorted": "resembles no group",
        "set aside": "set it aside: it does not answer the question",
    }
    client.cookies["langue"] = "en"
    assert words[state] in client.get(other.get_absolute_url()).text


def test_one_that_came_after_the_corpus_says_so(client, page, consultation):
    late = factories.ProposalFactory(consultation=consultation)
    Proposal.objects.filter(pk=late.pk).update(published_at=timezone.now())
    client.cookies["langue"] = "en"
    assert "waits for the next edition" in client.get(late.get_absolute_url()).text


@pytest.mark.parametrize("state", ["draft", "unpublished"])
def test_without_a_published_synthesis_nothing_is_said(consultation, proposal, state):
    rows = [("agreement", "Les trains manquent.", [(proposal, "")])]
    if state == "draft":
        draft(consultation, rows)
    else:
        published(consultation, rows).unpublish()
    assert fates([proposal], READER) == {}
    assert syntheses(consultation, None) is None


def test_another_consultation_s_synthesis_says_nothing_here(page):
    elsewhere = factories.ProposalFactory(consultation=factories.open_consultation("ailleurs"))
    assert fates([elsewhere], READER) == {}


@pytest.mark.requirement("Y-10")
@pytest.mark.parametrize(
    ("deed", "words"), [("withhold", "Withheld by moderation since"), ("edit", "Edited"), ("erase", "Erased")]
)
def test_what_happened_since_is_said(client, page, proposal, deed, words):
    if deed == "withhold":
        proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    elif deed == "edit":
        add_version(proposal, title="Autre", text="Moins de trains.", at=timezone.now())
    else:
        Version.objects.filter(proposal=proposal).blank(at=timezone.now())
    client.cookies["langue"] = "en"
    text = client.get(proposal.get_absolute_url()).text
    assert words in text
    assert "Les trains manquent." in text
    assert "UNDEFINED" not in text


def test_what_was_never_public_is_not_talked_about(page, consultation):
    waiting = factories.ProposalFactory(consultation=consultation, waiting=True)
    refused = factories.ProposalFactory(consultation=consultation, withheld=True, published_at=None)
    assert fates([waiting, refused], READER) == {}


def test_earlier_editions_are_told_too(client, page, proposal, consultation):
    late = factories.ProposalFactory(consultation=consultation)
    Proposal.objects.filter(pk=late.pk).update(published_at=timezone.now())
    desk = SynthesisDesk.objects.get(page=page)
    desk.corpus = freeze_corpus(consultation=consultation, by=None)
    desk.save()
    cite(Finding.objects.get(page=page, kind="agreement"), late, "")
    page.save_revision().publish()
    late = Proposal.objects.select_related("consultation").get(pk=late.pk)
    (editions,) = fates([late], READER)[late.pk]["syntheses"]
    assert [(told["number"], told["kind"]) for told in editions] == [(2, "cited")]
    (editions,) = fates([proposal], READER)[proposal.pk]["syntheses"]
    assert [(told["number"], told["kind"]) for told in editions] == [(2, "cited"), (1, "cited")]
    assert f"{page.url}edition-1/contributions/?reference=P-1" in client.get(proposal.get_absolute_url()).text


def test_an_argument_that_is_cited_says_where(client, consultation, proposal):
    argument = factories.ArgumentFactory(proposal=proposal, text="Le dernier train part trop tôt.")
    silent = factories.ArgumentFactory(proposal=proposal)
    rows = [("agreement", "Les trains manquent.", [(proposal, ""), (argument, "trop tôt")])]
    page = published(consultation, rows)
    found = cited_arguments([argument, silent], READER)
    assert [row["statement"] for row in found[argument.pk]["cited_by"]] == ["Les trains manquent."]
    assert silent.pk not in found
    text = client.get(proposal.get_absolute_url()).text
    assert text.count(f'href="{page.url}edition-1/#constat-1"') == 3  # its own words, an argument on it, the argument
    assert "UNDEFINED" not in text


def test_many_proposals_cost_as_much_as_one(page, consultation):
    rows = [factories.ProposalFactory(consultation=consultation) for _ in range(8)]
    listed = list(Proposal.objects.filter(pk__in=[row.pk for row in rows]).select_related("consultation"))

    def cost(proposals):
        with CaptureQueriesContext(connection) as queries:
            fates(proposals, READER)
        return len(queries)

    assert cost(listed[:1]) == cost(listed) <= 5


def test_my_space_lists_the_findings_that_cite_me(client_of, page, proposal, citizen, other_citizen):
    (row,) = cited_in(citizen)
    assert (row["reference"], row["url"]) == (proposal.reference, f"{page.url}edition-1/#constat-2")
    assert cited_in(other_citizen) is None
    text = client_of(citizen).get("/mon-espace/").text
    assert "Les trains manquent." in text
    assert "UNDEFINED" not in text


def test_the_consultation_shows_its_synthesis(client, page, consultation):
    assert f'href="{page.url}"' in client.get(consultation.url).text
