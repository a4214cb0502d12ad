"""The yearly report of moderation: every figure counted again from decisions.csv and from rows, one by one."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from statistics import median

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from moderation import actions, appeals, dsa_files, undoing, yearly
from moderation.models import Appeal, Decision, Report, Signals
from tests import factories

pytestmark = pytest.mark.django_db
YEAR = 2026
PAGE = f"/registre/rapports/{YEAR}/"
NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already 2027 in Paris
LATER = datetime(2027, 6, 1, 12, tzinfo=UTC)


def on(month, day=20, *, year=YEAR):
    return datetime(year, month, day, 12, tzinfo=UTC)


def written(consultation, at, *, waiting=False, hours=5):
    return factories.ProposalFactory(consultation=consultation, waiting=waiting, created_at=at - timedelta(hours=hours))


def reported(consultation, ground, at, *, hours=2):
    text = written(consultation, at)
    made = actions.report(subject=text, ground=ground, words="Voyez.", at=at - timedelta(hours=hours))
    return text, made


@pytest.fixture
def law():
    return factories.GroundFactory(kind="illegal", title="Injure publique")


@pytest.fixture
def lived(consultation, moderator, other_moderator, reasons, ground, law):
    """A year with all that can happen in one, and something on either side of it."""
    unlawful = reasons | {"ground": law}
    for turn in range(3):
        text = written(consultation, on(1), waiting=True, hours=turn + 1)
        actions.decide(subject=text, by=moderator, kind="publish", seen=0, at=on(1))
    refused = written(consultation, on(2), waiting=True, hours=9)
    actions.decide(subject=refused, by=moderator, seen=0, at=on(2), **reasons)
    noticed = written(consultation, on(2))
    Signals.objects.create(
        proposal=noticed, version=noticed.current, strength=Signals.Strength.WORDS, found=[], looked_at=on(2)
    )
    actions.decide(subject=noticed, by=moderator, seen=0, at=on(2, 21), **reasons)
    illegal = written(consultation, on(3))
    actions.decide(subject=illegal, by=moderator, seen=0, at=on(3), **unlawful)
    for turn, with_reasons in enumerate([reasons, unlawful, {"kind": "publish"}]):
        text, _made = reported(consultation, law if turn else ground, on(4), hours=turn + 2)
        actions.decide(subject=text, by=moderator, seen=0, at=on(4), **with_reasons)
    reported(consultation, ground, on(5))  # nobody answers this one
    slip = written(consultation, on(5))
    slipped = actions.decide(subject=slip, by=moderator, seen=0, at=on(5), **reasons)
    undoing.undo(decision=slipped, by=moderator, at=on(5) + timedelta(seconds=9))
    ending = written(consultation, on(6))
    term = reasons | {"duration": "temporary", "ends_at": on(7)}
    actions.decide(subject=ending, by=moderator, seen=0, at=on(6), **term)
    actions.lift_expired(at=on(7))
    _contest(consultation, moderator, other_moderator, reasons, ground)
    for at in (on(12, 31, year=2025), NEW_YEARS_EVE):
        actions.decide(subject=written(consultation, at, waiting=True), by=moderator, kind="publish", seen=0, at=at)


def _contest(consultation, moderator, other_moderator, reasons, ground):
    for turn, outcome in enumerate(["overturned", "upheld", None]):
        text = written(consultation, on(8))
        decision = actions.decide(subject=text, by=moderator, seen=0, at=on(8), **reasons)
        made = appeals.appeal(decision=decision, words="Relisez.", appellant=text.author, at=on(9))
        if outcome:
            at = on(9) + timedelta(hours=turn + 3)
            appeals.answer(appeal=made, by=other_moderator, outcome=outcome, words="Relu.", at=at)
    text, kept = reported(consultation, ground, on(10))
    decision = actions.decide(subject=text, by=moderator, seen=0, kind="publish", at=on(10))
    made = appeals.appeal(decision=decision, words="Relisez.", report=kept, at=on(10, 21))
    withhold = {name: value for name, value in reasons.items() if name != "kind"}
    appeals.answer(
        appeal=made, by=other_moderator, outcome="overturned", words="Relu.", reasons=withhold, at=on(10, 22)
    )


def decisions_of_the_year(client):
    """The lines of decisions.csv that lasted, of one year of Paris, as anyone would count them."""
    file = b"".join(client.get("/registre/decisions.csv").streaming_content).decode()
    rows = list(csv.DictReader(StringIO(file)))
    undone = {(row["reference"], row["undoes"]) for row in rows if row["undoes"]}
    paris = timezone.get_default_timezone()
    return [
        row
        for row in rows
        if datetime.fromisoformat(row["decided_at"]).astimezone(paris).year == YEAR
        and row["origin"] != "term"
        and not row["undoes"]
        and (row["reference"], row["number"]) not in undone
    ]


def number(rows, **wanted):
    return sum(all(row[name] == value for name, value in wanted.items()) for row in rows)


def middle(waits):
    return timedelta(seconds=median([wait.total_seconds() for wait in waits]))


@pytest.mark.requirement("M-5")
def test_figures_of_decisions_are_those_of_the_file(client, lived):
    rows, figures = decisions_of_the_year(client), yearly.year_figures(YEAR, at=LATER)
    assert (figures.published, figures.withheld) == (
        number(rows, decision="publish"),
        number(rows, decision="withhold"),
    )
    assert (figures.published, figures.withheld) == (6, 10)
    for origin in figures.origins:
        own = [row for row in rows if row["origin"] == origin.origin]
        counted = (number(own, decision="publish"), number(own, decision="withhold"))
        assert (origin.published, origin.withheld) == counted
        assert sum(counted) > 0
    assert {ground.title: ground.withheld for ground in figures.grounds} == {
        title: number(rows, decision="withhold", ground=title) for title in ("Hors du sujet", "Injure publique")
    }
    assert figures.noticed == number(rows, automated_detection="true") == 1
    assert figures.withheld_by_nobody == number(rows, decision="withhold", automated_decision="true") == 0
    waits = [timedelta(seconds=int(row["waited_seconds"])) for row in rows]
    assert figures.median_delay == middle(waits)


@pytest.mark.requirement("M-5")
def test_figures_of_reports_are_those_of_their_rows(lived):
    figures, rows = yearly.year_figures(YEAR, at=LATER), list(Report.objects.all())
    answered = [row for row in rows if row.handled_at]
    assert (figures.reports, figures.reports_answered) == (len(rows), len(answered)) == (5, 4)
    assert figures.report_delay == middle([row.handled_at - row.created_at for row in answered])
    for ground in figures.grounds:
        own = [row for row in rows if row.ground_id == ground.pk]
        assert ground.reports == len(own) > 0
        assert ground.report_delay == middle([row.handled_at - row.created_at for row in own if row.handled_at])
    assert figures.reports_answered_by_term == 0


@pytest.mark.requirement("M-5")
def test_figures_of_appeals_are_those_of_their_rows(lived):
    figures, rows = yearly.year_figures(YEAR, at=LATER), list(Appeal.objects.select_related("decision"))
    kinds = {"withhold": figures.against_withholding, "publish": figures.against_keeping}
    for kind, counted in kinds.items():
        own = [row for row in rows if row.decision.kind == kind]
        outcomes = [row.outcome for row in own]
        given = (counted.made, counted.upheld, counted.overturned)
        assert given == (len(own), outcomes.count("upheld"), outcomes.count("overturned"))
        assert counted.median_delay == middle([row.decided_at - row.created_at for row in own if row.decided_at])
    assert (figures.appeals.made, figures.appeals.upheld, figures.appeals.overturned) == (4, 1, 2)


def test_what_ended_by_its_term_or_was_taken_back_is_told_apart(lived):
    figures = yearly.year_figures(YEAR, at=LATER)
    assert (figures.ended_by_term, figures.taken_back) == (1, 1)
    assert Decision.objects.filter(by_term=True).count() == Decision.objects.exclude(undoes=None).count() == 1


def test_a_year_begins_at_midnight_in_the_sites_time_zone(lived):
    assert yearly.years() == [2027, 2026, 2025]
    assert [yearly.year_figures(year, at=LATER).published for year in (2027, 2025)] == [1, 1]


@pytest.mark.parametrize(
    ("at", "is_over", "until"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), False, "2026-12-31"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), True, "2026-12-31"),
        (datetime(2026, 3, 2, 12, tzinfo=UTC), False, "2026-03-02"),
    ],
)
def test_the_present_year_is_said_to_be_not_over(at, is_over, until):
    figures = yearly.year_figures(YEAR, at=at)
    assert (figures.is_over, figures.until.isoformat()) == (is_over, until)


def test_restricted_consultations_stay_out(lived, consultation):
    PageViewRestriction.objects.create(page=consultation, restriction_type="login")
    assert yearly.years() == []
    figures = yearly.year_figures(YEAR, at=LATER)
    assert (figures.withheld, figures.reports, figures.appeals.made, figures.taken_back) == (0, 0, 0, 0)


def test_a_second_year_costs_no_more_queries(lived, django_assert_num_queries):
    with django_assert_num_queries(15):
        yearly.year_figures(YEAR, at=LATER)
    with django_assert_num_queries(14):  # no article has to be named
        yearly.year_figures(2027, at=LATER)


@pytest.fixture
def later():
    with time_machine.travel(LATER, tick=False):
        yield


def part(client, chosen):
    """The lines of one part of the template, as anyone reads them."""
    answer = client.get(f"{PAGE}dsa-{chosen}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))


def told(rows, indicator, scope="Total number"):
    (found,) = [row["Value"] for row in rows if (row["Indicator"], row["Scope"]) == (indicator, scope)]
    return found


@pytest.mark.requirement("M-5")
def test_register_leads_to_the_years_and_these_to_each(client, lived, later):
    assert 'href="/registre/rapports/"' in client.get("/registre/").text
    page = client.get("/registre/rapports/").text
    linked = [year for year in range(2020, 2030) if f'href="/registre/rapports/{year}/"' in page]
    assert linked == [2025, 2026, 2027]


def test_page_without_any_year(client, db):
    assert client.get("/registre/rapports/").status_code == 200


@pytest.mark.parametrize("address", ["2024/", "99999/", "0/", "2026/dsa-3.csv", "2026/dsa-12.csv", "2024/dsa-4.csv"])
def test_there_is_no_report_of_a_year_in_which_nothing_happened(client, lived, later, address):
    assert client.get(f"/registre/rapports/{address}").status_code == 404


@pytest.mark.requirement("M-5")
def test_page_shows_the_figures_and_names_nobody(client, lived, later, moderator, other_moderator, reasons):
    page = client.get(PAGE).text
    assert "UNDEFINED" not in page
    for shown in ("Hors du sujet", "Injure publique", "<td>10</td>", "/registre/decisions.csv"):
        assert shown in page
    for private in (moderator.public_name, other_moderator.public_name, reasons["facts"], reasons["words"], "Relisez."):
        assert private not in page


def test_only_the_page_of_the_present_year_says_that_it_is_not_over(client, lived, later):
    said = {year: 'class="message"' in client.get(f"/registre/rapports/{year}/").text for year in (2025, 2026, 2027)}
    assert said == {2025: False, 2026: False, 2027: True}


@pytest.mark.requirement("M-5")
def test_part_of_the_template_on_reports_equals_the_figures(client, lived, later):
    figures, (total, *by_ground) = yearly.year_figures(YEAR), part(client, 4)
    assert total["Category of illegal content"] == "TOTAL"
    assert total["Reporting period"] == "2026-01-01/2026-12-31"
    assert int(total["Number of notices received"]) == figures.reports == 5
    assert float(total["Median time to take action"]) == round(figures.report_delay.total_seconds() / 3600, 2)
    law, terms = (
        f"Number of actions taken on the basis of the {what}" for what in ("law", "terms and conditions of the service")
    )
    withheld = {ground.is_illegal: ground.withheld_after_report for ground in figures.grounds}
    assert (int(total[law]), int(total[terms])) == (withheld[True], withheld[False]) == (1, 2)
    for name in ("Number of notices received", law, terms):
        assert sum(int(row[name]) for row in by_ground) == int(total[name])


@pytest.mark.requirement("M-5")
@pytest.mark.parametrize(("chosen", "is_illegal"), [(5, True), (6, False)])
def test_parts_of_the_template_on_own_readings_equal_the_figures(client, lived, later, chosen, is_illegal):
    figures, (total, *by_ground) = yearly.year_figures(YEAR), part(client, chosen)
    own = [ground for ground in figures.grounds if ground.is_illegal == is_illegal]
    measures = "Number of measures taken at the provider's own initiative"
    hidden, apart = "Visibility restriction Disable", "Visibility restriction Other"
    assert int(total[measures]) == sum(ground.withheld_by_reading for ground in own) > 0
    assert int(total[hidden]) + int(total[apart]) == int(total[measures])
    assert [int(row[measures]) for row in by_ground] == [ground.withheld_by_reading for ground in own]
    seen = Decision.objects.filter(
        kind="withhold", after_report=False, ground__kind="illegal" if is_illegal else "charter"
    )
    kept = seen if is_illegal else seen.filter(state_before="submitted")
    assert int(total[hidden]) == kept.lasting().count()


def test_a_text_that_was_never_in_view_is_disabled_each_time_that_it_is_withheld(
    client, consultation, moderator, reasons, later
):
    refused, shown = written(consultation, on(2), waiting=True), written(consultation, on(2))
    for text in (refused, shown):
        for seen, hour in ((0, 0), (1, 1)):
            at = on(2) + timedelta(hours=hour)
            actions.decide(subject=text, by=moderator, seen=seen, at=at, **reasons)
    total, _by_ground = part(client, 6)
    assert (total["Visibility restriction Disable"], total["Visibility restriction Other"]) == ("2", "2")
    actions.decide(subject=refused, by=moderator, seen=2, at=on(3), kind="publish")
    actions.decide(subject=refused, by=moderator, seen=3, at=on(4), **reasons)
    total, _by_ground = part(client, 6)
    assert (total["Visibility restriction Disable"], total["Visibility restriction Other"]) == ("2", "3")


@pytest.mark.requirement("M-5")
def test_parts_of_the_template_on_appeals_and_machines_equal_the_figures(client, lived, later):
    figures, rows = yearly.year_figures(YEAR), part(client, 7)
    every = "Number of complaints submitted to the internal-complaints mechanism"
    assert told(rows, every) == str(figures.appeals.made) == "4"
    assert told(rows, every, "Decisions upheld") == str(figures.appeals.upheld)
    assert told(rows, every, "Decisions reversed") == str(figures.appeals.overturned)
    assert float(told(rows, every, "Median time")) == figures.appeals.median_delay.total_seconds() / 3600
    rows = part(client, 8)
    assert told(rows, "Number of measures solely taken by automated means") == "0"
    assert told(rows, "Number of measures not taken by automated means") == str(figures.withheld)
    assert told(rows, "Number of notices not processed by automated means") == str(figures.reports_answered)


@pytest.mark.parametrize("chosen", [number for number in dsa_files.PARTS if number != 1])
def test_every_cell_without_a_figure_says_why(client, lived, later, chosen):
    for row in part(client, chosen):
        reasons = {
            name.lower(): said for name, said in row.items() if name.lower().startswith("contextual information")
        }
        for name, cell in row.items():
            if name.startswith(("Number", "Median", "Visibility", "Monetary", "Provision", "Account")) and cell == "":
                assert reasons[f"contextual information on {name.lower()}"], (name, row)
            if name == "Value" and cell == "":
                assert reasons["contextual information"], row


def test_file_of_a_year_that_is_not_over_says_until_when(client, lived, later):
    answer = client.get("/registre/rapports/2027/dsa-1.csv")
    assert 'filename="2027-06-01-1_report_identification.csv"' in answer.headers["Content-Disposition"]
    assert "2027-06-01" in b"".join(answer.streaming_content).decode()


def test_marks_and_requests_are_counted_apart(consultation, moderator, reasons):
    marked, asked = written(consultation, on(3)), written(consultation, on(3), waiting=True)
    actions.decide(subject=marked, by=moderator, seen=0, at=on(3), **reasons | {"kind": "off_topic", "duration": ""})
    actions.decide(subject=asked, by=moderator, seen=0, at=on(3), kind="change", words="Sans le numéro.")
    figures = yearly.year_figures(YEAR, at=LATER)
    assert (figures.off_topic, figures.changes_asked, figures.published, figures.withheld) == (1, 1, 0, 0)
