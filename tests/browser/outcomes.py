"""Amendments that ended each in its own way, for tests that look at a page in its states."""

from tests.browser.people import CONSULTATION

PROPOSAL = f"{CONSULTATION}propositions/P-17/"
DECLINED, UNREAD, TAKEN_BACK, OUTDATED, WITHHELD, ERASED = (f"{PROPOSAL}amendements/M-{n}/" for n in range(1, 7))
AUTHOR = "autrice-de-p17@demo.invalid"
EACH_OUTCOME = f"""
from django.utils import timezone
from participants.models import User
from proposals.models import Amendment, Proposal
proposal = Proposal.objects.select_related("current").get(consultation__slug="se-deplacer-autrement", number=17)
author = User.objects.create_user("{AUTHOR}", display_name="Autrice de P-17")
Proposal.objects.filter(pk=proposal.pk).update(author=author)
neighbour = User.objects.create_user("voisin-de-p17@demo.invalid", display_name="Voisin de P-17")
now = timezone.now()
words = {{"wording": "Un minibus.", "reason": "Plus simple."}}
closed = {{**words, "closed_at": now}}
for number, fields in enumerate([
    {{**closed, "outcome": "declined", "answer": "Un car suffit.", "answer_state": "shown"}},
    {{**closed, "outcome": "declined", "answer": "Un car suffit.", "answer_state": "waits"}},
    {{**closed, "outcome": "withdrawn"}},
    {{**closed, "outcome": "outdated"}},
    {{**words, "state": "withheld", "withheld_at": now, "withheld_ground": "1"}},
    {{"closed_at": now, "blanked_at": now, "outcome": "withdrawn"}},
], start=1):
    Amendment.objects.create(**{{
        "proposal": proposal, "number": number, "version": proposal.current, "start": 0,
        "end": len(proposal.current.text), "author": neighbour, "state": "published", "created_at": now,
        "published_at": now, **fields,
    }})
"""
