"""Codes in words: what was missing in a draft when it was opened."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def gate_sentences(codes: Iterable[str]) -> list[str]:
    """What each red gate means to a reader of the draft."""
    sentences = {
        "citations": _("Some findings rest on no citation yet."),
        "contrary": _("Some agreements do not show the contribution that says the contrary yet."),
        "themes": _("Some large themes are not accounted for yet."),
        "readable": _("Some findings rest on words that cannot be read any more."),
        "editorial": _("Some words of the editors may speak for those who answered."),
    }
    return [sentences.get(code, _("Something else is missing (%(code)s).") % {"code": code}) for code in codes]
