"""The computation that editors found their way with: its parameters in words, for ``cms/edition/_run.html``."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from synthesis.models import GroupingRun


def parameter_rows(run: GroupingRun | None) -> list[dict[str, str]]:
    """Each parameter with what it is, its value and its name in the code. No query.

    One that this version of the site does not know is told by its name.
    """
    if run is None:
        return []
    labels = parameter_labels()
    return [
        {"name": name, "label": labels.get(name, name), "value": _shown(name, value)}
        for name, value in run.parameters.items()
    ]


def _shown(name: str, value: Any) -> str:
    if value is None:
        return _("chosen by the computation")
    if name == "level":
        return {"broad": _("broad groups"), "medium": _("middle-sized groups"), "fine": _("fine groups")}.get(
            value, str(value)
        )
    return number_format(value) if isinstance(value, int | float) else str(value)


def parameter_labels() -> dict[str, str]:
    """What each parameter of ``synthesis.clustering.Parameters`` is, in words."""
    return {
        "groups": _("Number of groups"),
        "level": _("How fine the groups are"),
        "neighbours": _("Closest texts that each text is linked to"),
        "smoothing_rounds": _("Times that each text is averaged with those it is linked to"),
        "own_share": _("Share that a text keeps of itself each time"),
        "lexical_weight": _("Weight of the words beside the meaning"),
        "mixed_lexical_weight": _("The same where languages mix"),
        "language_minimum": _("Texts from which a language counts as one"),
        "svd_dimensions": _("Dimensions that the words are reduced to"),
        "min_texts": _("Texts that a word has to stand in to count"),
        "max_share": _("Share of the texts above which a word no longer counts"),
        "modularity_share": _("Quality kept when the number of groups is chosen"),
        "fine_share": _("The same for fine groups"),
        "most_groups": _("Greatest number of groups that is looked at"),
        "copies_by_words": _("Texts that differ by case, accents and punctuation only count as one"),
        "converged_svd": _("Words reduced without any random draw"),
        "unplaced_share": _("Share of the texts that are left out of all groups"),
        "landmarks": _("Texts from which groups are made where there are many"),
        "learnt_on_landmarks": _("Beyond them, the other texts are placed by what these taught"),
        "reduced_dimensions": _("Dimensions kept to make the groups"),
        "seed": _("Number that random draws begin with"),
    }
