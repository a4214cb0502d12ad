"""Logs name nobody."""

import logging
import timeit
from time import process_time

import pytest

from consult.quiet_logs import WithoutAddresses


@pytest.mark.requirement("P-4")
def test_no_address_stands_in_a_log_nor_in_its_traceback():
    try:
        raise ValueError({"ana.d+x@mail.example.org": (550, b"no such user")})
    except ValueError as error:
        record = logging.LogRecord("x", 40, "x", 1, "to %s", ("Ana <ana@example.org>",), (type(error), error, None))
    written = WithoutAddresses("{levelname} {message}", style="{").format(record)
    assert "@" not in written
    assert "Ana <(address)>" in written
    assert "550" in written


@pytest.mark.requirement("P-4")
def test_every_handler_of_the_site_writes_that_way(settings):
    formatters = settings.LOGGING["formatters"]
    used = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert {formatters[name]["class"] for name in used} == {"consult.quiet_logs.WithoutAddresses"}


def _spent(message):
    """Seconds of processor that a line takes, the best of three."""
    written = WithoutAddresses("{message}", style="{")
    record = logging.makeLogRecord({"msg": message})
    return min(timeit.repeat(lambda: written.format(record), timer=process_time, repeat=3, number=1))


@pytest.mark.requirement("P-4")
@pytest.mark.parametrize("part", ["a@", "a", "a.", "a.1@", "@", "a@b.fr,", "a@1.1."])
def test_a_line_of_a_stranger_is_written_in_a_time_that_grows_as_the_line_does(part):
    """An address that is not found is in a line of the log: 800 characters took 2 seconds, 1,600 took 18."""
    assert _spent(part * (400 // len(part))) < 0.05
    assert _spent(part * (100_000 // len(part))) < 1


@pytest.mark.requirement("P-4")
def test_addresses_are_found_beside_one_another_and_in_the_address_of_a_page():
    line = "Not Found: /x/ana@example.org ana@example.org;ben@b.example,'@x' a@a@eve@example.org"
    written = WithoutAddresses("{message}", style="{").format(logging.makeLogRecord({"msg": line}))
    assert written == "Not Found: (address) (address);(address),'@x' a@a@(address)"
