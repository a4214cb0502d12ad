"""What a display name may be: what others can read, and nothing that pretends or hides."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participants.pretending import mixes_alphabets, pretends

SHORTEST, LONGEST = 2, 60  # characters
HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}  # control, format, unassigned, private, separators
BLANK_LETTERS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b-\u180f\ufe00-\ufe0f]")
ADDRESS = re.compile(r"\S@\S")


def clean_display_name(typed: str, *, kept: str = "", given_by_team: bool = False) -> str:
    """The name in composed form with single spaces; raises ``ValidationError`` with a sentence.

    The name that a person has already (``kept``) stays theirs. The team may give (``given_by_team``) names that
    nobody takes by themselves: the institution's, its moderators'.

    >>> clean_display_name("  Zoe\u0301   du  Nord ")
    'Zoé du Nord'
    """
    if any(unicodedata.category(sign) in HIDDEN for sign in typed) or BLANK_LETTERS.search(typed):
        raise ValidationError(_("This name holds signs that cannot be seen: type it again."))
    name = unicodedata.normalize("NFC", " ".join(typed.split()))
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(
            _("Choose a name of %(shortest)d to %(longest)d characters.") % {"shortest": SHORTEST, "longest": LONGEST}
        )
    if ADDRESS.search(name):
        raise ValidationError(_("This looks like an e-mail address, and everybody will read it: choose a name."))
    if not any(sign.isalnum() for sign in name):
        raise ValidationError(_("A name has at least one letter or digit."))
    if name == kept or given_by_team:
        return name
    if mixes_alphabets(name):
        raise ValidationError(_("One word of this name has letters of several alphabets: type it in one of them."))
    if pretends(name):
        raise ValidationError(
            _(
                "This name could be taken for that of the institution or of the team of this site: choose another one, "
                "your own or a pseudonym. Whoever speaks for the institution gets its name from the team."
            )
        )
    return name
