"""The choices of a select, of which a page may hold a hundred."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_SELECTED = mark_safe(" selected")


@register.simple_tag
def options(choices: Iterable[dict[str, Any]]) -> SafeString:
    """``<option>`` of each choice, with value, label and selected."""
    rows = ((one["value"], _SELECTED if one["selected"] else "", one["label"]) for one in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
