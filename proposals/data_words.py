"""How the kinds of rows that this room brings to a copy of one's data are called."""

from django.utils.translation import gettext_lazy as _

from participants.copies.words import kind_words

kind_words.register("proposals")(
    {
        "proposals": _("My proposals, with all their versions"),
        "arguments": _("My arguments"),
        "drafts": _("My drafts"),
        "amendments": _("My amendments"),
        "amendment_answers": _("My answers to amendments"),
        "positions": _("My positions"),
        "amendment_positions": _("My positions on amendments"),
        "convincing_marks": _("Arguments that convinced me"),
        "entries": _("Contributions that I entered for others"),
        "comparisons": _("What I answered on close proposals"),
        "suggestions_shown": _("Proposals that were shown to me as close"),
    }
)
