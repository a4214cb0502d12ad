"""Where a run stands: its steps, how many texts are read, and the time left as one says it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proposals.encoder import load_encoder
from proposals.models import Proposal, Vector
from synthesis.corpus import in_the_maths
from synthesis.models import GroupingRun
from synthesis.tasks import FROZEN

STEPS: dict[str, Promise] = {
    "corpus": gettext_lazy("Gathering the texts"),
    "vectors": gettext_lazy("Reading the texts that are new"),
    "features": gettext_lazy("Comparing words and meanings"),
    "groups": gettext_lazy("Looking for groups"),
    "stability": gettext_lazy("Trying whether the groups come again without some of the texts"),
    "explanation": gettext_lazy("Looking for what each group talks about"),
    "parts": gettext_lazy("Looking for what texts of several ideas also speak of"),
    "writing": gettext_lazy("Writing the result down"),
}
_ALSO = {"normalising": "features", "done": "explanation"}  # stages that are no step of their own
_SURE = 0.05  # share done, below which what is left cannot be told
_SOON = 3.0  # seconds that a run must have worked before what is left is told from them


class Step(NamedTuple):
    """One step; ``state`` is done, now or next."""

    words: Promise
    state: str
    tally: str


class Progress(NamedTuple):
    """The steps of a run, and what is left; nothing where that cannot be told."""

    steps: list[Step]
    left: str


def progress_of(run: GroupingRun | None, now: datetime) -> Progress | None:
    """Of a run that waits or works; None for one that is over, or for none. Three queries, or none."""
    if run is None or not run.is_unfinished:
        return None
    done, total = _encoded(run)
    names = [name for name in STEPS if _is_taken(name)]
    stage = _ALSO.get(run.stage, run.stage)
    place = names.index(stage) if stage in names else -1
    steps = [
        Step(STEPS[name], "done" if order < place else "now" if order == place else "next",
             _count(done, total) if name == "vectors" and place <= order else "")
        for order, name in enumerate(names)
    ]  # fmt: skip
    return Progress(steps, _left(run, now, total))


def _is_taken(name: str) -> bool:
    """Vectors of texts and of their parts need an encoder; stability is looked at where the site says so."""
    if name in ("vectors", "parts"):
        return settings.CONSULT_ENCODER != "none"
    return name != "stability" or bool(settings.CONSULT_RESAMPLES)


def _encoded(run: GroupingRun) -> tuple[int, int]:
    """How many of the texts have their vector, and how many texts there are. Two queries."""
    listed = in_the_maths(Proposal.objects.grouped().with_words()).filter(consultation=run.consultation_id)
    encoder = load_encoder(settings.CONSULT_ENCODER)
    known = Vector.objects.filter(encoder=encoder.name if encoder else "", version__in=listed.values("current"))
    return known.count(), listed.count()


def _count(done: int, total: int) -> str:
    return _("%(done)s of %(total)s") % {"done": intcomma(done), "total": intcomma(total)}


def _left(run: GroupingRun, now: datetime, total: int) -> str:
    """Told from the run itself while it encodes, then from how long the last one took for as many texts. One query."""
    if run.state != GroupingRun.State.RUNNING or run.started_at is None:
        return ""
    worked = (now - run.started_at).total_seconds()
    share = min(run.progress, 1.0)
    before = _seconds_before(run, total) if share >= FROZEN else 0.0
    if before:
        return about(timedelta(seconds=before * (1 - share) / (1 - FROZEN)))
    if share < _SURE or worked < _SOON:
        return ""
    return about(timedelta(seconds=worked * (1 - share) / share))


def _seconds_before(run: GroupingRun, total: int) -> float:
    """What the last run done took after its texts were gathered, for so many texts; 0 where none tells."""
    last = GroupingRun.objects.done().filter(consultation=run.consultation_id, corpus_size__gt=0).first()
    if last is None:
        return 0.0
    seconds: Mapping[str, float] = last.seconds
    return sum(seconds.values()) * total / last.corpus_size


def about(time: timedelta) -> str:
    """A length of time that is not known for sure, in words; rounded so that it does not jump."""
    seconds = time.total_seconds()
    if seconds < 20:
        return _("a few seconds left")
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 60:
        return ngettext("about %(n)s minute left", "about %(n)s minutes left", minutes) % {"n": minutes}
    hours = round(seconds / 3600)
    return ngettext("about %(n)s hour left", "about %(n)s hours left", hours) % {"n": hours}
