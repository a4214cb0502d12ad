"""What this room adds to lower pages: the theme of a proposal, the filter by theme, the ideas of a consultation."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consult.compiled import compiled_once
from consult.models import ConsultationPage
from consult.panels import ConsultationPanel, consultation_panels
from proposals.models import Proposal
from proposals.narrowing import FOLDS
from proposals.panels import FilterChoice, ProposalFilter, ProposalPanel, Reader, proposal_filters, proposal_panels
from synthesis.folding import SaidBy, said_by
from synthesis.following import theme_target
from synthesis.idea_map import drawn, territories
from synthesis.models import Cluster, GroupingRun, Theme
from synthesis.reading import COMPUTED, NO_THEME, Mark, free_count, in_theme, latest_placements, marks, shown_run

SHOWN_THEMES = 12  # in the consultation's page; the map holds all


def theme_choices(consultation: ConsultationPage) -> list[FilterChoice]:
    """Standing themes and how many proposals in view each holds; without any, the clusters. One query, or two."""
    named = [
        FilterChoice(
            str(number),
            name,
            total,
            folded=folded,
            map_url=reverse("synthesis:theme_map", args=[consultation.slug, number]),
            target=theme_target(Theme(consultation=consultation, number=number)),
        )
        for number, name, total, folded in _themes_of(consultation.pk)
    ]
    if named:
        return [*named, FilterChoice(NO_THEME, _("No theme yet"))]
    return [
        FilterChoice(f"{COMPUTED}{number}", _computed(terms), total)
        for number, terms, total in _clusters_of(consultation.pk)
    ]


@compiled_once
def _themes_of(consultation: int) -> QuerySet[Theme, tuple[int, str, int, int]]:
    listed = Count(
        "memberships", filter=Q(memberships__proposal__state="published", memberships__proposal__off_topic_at=None)
    )
    folded = Count("memberships__proposal__folded_under", filter=Q(memberships__proposal__off_topic_at=None))
    themes = Theme.objects.standing().filter(consultation=consultation).annotate(total=listed, folded=folded)
    return themes.order_by("number").values_list("number", "name", "total", "folded")


@compiled_once
def _clusters_of(consultation: int) -> QuerySet[Cluster, tuple[int, list[str], int]]:
    clusters = Cluster.objects.filter(run=shown_run(consultation)).annotate(total=free_count())
    return clusters.order_by("number").values_list("number", "terms", "total")


def _computed(terms: Sequence[str]) -> str:
    words = ", ".join(terms[:3]) or _("Without a common word")
    return _("%(terms)s (computed, not read by a person)") % {"terms": words}


proposal_filters.register("theme", order=10)(
    ProposalFilter(parameter="theme", label=cast("str", gettext_lazy("Theme")), choices=theme_choices, apply=in_theme)
)


NAMED = 20  # contributions that say the same, on the page of one; the others are counted


def chips(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """The theme and the pépite of each card, and how many say the same. One query, two where some do."""
    known = marks(proposals)
    say = _saying(proposals, known)
    return {
        pk: {"theme": theme_link(mark), "pepite": bool(mark.pepite), "folded": say.get(pk)}
        for pk, mark in known.items()
        if mark.theme_number or mark.pepite or pk in say
    }


def _saying(proposals: Sequence[Proposal], known: Mapping[int, Mark]) -> dict[int, dict[str, Any]]:
    """How many contributions say the same as each published one, and where they are. One query, or none."""
    say = said_by(known)
    return {
        proposal.pk: _group(say[proposal.pk], proposal)
        for proposal in proposals
        if proposal.is_published and not proposal.is_off_topic and proposal.pk in say
    }


def _group(said: SaidBy, proposal: Proposal) -> dict[str, Any]:
    """Data for ``synthesis/_folded.html`` and ``synthesis/_theme_chip.html``; needs ``consultation``."""
    slug = proposal.consultation.slug
    others = [number for number in said.numbers if number != proposal.number]
    return {
        "texts": said.texts,
        "automatic": said.automatic,
        "mixed": said.mixed,
        "leads": proposal.number == said.numbers[0],
        "under": {
            "reference": f"P-{said.numbers[0]}",
            "url": reverse("proposals:detail", args=[slug, said.numbers[0]]),
        },
        "folded": said.texts - 1,
        "url": f"{reverse('proposals:list', args=[slug])}?{FOLDS}=P-{said.numbers[0]}",
        "others": [
            {"reference": f"P-{number}", "url": reverse("proposals:detail", args=[slug, number])}
            for number in others[:NAMED]
        ],
        "more": len(others[NAMED:]),
    }


def theme_link(mark: Mark) -> dict[str, Any] | None:
    """The theme of a proposal as data for ``components/_theme.html``; ``machine`` until a person confirmed it."""
    if mark.theme_number is None:
        return None
    return {
        "label": mark.theme_name,
        "url": reverse("proposals:list", args=[mark.theme_slug]) + f"?theme={mark.theme_number}",
        "machine": mark.confirmed_at is None,
    }


def fates(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """What the grouping made of each published proposal. Three queries, four where some say the same as others."""
    known = marks(proposals)
    say = _saying(proposals, known)
    runs, placements = latest_placements(proposals)
    found = {}
    for proposal in proposals:
        if not proposal.is_published:
            continue
        mark, run, placement = known.get(proposal.pk), runs.get(proposal.consultation_id), placements.get(proposal.pk)
        cluster = placement.cluster if placement else None
        found[proposal.pk] = {
            "state": "off_topic"
            if proposal.is_off_topic
            else _state(mark, _passed(proposal, run), placement is not None, cluster is not None),
            "theme": theme_link(mark) if mark else None,
            "at": mark.confirmed_at if mark else None,
            "terms": cluster.label if cluster else "",
            "run": {"reference": run.reference, "at": run.finished_at} if run else None,
            "pepite": mark.pepite if mark else "",
            "folded": say.get(proposal.pk),
        }
    return found


def _passed(proposal: Proposal, run: GroupingRun | None) -> str:
    """waiting without a run, late where it began before the text was in view, else nothing."""
    if run is None:
        return "waiting"
    began = run.started_at or run.created_at
    return "late" if proposal.published_at is not None and proposal.published_at > began else ""


def _state(mark: Mark | None, passed: str, read: bool, has_cluster: bool) -> str:
    """placed, confirmed, machine, left_out, cluster, unsorted, late, not_read or waiting: exactly one."""
    if mark is not None and mark.theme_number is not None:
        return "placed" if mark.by_person else "confirmed" if mark.confirmed_at else "machine"
    if mark is not None and mark.left_out:
        return "left_out"
    if passed == "waiting":
        return "waiting"
    if not read:
        return passed or "not_read"
    return "cluster" if has_cluster else "unsorted"


proposal_panels.register("theme_chip", order=10)(
    ProposalPanel(gather=chips, card_template="synthesis/_theme_chip.html")
)
proposal_panels.register("theme_fate", order=15)(
    ProposalPanel(
        gather=fates, template="synthesis/_fate.html", brief_template="synthesis/_fate_brief.html", place="fate"
    )
)


def ideas(consultation: ConsultationPage, request: HttpRequest) -> dict[str, Any] | None:
    """The themes of a consultation and its small map; None where nothing was grouped. Two queries."""
    territory = territories([consultation])[consultation.pk]
    if not territory.areas:
        return None
    return {
        "themes": [area for area in territory.themes or territory.computed if area.size][:SHOWN_THEMES],
        "named": bool(territory.themes),
        "map": drawn(consultation, territory),
        "map_url": reverse("synthesis:map", args=[consultation.slug]),
    }


consultation_panels.register("ideas", order=20)(
    ConsultationPanel(template="synthesis/_ideas.html", gather=ideas, place="main")
)
