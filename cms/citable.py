"""Which contributions of a frozen corpus an editor may cite, and finding them by words or by reference."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.editions.fates import proposals_in
from cms.gates.letters import not_public_sentence, reference_of, waits
from consult.errors import NotYours, Refused
from consult.models import ConsultationPage
from proposals.models import Argument, Proposal, ProposalQuerySet, Version
from proposals.references import typed_number
from proposals.search import matching
from synthesis.models import FrozenCorpus


class NotCitable(Refused):
    """It waits, is withheld, was erased, or does not belong to the corpus."""


def in_corpus(corpus: FrozenCorpus) -> ProposalQuerySet:
    """The proposals of a corpus that are in view."""
    return Proposal.objects.filter(pk__in=proposals_in(corpus), state=Proposal.State.PUBLISHED)


def versions_of(corpus: FrozenCorpus) -> QuerySet[Version]:
    """The versions of a corpus, each with its proposal."""
    related = ("proposal__author", "proposal__imported_from", "proposal__consultation")
    return Version.objects.filter(corpus_items__corpus=corpus).select_related(*related)


def arguments_of(corpus: FrozenCorpus) -> QuerySet[Argument]:
    """Published arguments on the proposals of a corpus, none younger than it."""
    return Argument.objects.filter(
        proposal__in=proposals_in(corpus),
        state=Argument.State.PUBLISHED,
        proposal__state=Proposal.State.PUBLISHED,
        published_at__lte=corpus.cutoff_at,
    ).select_related("author", "imported_from", "proposal__consultation")


def searched(proposals: ProposalQuerySet, typed: str, consultation: ConsultationPage) -> ProposalQuerySet:
    """By reference (P-128, P-128-A3), else by words, whatever their accents and endings."""
    number = typed_number(typed)
    if number is not None:
        return proposals.filter(number=number)
    return matching(proposals, consultation, typed) if typed.strip() else proposals


def source_at(
    corpus: FrozenCorpus | None, *, version: int | None = None, argument: int | None = None
) -> Version | Argument:
    """The text that an editor cites, by its key; raises ``NotCitable`` with the reason. Three queries at most."""
    if corpus is None:
        raise NotCitable(_("No corpus is frozen: freeze it on the desk, so that everyone knows which texts were read."))
    found: Version | Argument | None
    if argument is not None:
        found = Argument.objects.filter(pk=argument).select_related("proposal__consultation").first()
    else:
        found = Version.objects.filter(pk=version or 0).select_related("proposal__consultation").first()
    if found is None or found.proposal.consultation_id != corpus.consultation_id:
        raise NotYours(_("There is no such text in this consultation."))
    if waits(found):
        raise NotCitable(not_public_sentence(found))
    if not _in_view(found):
        raise NotCitable(_("%(reference)s was withheld from view: cite another.") % {"reference": reference_of(found)})
    if not found.text:
        raise NotCitable(_("Its author has erased %(reference)s: cite another.") % {"reference": reference_of(found)})
    known = arguments_of(corpus) if isinstance(found, Argument) else versions_of(corpus)
    if not known.filter(pk=found.pk).exists():
        raise NotCitable(
            _("%(reference)s is not in corpus %(corpus)s as it stands here: reload the page.")
            % {"reference": reference_of(found), "corpus": corpus.reference}
        )
    return found


def _in_view(source: Version | Argument) -> bool:
    return source.proposal.is_published and (not isinstance(source, Argument) or source.is_published)
