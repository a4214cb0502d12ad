"""What moderation adds to the pages of lower rooms: the way to report, decisions, the register's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.numbered import numbered
from consult.register import RegisterPanel, event_descriptions, page_descriptions, register_panels
from consult.requests import asked
from moderation import appeal_reading, asking, months, reading
from moderation.mandates import decides_in
from moderation.models import NOUNS, Decision, Ground, Report
from moderation.words import day
from proposals.models import Argument, Proposal
from proposals.panels import (
    ArgumentAddition,
    ProposalPanel,
    Reader,
    argument_additions,
    proposal_panels,
    readers_of_all_versions,
    seals,
)
from proposals.registries import judged_words
from proposals.sent_back import changes_asked

LINES_SHOWN = 50


def report_links(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """Where each proposal in view is reported. No query."""
    return {
        proposal.pk: {
            "url": reverse("moderation:report_proposal", args=[proposal.consultation.slug, proposal.number]),
            "reference": proposal.reference,
        }
        for proposal in proposals
        if proposal.is_published
    }


def decision_histories(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """Decisions on those that were withheld at some time. One query."""
    return reading.histories(proposals)


def argument_report_links(arguments: Sequence[Argument], reader: Reader) -> Mapping[int, Mapping[str, Any]]:
    """Where each argument in view is reported. Needs their proposal and its consultation; no query."""
    public = [argument for argument in arguments if argument.is_published]
    above = {(argument.proposal.consultation.slug, argument.proposal.number) for argument in public}
    written = {address: numbered("moderation:report_argument", *address) for address in above}
    return {
        argument.pk: {
            "report_url": written[argument.proposal.consultation.slug, argument.proposal.number](argument.number)
        }
        for argument in public
    }


def ways_to_contest(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """How the reader contests what withholds a proposal of theirs. Two queries where there is one, else none."""
    return appeal_reading.withheld_of(proposals, reader)


def argument_ways_to_contest(arguments: Sequence[Argument], reader: Reader) -> Mapping[int, Mapping[str, Any]]:
    """Where the reader contests what withholds an argument of theirs. Two queries where there is one, else none."""
    found = appeal_reading.withheld_of(arguments, reader)
    return {key: {"appeal_url": way["url"]} for key, way in found.items()}


def is_judged(proposal: Proposal) -> bool:
    """Whether a moderator decided on a text, or a reader asked for it. Two queries at most."""
    return Decision.objects.on(proposal).exists() or Report.objects.on(proposal).waiting().exists()


judged_words.register("moderation")(is_judged)
changes_asked.register("moderation")(asking.asked_of)
seals.register("moderation")(reading.kept_from)
readers_of_all_versions.register("moderation")(lambda reader: decides_in(reader).keys)
argument_additions.register("moderation-report")(ArgumentAddition(gather=argument_report_links))
argument_additions.register("moderation-appeal")(ArgumentAddition(gather=argument_ways_to_contest))
proposal_panels.register("moderation-appeal", order=10)(
    ProposalPanel(gather=ways_to_contest, template="moderation/_appeal.html", place="main")
)
proposal_panels.register("moderation-history", order=80)(
    ProposalPanel(gather=decision_histories, template="moderation/_history.html", place="aside")
)
proposal_panels.register("moderation-report", order=90)(
    ProposalPanel(gather=report_links, template="moderation/_report_link.html", place="aside")
)


def register_decisions(request: HttpRequest) -> dict[str, Any]:
    """The latest decisions and the months' figures, by the filters of the address. Nine queries."""
    consultation, kind = asked(request.GET, "consultation"), asked(request.GET, "decision")
    decisions = reading.public_decisions(consultation, kind)[:LINES_SHOWN]
    return {
        "lines": [reading.public_line(decision) for decision in decisions],
        "shown": LINES_SHOWN,
        "months": months.month_figures(consultation),
        "consultations": reading.moderated_consultations(),
        "kinds": Decision.Kind.choices,
        "consultation": consultation,
        "kind": kind,
    }


register_panels.register("moderation", order=50)(
    RegisterPanel(template="moderation/_register.html", gather=register_decisions)
)


def _reference(entry: JournalEntry) -> str:
    return next((str(entry.content[noun]) for noun in NOUNS if entry.content.get(noun)), "")


def _withheld(entries: Sequence[JournalEntry]) -> dict[int, str]:
    """The sentence of each by its number, with the title of its ground. One query."""
    titles = Ground.objects.titles_by_seal()
    return {entry.number: _withheld_sentence(entry, titles) for entry in entries}


def _withheld_sentence(entry: JournalEntry, titles: Mapping[str, str]) -> str:
    named = str(entry.content.get("ground", ""))
    ground = titles.get(named, named)  # the oldest entries hold the title itself
    until = parse_date(str(entry.content.get("until", "")))
    if until:
        values = {"reference": _reference(entry), "ground": ground, "day": day(until)}
        return _("%(reference)s was withheld from view until %(day)s. Ground: %(ground)s.") % values
    return _("%(reference)s was withheld from view. Ground: %(ground)s.") % {
        "reference": _reference(entry),
        "ground": ground,
    }


def _kept(entry: JournalEntry) -> str:
    if entry.content.get("after_report"):
        return _("%(reference)s was reported; a moderator read it and kept it in view.") % {
            "reference": _reference(entry)
        }
    return _("%(reference)s was read by a moderator and kept in view.") % {"reference": _reference(entry)}


def _change_asked(entry: JournalEntry) -> str:
    return _("%(reference)s was read by a moderator and sent back to its author for a change.") % {
        "reference": _reference(entry)
    }


def _off_topic(entries: Sequence[JournalEntry]) -> dict[int, str]:
    """The sentence of each by its number, with the title of its ground. One query."""
    titles = Ground.objects.titles_by_seal()
    sentence = _(
        "%(reference)s was marked as off-topic: it stays in view, and groupings leave it out. Ground: %(ground)s."
    )
    return {
        entry.number: sentence
        % {"reference": _reference(entry), "ground": titles.get(str(entry.content.get("ground", "")), "")}
        for entry in entries
    }


def _on_topic(entry: JournalEntry) -> str:
    if entry.content.get("undoes"):
        sentence = _(
            "%(reference)s is not marked as off-topic: the moderator took back the decision of a minute before."
        )
        return sentence % {"reference": _reference(entry)}
    return _("%(reference)s is no longer marked as off-topic: a moderator decided so.") % {
        "reference": _reference(entry)
    }


def _undone(entry: JournalEntry) -> str:
    if entry.content.get("by_term"):
        return _(
            "%(reference)s waits for a moderator again: the time for which it was withheld is over, and nobody had "
            "published it before."
        ) % {"reference": _reference(entry)}
    return _("%(reference)s: the moderator took back the decision of a minute before; it waits again.") % {
        "reference": _reference(entry)
    }


def _reopened(entry: JournalEntry) -> str:
    return _("%(reference)s stays in view: the moderator took back the reading of a minute before.") % {
        "reference": _reference(entry)
    }


def _published_again(entry: JournalEntry) -> str:
    if entry.content.get("undoes"):
        return _("%(reference)s can be read again: the moderator took back the decision of a minute before.") % {
            "reference": _reference(entry)
        }
    if entry.content.get("by_term"):
        return _("%(reference)s can be read again: the time for which it was withheld is over.") % {
            "reference": _reference(entry)
        }
    return _("%(reference)s can be read again: a moderator decided so.") % {"reference": _reference(entry)}


def _answer_withheld(entries: Sequence[JournalEntry]) -> dict[int, str]:
    """The sentence of each by its number, with the title of its ground. One query."""
    titles = Ground.objects.titles_by_seal()
    sentence = _("The author’s words on %(reference)s were withheld from view. Ground: %(ground)s.")
    return {
        entry.number: sentence
        % {"reference": _reference(entry), "ground": titles.get(str(entry.content.get("ground", "")), "")}
        for entry in entries
    }


def _answer_shown(entry: JournalEntry) -> str:
    return _("A moderator read the author’s words on %(reference)s: everyone can read them.") % {
        "reference": _reference(entry)
    }


def _appealed(entry: JournalEntry) -> str:
    return _("A moderator’s decision on %(reference)s is contested: another moderator will look at it again.") % {
        "reference": _reference(entry)
    }


def _appeal_upheld(entry: JournalEntry) -> str:
    return _("Another moderator looked again at a decision on %(reference)s: it was not overturned.") % {
        "reference": _reference(entry)
    }


def _appeal_overturned(entry: JournalEntry) -> str:
    return _("Another moderator overturned a decision on %(reference)s, on appeal.") % {"reference": _reference(entry)}


def _nobody_else_left(entry: JournalEntry) -> str:
    return _(
        "%(reference)s: a report on it bears the address of the moderator who decided; no other moderator was left "
        "who could decide."
    ) % {"reference": _reference(entry)}


page_descriptions.register("amendment.answer_withheld")(_answer_withheld)
event_descriptions.register("amendment.answer_shown")(_answer_shown)
event_descriptions.register("proposal.change_asked")(_change_asked)
event_descriptions.register("proposal.on_topic")(_on_topic)
page_descriptions.register("proposal.off_topic")(_off_topic)
for _noun in NOUNS:
    page_descriptions.register(f"{_noun}.withheld")(_withheld)
    event_descriptions.register(f"{_noun}.kept")(_kept)
    event_descriptions.register(f"{_noun}.nobody_else_left")(_nobody_else_left)
    event_descriptions.register(f"{_noun}.published_again")(_published_again)
    event_descriptions.register(f"{_noun}.returned")(_undone)
    event_descriptions.register(f"{_noun}.reopened")(_reopened)
    event_descriptions.register(f"{_noun}.appealed")(_appealed)
    event_descriptions.register(f"{_noun}.appeal_upheld")(_appeal_upheld)
    event_descriptions.register(f"{_noun}.appeal_overturned")(_appeal_overturned)
