"""A synthesis as a real one is: a hundred findings of all kinds, with all that a page can show around them."""

from datetime import date

from django.utils import timezone

from cms.models import Finding, SynthesisPage
from consult.models import ConsultationPage
from proposals.models import Proposal
from synthesis.models import Theme, ThemeMembership
from tests import factories
from tests.cms import answers_shelf
from tests.cms.shelf import cite, draft

FINDINGS, ANSWERS, COMMITMENTS = 100, 40, 20
KINDS = ("agreement", "disagreement", "question", "agreement", "pepite")
STANCES = ("kept", "partly", "refused", "study")


def rich_synthesis(consultation: ConsultationPage) -> SynthesisPage:
    """The page, in its first edition: 100 findings with authors, positions, themes, contraries, answers, edits."""
    contributions = _contributions(consultation)
    themes = _themes(consultation, contributions)
    _positions(contributions)
    page = draft(consultation, [_row(number, contributions) for number in range(FINDINGS)])
    for number, finding in enumerate(Finding.objects.filter(page=page).order_by("sort_order")):
        _add_to(finding, number, themes, contributions)
    page.get_latest_revision().publish()
    page = SynthesisPage.objects.get(pk=page.pk)
    _answers(page)
    for row in contributions[::6]:
        factories.add_version(row, title="Autrement dit", text="Plus de trains le soir, et des cars.")
    return page


def _contributions(consultation: ConsultationPage) -> list[Proposal]:
    people = [factories.CitizenFactory(email=f"p{n}@example.org", display_name=f"Nom {n}") for n in range(40)]
    words = "Il faudrait plus de trains le soir, et le dimanche ; l’été surtout, pour le village n° {}."
    return [
        factories.ProposalFactory(consultation=consultation, author=people[n % 40], text=words.format(n))
        for n in range(200)
    ]


def _themes(consultation: ConsultationPage, contributions: list[Proposal]) -> list[Theme]:
    now = timezone.now()
    themes = [
        Theme.objects.create(consultation=consultation, number=n + 1, name=f"Thème {n + 1}", named_at=now)
        for n in range(12)
    ]
    for n, row in enumerate(contributions):
        confirmed_at = now if n % 3 else None
        ThemeMembership.objects.create(proposal=row, theme=themes[n % 12], placed_at=now, confirmed_at=confirmed_at)
    return themes


def _positions(contributions: list[Proposal]) -> None:
    people = [factories.CitizenFactory(email=f"q{n}@example.org") for n in range(5)]
    for n, row in enumerate(contributions):
        for k in range(1 + n % 5):
            factories.PositionFactory(proposal=row, participant=people[k], value=(1, 0, -1, 1, 1)[(n // 5 + k) % 5])


def _row(number: int, contributions: list[Proposal]) -> tuple[str, str, list[tuple[Proposal, str]]]:
    """One or two citations, of contributions that no other finding cites."""
    cited = [contributions[2 * number + k] for k in range(1 + number % 2)]
    statement = f"Constat {number + 1} : les trains & les cars du soir."
    return KINDS[number % 5], statement, [(row, f"pour le village n° {row.text[:-1].split()[-1]}") for row in cited]


def _add_to(finding: Finding, number: int, themes: list[Theme], contributions: list[Proposal]) -> None:
    finding.comment = f"Une phrase de plus, la {number}e.\n\nEt une autre." if number % 3 == 0 else ""
    finding.theme = themes[number % 12] if number % 4 else None
    finding.section = f"Partie {number // 10 + 1}"
    if finding.kind == "agreement":
        cite(finding, contributions[2 * number - 1], "le dimanche", role="contrary", sort_order=9)
        finding.no_contrary = False
    finding.save()


def _answers(page: SynthesisPage) -> None:
    for number in range(1, ANSWERS + 1):
        answers_shelf.answer(page, number, stance=STANCES[number % 4], reasons=f"Réponse {number}.\n\nSes raisons.")
    answers_shelf.answer(page, 2, stance="kept")
    for n in range(COMMITMENTS):
        row = answers_shelf.commitment(page, n + n % 7 + 1, due=date(2099, n % 12 + 1, n % 4 + 1))
        if n % 2:
            answers_shelf.step(row, "under_way", words="Les travaux commencent.")
