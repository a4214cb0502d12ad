"""Proposals and arguments, dozens to a page: set once for each shape of their data (`consult.prepared`)."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from consult.prepared import Prepared

register = template.Library()
CARD = "components/_proposal_card.html"
# What the card, and what stands on it, show as it is.
SLOTS = ("reference", "title", "url", "excerpt", "iso", "words", "author", "origin", "label", "arguments")
COUNTS = ("total",)
NUMBERS = ("agree", "mixed", "disagree", "agree_percent", "mixed_percent", "disagree_percent")

ARGUMENT, STANCE = "components/_argument.html", "components/_stance.html"
SAID = (
    *("id", "reference", "words", "iso", "author", "origin", "source_url", "source_domain", "convinced"),
    *(
        "convinced_elsewhere",
        "state",
        "url",
        "statement",
        "report_url",
        "appeal_url",
        "reply_url",
        "label",
        "action",
        "sign_in_url",
    ),
    *("head", "csrf_token"),
)


@register.simple_tag(takes_context=True)
def proposal_card(context: Context, card: dict[str, Any], level: int = 3) -> SafeString:
    """``components/_proposal_card.html``, as an include of it would set it. No query."""
    return _kept(context, CARD, slots=SLOTS, counts=COUNTS, numbers=NUMBERS)(card=card, level=level)


@register.simple_tag(takes_context=True)
def argument_card(context: Context, argument: dict[str, Any]) -> SafeString:
    """``components/_argument.html`` likewise; the token of its form is asked for only where there is one."""
    mark = argument.get("mark")
    token = str(context.get("csrf_token", "")) if mark and not mark["sign_in_url"] else ""
    stance = argument["stance"]
    kept: Any = context.render_context  # of one page
    heads = kept.setdefault(STANCE, {"": ""})
    if stance not in heads:
        heads[stance] = get_template(STANCE).render({"stance": stance})
    prepared = _kept(context, ARGUMENT, slots=SAID, unused=("stance",))
    return prepared(argument=argument, head=heads[stance], csrf_token=token)


def _kept(context: Context, template_name: str, **how: Any) -> Prepared:
    """One for each page that is set."""
    kept = context.render_context
    if template_name not in kept:
        kept[template_name] = Prepared(template_name, **how)
    prepared: Prepared = kept[template_name]
    return prepared
