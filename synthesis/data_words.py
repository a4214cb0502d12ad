"""How the kinds of rows that this room brings to a copy of one's data are called."""

from django.utils.translation import gettext_lazy as _

from participants.copies.words import kind_words

kind_words.register("synthesis")(
    {
        "groupings": _("Groupings that I started"),
        "themes": _("Themes that I named, adopted or merged"),
        "places_in_themes": _("Proposals that I placed in themes"),
        "pepites": _("Rare ideas that I marked"),
        "frozen_corpora": _("Corpora that I froze"),
        "theme_decisions": _("Texts that I confirmed, moved or set aside"),
        "same_ideas": _("Pairs of which I said whether they are the same idea"),
        "folded_texts": _("Texts that I folded under another"),
    }
)
