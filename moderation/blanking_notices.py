"""What the author of a text is told when its words are taken out."""

from django.utils.translation import gettext as _

from moderation import appeal_reading
from moderation.models import Blanking, Subject, closes_at
from moderation.notices import how_to_contest
from moderation.reading import proposal_of
from moderation.words import day
from participants.notices import in_language_of, tell


def tell_blanked(blanking: Blanking, subject: Subject) -> None:
    """The author learns that nobody reads the words any more, why, what is kept, and how to contest."""
    decision = blanking.decision
    assert decision.ground is not None  # withholding_has_reasons
    with in_language_of(subject.author):
        told = {
            "reference": subject.reference,
            "consultation": proposal_of(subject).consultation.title,
            "day": day(blanking.kept_until),
        }
        what = _(
            "The words of your text %(reference)s in “%(consultation)s” were taken out: it is withheld as against the "
            "law, and nobody reads it any more, you and the moderators included. Its reference, its ground and its "
            "date stay on its page."
        )
        kept = _(
            "The original is kept sealed until %(day)s, for an appeal and for the judicial authorities. Two moderators "
            "open it together, never one alone, and the public register says so. If the decision is overturned, "
            "your words come back."
        )
        ground = _("Ground (against the law):")
        paragraphs = [what % told, f"{ground}\n{decision.ground.title}\n{decision.ground.text}", kept % told]
        if blanking.at < closes_at(decision.decided_at) and not decision.appeals.exists():
            paragraphs.append(how_to_contest(decision, appeal_reading.form_url(subject)))
        tell(
            recipient=subject.author,
            kind="moderation.blanked",
            subject=_("The words of your text %(reference)s were taken out") % told,
            body="\n\n".join(paragraphs),
            url=subject.get_absolute_url(),
        )
