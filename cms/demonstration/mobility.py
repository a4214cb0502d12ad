"""«Se déplacer autrement»: 3,000 real answers, brought in and grouped, with themes named by hand."""

from collections import Counter
from datetime import datetime

from cms.demonstration import texts
from cms.demonstration.files import rows_of, written
from cms.demonstration.progress import Steps
from consult.models import ConsultationPage
from participants.models import User
from proposals.importing import ImportRow, import_list
from proposals.importing.vectors import encode_import, versions_of
from proposals.models import Proposal
from synthesis.actions import adopt_theme, confirm_members, set_pepite, start_run
from synthesis.deciding import read_elsewhere
from synthesis.models import Cluster, GroupingRun, Pepite, Placement, Theme
from synthesis.tasks import MINIMUM, run_grouping

FEWEST_MEMBERS = 2  # of those written down for a theme that a cluster must hold to get its name
MEMBERS_READ = 12  # of those written down, the first ones, whose texts were read when the theme was named


def load_answers(steps: Steps, consultation: ConsultationPage, sample: int) -> None:
    """The answers as proposals, dated from the opening since the file gives no dates, and their vectors."""
    opens_at = consultation.phases.earliest("opens_at").opens_at
    rows = [
        ImportRow(text=row.text, external_id=row.external_id, created_at=opens_at, line=row.line)
        if isinstance(row, ImportRow)
        else row
        for row in rows_of("mobilite-3000.csv", {"text": "text", "id": "id"}, sample)
    ]
    with steps.step("Se déplacer autrement: answers", len(rows)) as progress:
        result = import_list(
            consultation=consultation,
            rows=rows,
            source=texts.GRAND_DEBAT,
            licence=texts.OPEN_LICENCE,
            progress=progress,
        )
    if result.record is not None:
        with steps.step("Sentence vectors", len(versions_of(result.record))) as progress:
            encode_import(result.record, progress=progress)


def group_answers(steps: Steps, consultation: ConsultationPage, editor: User) -> GroupingRun | None:
    """One real run, at once rather than by the worker; the run that is there when there is one."""
    runs = GroupingRun.objects.filter(consultation=consultation)
    if runs.done().exists():
        return runs.done().earliest("number")
    if Proposal.objects.listed().filter(consultation=consultation).count() < MINIMUM:
        return None
    with steps.step("Grouping of ideas"):
        run = runs.unfinished().first() or start_run(consultation=consultation, by=editor)
        run_grouping.call(run.pk)  # the worker will find it done
    run.refresh_from_db()
    if run.state != GroupingRun.State.DONE:
        raise RuntimeError(f"The grouping did not end well: {run.error or run.state}")
    return run


def name_themes(run: GroupingRun, editor: User) -> int:
    """Adopt the clusters that hold the members written down for each theme; how many. Once a consultation.

    Labels may differ on another processor, texts do not: a theme goes to the cluster that holds most of its
    members, the surest match first, and each cluster gets one name at most.
    """
    if Theme.objects.filter(consultation=run.consultation).exists():
        return 0
    themes = written("themes.toml")["theme"]
    clusters = _clusters_of(run, [member for theme in themes for member in theme["members"]])
    shares = [
        (count, -rank, cluster)
        for rank, theme in enumerate(themes)
        for cluster, count in Counter(clusters[name] for name in theme["members"] if name in clusters).items()
        if count >= FEWEST_MEMBERS
    ]
    chosen: dict[int, int] = {}
    for _count, rank, cluster in sorted(shares, reverse=True):
        if cluster not in chosen.values():
            chosen.setdefault(-rank, cluster)
    rows = Cluster.objects.select_related("run__consultation").in_bulk(chosen.values())
    for rank, cluster in sorted(chosen.items()):
        theme = themes[rank]
        adopted = adopt_theme(cluster=rows[cluster], name=theme["name"], description=theme["description"], by=editor)
        read = Proposal.objects.filter(theme_membership__theme=adopted, external_id__in=theme["members"][:MEMBERS_READ])
        texts_read = list(read.select_related("consultation").order_by("number"))
        confirm_members(theme=adopted, proposals=texts_read, by=editor, shown=read_elsewhere(texts_read))
    return len(chosen)


def _clusters_of(run: GroupingRun, members: list[str]) -> dict[str, int]:
    """The cluster of each member, by its identifier in the file. One query."""
    placements = Placement.objects.filter(run=run, cluster__isnull=False, version__proposal__external_id__in=members)
    return dict(placements.order_by().values_list("version__proposal__external_id", "cluster"))


def mark_pepites(consultation: ConsultationPage, editor: User) -> int:
    """Mark the rare ideas that were found by reading; how many are new."""
    reasons = {pepite["proposal"]: pepite["reason"] for pepite in written("themes.toml")["pepite"]}
    proposals = Proposal.objects.listed().filter(consultation=consultation, external_id__in=reasons)
    marked = set(Pepite.objects.filter(proposal__consultation=consultation).values_list("proposal", flat=True))
    new = [proposal for proposal in proposals.select_related("consultation") if proposal.pk not in marked]
    for proposal in new:
        set_pepite(proposal=proposal, reason=reasons[proposal.external_id], by=editor)
    return len(new)


def answers_by_id(consultation: ConsultationPage) -> dict[str, Proposal]:
    """The real answers that are in view, by their identifier in the file. One query."""
    listed = Proposal.objects.listed().filter(consultation=consultation).exclude(external_id="")
    return {proposal.external_id: proposal for proposal in listed.select_related("current", "consultation")}


def spread(start: datetime, end: datetime, place: int, places: int) -> datetime:
    """The ``place``-th of ``places`` instants spread evenly between two, both left out."""
    return start + (end - start) * (place + 1) / (places + 1)
