"""The table of requirements says what the tests showed, and what is open."""

from tests.requirements_table import NUMBERS, lines, tabulate, verdict


def test_a_requirement_holds_when_all_that_ran_passed():
    assert verdict({"a": "passed", "b": "skipped"}) is True
    assert verdict({"a": "passed", "b": "failed"}) is False


def test_a_requirement_without_a_test_that_applies_is_null():
    assert verdict({"a": "skipped"}) is None
    assert verdict({}) is None


def test_tests_of_both_databases_stand_once():
    table = tabulate({"sqlite": {"V-1": {"t": "skipped"}}, "postgresql": {"V-1": {"t": "passed", "u": "failed"}}})
    assert table == {"V-1": {"tests": ["t", "u"], "sqlite": None, "postgresql": False}}


def test_a_number_without_a_test_is_printed_as_open():
    shown = lines(tabulate({"sqlite": {"S-1": {"t": "passed"}}, "postgresql": {}}))
    assert len(shown) == len(NUMBERS) + 1
    assert next(line for line in shown if line.startswith("S-1 ")).split() == ["S-1", "1", "passed", "–"]
    assert next(line for line in shown if line.startswith("V-1 ")).split() == ["V-1", "0", "open"]
