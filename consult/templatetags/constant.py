"""Parts of a template that nothing changes but the language: written once for each."""

from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.utils.translation import get_language

register = template.Library()


class ConstantNode(Node):
    """Markup that is the same on every page, for everyone."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._written: dict[str | None, Any] = {}

    def render(self, context: Context) -> Any:
        language = get_language()
        if language not in self._written:
            self._written[language] = self.nodelist.render(context.new({}))
        return self._written[language]


@register.tag
def constant(parser: Parser, token: Token) -> ConstantNode:
    """``{% constant %} … {% endconstant %}``: what stands within sees no variable, and is set once for each language.

    Of use for what stands on every page: addresses of style sheets, words of menus. It is compiled further, so to
    say: nothing of a request or of a row can be in it.
    """
    nodelist = parser.parse(("endconstant",))
    parser.delete_first_token()
    return ConstantNode(nodelist)
