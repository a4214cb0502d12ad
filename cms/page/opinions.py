"""Opinion groups on the page of an edition, and how they were computed on its method page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from cms.editions.opinions import FEW, SMALL, UNCLEAR
from cms.models import Edition
from cms.page.additions import EditionPanel, edition_panels
from consult.models import ConsultationPage
from consult.pages import foreign_language
from proposals.cards import as_tally
from proposals.models import Proposal
from synthesis.clustering.opinions import LEAST_MEMBERS, LEAST_POSITIONS, LEAST_VOTERS, MOST_GROUPS

LETTERS = "ABCDE"  # as many as there are groups at most: a letter praises and blames nobody

Rows = list[dict[str, Any]]


def opinions_of(edition: Edition) -> dict[str, Any] | None:
    """For ``cms/edition/_opinions.html``; None where the consultation did not look for groups. One query."""
    stored = edition.figures.get("opinions")
    if stored is None:
        return None
    if stored["why"]:
        return {"why": why_none(stored["why"])}
    counts = stored["counts"]
    named = titles(counts, edition.corpus.consultation)
    names = [_("Group %(letter)s") % {"letter": letter} for letter in LETTERS[: len(stored["groups"])]]
    return {
        "why": "",
        "people": stored["people"],
        "largest": max(group["size"] for group in stored["groups"]),
        "groups": [
            {
                "name": name,
                "size": group["size"],
                "supports": [{**named[key], "tally": tally(counts[key][place])} for key in group["supports"]],
                "rejects": [{**named[key], "tally": tally(counts[key][place])} for key in group["rejects"]],
            }
            for place, (name, group) in enumerate(zip(names, stored["groups"], strict=True))
        ],
        "together": by_group(stored["together"], counts, named, names),
        "divides": by_group(stored["divides"], counts, named, names),
        "table": by_group(list(counts), counts, named, names),
    }


def why_none(code: str) -> str:
    """Why no group is shown, in a sentence."""
    sentences = {
        FEW: _("No group is shown: of the people who agreed to it, too few took position on %(n)d proposals or more.")
        % {"n": LEAST_POSITIONS},
        UNCLEAR: _("No group is shown: the positions of those who agreed to it make no distinct groups."),
        SMALL: _("No group is shown: fewer than two have %(n)d people or more, and smaller ones stay hidden.")
        % {"n": LEAST_MEMBERS},
    }
    return sentences[code]


def titles(references: Sequence[str] | Mapping[str, Any], consultation: ConsultationPage) -> dict[str, dict[str, Any]]:
    """By reference, the title and the address of a proposal while it may be read. One query."""
    numbers = [int(reference.removeprefix("P-")) for reference in references]
    listed = Proposal.objects.listed().filter(consultation=consultation, number__in=numbers).select_related("current")
    blank = {"title": "", "url": "", "lang": ""}
    found: dict[str, dict[str, Any]] = {key: {"reference": key, **blank} for key in references}
    for proposal in listed:
        proposal.consultation = consultation
        lang = foreign_language(proposal.language)
        found[proposal.reference] |= {"title": proposal.title, "url": proposal.get_absolute_url(), "lang": lang}
    return found


def tally(counts: list[int] | None) -> dict[str, Any] | None:
    """Counts of a group for ``components/_position_bar.html``; None where too few of it voted."""
    return None if counts is None else as_tally(*counts)


def by_group(
    references: list[str], counts: Mapping[str, Any], named: Mapping[str, dict[str, Any]], names: list[str]
) -> Rows:
    """Proposals, each with where every group stands on it."""
    return [
        {
            **named[key],
            "groups": [{"name": name, "tally": tally(row)} for name, row in zip(names, counts[key], strict=True)],
        }
        for key in references
    ]


def computed(edition: Edition) -> dict[str, Any] | None:
    """For ``cms/edition/_opinions_method.html``. No query."""
    stored = edition.figures.get("opinions")
    if stored is None:
        return None
    return {
        "seed": stored["seed"],
        "libraries": stored["libraries"],
        "silhouette": stored.get("silhouette"),
        "least": {
            "positions": LEAST_POSITIONS,
            "voters": LEAST_VOTERS,
            "members": LEAST_MEMBERS,
            "groups": MOST_GROUPS,
        },
    }


edition_panels.register("opinion_groups", order=10)(
    EditionPanel(template="cms/edition/_opinions.html", gather=opinions_of, place="main")
)
edition_panels.register("opinion_groups_method", order=10)(
    EditionPanel(template="cms/edition/_opinions_method.html", gather=computed, place="method")
)
