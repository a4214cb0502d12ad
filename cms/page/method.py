"""The page that says how an edition was made: corpus, computation, gates, the scale of words, the hashes."""

from typing import Any

from django.utils.translation import gettext as _

from cms.addresses import path_of_edition
from cms.gates import GATES, scale
from cms.models import Edition
from cms.page.additions import panels_of
from cms.page.computation import parameter_rows
from cms.page.coverage import editorial_share


def method_context(edition: Edition) -> dict[str, Any]:
    """What the method page shows; ``edition`` comes with ``run`` and ``corpus``. Queries: those of the additions."""
    red = set(edition.open_gates)
    labels = gate_labels()
    return {
        "edition": edition,
        "edition_url": path_of_edition(edition),
        "how_made": edition.how_made,
        "run": edition.run,
        "parameters": parameter_rows(edition.run),
        "corpus": edition.corpus,
        "gates": [
            {"label": labels[gate.code], "red": gate.code in red, "may_be_passed": gate.may_be_passed} for gate in GATES
        ],
        "public_reason": edition.public_reason,
        "scale": scale(),
        "editorial": editorial_share(edition.figures),
        "panels": panels_of(edition)["method"],
    }


def gate_labels() -> dict[str, str]:
    """What each gate asks, in words."""
    return {
        "house": _("The consultation is public."),
        "corpus": _("The texts that were read are a frozen list."),
        "citations": _("Each finding that is not editorial cites a contribution that says it."),
        "letters": _("Each citation is its source to the letter."),
        "contrary": _("Each agreement shows the strongest contrary contribution, or says that none was found."),
        "themes": _("Each theme above a size is cited, or set aside with a reason."),
        "readable": _("Each finding rests on words that can still be read."),
        "editorial": _("Editorial text has nobody say anything, and counts nobody."),
    }
