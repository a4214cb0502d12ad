"""What authors said of their own text beside others, as a run is given it: numbers of proposals, and nothing else."""

from consult.models import ConsultationPage
from proposals.models import Comparison, Proposal
from synthesis.corpus import in_the_maths

MOST = 4_000  # answers that a run is given, on the latest texts: of the others people have decided more
Answer = Comparison.Answer


def told_by_authors(consultation: ConsultationPage) -> dict[str, list[list[int]]]:
    """What authors answered on texts, where a run would read theirs and those, as it stores it. One query.

    ``told_close`` and ``told_different`` are pairs of proposals, that of the author first; neither is there when
    nobody said so. *The same* made no text, so that it is none of these.
    """
    heard = in_the_maths(Proposal.objects.grouped().with_words()).filter(consultation=consultation)
    answers = Comparison.objects.told_in(consultation).filter(newer__in=heard, older__in=heard)
    latest = answers.order_by("-newer__number", "older__number").values_list(
        "newer__number", "older__number", "answer"
    )[:MOST]
    said = sorted(latest)
    found = {
        f"told_{kind}": [[newer, older] for newer, older, answer in said if answer == kind]
        for kind in (Answer.CLOSE.value, Answer.DIFFERENT.value)
    }
    return {kind: pairs for kind, pairs in found.items() if pairs}
