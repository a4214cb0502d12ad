"""What upper rooms have done when something happens to a proposal."""

from collections.abc import Callable

from consult.registry import Registry
from proposals.models import Proposal

# Called inside the transaction in which a proposal is shown to all for the first time.
when_published: Registry[Callable[[Proposal], object]] = Registry()

# Whether somebody has judged the words as they stand, or was asked to: they change through an amendment from then on.
judged_words: Registry[Callable[[Proposal], bool]] = Registry()
