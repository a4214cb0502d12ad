"""The addresses beneath a synthesis: editions, what each changed, every contribution, how it was made."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.gates import GATES
from cms.models import Edition, Finding, SynthesisDesk, SynthesisPage, ThemeSetAside
from cms.page.computation import parameter_labels
from cms.page.coverage import coverage_data
from cms.page.method import gate_labels
from proposals.models import Proposal, Version
from synthesis.clustering import Parameters
from synthesis.freezing import freeze_corpus
from synthesis.models import Pepite, Theme, ThemeMembership
from tests import factories
from tests.cms.shelf import cite, draft, published
from tests.cms.test_synthesis_page import finished_run

pytestmark = pytest.mark.django_db
BENEATH = ["edition-1/", "edition-1/contributions/", "edition-1/methode/", "methode/", "edition-2/differences/"]


@pytest.fixture
def proposal(consultation, citizen):
    return factories.ProposalFactory(
        consultation=consultation, author=citizen, title="Rentrer sans voiture", text="Plus de trains le soir."
    )


@pytest.fixture
def page(consultation, proposal):
    """Two editions: the second changed a finding, added one and read a contribution more."""
    rows = [
        ("agreement", "Les trains du soir manquent.", [(proposal, "Plus de trains")]),
        ("question", "Qui paiera ?", [(proposal, "")]),
    ]
    page = published(consultation, rows, lead="Un premier regard.")
    late = factories.ProposalFactory(consultation=consultation, author=None, text="Des bus de nuit.")
    Proposal.objects.filter(pk=late.pk).update(published_at=timezone.now())
    desk = SynthesisDesk.objects.get(page=page)
    desk.corpus = freeze_corpus(consultation=consultation, by=None)
    desk.save()
    Finding.objects.filter(page=page, kind="agreement").update(statement="Les trains de nuit manquent.")
    Finding.objects.filter(page=page, kind="question").update(removed_at=timezone.now())
    added = Finding.objects.create(page=page, kind="pepite", statement="Des bus quand le train dort.", sort_order=3)
    cite(added, late, "")
    cite(Finding.objects.get(page=page, kind="agreement"), proposal, "le soir")
    page = SynthesisPage.objects.get(pk=page.pk)
    page.save_revision().publish()
    return SynthesisPage.objects.get(pk=page.pk)


def read(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    assert "UNDEFINED" not in answer.text
    assert answer.text.count("<h1") == 1
    assert not answer.cookies
    return answer


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("beneath", ["", *BENEATH])
def test_each_address_reads_well_and_sets_no_cookie(client, page, beneath, language):
    client.cookies["langue"] = language
    read(client, page.url + beneath)


@pytest.mark.requirement("Y-8")
def test_an_earlier_edition_stays_as_it_was_and_says_that_a_newer_one_exists(client, page):
    first, last = read(client, f"{page.url}edition-1/"), read(client, page.url)
    assert "Les trains du soir manquent." in first.text
    assert "Les trains de nuit manquent." not in first.text
    assert f'href="{page.url}edition-2/"' in first.text
    assert first.context["newer"]["number"] == 2
    assert last.context["newer"] is None
    assert "Les trains de nuit manquent." in last.text


@pytest.mark.parametrize(
    "beneath",
    ["edition-3/", "edition-0/", "edition-1/differences/", "edition-99999999999999999999/", "edition-1/x/", "x/"],
)
def test_what_is_not_there_is_not_found(client, page, beneath):
    assert client.get(page.url + beneath).status_code == 404


def test_a_draft_opened_for_reading_is_no_edition(client, page):
    edition = Edition.objects.get(page=page, number=2)
    fields = {f.attname: getattr(edition, f.attname) for f in Edition._meta.concrete_fields if not f.primary_key}
    Edition.objects.create(**{**fields, "kind": "reading", "number": 7, "title": "Brouillon"})
    assert client.get(f"{page.url}edition-7/").status_code == 404
    assert "Brouillon" not in read(client, page.url).text


@pytest.mark.parametrize("beneath", BENEATH)
def test_unpublished_all_of_it_is_out_of_view(client, page, beneath):
    page.unpublish()
    assert client.get(page.url + beneath).status_code == 404


@pytest.mark.parametrize("beneath", BENEATH)
def test_an_unpublished_consultation_takes_all_of_it_along(client, page, consultation, beneath):
    consultation.unpublish()
    assert client.get(page.url + beneath).status_code == 404


@pytest.mark.parametrize("whole", [True, False], ids=["consultation", "synthesis"])
@pytest.mark.parametrize("beneath", BENEATH)
def test_a_privacy_rule_holds_beneath_it(client, page, consultation, beneath, whole):
    PageViewRestriction.objects.create(page=consultation if whole else page, restriction_type="login")
    answer = client.get(page.url + beneath)
    assert answer.status_code == 302
    assert "trains" not in answer.text


def test_a_preview_shows_the_desk_with_its_coverage(page):
    answer = page.get_latest_revision().as_object().make_preview_request()
    assert answer.status_code == 200
    assert answer.context_data["coverage"]["bar"]["total"] == 2
    assert "UNDEFINED" not in answer.rendered_content


@pytest.mark.requirement("Y-8")
def test_the_difference_names_what_was_added_removed_and_reworded(client, page):
    answer = read(client, f"{page.url}edition-2/differences/")
    context = answer.context
    assert [row["statement"] for row in context["added"]] == ["Des bus quand le train dort."]
    assert [row["statement"] for row in context["removed"]] == ["Qui paiera ?"]
    (changed,) = context["changed"]
    assert [tuple(piece) for piece in changed["statement"]] == [
        ("same", "Les trains "),
        ("removed", "du soir"),
        ("added", "de nuit"),
        ("same", " manquent."),
    ]
    assert [row["text"] for row in changed["added"]] == ["le soir"]
    assert changed["removed"] == []
    assert "<del>" in answer.text
    assert "<ins>" in answer.text


@pytest.mark.requirement("Y-8")
@pytest.mark.parametrize("change", ["order", "section", "no_contrary", "theme", "left out"])
def test_whatever_makes_an_edition_is_told_in_its_difference(client, page, consultation, change):
    theme = Theme.objects.create(consultation=consultation, number=1, name="Rails", named_at=timezone.now())
    first, second = Finding.objects.standing().filter(page=page).order_by("sort_order")[:2]
    match change:
        case "order":
            Finding.objects.filter(pk=first.pk).update(sort_order=second.sort_order)
            Finding.objects.filter(pk=second.pk).update(sort_order=first.sort_order)
        case "section":
            Finding.objects.filter(pk=first.pk).update(section="Le rail")
        case "no_contrary":
            Finding.objects.filter(pk=second.pk).update(no_contrary=True)
        case "theme":
            Finding.objects.filter(pk=first.pk).update(theme=theme)
        case "left out":
            ThemeSetAside.objects.create(page=page, theme=theme, reason="Hors du mandat.", at=timezone.now())
    page.save_revision().publish()
    assert Edition.objects.filter(page=page).count() == 3
    answer = read(client, f"{page.url}edition-3/differences/")
    told = {
        "order": [row["statement"] for row in answer.context["moved"]],
        "section": [piece.text for row in answer.context["changed"] for piece in row["section"]],
        "no_contrary": [row["no_contrary"] for row in answer.context["changed"]],
        "theme": [piece.text for row in answer.context["changed"] for piece in row["theme"]],
        "left out": [row["name"] for row in answer.context["themes"]],
    }
    assert told[change] not in ([], [None])
    assert {"section": "Le rail", "theme": "Rails", "left out": "Hors du mandat."}.get(change, "") in answer.text


@pytest.mark.requirement("Y-8")
def test_the_difference_tells_how_fates_moved(client, page):
    moved = read(client, f"{page.url}edition-2/differences/").context["moves"]
    assert [(row["count"], row["url"]) for row in moved] == [(1, f"{page.url}edition-2/contributions/?devenir=cited")]


def test_the_difference_shows_no_word_that_was_withheld_or_erased_since(client, page, proposal):
    Version.objects.filter(proposal=proposal).blank(at=timezone.now())
    assert "le soir" not in read(client, f"{page.url}edition-2/differences/").text


@pytest.mark.requirement("Y-1")
def test_every_contribution_stands_in_the_list_with_its_fate(client, page, proposal, consultation):
    rows = read(client, f"{page.url}edition-2/contributions/").context["rows"]
    assert [(row["reference"], row["kind"]) for row in rows] == [("P-1", "cited"), ("P-2", "cited")]
    assert [finding["number"] for finding in rows[0]["findings"]] == [1]
    assert rows[0]["findings"][0]["url"] == f"{page.url}edition-2/#constat-1"
    first = read(client, f"{page.url}edition-1/contributions/").context["rows"]
    assert [row["reference"] for row in first] == ["P-1"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"devenir": "cited"}, 1),
        ({"devenir": "withheld"}, 0),
        ({"devenir": "inconnu\x00"}, 0),
        ({"reference": "P-1"}, 1),
        ({"reference": " p-1 "}, 1),
        ({"reference": "1"}, 1),
        ({"reference": "P-99"}, 0),
        ({"reference": "999999999999999999"}, 0),
        ({"reference": "²"}, 0),
        ({"page": "9"}, 1),
        ({"page": "x"}, 1),
    ],
)
def test_the_list_is_narrowed_by_fate_and_by_reference(client, page, query, found):
    assert len(read(client, f"{page.url}edition-1/contributions/", **query).context["rows"]) == found


def test_the_list_shows_no_word_out_of_view(client, page, proposal):
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    text = read(client, f"{page.url}edition-2/contributions/").text
    assert "Rentrer sans voiture" not in text
    assert 'href="/se-deplacer/propositions/P-1/"' in text


def test_the_list_costs_the_same_however_many_it_holds(client, consultation, django_assert_max_num_queries):
    rows = [factories.ProposalFactory(consultation=consultation) for _ in range(60)]
    page = published(consultation, [("agreement", "Des trains.", [(row, "") for row in rows[:30]])])
    address = f"{page.url}edition-1/contributions/"
    read(client, address)
    with django_assert_max_num_queries(14):
        shown = read(client, address)
    assert len(shown.context["rows"]) == 50
    assert "page=2" in shown.text


@pytest.mark.requirement("Y-4")
def test_the_method_names_what_was_missing_and_the_public_reason(client, consultation, proposal):
    finished_run(consultation)
    page = draft(consultation, [("agreement", "Des trains.", [(proposal, "")])], how_made="<p>À la main.</p>")
    Finding.objects.filter(page=page).update(no_contrary=False)
    SynthesisDesk.objects.filter(page=page).update(public_reason="Le temps a manqué.")
    page.get_latest_revision().publish()
    answer = read(client, f"{page.url}methode/")
    assert [gate["label"] for gate in answer.context["gates"] if gate["red"]] == [gate_labels()["contrary"]]
    for words in ("Le temps a manqué.", "replay_run", "À la main.", "la plupart", Edition.objects.get(page=page).hash):
        assert words in answer.text
    assert "Le temps a manqué." in read(client, page.url).text


def test_each_parameter_of_the_computation_is_named_in_words(client, consultation, proposal):
    run = finished_run(consultation)
    run.parameters = {**Parameters().as_dict(), "older": 3}
    run.save()
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "")])])
    client.cookies["langue"] = "en"
    for address in (page.url, f"{page.url}methode/"):
        rows = {row["name"]: row for row in read(client, address).context["parameters"]}
        assert (rows["groups"]["label"], rows["groups"]["value"]) == ("Number of groups", "chosen by the computation")
        assert (rows["level"]["value"], rows["own_share"]["value"]) == ("middle-sized groups", "0.3")
        assert (rows["older"]["label"], rows["older"]["value"]) == ("older", "3")
        assert "Settings of the computation" in read(client, address).text
    assert set(parameter_labels()) == set(Parameters().as_dict())


def test_every_gate_is_named_in_words():
    assert set(gate_labels()) == {gate.code for gate in GATES}


@pytest.mark.requirement("Y-5")
def test_the_share_of_editorial_words_is_shown(client, consultation, proposal):
    rows = [("editorial", "Comment lire cette page", []), ("agreement", "Des trains le soir.", [(proposal, "le soir")])]
    page = draft(consultation, rows, title="Le soir", lead="Un regard.", how_made="<p>À la main.</p><p>Puis lu.</p>")
    Finding.objects.filter(page=page).update(section="Les trains")
    page.get_latest_revision().publish()
    page = SynthesisPage.objects.get(pk=page.pk)
    assert Edition.objects.get(page=page).figures["words"] == {"editorial": 15, "findings": 4, "cited": 2}
    client.cookies["langue"] = "en"
    assert "71 % of the words" in read(client, page.url).text


def test_coverage_is_told_by_contribution_by_author_and_by_theme(client, consultation, proposal, other_citizen):
    theme = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=timezone.now())
    others = [factories.ProposalFactory(consultation=consultation, author=a) for a in (other_citizen, None, None)]
    at = timezone.now()
    for row, confirmed in [(proposal, at), (others[0], at), (others[1], None)]:
        ThemeMembership.objects.create(theme=theme, proposal=row, placed_at=at, confirmed_at=confirmed)
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "")])])
    coverage = read(client, page.url).context["coverage"]
    assert {part["kind"]: part["count"] for part in coverage["bar"]["parts"]} == {
        "cited": 1,
        "in_theme": 1,
        "not_read": 2,
    }
    authors = coverage["authors"]
    assert (authors["total"], authors["cited"], authors["percent"]) == (4, 1, 25)
    assert {row["kind"]: row["count"] for row in authors["rows"]} == {"cited": 1, "in_theme": 1, "not_read": 2}
    (row,) = coverage["themes"]
    assert [row[name] for name in ("texts", "cited_texts", "read_texts", "unread_texts")] == [3, 1, 1, 1]


@pytest.fixture
def four_texts_of_two(consultation, proposal, other_citizen):
    """One author of a cited text and of an unread one; one of a text set aside and of two that nobody read."""
    at = timezone.now()
    factories.ProposalFactory(consultation=consultation, author=proposal.author)
    theirs = [factories.ProposalFactory(consultation=consultation, author=other_citizen) for _ in range(3)]
    ThemeMembership.objects.create(
        proposal=theirs[0], theme=None, by_person=True, placed_at=at, confirmed_at=at, reason="off_question"
    )
    return published(consultation, [("agreement", "Des trains.", [(proposal, "")])])


def test_each_author_is_counted_once_by_the_best_that_became_of_them(client, four_texts_of_two):
    figures = Edition.objects.get(page=four_texts_of_two).figures
    by_fate = {"cited": 1, "in_theme": 0, "set_aside": 1, "not_read": 0, "withheld": 0}
    assert figures["authors"] == {"total": 2, "cited": 1, "fates": by_fate}
    client.cookies["langue"] = "en"
    shown = read(client, four_texts_of_two.url)
    assert "The same by author" in shown.text
    assert [(row["kind"], row["percent"]) for row in shown.context["coverage"]["authors"]["rows"]] == [
        ("cited", 50),
        ("set_aside", 50),
    ]


def test_an_edition_that_did_not_count_authors_by_fate_is_still_shown(client, four_texts_of_two):
    figures = Edition.objects.get(page=four_texts_of_two).figures
    del figures["authors"]["fates"]
    assert coverage_data(figures, [])["authors"] == {"total": 2, "cited": 1, "percent": 50, "rows": []}


def test_pepites_say_why_and_which_finding_cites_them(client, consultation, proposal):
    alone = factories.ProposalFactory(consultation=consultation, title="Un relais de poste")
    for row in (proposal, alone):
        Pepite.objects.create(proposal=row, reason="Une idée à part.", set_at=timezone.now())
    page = published(consultation, [("pepite", "Une idée rare.", [(proposal, "")])])
    shown = read(client, page.url).context["pepites"]
    assert [(row["reference"], row["finding"] and row["finding"]["url"]) for row in shown] == [
        ("P-1", "#constat-1"),
        ("P-2", None),
    ]
    alone.withhold(ground="Hors du sujet", at=factories.EARLY)
    text = read(client, page.url).text
    assert "Un relais de poste" not in text
    assert "P-2" in text


def test_positions_stand_beside_the_finding_and_in_a_table(client, consultation, proposal):
    for value in (1, 1, -1):
        factories.PositionFactory(proposal=proposal, value=value)
    page = published(consultation, [("agreement", "Des trains.", [(proposal, "")]), ("editorial", "Lire.", [])])
    answer = read(client, page.url)
    (row,) = answer.context["stances"]
    assert re.findall(r"<td>(\d+)</td>", row["row"]) == ["2", "0", "1"]
    assert answer.text.count("position-bar__bar") == 1


def test_the_strongest_contrary_or_none_found_is_said(client, consultation, proposal):
    other = factories.ProposalFactory(consultation=consultation, text="Moins de trains.")
    page = draft(consultation, [("agreement", "Un.", [(proposal, "")]), ("agreement", "Deux.", [(proposal, "")])])
    first = Finding.objects.filter(page=page).first()
    Finding.objects.filter(pk=first.pk).update(no_contrary=False)
    cite(first, other, "", role="contrary")
    page.get_latest_revision().publish()
    client.cookies["langue"] = "en"
    text = read(client, page.url).text
    assert text.count("The strongest contrary contribution") == 1
    assert text.count("Contrary contributions: none found.") == 1
    assert "Moins de trains." in text


@pytest.mark.requirement("Y-10")
def test_a_finding_left_without_readable_words_says_so_outside_of_the_fold(client, page, proposal):
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    client.cookies["langue"] = "en"
    text = read(client, page.url).text
    assert "None of the words that this finding rests on can be read any more." in text
    assert "2 cited texts were withheld since." in text


@pytest.mark.requirement("Y-8")
def test_an_address_that_editions_have_is_kept(client, page):
    first = page.slug
    page.slug = "autre-adresse"
    with pytest.raises(ValidationError, match="adresse reste"):
        page.save_revision().publish()
    assert client.get(f"{page.get_parent().url}{first}/edition-1/").status_code == 200


def test_before_its_first_edition_a_synthesis_may_change_its_address(consultation):
    fresh = draft(consultation, [], title="Encore rien")
    fresh.slug = "autre-adresse"
    fresh.save()
    assert SynthesisPage.objects.get(pk=fresh.pk).slug == "autre-adresse"
