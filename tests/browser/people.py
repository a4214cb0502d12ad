"""People at their browsers: each a context of its own, watched for what a page must never do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

CONSULTATION = "/se-deplacer-autrement/"
SIGNED_IN: dict[tuple[str, str], list[Any]] = {}  # by site and address, the cookies of who signed in there


class Person:
    """One person's browser: a page, and what it asked for, complained of and stored."""

    def __init__(self, context: Any, address: str) -> None:
        self.address = address
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)  # milliseconds
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        host = urlsplit(address).netloc
        self.page.on("request", lambda request: self._watch(request.url, host))
        self.page.on("console", lambda message: self._listen(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _watch(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != host:
            self.foreign.append(url)

    def _listen(self, kind: str, text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.complaints.append(f"{kind}: {text}")

    def go(self, path: str) -> Any:
        """Open an address of the site; answers the response."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status < 500, f"{path}: {answer.status}"
        return answer

    def leaves_untroubled(self) -> None:
        """Nothing foreign was asked for and no policy broken since the last time."""
        foreign, complaints = self.foreign[:], self.complaints[:]
        self.foreign.clear()
        self.complaints.clear()
        assert foreign == [], f"asked of another host: {foreign}"
        assert complaints == [], f"the browser complained: {complaints}"

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def press(self, selector: str) -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def enter_code(self) -> None:
        """The demonstration shows the code that the e-mail would have brought."""
        code = self.page.locator("#demonstration-code").inner_text()
        self.page.fill("input[name=code]", code)
        self.press("form:has(input[name=code]) button")

    def sign_in(self, email: str, following: str = "/mon-espace/") -> None:
        """Sign in by code, from the sign-in page; whoever did so on this site before is known by their cookie.

        An address gets three codes a minute, and the tests of a team of three run one after another.
        """
        known = (self.address, email)
        if known in SIGNED_IN:
            self.page.context.add_cookies(SIGNED_IN[known])
            self.go(following)
            assert self.path == following, f"{email} is signed in no more: {self.path}"
            return
        self.go(f"/connexion/?next={following}")
        self.page.fill("input[name=email][type=email]", email)
        self.press("form:has(input[name=email][type=email]) button")
        self.enter_code()
        SIGNED_IN[known] = self.page.context.cookies()

    def arrive_as(self, email: str, name: str) -> None:
        """From the sign-in page on which a deed left them: code, name, agreement."""
        self.page.fill("input[name=email][type=email]", email)
        self.press("form:has(input[name=email][type=email]) button")
        self.enter_code()
        assert self.path == "/bienvenue/"
        assert not self.page.is_checked("input[name=agreed]"), "the box must be unticked"
        self.page.fill("input[name=display_name]", name)
        self.page.check("input[name=agreed]")
        self.press("button[name=deed][value=agree]")


@contextmanager
def person(browser: Any, address: str, *, javascript: bool = True, **options: Any) -> Iterator[Person]:
    """Someone opens a browser; when they leave, nothing foreign was asked for and no policy broken."""
    context = browser.new_context(java_script_enabled=javascript, locale="fr-FR", **options)
    someone = Person(context, address)
    try:
        yield someone
    finally:
        context.close()
    someone.leaves_untroubled()
