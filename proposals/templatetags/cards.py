"""Cards of proposals, twenty to a page: set once for each shape of their data (`consult.prepared`)."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from consult.prepared import Prepared

register = template.Library()
CARD = "components/_proposal_card.html"
# What the card, and what stands on it, show as it is.
SLOTS = ("reference", "title", "url", "excerpt", "iso", "words", "author", "origin", "label", "arguments")
COUNTS = ("agree", "mixed", "disagree", "total", "agree_percent", "mixed_percent", "disagree_percent")


@register.simple_tag(takes_context=True)
def proposal_card(context: Context, card: dict[str, Any], level: int = 3) -> SafeString:
    """``components/_proposal_card.html``, as an include of it would set it. No query."""
    kept = context.render_context
    if CARD not in kept:
        kept[CARD] = Prepared(CARD, slots=SLOTS, counts=COUNTS)
    prepared: Prepared = kept[CARD]
    return prepared(card=card, level=level)
