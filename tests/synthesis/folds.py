"""What tests of folded texts write, ask and read."""

from django.utils import timezone

from synthesis import fold_search, folding
from synthesis.models import FoldedText, FoldSearch
from synthesis.reading import marks
from tests import factories
from tests.synthesis.at_desk import at

LOOK_AGAIN = "Chercher à nouveau"
REWORDED = "Des pistes cyclables séparées des voitures, pour aller au travail à vélo"  # ALL[0], in another order
COPY = "des PISTES cyclables séparées des voitures pour aller à vélo au travail !"


def written(consultation, text):
    return factories.ProposalFactory(consultation=consultation, title=text[:40], text=text)


def searched(consultation):
    fold_search.ask(consultation)
    search = FoldSearch.objects.get(consultation=consultation)
    assert search.state == "done"
    return search


def groups(consultation):
    """What waits for a person, by number."""
    found = fold_search.suggestions(FoldSearch.objects.get(consultation=consultation))
    return [[like.number for like in group] for group in found]


def folds():
    rows = FoldedText.objects.standing().order_by("version__proposal__number")
    return list(rows.values_list("version__proposal__number", "into__proposal__number", "automatic"))


def said_by(proposals):
    return folding.said_by(marks(proposals))


def decide(desk, **typed):
    return desk.post(at("folds_decide"), {"shown": desk.get(at("folds")).context["shown"], **typed})


def withheld(proposal):
    proposal.withhold(ground="Hors du sujet", at=timezone.now())


def open_folds(proposal):
    return FoldedText.objects.filter(version=proposal.current, undone_at__isnull=True).count()


def let_alone(consultation, proposal):
    row = FoldedText.objects.standing().get(version__proposal=proposal)
    folding.unfold(consultation=consultation, keys=[row.pk])
