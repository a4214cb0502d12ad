"""Loads the whole demonstration, in the order in which things happen."""

from django.utils import timezone

from cms.demonstration.answers import answer_findings
from cms.demonstration.consultations import explain, open_consultation
from cms.demonstration.contested import load_appeals
from cms.demonstration.debate import Cast, load_debate
from cms.demonstration.mobility import group_answers, load_answers, mark_pepites, name_themes
from cms.demonstration.past import load_bill, load_reform
from cms.demonstration.people import accounts, citizens
from cms.demonstration.progress import Steps
from cms.demonstration.published import publish_synthesis
from cms.site_setup import set_up_site
from consult.statistics import refresh_statistics


def load(steps: Steps, *, sample: int = 0) -> None:
    """Load what is not there yet. ``sample`` takes only so many contributions of each list."""
    now = timezone.now()
    set_up_site()
    explain()
    load_reform(steps, sample)
    load_bill(steps, sample)
    mobility = open_consultation(now)
    load_answers(steps, mobility, sample)
    people = accounts()
    run = group_answers(steps, mobility, people["redaction"])
    with steps.step("Themes, pépites, synthesis"):
        if run is not None:
            name_themes(run, people["redaction"])
        mark_pepites(mobility, people["redaction"])
        synthesis = publish_synthesis(mobility, people["redaction"])
        answer_findings(synthesis, people["organisation"])
    cast = Cast(
        consultation=mobility,
        opens_at=mobility.phases.earliest("opens_at").opens_at,
        now=now,
        citizen=people["citoyenne"],
        moderator=people["moderation"],
        citizens=citizens(),
    )
    load_debate(steps, cast)
    load_appeals(cast, people["organisation"])
    refresh_statistics()  # without, SQLite reads all placements anew for each proposal: 4.7 s, and 0.03 s with
