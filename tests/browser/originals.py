"""Two arguments against the law: one to be blanked, one that is, whose original somebody asks to open."""

TO_BLANK, ASKED = "P-18/A-91/original/", "P-18/A-92/original/"
TWO_TEXTS = """
from django.utils import timezone
from moderation import actions, blanking
from moderation.models import Ground
from participants.models import User
from proposals.models import Argument, Proposal
proposal = Proposal.objects.get(consultation__slug="se-deplacer-autrement", number=18)
asks = User.objects.get(email="organisation@demo.invalid")
ground = Ground.objects.create(
    kind="illegal", title="Appel à la violence (essai)", text="Puni par la loi.", valid_from=timezone.now()
)
why = {"kind": "withhold", "ground": ground, "facts": "Une menace.", "words": "Illégal.", "duration": "indefinite"}
author = User.objects.create_user("menace@demo.invalid", display_name="Autrice de menaces")
for number in (91, 92):
    text = Argument.objects.create(
        proposal=proposal, number=number, stance="for", author=author, text="Une menace avec une adresse entière.",
        state="published", created_at=timezone.now(), published_at=timezone.now(),
    )
    actions.decide(subject=text, by=asks, seen=0, **why)
blanking.blank(subject=text, by=asks, reason="Une menace.")
blanking.ask_opening(subject=text, by=asks, reason="Réquisition 2026-114.")
"""
