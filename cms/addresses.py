"""Where the pages of this room stand, and the finding of a synthesis on its page."""

from wagtail.models import Page

from cms.models import Edition, SynthesisPage


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


def anchor(number: int) -> str:
    """Where a finding stands on the page of its edition, from 1."""
    return f"constat-{number}"


def reference_of(page: SynthesisPage) -> str:
    """What the journal calls a synthesis: it stays when the page is renamed or moved, and is no primary key."""
    return str(page.translation_key)
