"""What upper rooms add to a participant's own space, and their part of the export and of the erasure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from consult.registry import Registry
from participants.models import User


@dataclass(frozen=True)
class SpacePanel:
    """A part of “my space”: a template and the function that gathers its plain data (as ``data``).

    ``gather`` takes the participant, in a bounded number of queries; None shows nothing.
    """

    template: str
    gather: Callable[[User], Any]


#: The rows of one kind that speak of a person, as plain data that JSON can hold (dates are fine).
Exporter = Callable[[User], Sequence[dict[str, Any]]]
#: Removes one room's rows of a person, within the transaction of the erasure; says how many of what.
Eraser = Callable[[User], Mapping[str, int] | None]

#: Which of these targets (see ``participants.following``) anyone may read: label and address of each. Registered by
#: the kind of target, in a bounded number of queries.
FindTargets = Callable[[Sequence[str]], Mapping[str, tuple[str, str]]]

#: Of these targets, those that anyone may read now, and what each is called now. Asked when a mail leaves, by the kind
#: of target, in a bounded number of queries.
FindInView = Callable[[Sequence[str]], Mapping[str, str]]

space_panels: Registry[SpacePanel] = Registry()
follow_targets: Registry[FindTargets] = Registry()
notice_subjects: Registry[FindInView] = Registry()
exporters: Registry[Exporter] = Registry()
erasers: Registry[Eraser] = Registry()
#: Run before them, when a person who leaves wants their published words to go too.
text_erasers: Registry[Eraser] = Registry()

#: The keys of accounts that did something since an instant, as a queryset of one column: no query by itself.
signs_of_life: Registry[Callable[[datetime], "QuerySet[Any, Any]"]] = Registry()
