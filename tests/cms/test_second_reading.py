"""A second reading: drawn by a seed, read blind, compared with what stood (Y-7)."""

import doctest
import random
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.desk import actions
from cms.models import Edition, Finding, SecondAnswer, SecondReading, SecondReadingItem, SynthesisPage
from cms.readings import agreement as measures
from cms.readings import sampling, second
from cms.readings.results import last_answers, result_of, second_reading_of, second_reading_rows
from consult.errors import Conflict, NotAllowed, Refused
from consult.models import JournalEntry
from synthesis.models import SetAside, Theme, ThemeMembership
from tests import factories
from tests.cms.readings_shelf import member
from tests.cms.shelf import draft

WORDS = "Plus de trains le soir et le dimanche"


def test_the_examples_of_the_measures_hold():
    for module in (measures, sampling):
        failed, tried = doctest.testmod(module)
        assert failed == 0
        assert tried > 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=60))
def test_the_interval_holds_the_share_and_kappa_is_at_most_one(pairs):
    found = measures.agreement(pairs)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.kappa is None or found.kappa <= 1
    if found.agreed == found.total and found.kappa is not None:
        assert found.kappa == pytest.approx(1)


@given(st.integers(0, 10_000))
def test_the_draw_hangs_on_the_seed_and_not_on_the_order(seed):
    names = [f"P-{number}" for number in range(40)]
    mixed = random.Random(seed).sample(names, len(names))
    assert sampling.drawn(str(seed), names, 7, str) == sampling.drawn(str(seed), mixed, 7, str)


@pytest.fixture
def texts(db, consultation):
    """Two themes with three confirmed texts each, one that the machine alone grouped, one set aside, one in none."""
    themes = [
        Theme.objects.create(
            consultation=consultation, number=number, name=name, description="Ce qui s’y dit.", named_at=factories.EARLY
        )
        for number, name in ((1, "Le train"), (2, "Le vélo"))
    ]
    proposals = [factories.ProposalFactory(consultation=consultation, title=f"Texte {n}") for n in range(9)]
    for place, proposal in enumerate(proposals[:6]):
        _place(proposal, theme=themes[place % 2], by_person=True, confirmed_at=factories.EARLY)
    _place(proposals[6], theme=themes[0])
    _place(proposals[7], theme=None, by_person=True, confirmed_at=factories.EARLY, reason=SetAside.OFF_QUESTION)
    return proposals


def _place(proposal, **fields):
    return ThemeMembership.objects.create(proposal=proposal, placed_at=factories.EARLY, **fields)


@pytest.fixture
def page(texts, consultation, at_noon):
    return draft(consultation, [("question", "Il faut des trains.", [(texts[0], WORDS), (texts[1], WORDS)])])


@pytest.fixture
def organiser(db):
    return member("organisatrice@example.org", "Organisation")


@pytest.fixture
def reader(db):
    return member("lectrice@example.org", "Modération")


@pytest.fixture
def reading(page, organiser):
    return second.draw(page=page, by=organiser, seed="5eed5eed5eed5eed")


def read_all(reading, reader, said=None):
    second.take(reading=reading, by=reader)
    for item in reading.items.all():
        second.answer(item=item, by=reader, said=(said or {}).get(item.order, item.first))
    return second.end(reading=reading, by=reader)


def test_a_sample_holds_what_stands_somewhere_and_who_put_it_there(reading, texts):
    items = reading.items.filter(kind="text").select_related("version")
    assert {item.version.proposal_id for item in items} == {text.pk for text in texts[:8]}
    assert [item.first for item in items if not item.by_person] == ["T-1"]
    assert {item.first for item in items if item.by_person} == {"T-1", "T-2", "off_question"}
    assert reading.items.filter(kind="pair").count() == 2
    entry = JournalEntry.objects.get(event="second_reading.drawn")
    assert (entry.content["seed"], entry.content["texts"], entry.content["pairs"]) == ("5eed5eed5eed5eed", 8, 2)


def test_the_same_seed_draws_the_same_sample(page, organiser, reading, monkeypatch):
    monkeypatch.setattr(second, "TEXTS", 3)
    small = second.draw(page=page, by=organiser, seed="5eed5eed5eed5eed")
    first = reading.items.filter(kind="text").order_by("order").values_list("version", flat=True)[:3]
    assert list(small.items.filter(kind="text").order_by("order").values_list("version", flat=True)) == list(first)
    other = second.draw(page=page, by=organiser, seed="07e207e207e207e2")
    assert list(other.items.order_by("order").values_list("version")) != list(
        small.items.order_by("order").values_list("version")
    )


@pytest.mark.requirement("Y-7")
def test_at_most_two_hundred_texts_and_fifty_pairs_are_drawn(page, organiser, consultation):
    theme = Theme.objects.get(number=1)
    many = [factories.ProposalFactory(consultation=consultation, number=100 + n) for n in range(205)]
    for proposal in many:
        _place(proposal, theme=theme, by_person=True, confirmed_at=factories.EARLY)
    rows = [("question", f"Constat {n}.", [(many[n], WORDS)]) for n in range(52)]
    big = draft(consultation, rows, title="Une grande synthèse")
    reading = second.draw(page=big, by=organiser)
    assert reading.items.filter(kind="text").count() == 200
    assert reading.items.filter(kind="pair").count() == 50
    assert len(reading.seed) == 16


def test_who_decided_on_the_texts_may_not_read_them_again(page, reading, texts):
    judge = member("juge@example.org", "Rédaction")
    ThemeMembership.objects.filter(proposal=texts[2]).update(placed_by=judge)
    with pytest.raises(second.NotBlind):
        second.take(reading=reading, by=judge)
    other = member("autre@example.org", "Rédaction")
    page.save_revision(user=other)
    with pytest.raises(second.NotBlind):
        second.take(reading=reading, by=other)
    with pytest.raises(NotAllowed):
        second.take(reading=reading, by=factories.CitizenFactory())


@pytest.mark.requirement("Y-7")
@pytest.mark.parametrize("deed", ["wrote", "cited", "left a theme out", "published"])
def test_who_made_the_synthesis_may_not_read_it_again(page, reading, texts, deed):
    maker = member("main@example.org", "Rédaction")
    finding = Finding.objects.get(page=page)
    match deed:
        case "wrote":
            actions.add_finding(page=page, by=maker, kind="question", statement="Qui paiera ?")
        case "cited":
            actions.add_citation(finding=finding, source=texts[2].current, by=maker)
        case "left a theme out":
            theme = Theme.objects.get(number=2)
            actions.set_theme_aside(page=page, theme=theme, reason="Hors du mandat.", by=maker)
        case "published":
            SynthesisPage.objects.get(pk=page.pk).get_latest_revision().publish(user=maker)
    with pytest.raises(second.NotBlind):
        second.take(reading=reading, by=maker)


@pytest.mark.requirement("Y-7")
def test_who_works_on_the_synthesis_once_the_sample_is_theirs_reads_no_further(page, reading, texts):
    maker = member("main@example.org", "Rédaction")
    second.take(reading=reading, by=maker)
    item = reading.items.filter(kind="pair").first()
    second.answer(item=item, by=maker, said="yes")
    actions.move_finding(finding=Finding.objects.get(page=page), by=maker, up=True)
    with pytest.raises(second.NotBlind):
        second.answer(item=item, by=maker, said="no")
    with pytest.raises(second.NotBlind):
        second.end(reading=reading, by=maker)


def test_one_reader_reads_a_sample(reading, reader):
    second.take(reading=reading, by=reader)
    assert second.take(reading=reading, by=reader).reader == reader  # coming back changes nothing
    with pytest.raises(Conflict):
        second.take(reading=reading, by=member("deuxieme@example.org", "Modération"))
    with pytest.raises(NotAllowed):
        second.answer(item=reading.items.first(), by=member("troisieme@example.org", "Modération"), said="T-1")


def browse(client_of, reading, reader, query=""):
    return client_of(reader).get(reverse("readings_desk:second", args=[reading.pk]) + query)


@pytest.mark.requirement("Y-7")
def test_the_page_is_the_same_whatever_was_decided(reading, reader, client_of, page, organiser):
    """The server itself keeps the reader blind: what stood changes no letter of what is sent."""
    second.take(reading=reading, by=reader)
    shown = {}
    for label in ("T-1", "off_question"):
        twin = SecondReading.objects.create(
            page=page,
            number=50 + len(shown),
            corpus=reading.corpus,
            seed="5eed5eed5eed5eed",
            written=reading.written,
            themes=reading.themes,
            drawn_at=reading.drawn_at,
        )
        for item in reading.items.filter(kind="text"):
            SecondReadingItem.objects.create(
                reading=twin,
                order=item.order,
                kind="text",
                version=item.version,
                first=label,
                by_person=label == "T-1",
            )
        second.take(reading=twin, by=reader)
        pages = [browse(client_of, twin, reader, f"?n={n}").text for n in range(1, 9)]
        shown[label] = [_stripped(text, twin) for text in pages]
    assert shown["T-1"] == shown["off_question"]
    assert "Le train" in shown["T-1"][0]
    assert "Le vélo" in shown["T-1"][0]


def _stripped(text, reading):
    """Without security tokens and the names of the reading, which differ by themselves."""
    plain = re.sub(r"[A-Za-z0-9]{64}", "", re.sub(r'nonce="[^"]*"', "", text))
    return plain.replace(f"/{reading.pk}/", "/x/").replace(reading.reference, "S-x")


def test_one_item_at_a_time_and_on_where_one_left(reading, reader, client_of):
    client = client_of(reader)
    address = reverse("readings_desk:second", args=[reading.pk])
    client.post(reverse("readings_desk:take", args=[reading.pk]))
    for order in range(1, 4):
        client.post(reverse("readings_desk:say", args=[reading.pk, order]), {"answer": "T-2"})
    assert f"/{reading.pk}/4/" in client.get(address).text  # the first that was not read
    assert "aria-current" in client.get(f"{address}?n=2").text  # one's own answer, to be changed
    client.post(reverse("readings_desk:say", args=[reading.pk, 2]), {"answer": "T-1"})
    assert {item.order: answer for item, answer in last_answers(reading)} == {1: "T-2", 2: "T-1", 3: "T-2"}


def test_what_is_no_answer_is_refused(reading, reader):
    second.take(reading=reading, by=reader)
    text, pair = reading.items.filter(kind="text").first(), reading.items.filter(kind="pair").first()
    for item, said in ((text, "T-99"), (text, "yes"), (pair, "T-1"), (pair, "")):
        with pytest.raises(Refused):
            second.answer(item=item, by=reader, said=said)
    assert not SecondAnswer.objects.exists()


def test_a_reading_ends_when_all_was_read_and_then_stands(reading, reader):
    second.take(reading=reading, by=reader)
    with pytest.raises(Refused):
        second.end(reading=reading, by=reader)
    read_all(reading, reader)
    with pytest.raises(Conflict):
        second.answer(item=reading.items.first(), by=reader, said="T-1")
    assert JournalEntry.objects.filter(event="second_reading.done").count() == 1


def test_nothing_of_a_reading_changes(reading, reader):
    read_all(reading, reader)
    for rows, change in (
        (SecondAnswer.objects.all(), {"answer": "T-2"}),
        (SecondReadingItem.objects.all(), {"first": "T-2"}),
        (SecondReading.objects.all(), {"seed": "autre"}),
        (SecondReading.objects.all(), {"done_at": None}),
        (SecondReading.objects.all(), {"reader": factories.CitizenFactory()}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.all()._raw_delete("default")


@pytest.mark.requirement("Y-7")
def test_the_agreement_with_its_interval_is_published_with_the_edition(reading, reader, page, client):
    other = {item.order: "T-2" for item in reading.items.filter(kind="text", first="T-1", by_person=True)[:1]}
    pair = reading.items.filter(kind="pair").first()
    read_all(reading, reader, {**other, pair.order: "partly"})
    SynthesisPage.objects.get(pk=page.pk).save_revision().publish()
    edition = Edition.objects.published().get()
    found = second_reading_of(edition)
    assert (found["persons"]["agreed"], found["persons"]["total"]) == (6, 7)
    assert (found["machine"]["agreed"], found["machine"]["total"]) == (1, 1)
    assert (found["pairs"]["agreed"], found["pairs"]["total"], found["support"]["partly"]) == (1, 2, 1)
    assert found["persons"]["low"] < 86 < found["persons"]["high"]
    assert found["same"]
    shown = client.get(page.get_url(), headers={"Cookie": "langue=en"}).text
    assert "A second reading, blind" in shown
    assert "6 of 7, that is 86" in shown


def test_an_edition_is_read_as_it_was_published(page, organiser, reader, texts):
    SynthesisPage.objects.get(pk=page.pk).save_revision().publish()
    edition = Edition.objects.published().get()
    ThemeMembership.objects.filter(proposal=texts[0]).update(theme=Theme.objects.get(number=2))
    reading = second.draw(page=page, by=organiser, edition=edition)
    first = reading.items.get(kind="text", version=texts[0].current)
    assert first.first == "T-1"  # as the edition says
    read_all(reading, reader)
    assert second_reading_of(edition)["same"]
    rows = second_reading_rows(edition)
    assert rows[0]["seed"] == reading.seed
    assert len(rows) == 1 + reading.items.count()
    assert {"order", "kind", "proposal", "version", "first", "by_person", "second"} <= set(rows[1])


def test_a_draft_that_changed_after_it_was_read_says_so(reading, reader, page):
    read_all(reading, reader)
    Finding.objects.filter(page=page).update(statement="Il faut des trains et des bus.")
    SynthesisPage.objects.get(pk=page.pk).save_revision().publish()
    assert not second_reading_of(Edition.objects.published().get())["same"]


def test_a_reading_under_way_is_not_published(reading, reader, page):
    second.take(reading=reading, by=reader)
    SynthesisPage.objects.get(pk=page.pk).save_revision().publish()
    assert second_reading_of(Edition.objects.published().get()) is None
    assert second_reading_rows(Edition.objects.published().get()) == []


def test_a_text_that_was_erased_or_withheld_is_not_drawn(page, organiser, texts):
    texts[0].versions.all().blank(at=factories.EARLY)
    type(texts[1]).objects.filter(pk=texts[1].pk).update(
        state="withheld", withheld_at=factories.EARLY, withheld_ground="Hors du sujet"
    )
    reading = second.draw(page=page, by=organiser)
    assert not reading.items.filter(version__proposal__in=texts[:2]).exists()


def test_result_of_nothing_is_nothing():
    assert result_of([]) == {"persons": None, "machine": None, "pairs": None}
