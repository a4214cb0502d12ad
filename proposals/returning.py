"""A text that was published by a slip goes back to waiting, as long as nobody has answered it."""

from proposals.models import Amendment, AmendmentPosition, Argument, Convincing, CountedFigures, Position, Proposal

Text = Proposal | Argument | Amendment


def is_answered(text: Text) -> bool:
    """Whether somebody has done something with it since it is in view. Three queries at most."""
    if isinstance(text, Proposal):
        answers = (Position.objects, Argument.objects, Amendment.objects)
        return any(rows.filter(proposal=text).exists() for rows in answers)
    if isinstance(text, Argument):
        return Argument.objects.filter(answers=text).exists() or Convincing.objects.filter(argument=text).exists()
    return not text.is_open or AmendmentPosition.objects.filter(amendment=text).exists()


def return_to_waiting(text: Text) -> None:
    """Take it out of view as if it had never been published. Call inside a transaction, its row held. Two queries."""
    text.state, text.published_at = text.State.SUBMITTED, None
    text.withheld_at, text.withheld_ground = None, ""
    if isinstance(text, Proposal):
        text.first_public_version = None
        text.off_topic_at, text.off_topic_ground = None, ""
        CountedFigures.objects.filter(consultation=text.consultation_id).delete()  # its tags may be counted in them
    text.save(update_fields=text.publication_columns)
    if isinstance(text, Proposal):
        text.tell_folds()
