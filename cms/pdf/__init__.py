"""The PDF of an edition: made by a background task, stored, and served as long as it says what the page says.

The library that sets pages is read by the task only (ADR 0019): a web process never loads it.
"""

from cms.pdf.rendering import available
from cms.pdf.responses import pdf_response

__all__ = ["available", "pdf_response"]
