"""Y-4: each gate has a red and a green test, and says in a sentence what is missing."""

import pytest
from django.utils import timezone

from cms.gates import GATES, NotPublishable, load_draft, red_gates, require_publishable
from cms.models import Finding, SynthesisDesk, SynthesisPage, ThemeSetAside
from proposals.models import Argument, Version
from synthesis.models import Theme, ThemeMembership
from tests import factories
from tests.cms.shelf import cite, draft

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Y-4")]


@pytest.fixture
def proposal(consultation):
    return factories.ProposalFactory(consultation=consultation, text="Il faudrait plus de trains le soir.")


@pytest.fixture
def page(consultation, proposal):
    """A draft that no gate stops."""
    return draft(consultation, [("agreement", "Les trains manquent.", [(proposal, "plus de trains")])])


def red(page):
    draft = load_draft(SynthesisPage.objects.get(pk=page.pk))
    return {one.gate.code: one.sentences for one in red_gates(draft)}


def finding(page):
    return Finding.objects.get(page=page)


def hide_house(page, proposal):
    proposal.consultation.unpublish()


def forget_corpus(page, proposal):
    SynthesisDesk.objects.filter(page=page).update(corpus=None)


def drop_citation(page, proposal):
    finding(page).citations.all().delete()


def only_contrary(page, proposal):
    finding(page).citations.update(role="contrary")


def alter_letter(page, proposal):
    finding(page).citations.update(words="plus de tramsX")


def forget_contrary(page, proposal):
    Finding.objects.filter(page=page).update(no_contrary=False)


def contrary_cited(page, proposal):
    """By an argument, which is in view."""
    forget_contrary(page, proposal)
    argument = factories.ArgumentFactory(proposal=proposal)
    cite(finding(page), argument, "", role="contrary")
    return argument


def withhold_contrary(page, proposal):
    contrary_cited(page, proposal).withhold(ground="Hors du sujet", at=factories.EARLY)


def erase_contrary(page, proposal):
    contrary_cited(page, proposal)
    Argument.objects.update(text="")


def large_theme(page, proposal):
    theme = Theme.objects.create(consultation=proposal.consultation, number=1, name="Bateaux", named_at=timezone.now())
    other = factories.ProposalFactory(consultation=proposal.consultation, published_at=factories.EARLY)
    SynthesisPage.objects.filter(pk=page.pk).update(theme_floor=1)
    ThemeMembership.objects.create(theme=theme, proposal=proposal, placed_at=timezone.now())
    Finding.objects.filter(page=page).update(no_contrary=True)
    finding(page).citations.all().delete()
    cite(finding(page), factories.ArgumentFactory(proposal=proposal), "")
    assert other.pk


def withhold(page, proposal):
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)


def erase(page, proposal):
    Version.objects.filter(proposal=proposal).blank(at=timezone.now())


def speak_for_others(page, proposal):
    Finding.objects.create(page=page, kind="editorial", statement="La plupart des participants veulent des trains.")


def lead_for_others(page, proposal):
    SynthesisPage.objects.filter(pk=page.pk).update(lead="Les habitants demandent plus de trains.")


def title_for_others(page, proposal):
    SynthesisPage.objects.filter(pk=page.pk).update(title="Les habitants veulent des trains")


def section_for_others(page, proposal):
    Finding.objects.filter(page=page).update(section="Une large majorité est favorable au train")


def method_for_others(page, proposal):
    how_made = "<p>Tout a été lu.</p><p>La plupart des participants demandent des trains.</p>"
    SynthesisPage.objects.filter(pk=page.pk).update(how_made=how_made)


REDS = [
    ("house", hide_house),
    ("corpus", forget_corpus),
    ("citations", drop_citation),
    ("citations", only_contrary),
    ("letters", alter_letter),
    ("contrary", forget_contrary),
    ("contrary", withhold_contrary),
    ("contrary", erase_contrary),
    ("themes", large_theme),
    ("readable", withhold),
    ("readable", erase),
    ("editorial", speak_for_others),
    ("editorial", lead_for_others),
    ("editorial", title_for_others),
    ("editorial", section_for_others),
    ("editorial", method_for_others),
]


def test_a_sound_draft_is_red_nowhere(page):
    assert red(page) == {}


@pytest.mark.parametrize(("code", "spoil"), REDS, ids=[f"{code}-{spoil.__name__}" for code, spoil in REDS])
def test_each_gate_turns_red_with_a_sentence(page, proposal, code, spoil):
    spoil(page, proposal)
    assert red(page)[code][0].endswith((".", "?"))


def test_a_contrary_contribution_in_view_opens_the_gate(page, proposal):
    contrary_cited(page, proposal)
    assert red(page) == {}


def test_every_gate_is_shown_red():
    assert {code for code, _spoil in REDS} == {gate.code for gate in GATES}


@pytest.mark.parametrize(
    ("code", "spoil"),
    [(code, spoil) for code, spoil in REDS if code not in {"house", "corpus", "citations", "letters"}],
)
def test_a_gate_that_may_be_passed_asks_for_a_public_reason(page, proposal, code, spoil):
    spoil(page, proposal)
    page = SynthesisPage.objects.get(pk=page.pk)
    with pytest.raises(NotPublishable):
        require_publishable(page)
    SynthesisDesk.objects.filter(page=page).update(public_reason="Le temps manquait pour relire.")
    assert [one.gate.code for one in require_publishable(page)] == [code]


@pytest.mark.parametrize("spoil", [hide_house, forget_corpus, drop_citation, alter_letter])
def test_no_reason_passes_the_others(page, proposal, spoil):
    spoil(page, proposal)
    SynthesisDesk.objects.filter(page=page).update(public_reason="Le temps manquait pour relire.")
    with pytest.raises(NotPublishable):
        require_publishable(SynthesisPage.objects.get(pk=page.pk))


def test_another_citation_that_can_be_read_opens_the_gate_again(page, proposal, consultation):
    withhold(page, proposal)
    desk = SynthesisDesk.objects.get(page=page)
    other = factories.ProposalFactory(consultation=consultation)
    from synthesis.freezing import freeze_corpus

    desk.corpus = freeze_corpus(consultation=consultation, by=None)
    desk.save()
    cite(finding(page), other, "")
    assert red(page) == {}


def test_a_theme_set_aside_with_a_reason_opens_the_gate(page, proposal):
    large_theme(page, proposal)
    ThemeSetAside.objects.create(page=page, theme=Theme.objects.get(), reason="Hors du champ.", at=timezone.now())
    assert "themes" not in red(page)


@pytest.mark.requirement("Y-5")
def test_editorial_words_about_the_synthesis_itself_are_left_alone(page):
    Finding.objects.create(page=page, kind="editorial", statement="Comment lire cette synthèse", comment="Tout est lu.")
    SynthesisPage.objects.filter(pk=page.pk).update(
        lead="Chaque constat renvoie aux phrases sur lesquelles il repose.",
        how_made="<p>Nous avons reçu 3 245 réponses. Les deux tiers des textes ont été relus par deux personnes.</p>",
    )
    assert red(page) == {}
