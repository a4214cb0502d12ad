"""Python's cycle collector, set for a process that answers requests.

It stops all else to look for objects that only hold each other. What the process has loaded holds hundreds of thousands
of objects that stay until its end, and a page makes some thousands that go by themselves as soon as it is sent: a
collection each 2,000 objects, as Python has it, was a tenth of the time of a page, and found next to nothing.
"""

import gc

MADE = 50_000  # objects more than went, before a look at the newest: ten megabytes or so


def collect_seldom() -> None:
    """Leave alone what is loaded, for good, and look at the rest seldom. To be called when all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE, *gc.get_threshold()[1:])
