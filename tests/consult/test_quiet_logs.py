"""Logs name nobody."""

import logging

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
