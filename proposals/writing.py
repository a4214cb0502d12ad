"""What stands around the forms in which citizens write."""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from consult.pages import foreign_language
from participants.models import User
from proposals.forms import ArgumentForm, EditForm, ProposalForm
from proposals.grace import GRACE
from proposals.models import Proposal
from proposals.panels import Reader
from proposals.pausing import pause_on
from proposals.reading import crumbs_of, list_crumbs
from proposals.standing import Opened, opened_at, own_position, position_data
from proposals.words import VALUE_OF

EXCERPT = 600  # characters


def submit_context(consultation: ConsultationPage, reader: Reader) -> dict[str, Any]:
    """What stands around the form of a proposal. One query: the phases; another where the reader's pause is shown."""
    at = timezone.now()
    phase = consultation.phase_at(at)
    return {
        "paused": partial(pause_on, reader, consultation, at=at),  # what is typed is compared without asking
        "consultation": consultation,
        "is_open": phase is not None and phase.may_submit,
        "moderated_before": consultation.moderation == ConsultationPage.Moderation.BEFORE,
        "signed_in": isinstance(reader, User),
        "lang": foreign_language(consultation.language),
        "crumbs": list_crumbs(consultation, label=_("Submit a proposal")),
        "list_url": reverse("proposals:list", args=[consultation.slug]),
        "form_url": reverse("proposals:submit", args=[consultation.slug]),
        "submit_url": reverse("proposals:submit", args=[consultation.slug]),
    }


def preview_of(form: ProposalForm) -> dict[str, Any] | None:
    """What the page of the proposal would show, from a valid form where a look was asked for; else None."""
    if not (form.is_bound and form.is_valid() and "preview" in form.data):
        return None
    return {name: form.cleaned_data[name] for name in ("title", "text", "tags")}


def words_of(proposal: Proposal) -> dict[str, Any]:
    """What a form that changes a proposal begins with; needs ``current``. No query."""
    current = proposal.current
    assert current is not None  # a proposal is created with its first version
    return {"title": current.title, "text": current.text, "read_version": current.number}


def edit_context(proposal: Proposal, form: EditForm) -> dict[str, Any]:
    """What stands around the form that changes a proposal. No query."""
    current = proposal.current
    assert current is not None  # a proposal is created with its first version
    address = [proposal.consultation.slug, proposal.number, current.number]
    return {
        "consultation": proposal.consultation,
        "reference": proposal.reference,
        "proposal_url": proposal.get_absolute_url(),
        "form_url": reverse("proposals:edit", args=address[:2]),
        "current": {"number": current.number, "url": reverse("proposals:version", args=address)},
        "is_published": proposal.is_published,
        "grace": int(GRACE.total_seconds() // 60),
        "lang": foreign_language(proposal.language),
        "form": form,
        "crumbs": crumbs_of(proposal, {"label": _("Change my proposal"), "url": ""}),
    }


def argue_context(proposal: Proposal, reader: Reader, form: ArgumentForm) -> dict[str, Any]:
    """What stands around the form of an argument. Two queries: the phases, the reader's pause."""
    at = timezone.now()
    phase = proposal.consultation.phase_at(at)
    return {
        "paused": pause_on(reader, proposal.consultation, at=at),
        **about(proposal, label=_("Give an argument")),
        "form": form,
        "form_url": reverse("proposals:argue", args=[proposal.consultation.slug, proposal.number]),
        "is_open": proposal.takes_deeds and phase is not None and phase.may_argue,
        "moderated_before": proposal.consultation.moderation == ConsultationPage.Moderation.BEFORE,
        "signed_in": isinstance(reader, User),
    }


def choose_context(
    proposal: Proposal, reader: Reader, chosen: str, error: str, *, opened: Opened | None = None
) -> dict[str, Any]:
    """What stands around the confirmation of a position. Two queries: phases, unless it is known, own position."""
    opened = opened or opened_at(proposal, proposal.consultation.phase_at(timezone.now()))
    own = own_position(proposal, reader)
    return {
        **about(proposal, label=_("Take position")),
        "position": {**position_data(proposal, reader, own, **opened), "target": "", "sign_in_url": ""},
        "chosen": chosen if chosen in VALUE_OF else "",
        "replaces": own is not None,
        "error": error,
        "changed": None,
        "signed_in": isinstance(reader, User),
    }


def about(proposal: Proposal, *, label: str) -> dict[str, Any]:
    """The proposal that a form is about: its words, unless they are out of view. No query."""
    return {
        "consultation": proposal.consultation,
        "proposal": {
            "reference": proposal.reference,
            "url": proposal.get_absolute_url(),
            "title": proposal.title if proposal.is_published else proposal.reference,
            "excerpt": Truncator(proposal.text).chars(EXCERPT) if proposal.is_published else "",
            "lang": foreign_language(proposal.language),
        },
        "crumbs": crumbs_of(proposal, {"label": label, "url": ""}),
    }
