"""How the kinds of rows that this room brings to a copy of one's data are called."""

from django.utils.translation import gettext_lazy as _

from participants.copies.words import kind_words

kind_words.register("moderation")(
    {
        "reports": _("My reports"),
        "appeals": _("Decisions that I contested"),
        "decisions_on_my_texts": _("Decisions on my texts"),
        "decisions_taken": _("Decisions that I took"),
        "appeals_answered": _("Appeals that I answered"),
    }
)
