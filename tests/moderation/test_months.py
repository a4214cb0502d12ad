"""The months of the register: every figure counted again from decisions.csv and from rows, on the page and as CSV."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from statistics import median

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from moderation import actions, appeals, months, pause_figures, pauses, undoing
from moderation.models import Appeal, Pause, Signals
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M-5")]
FILE = "/registre/mois.csv"
MONTHS = ("2026-04", "2026-03")


def on(month, day=20, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def written(consultation, at, *, waiting=False, hours=5):
    return factories.ProposalFactory(consultation=consultation, waiting=waiting, created_at=at - timedelta(hours=hours))


def lines(client, address, **asked):
    answer = client.get(address, asked)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))


def decisions_of(client, month):
    """The lines of decisions.csv of one month of Paris, but for what was taken back, as anyone would count them."""
    rows = lines(client, "/registre/decisions.csv")
    undone = {(row["reference"], row["undoes"]) for row in rows if row["undoes"]}
    paris = timezone.get_default_timezone()
    return [
        row
        for row in rows
        if f"{datetime.fromisoformat(row['decided_at']).astimezone(paris):%Y-%m}" == month
        and not row["undoes"]
        and (row["reference"], row["number"]) not in undone
    ]


def told(client, **asked):
    """The file of months, by month, figure and what it is of."""
    return {(row["month"], row["figure"], row["of"]): row["value"] for row in lines(client, FILE, **asked)}


@pytest.fixture
def lived(consultation, moderator, other_moderator, reasons, ground):
    """Two months with each kind of decision, from each origin, with and without a program's part."""
    law = factories.GroundFactory(kind="illegal", title="Injure publique")
    mark = reasons | {"kind": "off_topic", "duration": ""}
    publish = {"kind": "publish"}
    for at, hours, why in [
        (on(3), 1, publish),
        (on(3), 9, reasons),
        (on(3, 31, 22), 2, publish),  # already April in Paris
        (on(4), 3, {"kind": "change", "words": "Sans le numéro.", "ground": ground}),
        (on(4), 4, mark),
    ]:
        actions.decide(subject=written(consultation, at, waiting=True, hours=hours), by=moderator, seen=0, at=at, **why)
    noticed = written(consultation, on(4))
    Signals.objects.create(
        proposal=noticed, version=noticed.current, strength=Signals.Strength.WORDS, found=[], looked_at=on(4)
    )
    actions.decide(subject=noticed, by=moderator, seen=0, at=on(4, 21), **reasons | {"ground": law})
    for turn, why in enumerate([reasons, mark, publish]):
        text = written(consultation, on(3))
        actions.report(subject=text, ground=ground, words="Voyez.", at=on(3) - timedelta(hours=turn + 1))
        actions.decide(subject=text, by=moderator, seen=0, at=on(3), **why)
    slip = actions.decide(subject=written(consultation, on(3)), by=moderator, seen=0, at=on(3), **reasons)
    undoing.undo(decision=slip, by=moderator, at=on(3) + timedelta(seconds=9))
    term = reasons | {"duration": "temporary", "ends_at": on(4, 2)}
    actions.decide(subject=written(consultation, on(3)), by=moderator, seen=0, at=on(3), **term)
    actions.lift_expired(at=on(4, 2))
    contested = written(consultation, on(3))
    decision = actions.decide(subject=contested, by=moderator, seen=0, at=on(3), **reasons)
    made = appeals.appeal(decision=decision, words="Relisez.", appellant=contested.author, at=on(3, 21))
    appeals.answer(appeal=made, by=other_moderator, outcome="overturned", words="Relu.", at=on(4, 3))
    _pause(consultation, moderator, other_moderator, ground)


def _pause(consultation, moderator, other_moderator, ground):
    why = {"ground": ground, "facts": "Une insulte.", "words": "Sans viser personne."}
    made = []
    for turn in range(3):
        text = written(consultation, on(3))
        made.append(pauses.pause(subject=text, by=moderator, at=on(3), ends_at=on(4, 1 + turn), **why))
    pauses.lift(pause=made[0], by=moderator, at=on(3, 22))
    contested = pauses.contest(pause=made[1], by=made[1].participant, words="Relisez.", at=on(3, 23))
    pauses.answer(pause=contested, by=other_moderator, outcome="overturned", words="En effet.", at=on(4, 2))


@pytest.mark.parametrize("month", MONTHS)
def test_every_figure_of_decisions_is_that_of_the_decisions_file(client, lived, month):
    rows, figures = decisions_of(client, month), told(client)
    decided = [row for row in rows if row["origin"] != "term"]
    counted = {
        "decisions": Counter(row["decision"] for row in decided),
        "origin": Counter(row["origin"] for row in decided),
        "ground": Counter(row["ground"] for row in decided if row["ground"]),
    }
    for figure, totals in counted.items():
        given = {
            of: int(value) for (of_month, name, of), value in figures.items() if (of_month, name) == (month, figure)
        }
        assert Counter(given) == totals, figure
        assert sum(totals.values()) > 0
    machines = {
        "noticed_by_a_program_decided_by_a_person": sum(row["automated_detection"] == "true" for row in decided),
        "withheld_by_nobody": sum(row["automated_decision"] == "true" for row in rows if row["decision"] == "withhold"),
        "shown_again_by_term": sum(row["automated_decision"] == "true" for row in rows),
    }
    for name, total in machines.items():
        assert int(figures[month, "automation", name]) == total, name
    waits = [int(row["waited_seconds"]) for row in decided]
    assert int(figures[month, "median_wait_seconds", ""]) == median(waits)


def test_what_these_two_months_hold_shows_each_origin_and_each_part_of_a_program(client, lived):
    figures = told(client)
    assert {of: figures["2026-03", "origin", of] for of in ("reading", "report", "appeal")} == {
        "reading": "4",
        "report": "3",
        "appeal": "0",
    }
    assert figures["2026-04", "origin", "appeal"] == "1"
    assert figures["2026-04", "automation", "noticed_by_a_program_decided_by_a_person"] == "1"
    assert figures["2026-04", "automation", "shown_again_by_term"] == "1"
    assert figures["2026-04", "decisions", "publish"] == "2"  # that of the 31st at midnight, and the one on appeal


def test_figures_of_appeals_and_pauses_are_those_of_their_rows(client, lived):
    figures, paris = told(client), timezone.get_default_timezone()

    def dated(whens):
        return Counter(f"{when.astimezone(paris):%Y-%m}" for when in whens if when)

    contested, rows = list(Appeal.objects.all()), list(Pause.objects.all())
    overturned = [row for row in rows if row.outcome == "overturned"]
    counted = {
        ("appeals", "made"): dated(row.created_at for row in contested),
        ("appeals", "overturned"): dated(row.decided_at for row in contested if row.outcome == "overturned"),
        ("pauses", "begun"): dated(row.begins_at for row in rows),
        ("pauses", "lifted"): dated(row.lifted_at for row in rows if row not in overturned),
        ("pauses", "contested"): dated(row.contested_at for row in rows),
        ("pauses", "overturned"): dated(row.answered_at for row in overturned),
    }
    for (figure, of), totals in counted.items():
        assert sum(totals.values()) > 0
        assert {month: int(figures[month, figure, of]) for month in MONTHS} == {
            month: totals[month] for month in MONTHS
        }


def test_page_of_the_register_shows_what_the_file_says(client, lived):
    figures, page = told(client), client.get("/registre/").text
    april, march = months.month_figures()
    for shown, month in ((april, "2026-04"), (march, "2026-03")):
        assert str(shown.by_reading) == figures[month, "origin", "reading"]
        assert str(shown.noticed) == figures[month, "automation", "noticed_by_a_program_decided_by_a_person"]
    origins = page.split('id="origins-caption"')[1].split("</table>")[0]
    march_row = " ".join(origins.split("</th>")[-1].split())
    assert march_row.startswith("<td>4</td> <td>3</td> <td>0</td> <td>Hors du sujet (5)</td>")
    assert 'id="machines-caption"' in page
    assert f'href="{FILE}"' in page
    assert f'href="{FILE}?consultation=se-deplacer"' in client.get("/registre/?consultation=se-deplacer").text


def test_file_keeps_to_one_consultation_and_out_of_private_ones(client, lived, consultation):
    assert told(client, consultation="se-deplacer") == told(client) != {}
    assert told(client, consultation="autre") == {}
    PageViewRestriction.objects.create(page=consultation, restriction_type="login")
    assert told(client) == {}


def test_file_holds_the_months_that_the_page_has_no_room_for(client, consultation, moderator):
    for turn in range(14):
        at = datetime(2025 + turn // 12, turn % 12 + 1, 20, 12, tzinfo=UTC)
        actions.decide(subject=written(consultation, at, waiting=True), by=moderator, kind="publish", seen=0, at=at)
    assert len(months.month_figures()) == 12
    assert len({month for month, _figure, _of in told(client)}) == 14


def test_a_month_with_nothing_but_a_pause_is_in_the_file(client, consultation, moderator, ground):
    why = {"ground": ground, "facts": "Une insulte.", "words": "Sans viser personne."}
    text = written(consultation, on(3))
    pauses.pause(subject=text, by=moderator, at=on(3), ends_at=on(3, 25), **why)
    figures = told(client)
    assert (figures["2026-03", "pauses", "begun"], figures["2026-03", "decisions", "publish"]) == ("1", "0")
    assert figures["2026-03", "median_wait_seconds", ""] == ""


def test_more_months_cost_no_more_queries(client, lived, django_assert_num_queries):
    with django_assert_num_queries(8):
        list(months.month_lines())


def test_year_counts_pauses_as_their_rows_do(client, lived, consultation, moderator, ground):
    begins, ends = (datetime(year, 1, 1, tzinfo=timezone.get_default_timezone()) for year in (2026, 2027))
    figures, rows = pause_figures.year_figures(begins, ends), list(Pause.objects.select_related("ground"))
    overturned = [row for row in rows if row.outcome == "overturned"]
    assert (
        (figures.begun, figures.contested) == (len(rows), sum(row.contested_at is not None for row in rows)) == (3, 1)
    )
    assert figures.overturned == len(overturned) == 1
    assert figures.upheld == sum(row.outcome == "upheld" for row in rows) == 0
    assert figures.lifted == sum(row.lifted_at is not None and row not in overturned for row in rows) == 1
    assert figures.by_ground == [(ground.title, 3)]
    assert figures.after_report == sum(row.after_report for row in rows)
    assert figures.median_delay == overturned[0].answered_at - overturned[0].contested_at
    page = client.get("/registre/rapports/2026/").text.split('id="pauses"')[1].split("</section>")[0]
    assert "Hors du sujet (3)" in page
    assert pause_figures.year_figures(ends, ends + timedelta(days=365)).begun == 0


def test_a_year_with_nothing_but_a_pause_has_its_report(client, consultation, moderator, ground):
    why = {"ground": ground, "facts": "Une insulte.", "words": "Sans viser personne."}
    pauses.pause(subject=written(consultation, on(3)), by=moderator, at=on(3), ends_at=on(3, 25), **why)
    assert client.get("/registre/rapports/2026/").status_code == 200
