"""The choices of a select, of which a page may hold a hundred."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def options(choices: Iterable[dict[str, Any]]) -> SafeString:
    """``<option>`` of each choice, with value, label and selected."""
    return mark_safe("".join(map(_option, choices)))  # noqa: S308 – escaped below


def _option(one: dict[str, Any]) -> str:
    selected = " selected" if one["selected"] else ""
    return f'<option value="{_escaped(one["value"])}"{selected}>{_escaped(one["label"])}</option>'


def _escaped(value: Any) -> str:
    return escape(value) if type(value) is str else conditional_escape(value)
