"""Long words without a space, such as fingerprints, that a narrow screen may break."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_PIECE = 16  # letters
_LONG = re.compile(rf"\S{{{_PIECE + 8},}}")


@register.filter
def breakable(words: object) -> SafeString:
    """The same words, escaped, with a place to break every sixteen letters of those that are long.

    >>> breakable("a" * 40 + " <b>")
    'aaaaaaaaaaaaaaaa<wbr>aaaaaaaaaaaaaaaa<wbr>aaaaaaaa &lt;b&gt;'
    """
    found, after = [], 0
    text = str(words)
    for long in _LONG.finditer(text):
        pieces = [long[0][start : start + _PIECE] for start in range(0, len(long[0]), _PIECE)]
        found += [escape(text[after : long.start()]), "<wbr>".join(map(escape, pieces))]
        after = long.end()
    return mark_safe("".join([*found, escape(text[after:])]))  # noqa: S308 – each piece is escaped above
