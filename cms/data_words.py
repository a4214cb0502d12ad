"""How the kinds of rows that this room brings to a copy of one's data are called."""

from django.utils.translation import gettext_lazy as _

from participants.copies.words import kind_words

kind_words.register("cms")(
    {
        "remarks": _("My remarks on drafts of syntheses"),
        "remarks_looked_at": _("Remarks that I published or declined"),
        "remarks_answered": _("Answers that I gave to remarks"),
        "drafts_opened": _("Drafts that I opened for reading"),
        "second_readings": _("Samples that I drew or read again"),
        "opinions_signed": _("Opinions that I signed"),
        "findings_added": _("Findings that I wrote first"),
        "citations_added": _("Words that I cited"),
        "findings_changed": _("Wordings of findings that I replaced"),
        "themes_set_aside": _("Themes that I left out of a synthesis"),
        "editions_published": _("Editions that I published"),
        "gates_passed": _("Public reasons that I gave for an edition"),
        "answers": _("Answers that I published for the institution"),
        "commitments": _("Commitments that I published, and what I said of them"),
    }
)
