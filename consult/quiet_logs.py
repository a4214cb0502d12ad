"""Logs that name nobody: an error of the mail server quotes the address that it was sent to."""

import logging
import re

PART = r"[^\s<>\"'(),;:=\[\]{}@]"
#: Begins where a word does, and gives back nothing before the @: its time grows as the line does, since strangers
#: choose what stands in a line.
ADDRESS = re.compile(rf"(?<!{PART}){PART}++@{PART}+\.[^\W\d_]{{2,}}")


class WithoutAddresses(logging.Formatter):
    """Writes lines and tracebacks with each e-mail address taken out.

    >>> record = logging.makeLogRecord({"msg": "refused: {'ana@example.org': 550}"})
    >>> WithoutAddresses("{message}", style="{").format(record)
    "refused: {'(address)': 550}"
    """

    def format(self, record: logging.LogRecord) -> str:
        return ADDRESS.sub("(address)", super().format(record))
