"""How the kinds of rows that a citizen may find here in a copy of their data are called."""

from django.utils.translation import gettext_lazy as _

from participants.copies.words import kind_words

kind_words.register("cms")({"remarks": _("My remarks on drafts of syntheses")})
