"""How this room's events read in the public register."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.models import JournalEntry
from consult.register import event_descriptions
from synthesis.models import SetAside


@event_descriptions.register("grouping.done")
def grouping_done(entry: JournalEntry) -> str:
    return ngettext(
        "Grouping %(run)s was computed: %(texts)s texts in %(groups)s group.",
        "Grouping %(run)s was computed: %(texts)s texts in %(groups)s groups.",
        entry.content["groups"],
    ) % dict(entry.content)


@event_descriptions.register("theme.adopted")
def theme_adopted(entry: JournalEntry) -> str:
    return ngettext(
        "A person named theme %(theme)s, from grouping %(run)s; %(proposals)s proposal is in it.",
        "A person named theme %(theme)s, from grouping %(run)s; %(proposals)s proposals are in it.",
        entry.content["proposals"],
    ) % dict(entry.content)


@event_descriptions.register("theme.continued")
def theme_continued(entry: JournalEntry) -> str:
    return ngettext(
        "A person continued theme %(theme)s with grouping %(run)s, which puts %(proposals)s proposal in it.",
        "A person continued theme %(theme)s with grouping %(run)s, which puts %(proposals)s proposals in it.",
        entry.content["proposals"],
    ) % dict(entry.content)


@event_descriptions.register("theme.renamed")
def theme_renamed(entry: JournalEntry) -> str:
    return _("A person renamed theme %(theme)s.") % dict(entry.content)


@event_descriptions.register("theme.merged")
def theme_merged(entry: JournalEntry) -> str:
    return ngettext(
        "A person merged theme %(theme)s into theme %(into)s, with its %(proposals)s proposal.",
        "A person merged theme %(theme)s into theme %(into)s, with its %(proposals)s proposals.",
        entry.content["proposals"],
    ) % dict(entry.content)


@event_descriptions.register("theme.unmerged")
def theme_unmerged(entry: JournalEntry) -> str:
    return ngettext(
        "A person parted theme %(theme)s from theme %(into)s again; %(proposals)s proposal is back in it.",
        "A person parted theme %(theme)s from theme %(into)s again; %(proposals)s proposals are back in it.",
        entry.content["proposals"],
    ) % dict(entry.content)


@event_descriptions.register("theme.split")
def theme_split(entry: JournalEntry) -> str:
    return ngettext(
        "A person made theme %(into)s of %(proposals)s proposal of theme %(theme)s.",
        "A person made theme %(into)s of %(proposals)s proposals of theme %(theme)s.",
        entry.content["proposals"],
    ) % dict(entry.content)


@event_descriptions.register("theme.confirmed")
def theme_confirmed(entry: JournalEntry) -> str:
    return ngettext(
        "A person read %(proposals)s proposal of theme %(theme)s and confirmed it.",
        "A person read %(proposals)s proposals of theme %(theme)s and confirmed them.",
        entry.content["proposals"],
    ) % dict(entry.content)


@event_descriptions.register("proposals.placed")
def proposals_placed(entry: JournalEntry) -> str:
    told = {"proposals": ", ".join(entry.content["proposals"]), "theme": entry.content["theme"]}
    if not told["theme"]:
        return _set_aside(entry, told["proposals"])
    return _("A person placed in theme %(theme)s: %(proposals)s.") % told


def _set_aside(entry: JournalEntry, proposals: str) -> str:
    """For a reason; entries of before reasons were asked hold none."""
    reason = entry.content.get("reason", "")
    if reason not in SetAside.values:
        return _("A person took out of all themes: %(proposals)s.") % {"proposals": proposals}
    told = {"proposals": proposals, "reason": SetAside(reason).label}
    return _("A person set aside, since each “%(reason)s”: %(proposals)s.") % told


@event_descriptions.register("proposals.put_back")
def proposals_put_back(entry: JournalEntry) -> str:
    told = {"proposals": ", ".join(entry.content["proposals"])}
    return _("A person took a decision back; these stand where they stood before: %(proposals)s.") % told


@event_descriptions.register("pepite.set")
def pepite_set(entry: JournalEntry) -> str:
    return _("A person marked %(proposal)s as a pépite.") % dict(entry.content)


@event_descriptions.register("pepite.unset")
def pepite_unset(entry: JournalEntry) -> str:
    return _("A person took the mark of pépite from %(proposal)s.") % dict(entry.content)


@event_descriptions.register("ideas.same")
def ideas_same(entry: JournalEntry) -> str:
    return _("A person said that these are the same idea: %(proposals)s.") % _proposals(entry)


@event_descriptions.register("ideas.not_same")
def ideas_not_same(entry: JournalEntry) -> str:
    return _("A person said that these are not the same idea: %(proposals)s.") % _proposals(entry)


@event_descriptions.register("ideas.taken_back")
def ideas_taken_back(entry: JournalEntry) -> str:
    return _("A person took back whether these are the same idea: %(proposals)s.") % _proposals(entry)


@event_descriptions.register("texts.folded")
def texts_folded(entry: JournalEntry) -> str:
    told = {**_proposals(entry), "into": entry.content["into"]}
    return _("A person said that these texts say the same as %(into)s: %(proposals)s.") % told


@event_descriptions.register("texts.unfolded")
def texts_unfolded(entry: JournalEntry) -> str:
    told = {**_proposals(entry), "into": entry.content["into"]}
    return _("A person took back that these texts say the same as %(into)s: %(proposals)s.") % told


@event_descriptions.register("texts.folded_again")
def texts_folded_again(entry: JournalEntry) -> str:
    told = {**_proposals(entry), "into": entry.content["into"]}
    return _("As before an act that was taken back, these texts say the same as %(into)s: %(proposals)s.") % told


@event_descriptions.register("texts.copies_folded")
def copies_folded(entry: JournalEntry) -> str:
    return ngettext(
        "%(texts)s text, equal to another but for case, accents and punctuation, was folded under it.",
        "%(texts)s texts, equal to others but for case, accents and punctuation, were folded under them.",
        entry.content["texts"],
    ) % dict(entry.content)


def _proposals(entry: JournalEntry) -> dict[str, str]:
    return {"proposals": ", ".join(entry.content["proposals"])}


@event_descriptions.register("corpus.frozen")
def corpus_frozen(entry: JournalEntry) -> str:
    return ngettext(
        "Corpus %(corpus)s was frozen: %(contributions)s contribution, with its hash.",
        "Corpus %(corpus)s was frozen: %(contributions)s contributions, with their hash.",
        entry.content["contributions"],
    ) % dict(entry.content)
