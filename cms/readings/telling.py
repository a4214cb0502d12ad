"""Words to those who made a remark, in their language."""

from django.utils.translation import gettext as _

from cms.models import Remark, RemarkAnswer
from participants.notices import in_language_of, tell


def tell_looked_at(remark: Remark) -> None:
    """Its author learns that it is published, or why it is not. Two queries."""
    with in_language_of(remark.author):
        if remark.state == Remark.State.PUBLISHED:
            subject, body = _("Your remark %(reference)s is published"), _("Everyone can read it beside the finding.")
        else:
            subject = _("Your remark %(reference)s was not published")
            body = _("The team’s reason: %(why)s") % {"why": remark.why}
        tell(
            recipient=remark.author,
            kind="reading.looked_at",
            subject=subject % {"reference": remark.reference},
            body=body,
            url=remark.get_absolute_url(),
        )


def tell_answered(remark: Remark, answer: RemarkAnswer) -> None:
    """Its author learns what becomes of it. Two queries."""
    with in_language_of(remark.author):
        subject = (
            _("Your remark %(reference)s was kept") if answer.kept else _("Your remark %(reference)s was not kept")
        )
        tell(
            recipient=remark.author,
            kind="reading.answered",
            subject=subject % {"reference": remark.reference},
            body=answer.words,
            url=remark.get_absolute_url(),
        )
