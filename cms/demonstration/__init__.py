"""The demonstration: three consultations on real contributions, and what was invented around the first.

Each part can be loaded again and adds nothing twice. What was invented carries the mark ``invented``.
"""

from cms.demonstration.loading import load

__all__ = ["load"]
