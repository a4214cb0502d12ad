"""Drawing a sample, taking it, reading it. The seed decides which texts; the reader is not shown what stood."""

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.addresses import reference_of
from cms.editions.publishing import written, written_of
from cms.editions.statements import Statement, of_edition
from cms.gates import load_draft
from cms.models import (
    Edition,
    SecondAnswer,
    SecondReading,
    SecondReadingItem,
    SynthesisDesk,
    SynthesisPage,
)
from cms.readings.makers import worked_on
from cms.readings.rights import may_read_second, require_open
from cms.readings.sampling import PAIRS, TEXTS, Pair, Placed, drawn, name_of_pair, pairs_of, placed_in, themes_of
from consult import journal
from consult.canonical import sha256_of
from consult.errors import Conflict, NotAllowed, Refused
from consult.locks import take_turn
from participants.models import User
from proposals.models import Argument, Version
from synthesis.models import SetAside, ThemeDecision, ThemeMembership

DRAWN, DONE = "second_reading.drawn", "second_reading.done"
SUPPORTS = ("yes", "partly", "no")
BATCH = 500


class NotBlind(NotAllowed):
    """The reader knows what was decided, having decided it."""


@transaction.atomic
def draw(*, page: SynthesisPage, by: User, edition: Edition | None = None, seed: str = "") -> SecondReading:
    """Draw a sample of an edition, or of what the desk holds. About twelve queries.

    The seed is drawn too, and stands in the journal: whoever draws until they like the sample shows it.
    """
    require_open(page, by)
    take_turn(f"synthesis {page.pk}")
    corpus = edition.corpus if edition else SynthesisDesk.of(page).corpus
    if corpus is None:
        raise Refused(_("No corpus is frozen: there is nothing to draw from."))
    seed = seed or secrets.token_hex(8)
    texts = drawn(seed, placed_in(corpus, edition), TEXTS, lambda row: row.reference)
    statements, hashed = _read(page, edition)
    pairs = drawn(seed, pairs_of(statements), PAIRS, name_of_pair)
    if not texts and not pairs:
        raise Refused(_("No text stands in a theme and no finding cites anything: there is nothing to read twice."))
    last = SecondReading.objects.filter(page=page).aggregate(last=Max("number"))["last"] or 0
    reading = SecondReading.objects.create(
        page=page,
        number=last + 1,
        edition=edition,
        corpus=corpus,
        seed=seed,
        written=hashed,
        themes=themes_of(corpus),
        drawn_at=timezone.now(),
        drawn_by=by,
    )
    _keep(reading, texts, pairs)
    _record_draw(reading, texts, pairs)
    return reading


def _read(page: SynthesisPage, edition: Edition | None) -> tuple[Sequence[Statement], str]:
    """What the sample is drawn from, and its hash: an edition, else what the desk holds."""
    if edition is not None:
        return of_edition(edition), written_of(edition)
    draft = load_draft(page.get_latest_revision_as_object())
    return draft.statements, written(draft)


def _keep(reading: SecondReading, texts: Sequence[Placed], pairs: Sequence[Pair]) -> None:
    kind = SecondReadingItem.Kind
    rows = [
        SecondReadingItem(
            reading=reading, kind=kind.TEXT, version_id=row.version, first=row.first, by_person=row.by_person
        )
        for row in texts
    ]
    rows += [
        SecondReadingItem(
            reading=reading,
            kind=kind.PAIR,
            version=pair.source if isinstance(pair.source, Version) else None,
            argument=pair.source if isinstance(pair.source, Argument) else None,
            key=pair.key,
            statement=pair.statement,
            start=pair.start,
            end=pair.end,
            first="yes",
            by_person=True,
        )
        for pair in pairs
    ]
    for order, row in enumerate(rows, start=1):
        row.order = order
    SecondReadingItem.objects.bulk_create(rows, batch_size=BATCH)


def _record_draw(reading: SecondReading, texts: Sequence[Placed], pairs: Sequence[Pair]) -> None:
    sample = [[row.reference, row.first] for row in texts] + [[name_of_pair(pair), "yes"] for pair in pairs]
    journal.record(
        DRAWN,
        consultation=reading.corpus.consultation.slug,
        synthesis=reference_of(reading.page),
        reading=reading.reference,
        edition=reading.edition.number if reading.edition else 0,
        corpus=reading.corpus.reference,
        seed=reading.seed,
        texts=len(texts),
        pairs=len(pairs),
        written=reading.written,
        sample=sha256_of(sample),
    )


@transaction.atomic
def take(*, reading: SecondReading, by: User) -> SecondReading:
    """Become the second reader; whoever decided on any of these texts, or wrote the findings, is refused."""
    refuse_the_first(reading, by)
    take_turn(f"second reading {reading.pk}")
    now = SecondReading.objects.get(pk=reading.pk)
    if now.taken_at is not None and now.reader_id != by.pk:
        raise Conflict(_("Somebody else reads this sample: draw another one."))
    if now.taken_at is None:
        now.reader, now.taken_at = by, timezone.now()
        now.save(update_fields=["reader", "taken_at"])
    return now


def refuse_the_first(reading: SecondReading, by: User) -> None:
    """Raise unless the person may read, and decided nothing of what is in the sample. Sixteen queries at most."""
    if not may_read_second(by):
        raise NotAllowed(_("You may not read samples: ask an organiser for the right to."))
    items = reading.items.filter(kind=SecondReadingItem.Kind.TEXT)
    versions = items.values("version")
    proposals = items.values("version__proposal")
    if (
        ThemeDecision.objects.filter(by=by, version__in=versions).exists()
        or ThemeMembership.objects.filter(placed_by=by, proposal__in=proposals).exists()
    ):
        raise NotBlind(_("You decided where some of these texts belong: a second reader has to be somebody else."))
    if worked_on(reading.page, by):
        raise NotBlind(_("You worked on this synthesis: a second reader has to be somebody else."))


@transaction.atomic
def answer(*, item: SecondReadingItem, by: User, said: str) -> SecondAnswer:
    """Keep the reader's answer; until the end it may be given anew, and the last one holds."""
    take_turn(f"second reading {item.reading_id}")
    reading = SecondReading.objects.get(pk=item.reading_id)
    if reading.reader_id != by.pk:
        raise NotAllowed(_("This sample is read by somebody else, or by nobody yet."))
    refuse_the_first(reading, by)  # who took it may have worked on the synthesis since
    if reading.done_at is not None:
        raise Conflict(_("This reading has ended: its answers stand."))
    if said not in answers_to(reading, item):
        raise Refused(_("Choose one of the answers."))
    last = item.answers.aggregate(last=Max("number"))["last"] or 0
    return SecondAnswer.objects.create(item=item, number=last + 1, answer=said, at=timezone.now())


def answers_to(reading: SecondReading, item: SecondReadingItem) -> list[str]:
    """The codes that may be said of an item, in the order in which they are shown. No query."""
    if item.kind == SecondReadingItem.Kind.PAIR:
        return list(SUPPORTS)
    return [*(theme["code"] for theme in reading.themes), *SetAside.values]


@transaction.atomic
def end(*, reading: SecondReading, by: User) -> SecondReading:
    """Close a reading whose items were all read; its answers stand from then on, and are published."""
    take_turn(f"second reading {reading.pk}")
    now = SecondReading.objects.select_related("page", "corpus__consultation", "edition").get(pk=reading.pk)
    if now.reader_id != by.pk:
        raise NotAllowed(_("This sample is read by somebody else, or by nobody yet."))
    refuse_the_first(now, by)
    left = now.items.filter(answers__isnull=True).count()
    if left:
        raise Refused(_("Some items were not read yet: read them all, so that the sample stays one."))
    if now.done_at is None:
        now.done_at = timezone.now()
        now.save(update_fields=["done_at"])
        _record_end(now)
    return now


def _record_end(reading: SecondReading) -> None:
    from cms.readings.results import last_answers

    said = [[item.order, answer] for item, answer in last_answers(reading)]
    journal.record(
        DONE,
        consultation=reading.corpus.consultation.slug,
        synthesis=reference_of(reading.page),
        reading=reading.reference,
        items=len(said),
        answers=sha256_of(said),
    )
