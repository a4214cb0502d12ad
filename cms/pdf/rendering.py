"""Setting pages. The library is loaded here, when a PDF is made, and nowhere else."""

import ctypes
from functools import cache
from importlib.util import find_spec

from django.conf import settings

# Debian's libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0, and what they are called elsewhere.
SYSTEM_PARTS = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
)


def available() -> bool:
    """Whether this machine can set pages: a site without the system's parts offers no PDF. No query."""
    return bool(settings.CONSULT_PDF) and _installed()


@cache
def _installed() -> bool:
    """Looked at once a process; the library itself, which takes a second to load, is not."""
    return find_spec("weasyprint") is not None and all(_is_there(names) for names in SYSTEM_PARTS)


def _is_there(names: tuple[str, ...]) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def pdf_of(html: str, style: str) -> bytes:
    """A PDF for screen readers too (PDF/UA-1), with bookmarks. Fetches nothing, whatever the text holds."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        """No picture, no style sheet, no file: all that the PDF needs is in the two texts."""

        def fetch(self, url: str, headers: object = None) -> None:
            raise ValueError(f"Nothing is fetched for a PDF: {url[:80]}")

    fetcher, base = Nothing(), settings.WAGTAILADMIN_BASE_URL
    document = HTML(string=html, base_url=f"{base}/", url_fetcher=fetcher)
    sheet = CSS(string=style, base_url=f"{base}/", url_fetcher=fetcher)
    made: bytes = document.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    return made
