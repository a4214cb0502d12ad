"""Where PDFs are kept: in the site's storage, under the hash of their edition and of what they say."""

import hashlib

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac

from cms.models import Edition
from cms.pdf.content import html_of, style
from cms.pdf.rendering import pdf_of

END = b"%%EOF"


def name_of(edition: Edition, html: str) -> str:
    """Where the PDF that says this belongs. Nobody guesses it: the page's privacy holds for its PDF too."""
    said = hashlib.sha256(f"{html}\0{style()}".encode()).hexdigest()
    return f"{folder_of(edition)}/{salted_hmac('cms.pdf', said, algorithm='sha256').hexdigest()}.pdf"


def folder_of(edition: Edition) -> str:
    return f"editions/{edition.hash}"


def kept_pdf(edition: Edition) -> File[bytes] | None:
    """The PDF that says what the page says now, open; None while it is being made. Six queries."""
    name = name_of(edition, html_of(edition))
    if not default_storage.exists(name):
        return None
    file = default_storage.open(name)
    if _is_whole(file):
        return file
    file.close()
    return None


def keep_pdf(edition: Edition) -> bool:
    """Make the PDF of an edition unless it is there, and forget those that say what was erased. True when made."""
    html = html_of(edition)
    name = name_of(edition, html)
    there = default_storage.exists(name)
    forget_others(edition, name)
    if there:
        return False
    default_storage.save(name, ContentFile(pdf_of(html, style())))
    return True


def forget_others(edition: Edition, name: str) -> None:
    """Delete the PDFs of an edition that are not this one."""
    folder = folder_of(edition)
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for other in files:
        if f"{folder}/{other}" != name:
            default_storage.delete(f"{folder}/{other}")


def _is_whole(file: File[bytes]) -> bool:
    """Whether it was written to its end: another process may be at it, or may have been killed."""
    file.seek(max(file.size - 16, 0))
    end: bytes = file.read()
    file.seek(0)
    return end.rstrip().endswith(END)
