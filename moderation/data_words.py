"""How the kinds of rows that this room brings to a copy of one's data are called."""

from django.utils.translation import gettext_lazy as _

from participants.copies.words import kind_words

kind_words.register("moderation")(
    {
        "reports": _("My reports"),
        "appeals": _("Decisions that I contested"),
        "decisions_on_my_texts": _("Decisions on my texts"),
        "decisions_taken": _("Decisions that I took"),
        "texts_in_hand": _("Texts that I have open as a moderator"),
        "texts_handed_over": _("Texts handed over between moderators"),
        "appeals_answered": _("Appeals that I answered"),
        "pauses": _("Times when a moderator kept me from writing"),
        "texts_blanked": _("Texts against the law whose words I took out"),
        "originals_opened": _("Originals of such texts that I asked to open, or agreed to open"),
        "pauses_decided": _("Pauses of authors that I decided, lifted or answered"),
    }
)
