"""The findings of one page as markup, part by part: each part is set once for all the findings in which it is alike."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.template.loader import get_template
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone
from django.utils.translation import pgettext

from consult.prepared import Prepared

# The partials of components/_finding.html, in its order, with the data that each looks at.
PARTS = {
    "body": ("body", "lang", "rests_on_nothing"),
    "theme": ("theme",),
    "stances": ("stances",),
    "since": ("since",),
    "cited": ("citations", "citations_label"),
    "contrary": ("contrary", "no_contrary"),
    "more": ("proposals_url", "proposal_count"),
    "answer": ("answer",),
    "notes": ("reading_notes",),
}
AROUND = ("id", "kind", "kind_line", "lang", "statement")
# Of the data of these components: the words that they show as they are, the counts, and what they do not look at.
SLOTS = frozenset(
    {"id", "kind", "kind_line", "statement", "body", "label", "told", "since", "citations_label", "parts", "markup"}
    | {"quoted", "text", "url", "reference", "author", "origin", "when", "ground", "current_url"}
    | {"stance", "stance_label", "paragraphs", "wording", "name", "function", "state_label"}
)
COUNTS = frozenset({"agree", "mixed", "disagree", "total", "agree_percent", "mixed_percent", "disagree_percent"})
UNUSED = frozenset({"number", "role", "proposal", "date", "key", "reasons", "texts", "confirmed"})
UNUSED_OF_COMMITMENT = frozenset({"due", "first_due", "sentence", "made", "steps"})


class SetOnce:
    """What the same template sets from the same value, once for all the places of one page."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Any], SafeString] = {}

    def __call__(self, template: str, name: str, value: Any) -> SafeString:
        if (template, value) not in self._known:
            # The template escaped what it holds; cutting white space off its ends takes that mark away.
            markup = get_template(template).render({name: value}).strip()
            self._known[template, value] = mark_safe(markup)  # noqa: S308 – escaped by the template
        return self._known[template, value]


class FindingSetter:
    """``components/_finding.html`` for the findings of one page, in one language. No query."""

    def __init__(self) -> None:
        self._once, self._here = SetOnce(), get_current_timezone()
        self._quotes = pgettext("opening quote", "“"), pgettext("closing quote", "”")
        self._whole = prepared("components/_finding.html")
        self._citation = prepared("components/_citations.html#one")
        self._parts = {name: prepared(f"components/_finding.html#{name}") for name in PARTS}

    def __call__(self, finding: Mapping[str, Any], *, level: int) -> SafeString:
        """A finding, from the data that the component needs."""
        data = {
            **finding,
            "kind_line": self._once("components/_finding_kind.html", "kind", finding["kind"]),
            "citations": self._citations(finding["citations"]),
            "contrary": self._citations(finding["contrary"]),
            "answer": self._answer(finding.get("answer")),
        }
        around = {name: data[name] for name in AROUND}
        return self._whole(finding={**around, "parts": self._all_parts(data)}, level=level)

    def _all_parts(self, data: Mapping[str, Any]) -> SafeString:
        found = []
        for name, part in self._parts.items():
            looked_at = {key: data.get(key) for key in PARTS[name]}
            if any(looked_at.values()):
                found.append(part(finding=looked_at))
        return mark_safe("".join(found))  # noqa: S308 – each was escaped by its own template

    def _citations(self, citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        opening, closing = self._quotes
        found = []
        for row in citations:
            quoted = f"{opening}{row['text']}{closing}" if row["text"] else ""
            found.append(
                {"markup": self._citation(citation={**row, "quoted": quoted, "when": self._when(row["date"])})}
            )
        return found

    def _answer(self, answer: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The same, with its dates and paragraphs set."""
        if not answer or not answer["answer"]:
            return dict(answer) if answer else None
        given = answer["answer"]
        # linebreaks escapes what was typed (autoescape): what is marked safe holds its own tags only.
        set_out = linebreaks(given["reasons"], autoescape=True)
        paragraphs = mark_safe(set_out)  # noqa: S308 – escaped by linebreaks
        return {
            **answer,
            "answer": {**given, "paragraphs": paragraphs, "when": self._when(given["date"])},
            "commitments": [
                {
                    **{key: value for key, value in row.items() if key not in UNUSED_OF_COMMITMENT},
                    "when": self._once("components/_date.html", "at", row["due"]),
                }
                for row in answer["commitments"]
            ],
        }

    def _when(self, at: datetime | None) -> str:
        """A moment as the day that it is here."""
        return self._once("components/_date.html", "at", at.astimezone(self._here).date()) if at else ""


def stance_rows(findings: Sequence[Mapping[str, Any]], lang: str) -> list[dict[str, Any]]:
    """The rows of ``cms/edition/_stances.html``. No query."""
    row = Prepared("cms/edition/_stances.html#row", slots=("id", "number", "statement"), counts=COUNTS)
    found = []
    for finding in findings:
        tally = {name: finding["stances"].get(name) for name in ("agree", "mixed", "disagree", "elsewhere")}
        data = {"id": finding["id"], "number": str(finding["number"]), "statement": finding["statement"]}
        found.append({"row": row(finding={**data, "stances": tally}, lang=lang)})
    return found


def prepared(template: str) -> Prepared:
    """One of the templates that a finding is made of."""
    return Prepared(template, slots=SLOTS, counts=COUNTS, unused=UNUSED)
