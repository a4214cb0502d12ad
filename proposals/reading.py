"""All that the page of one proposal shows, as plain data."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consult.compiled import compiled_once
from consult.models import ConsultationPage, Phase
from consult.pages import foreign_language
from participants.models import User
from proposals import cards
from proposals.amending.summary import summary_of, with_amendments
from proposals.arguments import gather_arguments
from proposals.drafts.offering import drafts_on, with_drafts
from proposals.editing import may_edit
from proposals.entering.reading import entry_data
from proposals.following.targets import follow_exists, target_at
from proposals.forms import ArgumentForm
from proposals.models import Proposal, ProposalQuerySet, Version
from proposals.models.readers import key_of
from proposals.panels import Reader, proposal_panels, sealed
from proposals.pausing import pause_on
from proposals.sent_back import ChangeAsked, asked_of
from proposals.similar.linking import links_exist
from proposals.standing import opened_at, position_read, positions_part
from proposals.withdrawing.reading import withdrawn_part

PLACES = ("fate", "main", "aside")
DESCRIPTION = 200  # characters


def visible_proposal(consultation: ConsultationPage, number: int, reader: Reader) -> Proposal | None:
    """One proposal with its positions counted, if the reader may see it. One query."""
    found = _visible(consultation.pk, number, key_of(reader), target_at(consultation, number))
    proposal = next(iter(found), None)
    if proposal is not None:
        proposal.consultation = consultation  # known already, and read by every address
    return proposal


@compiled_once
def _visible(consultation: int, number: int, person: int | None, target: str) -> ProposalQuerySet:
    rows = with_amendments(
        Proposal.objects.visible_to(person)
        .filter(consultation=consultation, number=number)
        .select_related("current", "author", "imported_from", "tally_elsewhere", "withdrawn_for__current")
        .select_related("imported_from__entry__entered_by")
        .with_position_counts()
        .with_argument_count()
        .with_own_position(person)
        .annotate(has_links=links_exist(), is_followed=follow_exists(target, person))
        .defer("search_text")
    )
    return with_drafts(rows, person).order_by("pk")[:1]


def gather_detail(
    proposal: Proposal, reader: Reader, *, all_arguments: bool = False, argument: int | None = None
) -> dict[str, Any]:
    """The page of one proposal; the argument of that number is shown wherever it stands.

    Four queries (phases, tags, arguments, marks; while it waits, what is asked of its author), one more for who may
    argue (their pause), and those of the panels.
    """
    consultation, phase = proposal.consultation, proposal.consultation.phase_at(timezone.now())
    asked = asked_of([proposal]).get(proposal.pk)
    shown: dict[str, Any] = {
        "proposal": proposal_data(proposal, reader),
        "asked": asked,
        "state": state_of(proposal, reader),
        "edit_url": reverse("proposals:edit", args=[consultation.slug, proposal.number])
        if opens_editing(proposal, phase, asked) and isinstance(reader, User) and may_edit(reader, proposal)
        else "",
        "amend_url": reverse("proposals:amend", args=[consultation.slug, proposal.number])
        if proposal.takes_deeds and proposal.author_id is not None and opens_editing(proposal, phase)
        else "",
        "amended": summary_of(proposal),
        "begun": drafts_on(proposal),
        "panels": panels_of(proposal, reader),
        "meta": meta_of(proposal),
        "crumbs": crumbs_of(proposal),
        "attribution": consultation.attribution if proposal.imported_from else "",
    }
    if proposal.is_published:
        own, opened = position_read(proposal, reader), opened_at(proposal, phase)
        phase = phase if proposal.takes_deeds else None
        shown |= positions_part(proposal, reader, own, cards.counted(proposal), **opened)
        shown |= withdrawn_part(proposal, reader, own, is_open=phase is not None, takes_back=opened["takes_back"])
        shown["arguments"] = gather_arguments(proposal, reader, everything=all_arguments, named=argument, phase=phase)
        may_argue = phase is not None and phase.may_argue
        shown["argue_url"] = reverse("proposals:argue", args=[consultation.slug, proposal.number]) if may_argue else ""
        shown["form"] = ArgumentForm(consultation=consultation) if may_argue and isinstance(reader, User) else None
        shown["paused"] = pause_on(reader, consultation, at=timezone.now()) if may_argue else None
    return shown


def opens_editing(proposal: Proposal, phase: Phase | None, asked: ChangeAsked | None = None) -> bool:
    """Whether changing words is offered: while proposals are taken, once published while arguments are, when asked."""
    if proposal.withdrawn_at is not None:
        return False
    if asked is not None and not asked.is_answered:
        return True
    return phase is not None and (phase.may_submit or (proposal.is_published and phase.may_argue))


def proposal_data(proposal: Proposal, reader: Reader) -> dict[str, Any]:
    """What it says and where it comes from. One query for the tags, one more when it is withheld."""
    version = proposal.current
    assert version is not None  # a proposal is created with its first version
    address = [proposal.consultation.slug, proposal.number, version.number]
    origin = proposal.imported_from
    return {
        "reference": proposal.reference,
        "url": proposal.get_absolute_url(),
        "title": version.title,
        "text": version.text,
        "title_derived": version.title_derived,
        "lang": foreign_language(proposal.language),
        "author": proposal.signature,
        "institution": proposal.signed_for_institution,
        "invented": proposal.invented,
        "date": proposal.published_at or proposal.created_at,
        "version": version.number,
        "version_url": reverse("proposals:version", args=address),
        "tags": cards.tag_links(proposal),
        "source": origin.source if origin else "",
        "licence": origin.licence if origin else "",
        "entry": entry_data(origin),
        "erased_at": version.blanked_at,
        "withheld": withheld_data(proposal, reader),
        "off_topic": {"ground": proposal.off_topic_ground, "date": proposal.off_topic_at}
        if proposal.is_off_topic
        else None,
    }


def withheld_data(proposal: Proposal, reader: Reader, version: Version | None = None) -> dict[str, Any] | None:
    """The placeholder's data, None when it is in view. One query.

    The text of a version (the current one by default) is readable on demand, unless it is kept from the reader.
    """
    version = version or proposal.current
    if not proposal.is_withheld or version is None:
        return None
    said = [] if sealed([proposal], reader) else [version.title, version.text]
    return {
        "ground": proposal.withheld_ground,
        "date": proposal.withheld_at,
        "reference": proposal.reference,
        "text": "\n\n".join(part for part in said if part),
        "lang": foreign_language(proposal.language),
    }


def state_of(proposal: Proposal, reader: Reader) -> str:
    """withheld, erased, waiting (its author alone reads that), withdrawn, own (its author reads it) or published."""
    if proposal.is_withheld:
        return "withheld"
    if proposal.current is not None and proposal.current.blanked_at:
        return "erased"
    if not proposal.is_published:
        return "waiting"
    if proposal.withdrawn_at is not None:
        return "withdrawn"
    return "own" if proposal.author_id is not None and proposal.author_id == reader.pk else "published"


def panels_of(proposal: Proposal, reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """What upper rooms add to the page, by place. Queries: theirs."""
    placed: dict[str, list[dict[str, Any]]] = {place: [] for place in PLACES}
    for name, panel in proposal_panels.items():
        if not panel.template:
            continue
        data = panel.gather([proposal], reader).get(proposal.pk)
        if data is not None:
            template = panel.brief_template if panel.brief_template and placed[panel.place] else panel.template
            placed[panel.place].append({"name": name, "template": template, "data": data})
    return placed


def meta_of(proposal: Proposal) -> dict[str, str]:
    """What other sites and search engines are told: nothing of a text that is out of view."""
    in_view = proposal.is_published and bool(proposal.title)
    words = " ".join(proposal.text.split())
    return {
        "title": proposal.title if in_view else proposal.reference,
        "description": Truncator(words).chars(DESCRIPTION) if in_view else "",
        "url": f"{settings.WAGTAILADMIN_BASE_URL}{proposal.get_absolute_url()}",
    }


def crumbs_of(proposal: Proposal, *more: dict[str, str]) -> list[dict[str, str]]:
    """The way back up from a proposal, or from a page beneath it."""
    consultation = proposal.consultation
    last = {"label": proposal.reference, "url": proposal.get_absolute_url() if more else ""}
    return [*list_crumbs(consultation, url=reverse("proposals:list", args=[consultation.slug])), last, *more]


def list_context(consultation: ConsultationPage, phases: Sequence[Phase]) -> dict[str, Any]:
    """What stands around the list. No query."""
    now = timezone.now()
    phase = next((phase for phase in phases if phase.is_open(now)), None)
    return {
        "consultation": consultation,
        "crumbs": list_crumbs(consultation),
        "lang": foreign_language(consultation.language),
        "canonical_url": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('proposals:list', args=[consultation.slug])}",
        "submit_url": reverse("proposals:submit", args=[consultation.slug]) if phase and phase.may_submit else "",
        "give_url": reverse("proposals:give_view", args=[consultation.slug])
        if phase and phase.may_take_position
        else "",
        "export_url": reverse("proposals:export", args=[consultation.slug]),
        "amendments_url": reverse("proposals:amendments_export", args=[consultation.slug]),
    }


def list_crumbs(consultation: ConsultationPage, *, url: str = "", label: str = "") -> list[dict[str, str]]:
    """The way back up from the list, or from another page of the consultation, which ``label`` names."""
    return [
        {"label": _("Home"), "url": "/"},
        {"label": consultation.title, "url": consultation.address},
        {"label": label or _("Proposals"), "url": url},
    ]
