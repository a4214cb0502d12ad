"""Where the pages of this room stand, and the finding of a synthesis on its page."""

from urllib.parse import quote

from django.utils.http import urlencode
from wagtail.models import Page

from cms.models import Edition, SynthesisPage

MARKED = 10  # words: a longer passage is named by its beginning and its end


def path_of(page: Page) -> str:
    """The address of a page on this site, without its host."""
    parts = page.get_url_parts()
    return str(parts[2]) if parts and parts[2] else "/"


def edition_path(page: SynthesisPage, number: int) -> str:
    """The permanent address of an edition."""
    return f"{path_of(page)}edition-{number}/"


def path_of_edition(edition: Edition) -> str:
    """The permanent address of an edition; needs ``page``."""
    return edition_path(edition.page, edition.number)


def beneath_edition(edition: Edition, place: str, **query: str | int) -> str:
    """An address beneath an edition: ``differences``, ``contributions`` or ``methode``; needs ``page``."""
    asked = f"?{urlencode(query)}" if query else ""
    return f"{path_of_edition(edition)}{place}/{asked}"


def in_context(url: str, words: str) -> str:
    """An address at which browsers show and mark the words cited, where they know how; elsewhere it just leads there.

    >>> in_context("/a/1/", "Plus de trains")
    '/a/1/#:~:text=Plus%20de%20trains'
    >>> in_context("/a/1/#b", " ".join("abcdefghijklmnop"))
    '/a/1/#b:~:text=a%20b%20c%20d%20e,l%20m%20n%20o%20p'
    """
    lines = [line.split() for line in words.splitlines() if line.strip()]
    if not lines:
        return url
    first, last = lines[0], lines[-1]
    short = len(lines) == 1 and len(first) <= MARKED
    parts = [first] if short else [first[: MARKED // 2], last[-(MARKED // 2) :]]
    mark = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in parts)
    return f"{url}{'' if '#' in url else '#'}:~:text={mark}"


def anchor(number: int) -> str:
    """Where a finding stands on the page of its edition, from 1."""
    return f"constat-{number}"


def reference_of(page: SynthesisPage) -> str:
    """What the journal calls a synthesis: it stays when the page is renamed or moved, and is no primary key."""
    return str(page.translation_key)
