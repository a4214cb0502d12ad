"""What becomes of a draft: kept, sent, deleted. Each is atomic and raises its own named error."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.errors import Conflict, Refused
from consult.locks import take_turn
from consult.models import ConsultationPage
from participants.models import User
from proposals.drafts.fields import DraftMark
from proposals.models import Amendment, Argument, Draft, Proposal
from proposals.models.draft import Words
from proposals.permissions import refuse_drafting
from proposals.tagging import split_tags, tag_slug, written_tags

MOST_DRAFTS = 20  # of one person in one consultation
MADE_OF = {
    Draft.Kind.PROPOSAL: Proposal.objects,
    Draft.Kind.ARGUMENT: Argument.objects,
    Draft.Kind.REPLY: Argument.objects,
    Draft.Kind.AMENDMENT: Amendment.objects,
}


class DraftChanged(Conflict):
    """Another tab or device has saved other words meanwhile: nothing is overwritten. Holds the draft as it stands."""

    draft: Draft


class DraftGone(Conflict):
    """The draft was sent or deleted meanwhile: late words do not bring it back."""


class TooManyDrafts(Refused):
    """The most drafts that one person may keep in one consultation are there."""


class NothingTyped(Refused):
    """There is no word to keep yet."""


class Subject(NamedTuple):
    """What is being written: a proposal, an argument on one, a reply to that; or other words for one.

    ``rewords`` says that these are offered as an amendment, ``edits`` that they replace one's own directly.
    """

    consultation: ConsultationPage
    proposal: Proposal | None = None
    answers: Argument | None = None
    rewords: bool = False
    edits: bool = False

    @property
    def kind(self) -> Draft.Kind:
        if self.proposal is None:
            return Draft.Kind.PROPOSAL
        if self.answers is not None:
            return Draft.Kind.REPLY
        if self.edits:
            return Draft.Kind.EDIT
        return Draft.Kind.AMENDMENT if self.rewords else Draft.Kind.ARGUMENT

    @property
    def kinds(self) -> tuple[Draft.Kind, ...]:
        """The drafts that its form goes on with: a direct change that came too late becomes an amendment."""
        return (self.kind, Draft.Kind.EDIT) if self.rewords else (self.kind,)

    def is_of(self, draft: Draft) -> bool:
        """Whether that is what the draft is about. No query."""
        about = (self.consultation.pk, *(row.pk if row else None for row in (self.proposal, self.answers)))
        return draft.kind in self.kinds and about == (draft.consultation_id, draft.proposal_id, draft.answers_id)


def keep_draft(
    *,
    author: User | None,
    subject: Subject,
    words: Words,
    mark: DraftMark,
    form_key: UUID | None = None,
    at: datetime | None = None,
) -> Draft:
    """Keep words in the draft of that key, made when there is none: the same words sent twice count once.

    Raises ``DraftChanged`` when the mark's revision is not the draft's, unless the same open page saved that
    one; ``DraftGone`` when the form was sent or the draft deleted; ``TooManyDrafts``, ``NothingTyped``.
    Six queries at most.
    """
    refuse_drafting(author)
    assert author is not None  # refused above
    at = at or timezone.now()
    with transaction.atomic():
        hold_drafts(author)
        draft = Draft.objects.select_related("consultation", "proposal", "answers").filter(key=mark.key).first()
        if draft is None:
            return _make(author, subject, words, mark, form_key, at)
        _refuse_foreign(draft, author, subject)
        if draft.words != words:
            _refuse_changed(draft, mark)
            _write(draft, words)
        draft.kind = subject.kind
        draft.writer, draft.saved_at, draft.form_key = mark.writer, at, form_key or draft.form_key
        draft.save()
        return draft


def send_from[Made](author: User | None, mark: DraftMark, send: Callable[[], Made]) -> Made:
    """Do the deed that ends a writing, and let its draft go: both, or neither.

    A draft that holds other words, which this form has never seen, stays, for a form of its own. The turn comes
    before the deed, as in a save: who holds a row that a new draft points to never waits for that draft. Three
    queries more.
    """
    with transaction.atomic():
        if author is not None:
            hold_drafts(author)
        made = send()
        for draft in Draft.objects.visible_to(author).filter(key=mark.key):
            if _knows(mark, draft):
                draft.delete()
            else:
                Draft.objects.filter(pk=draft.pk).update(form_key=None)
        return made


def delete_draft(*, author: User, key: UUID) -> bool:
    """Delete one's own draft; whether there was one. Two queries."""
    with transaction.atomic():
        hold_drafts(author)
        deleted, _rows = Draft.objects.visible_to(author).filter(key=key).delete()
    return bool(deleted)


def hold_drafts(author: User) -> None:
    """Keep other saves of that person's drafts waiting until the transaction ends. One query at most."""
    take_turn(f"drafts of {author.pk}")


def _make(author: User, subject: Subject, words: Words, mark: DraftMark, form_key: UUID | None, at: datetime) -> Draft:
    if mark.revision or _was_sent(author, subject.kind, form_key):
        raise _gone()
    if words.are_none or _changes_nothing(subject, words):
        raise NothingTyped(_("There is nothing to keep yet: write a few words first."))
    if Draft.objects.visible_to(author).filter(consultation=subject.consultation).count() >= MOST_DRAFTS:
        raise TooManyDrafts(
            ngettext(
                "You have %(most)d draft in this consultation, the most that are kept: send it or delete it first.",
                "You have %(most)d drafts in this consultation, the most that are kept: send or delete one first.",
                MOST_DRAFTS,
            )
            % {"most": MOST_DRAFTS}
        )
    return Draft.objects.create(
        key=mark.key,
        author=author,
        consultation=subject.consultation,
        kind=subject.kind,
        proposal=subject.proposal,
        answers=subject.answers,
        form_key=form_key,
        writer=mark.writer,
        saved_at=at,
        **words._asdict(),
    )


def _changes_nothing(subject: Subject, words: Words) -> bool:
    """Whether a direct change is what stands already: it was sent meanwhile, or nothing was typed. Two queries."""
    if subject.proposal is None or not subject.edits:
        return False
    now = Proposal.objects.filter(pk=subject.proposal.pk).values_list("current__title", "current__text").get()
    return now == (words.title, words.text) and _slugs(written_tags(subject.proposal)) == _slugs(words.tags)


def _slugs(tags: str) -> set[str]:
    return {tag_slug(name) for name in split_tags(tags)}


def _was_sent(author: User, kind: Draft.Kind, form_key: UUID | None) -> bool:
    """Whether the form that these words come from was sent before they came. One query at most."""
    made = MADE_OF.get(kind)  # a direct change makes nothing that has the key of its form
    return made is not None and form_key is not None and made.filter(idempotency_key=form_key, author=author).exists()


def _refuse_foreign(draft: Draft, author: User, subject: Subject) -> None:
    """A draft of somebody else, or about something else, is none: its key was taken from another page."""
    if draft.author_id != author.pk or not subject.is_of(draft):
        raise _gone()


def _refuse_changed(draft: Draft, mark: DraftMark) -> None:
    if _knows(mark, draft):
        return
    error = DraftChanged(
        _("This draft was changed meanwhile, in another tab or on another device. Nothing was overwritten.")
    )
    error.draft = draft
    raise error


def _knows(mark: DraftMark, draft: Draft) -> bool:
    """Whether the form has seen the words that the draft holds."""
    return mark.revision == draft.revision or (mark.writer is not None and mark.writer == draft.writer)


def _write(draft: Draft, words: Words) -> None:
    for name, value in words._asdict().items():
        setattr(draft, name, value)
    draft.revision += 1


def _gone() -> DraftGone:
    return DraftGone(
        _("This draft was sent or deleted meanwhile. Your words still stand here: you can keep them as a new draft.")
    )
