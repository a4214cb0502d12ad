"""Publishing an edition: its rows, the entry in the journal, the word to each author. All happen or none."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cms.addresses import reference_of
from cms.editions.content import edition_hash, findings_content, sha256_text, written_hash
from cms.editions.coverage import figures_content, themes_content
from cms.editions.decided import decided, decided_of
from cms.editions.fates import fates_in
from cms.editions.statements import Statement, cited_proposals
from cms.gates import Draft, RedGate, load_draft, require_gates
from cms.models import Edition, EditionCitation, EditionFinding, Fate, SynthesisDesk, SynthesisPage, words_hash
from cms.tasks import make_pdf, tell_authors, tell_followers
from consult import journal
from consult.canonical import sha256_of
from consult.locks import take_turn
from consult.models import JournalEntry
from participants.models import User
from proposals.models import Proposal
from synthesis.deciding import turn_of
from synthesis.reading import latest_run

PUBLISHED = "synthesis.published"
WITHDRAWN = "synthesis.unpublished"
BATCH = 1_000  # rows written at once


@transaction.atomic
def publish_edition(*, page: SynthesisPage, by: User | None = None) -> Edition | None:
    """Freeze what is on the desk as the next edition of a page that has just gone into view.

    None when the page is not in view (it was scheduled), or when nothing changed since the last edition: the journal
    then says at most that it is in view again. Raises ``NotPublishable``: the gates are looked at in the turn that
    freezes the edition. Authors are told once, however often that is queued, and nothing while a privacy rule keeps
    the page from the public: the next publication, changed or not, tells them.
    """
    take_turn(f"synthesis {page.pk}")
    if not page.live:
        return None
    turn_of(page.consultation)  # no text changes its theme between the draft and the date of its edition
    draft = load_draft(page)
    red = require_gates(draft)
    last = Edition.objects.of(page).published().first()
    if last is not None and says_the_same(draft, last):
        _record_return(page, last)
        tell_authors.enqueue(last.pk)
        tell_followers.enqueue(last.pk)
        return None
    edition = freeze_edition(draft, red, kind=Edition.Kind.EDITION, by=by)
    SynthesisDesk.objects.filter(page=page).update(public_reason="", reason_by=None, reason_gates=None)
    _record(PUBLISHED, page, edition, draft.statements)
    tell_authors.enqueue(edition.pk)
    tell_followers.enqueue(edition.pk)
    make_pdf.enqueue(edition.pk)
    return edition


def written(draft: Draft) -> str:
    """The hash of what the desk holds."""
    page = draft.page
    corpus = draft.corpus.hash if draft.corpus else ""
    return written_hash(
        title=page.title, lead=page.lead, how_made=page.how_made, corpus=corpus, statements=draft.statements
    )


def written_of(edition: Edition) -> str:
    """The hash of what was written in an edition: stored in the journal's entry too. Five queries."""
    from cms.editions.statements import of_edition

    return written_hash(
        title=edition.title,
        lead=edition.lead,
        how_made=edition.how_made,
        corpus=edition.corpus.hash,
        statements=of_edition(edition),
    )


def says_the_same(draft: Draft, last: Edition) -> bool:
    """Whether the desk holds what an edition says: the same words, themes and reasons; nothing else was decided since.

    What moderation withheld and what arrived since are no reason for an edition: nobody wrote it. Ten queries at most.
    """
    return written(draft) == written_of(last) and decided(draft) == decided_of(last)


def freeze_edition(draft: Draft, red: list[RedGate], *, kind: Edition.Kind, by: User | None) -> Edition:
    """The rows of an edition: findings, citations, one fate a contribution. Call in one's turn."""
    page, corpus = draft.page, draft.corpus
    assert corpus is not None  # a gate that cannot be passed
    now, run = timezone.now(), latest_run(corpus.consultation)
    fates = list(fates_in(corpus, cited_proposals(draft.statements), run, until=now))
    edition = Edition(
        page=page,
        kind=kind,
        number=_next_number(page, kind),
        corpus=corpus,
        run=run,
        title=page.title,
        lead=page.lead,
        how_made=page.how_made,
        theme_floor=page.theme_floor,
        themes=themes_content(draft),
        figures=figures_content(draft, fates),
        open_gates=[one.gate.code for one in red],
        public_reason=draft.desk.public_reason if red else "",
        published_at=now,
        published_by=by,
    )
    edition.hash = edition_hash(edition, written(draft), _with_references(fates))
    edition.save()
    _write_findings(edition, draft.statements)
    for fate in fates:
        fate.edition = edition
    Fate.objects.bulk_create(fates, batch_size=BATCH)
    return edition


def _with_references(fates: list[Fate]) -> list[tuple[str, Fate]]:
    numbers: dict[int, int] = {}
    if fates:
        consultation = Proposal.objects.filter(pk=fates[0].proposal_id).values("consultation")
        numbers = dict(Proposal.objects.filter(consultation__in=consultation).order_by().values_list("pk", "number"))
    return [(f"P-{numbers[fate.proposal_id]}", fate) for fate in fates]


def _next_number(page: SynthesisPage, kind: Edition.Kind) -> int:
    last = Edition.objects.of(page).filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    return int(last) + 1


def _write_findings(edition: Edition, statements: list[Statement]) -> None:
    rows = [
        EditionFinding(
            edition=edition,
            number=number,
            key=finding.key,
            kind=finding.kind,
            section=finding.section,
            statement=finding.statement,
            comment=finding.comment,
            no_contrary=finding.no_contrary,
            theme_id=finding.theme_id,
        )
        for number, finding, _citations in statements
    ]
    EditionFinding.objects.bulk_create(rows, batch_size=BATCH)
    EditionCitation.objects.bulk_create(
        [
            EditionCitation(
                finding=row,
                order=order,
                role=citation.role,
                version_id=citation.version_id,
                argument_id=citation.argument_id,
                start=citation.start,
                end=citation.end,
                words_hash=words_hash(citation.words),
            )
            for row, statement in zip(rows, statements, strict=True)
            for order, citation in enumerate(statement.citations)
        ],
        batch_size=BATCH,
    )


def _record(event: str, page: SynthesisPage, edition: Edition, statements: list[Statement]) -> JournalEntry:
    return journal.record(
        event,
        consultation=edition.corpus.consultation.slug,
        synthesis=reference_of(page),
        edition=edition.number,
        corpus=edition.corpus.reference,
        findings=len(statements),
        citations=sum(len(statement.citations) for statement in statements),
        contributions=len(cited_proposals(statements)),
        fates=edition.figures["fates"],
        open_gates=edition.open_gates,
        public_reason=sha256_text(edition.public_reason) if edition.public_reason else "",
        written=sha256_of(findings_content(statements)),
        hash=edition.hash,
    )


@transaction.atomic
def record_withdrawal(*, page: SynthesisPage) -> JournalEntry | None:
    """Record that a published synthesis went out of view, as it has; None when that was recorded already.

    The caller knows that it went: one that is being deleted is unpublished without being saved.
    """
    take_turn(f"synthesis {page.pk}")
    last = _last_entry(page)
    if last is None or last.event == WITHDRAWN:
        return None
    return journal.record(WITHDRAWN, consultation=page.consultation.slug, synthesis=reference_of(page))


def _record_return(page: SynthesisPage, edition: Edition) -> None:
    """The same edition is in view again after it had gone."""
    last = _last_entry(page)
    if last is not None and last.event == WITHDRAWN:
        journal.record(
            "synthesis.in_view_again",
            consultation=page.consultation.slug,
            synthesis=reference_of(page),
            edition=edition.number,
            hash=edition.hash,
        )


def _last_entry(page: SynthesisPage) -> JournalEntry | None:
    entries = JournalEntry.objects.filter(event__startswith="synthesis.", content__synthesis=reference_of(page))
    return entries.order_by("-number").first()
