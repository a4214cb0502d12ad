"""Who made a synthesis: whoever did may neither read its sample blind, nor sign an opinion on it."""

from wagtail.models import PageLogEntry

from cms.models import (
    Answer,
    Citation,
    Commitment,
    CommitmentStep,
    Edition,
    Finding,
    FindingWording,
    PublicReading,
    RemarkAnswer,
    SynthesisPage,
    ThemeSetAside,
)
from participants.models import User
from synthesis.models import FrozenCorpus, Pepite, Theme, ThemeDecision, ThemeMembership


def worked_on(page: SynthesisPage, by: User) -> bool:
    """Whether a person wrote, cited, left out, opened, published or answered anything of it. Twelve queries at most."""
    deeds = (
        PageLogEntry.objects.filter(page=page.pk, user=by.pk),  # its form, its workflow, each deed at its desk
        page.revisions.filter(user=by),
        Finding.objects.filter(page=page.pk, added_by=by),
        Citation.objects.filter(finding__page=page.pk, added_by=by),
        FindingWording.objects.filter(finding__page=page.pk, by=by),
        ThemeSetAside.objects.filter(page=page.pk, by=by),
        Edition.objects.filter(page=page.pk, published_by=by),
        PublicReading.objects.filter(edition__page=page.pk, opened_by=by),
        RemarkAnswer.objects.filter(remark__reading__edition__page=page.pk, by=by),
        Answer.objects.filter(page=page.pk, by=by),
        Commitment.objects.filter(answer__page=page.pk, by=by),
        CommitmentStep.objects.filter(commitment__answer__page=page.pk, by=by),
    )
    return any(rows.exists() for rows in deeds)


def decided_on_its_texts(page: SynthesisPage, by: User) -> bool:
    """Whether a person said where a text that it sums up belongs, or named what they belong to. Seven queries."""
    consultation = page.consultation.pk
    deeds = (
        ThemeDecision.objects.filter(by=by, consultation=consultation),
        ThemeMembership.objects.filter(placed_by=by, proposal__consultation=consultation),
        Theme.objects.filter(named_by=by, consultation=consultation),
        Theme.objects.filter(merged_by=by, consultation=consultation),
        Pepite.objects.filter(set_by=by, proposal__consultation=consultation),
        FrozenCorpus.objects.filter(frozen_by=by, consultation=consultation),
    )
    return any(rows.exists() for rows in deeds)
