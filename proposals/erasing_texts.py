"""Erasing what one published, when one leaves and asks for it: the words go, their places stay."""

from django.db.models import QuerySet
from django.utils import timezone

from participants.models import Notice, User
from participants.registries import text_erasers
from proposals.models import Amendment, Argument, Proposal, Version
from proposals.models.published import Publishable


@text_erasers.register("proposals", order=100)
def erase_published(participant: User) -> dict[str, int]:
    """Empty one's proposals, arguments, amendments, words on links and answers to amendments; others' words stay.

    Numbers, dates and fingerprints stay. What became part of somebody else's proposal stays theirs, without a name:
    the version keeps it, the amendment does not. Amendments that were not accepted go with the account in any case.
    Seven queries, and five for each proposal, three for each argument: the search index follows each.
    """
    versions = Version.objects.filter(proposal__author=participant).blank(at=timezone.now())
    for proposal in participant.proposals.select_related("current"):
        _empty_index(proposal)
        proposal.tell_folds()
    links, _rows = participant.comparisons.exclude(words="").delete()
    amendments = participant.amendments.all().blank_accepted(at=timezone.now())
    return {
        "versions_blanked": versions,
        "accepted_amendments_blanked": amendments,
        "arguments_blanked": _empty_arguments(participant.arguments.all()),
        "answers_blanked": _empty_answers(participant),
        "links_erased": links,
    }


def erase_refused(participant: User) -> None:
    """Empty what was withheld before it was ever in view: only moderators read it, and nobody will again.

    Two queries, and four for each text.
    """
    refused = {"state": Publishable.State.WITHHELD, "published_at": None}
    for proposal in participant.proposals.filter(**refused):
        proposal.versions.all().blank(at=timezone.now())
        _empty_index(proposal)
    _empty_arguments(participant.arguments.filter(**refused))


def _empty_index(proposal: Proposal) -> None:
    proposal.tags.clear()
    proposal.search_text = ""
    proposal.save(update_fields=["search_text"])


def _empty_arguments(arguments: "QuerySet[Argument]") -> int:
    """An argument without text is one whose author erased it."""
    rows = list(arguments.exclude(text="").select_related("proposal"))
    for argument in rows:
        argument.text, argument.source_url = "", ""
        argument.save(update_fields=["text", "source_url"])
    return len(rows)


def _empty_answers(participant: User) -> int:
    """What one answered to amendments, there and in the notices that quoted it. Three queries."""
    answered = Amendment.objects.filter(proposal__author=participant).exclude(answer="")
    rows = list(answered.select_related("proposal__consultation"))
    addresses = [amendment.get_absolute_url() for amendment in rows]
    Notice.objects.filter(kind="amendment.answered", url__in=addresses).update(body="")
    return Amendment.objects.filter(pk__in=[row.pk for row in rows]).blank_answers()
