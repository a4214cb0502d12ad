"""The forms that a reader of a page can send, read from the page and filled in with words that pass."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

FILLED = {"date": "2026-03-01", "datetime-local": "2026-03-02T10:00", "number": "2", "url": "https://example.org/"}
WORDS = "Des mots de plus pour ce formulaire."


@dataclass(frozen=True)
class Form:
    """Where it goes, what it sends, and all the names that it knows, those of its other buttons included."""

    action: str
    data: tuple[tuple[str, str], ...]
    names: frozenset[str]

    @property
    def path(self) -> str:
        return urlsplit(self.action).path


@dataclass
class _Open:
    action: str
    posts: bool
    data: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # where it goes, name, value
    names: set[str] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)  # selects and radio buttons that have their value


class _Reader(HTMLParser):
    """Collects the forms of one page; a field outside its form names it by ``form=``."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[_Open] = []
        self._form: _Open | None = None
        self._select: str | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, given.get("action", "") or self.address)
            self._form = _Open(action, given.get("method", "get").lower() == "post")
            self.forms.append(self._form)
        elif self._form is not None:
            self._in_form(self._form, tag, given)

    def _in_form(self, form: _Open, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        form.names.add(name)
        if tag == "button" or (tag == "input" and kind == "submit"):
            action = urljoin(self.address, given.get("formaction") or form.action)
            form.buttons.append((action, name, given.get("value", "")))
        elif tag == "input" and name:
            self._input(form, name, kind, given.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value") and self._select not in form.chosen:
            form.chosen.add(self._select)
            form.data.append((self._select, given["value"]))
        elif tag == "textarea":
            self._area = (name, [])

    def _input(self, form: _Open, name: str, kind: str, value: str) -> None:
        if kind == "radio":
            if name in form.chosen:
                return
            form.chosen.add(name)
        if kind == "file":
            return
        if kind == "hidden":
            form.data.append((name, value))
        elif kind == "email":
            form.data.append((name, value or "quelqu.un@example.org"))
        else:
            form.data.append((name, value or FILLED.get(kind, "on" if kind == "checkbox" else WORDS[:20])))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            name, typed = self._area
            self._form.data.append((name, f"{''.join(typed).strip()} {WORDS}".strip()))
            self._area = None


def forms_of(page: str, address: str) -> Iterator[Form]:
    """Each form of a page that posts, once for each of its buttons."""
    reader = _Reader(address)
    reader.feed(page)
    for form in reader.forms:
        if not form.posts:
            continue
        for action, name, value in form.buttons or [(form.action, "", "")]:
            pressed = [(name, value)] if name else []
            yield Form(action, tuple(form.data + pressed), frozenset(form.names - {""}))
