"""Who made a synthesis: whoever did may neither read its sample blind, nor sign an opinion on it."""

from cms.models import Citation, Edition, Finding, FindingWording, SynthesisPage, ThemeSetAside
from participants.models import User
from synthesis.models import ThemeDecision, ThemeMembership


def worked_on(page: SynthesisPage, by: User) -> bool:
    """Whether a person wrote, cited, left out or published anything of this synthesis. Six queries at most."""
    deeds = (
        page.revisions.filter(user=by),
        Finding.objects.filter(page=page.pk, added_by=by),
        Citation.objects.filter(finding__page=page.pk, added_by=by),
        FindingWording.objects.filter(finding__page=page.pk, by=by),
        ThemeSetAside.objects.filter(page=page.pk, by=by),
        Edition.objects.filter(page=page.pk, published_by=by),
    )
    return any(rows.exists() for rows in deeds)


def decided_on_its_texts(page: SynthesisPage, by: User) -> bool:
    """Whether a person said where a text that it sums up belongs. Three queries at most."""
    consultation = page.consultation.pk
    return (
        ThemeDecision.objects.filter(by=by, consultation=consultation).exists()
        or ThemeMembership.objects.filter(placed_by=by, proposal__consultation=consultation).exists()
    )
