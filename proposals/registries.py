"""What upper rooms have done when something happens to a proposal."""

from collections.abc import Callable

from consult.registry import Registry
from proposals.models import Proposal

# Called inside the transaction in which a proposal is shown to all for the first time.
when_published: Registry[Callable[[Proposal], object]] = Registry()
