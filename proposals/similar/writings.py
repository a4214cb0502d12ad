"""What is being written, as a form that may not be whole yet carries it."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from consult.text import words
from proposals.forms import as_typed

LEAST_WORDS = 4  # typed, from which something may be close
_LONGEST = 4_000  # characters that are read of what is typed: more says nothing new


class Writing(NamedTuple):
    """A text that is being written: the key of its form, and what is typed."""

    key: UUID | None
    title: str
    text: str

    @property
    def typed(self) -> str:
        return f"{self.title}\n{self.text}".strip()

    @property
    def is_enough(self) -> bool:
        return self.key is not None and len(words(self.typed)) >= LEAST_WORDS


class Deed(NamedTuple):
    """An answer that was pressed: same, close, different or back, on the proposal of that number."""

    name: str
    number: int
    words: str
    read: int | None = None  # the version of it that was shown


DEEDS = ("same", "close", "different", "back")


def read_writing(form: Mapping[str, str]) -> Writing:
    """Read what is typed from a form as it was sent, whole or not."""
    try:
        key = UUID(str(form.get("key", "")))
    except ValueError:
        key = None
    title, text = (as_typed(str(form.get(name, ""))[:_LONGEST]).strip() for name in ("title", "text"))
    return Writing(key, title, text)


def read_deed(form: Mapping[str, str]) -> Deed | None:
    """Read which answer was pressed, if one was; "enter" in the field of "mine differs by…" counts as *close*."""
    pressed = next((name for name in DEEDS if name in form), "")
    number = _number(form.get(pressed, "")) if pressed else next(
        (_number(name.removeprefix("differs-")) for name, said in form.items()
         if name.startswith("differs-") and said.strip()), None
    )  # fmt: skip
    if number is None:
        return None
    said = " ".join(as_typed(str(form.get(f"differs-{number}", ""))).split())
    return Deed(pressed or "close", number, said, _number(form.get(f"read-{number}", "")))


def _number(typed: object) -> int | None:
    said = str(typed)
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None
