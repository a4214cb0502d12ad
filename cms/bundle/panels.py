"""What this part adds to the page of an edition: taking it away, to verify it or on paper."""

from cms.addresses import path_of_edition
from cms.bundle.responses import NAME
from cms.models import Edition
from cms.page.additions import EditionPanel, edition_panels
from cms.pdf.rendering import available
from cms.pdf.responses import NAME as PDF


def taking_away(edition: Edition) -> dict[str, str]:
    """Where the bundle is and, where this site makes one, the PDF. No query."""
    address = path_of_edition(edition)
    return {"bundle_url": f"{address}{NAME}", "pdf_url": f"{address}{PDF}" if available() else ""}


edition_panels.register("verify", order=90)(
    EditionPanel(template="cms/edition/_verify.html", gather=taking_away, place="main")
)
