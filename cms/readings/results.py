"""What a second reading found, for the page of an edition and for its bundle."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from cms.editions.publishing import written_of
from cms.models import Edition, SecondAnswer, SecondReading, SecondReadingItem
from cms.readings.agreement import Agreement, agreement
from proposals.models import Argument

Answered = Sequence[tuple[SecondReadingItem, str]]


def last_answers(reading: SecondReading) -> list[tuple[SecondReadingItem, str]]:
    """Each item that was read, in order, with the answer that holds. Two queries."""
    items = reading.items.select_related("version__proposal", "argument__proposal").order_by("order")
    last = dict(SecondAnswer.objects.filter(item__reading=reading).order_by("number").values_list("item", "answer"))
    return [(item, last[item.pk]) for item in items if item.pk in last]


def result_of(said: Answered) -> dict[str, Agreement | None]:
    """Agreement on themes where a person had decided, where only the machine had grouped; and on citations.

    For citations, *yes* agrees with whoever cited; ``partly`` and ``no`` do not. No query.
    """
    texts = [(item, answer) for item, answer in said if item.kind == SecondReadingItem.Kind.TEXT]
    return {
        "persons": agreement([(item.first, answer) for item, answer in texts if item.by_person]),
        "machine": agreement([(item.first, answer) for item, answer in texts if not item.by_person]),
        "pairs": agreement([(i.first, answer) for i, answer in said if i.kind == SecondReadingItem.Kind.PAIR]),
    }


def second_reading_of(edition: Edition) -> dict[str, Any] | None:
    """The last second reading that ended, of this edition or of the draft that became it; None without one.

    Nine queries at most. ``persons``, ``machine`` and ``pairs`` are None or have ``agreed``, ``total``, ``percent``,
    ``low``, ``high`` (in percent) and ``kappa``; ``same`` says whether the text was the edition's to the letter.
    """
    reading = _reading_of(edition)
    if reading is None:
        return None
    said = last_answers(reading)
    found = result_of(said)
    pairs = [answer for item, answer in said if item.kind == SecondReadingItem.Kind.PAIR]
    return {
        "reference": reading.reference,
        "seed": reading.seed,
        "done_at": reading.done_at,
        "same": reading.edition_id == edition.pk or reading.written == written_of(edition),
        "texts": len(said) - len(pairs),
        "support": {code: pairs.count(code) for code in ("yes", "partly", "no")},
        **{name: _shown(measure, kappa=name != "pairs") for name, measure in found.items()},
    }


def second_reading_rows(edition: Edition) -> list[dict[str, Any]]:
    """Each item of that reading, for the bundle: what was read, what stood, what was said. Nine queries at most.

    Texts go by reference and version, statements by the key of their finding; the first row says how it was drawn.
    """
    reading = _reading_of(edition)
    if reading is None:
        return []
    head = {
        "reading": reading.reference,
        "seed": reading.seed,
        "written": reading.written,
        "themes": [theme["code"] for theme in reading.themes],
    }
    return [head, *(_row(item, answer) for item, answer in last_answers(reading))]


def _row(item: SecondReadingItem, answer: str) -> dict[str, Any]:
    source = item.argument or item.version
    assert source is not None  # a constraint of the table
    named: dict[str, Any] = (
        {"argument": source.reference}
        if isinstance(source, Argument)
        else {"proposal": source.proposal.reference, "version": source.number}
    )
    pair = {"finding": str(item.key), "start": item.start, "end": item.end} if item.key else {}
    return {
        "order": item.order,
        "kind": item.kind,
        **named,
        **pair,
        "first": item.first,
        "by_person": item.by_person,
        "second": answer,
    }


def _reading_of(edition: Edition) -> SecondReading | None:
    """Of this edition; else of the desk, between the edition before and this one. Two queries at most."""
    ended = SecondReading.objects.filter(page=edition.page_id, done_at__isnull=False)
    drafts = Q(edition__isnull=True, drawn_at__lte=edition.published_at)
    before = edition.before_at
    if before is not None:
        drafts &= Q(drawn_at__gt=before)
    found = list(ended.filter(Q(edition=edition) | drafts).order_by("-number"))
    return next((reading for reading in found if reading.edition_id), found[0] if found else None)


def _shown(measure: Agreement | None, *, kappa: bool) -> dict[str, Any] | None:
    if measure is None:
        return None
    return {
        "agreed": measure.agreed,
        "total": measure.total,
        "percent": round(100 * measure.share),
        "low": round(100 * measure.low),
        "high": round(100 * measure.high),
        "kappa": round(measure.kappa, 2) if kappa and measure.kappa is not None else None,
    }
