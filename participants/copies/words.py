"""How the kinds of rows in a copy of one's data are called, and their columns, for who reads them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.registry import Registry

#: What the exporters of a room bring, by the name that each was registered with.
kind_words: Registry[Mapping[str, str | Promise]] = Registry()

kind_words.register("participants", order=10)(
    {
        "account": _("My account"),
        "consents": _("My agreements to how opinions are used"),
        "opinion_groups_consents": _("My agreements to opinion groups"),
        "notices": _("What the site told me"),
        "mails": _("E-mails that brought it"),
        "follows": _("What I follow"),
        "copies": _("My copies of all this"),
        "second_factor": _("My second factor"),
        "passkeys": _("My passkeys"),
        "admin_work": _("What I did in the administration of the site"),
    }
)

#: Words that columns of any room are called by.
COLUMNS: Mapping[str, str | Promise] = {
    "email": _("E-mail address"),
    "display_name": _("Display name"),
    "language": _("Language"),
    "speaks_for_institution": _("Speaks for the institution"),
    "joined_at": _("Joined on"),
    "last_sign_in_at": _("Last signed in on"),
    "addresses": _("Addresses"),
    "given_at": _("Given on"),
    "withdrawn_at": _("Withdrawn on"),
    "text_hash": _("Fingerprint of the text"),
    "subject": _("Subject"),
    "body": _("Words"),
    "words": _("Words"),
    "url": _("Address"),
    "address": _("Address"),
    "read_at": _("Read on"),
    "emailed_at": _("Sent by e-mail on"),
    "created_at": _("Written on"),
    "saved_at": _("Saved on"),
    "published_at": _("Published on"),
    "withheld_at": _("Withheld on"),
    "taken_at": _("Taken on"),
    "changed_at": _("Changed on"),
    "answered_at": _("Answered on"),
    "shown_at": _("Shown on"),
    "asked_at": _("Asked for on"),
    "made_at": _("Made on"),
    "closed_at": _("Closed on"),
    "at": _("On"),
    "target": _("What is followed"),
    "consultation": _("Consultation"),
    "reference": _("Reference"),
    "proposal": _("Proposal"),
    "version": _("Version"),
    "title": _("Title"),
    "text": _("Text"),
    "tags": _("Tags"),
    "state": _("State"),
    "ground": _("Ground"),
    "fingerprint": _("Fingerprint"),
    "stance": _("Stance"),
    "source": _("Source"),
    "source_url": _("Source"),
    "position": _("Position (1: agree, 0: it depends, -1: disagree)"),
    "kind": pgettext_lazy("column", "Kind"),
    "wording": _("Proposed wording"),
    "reason": _("Reason"),
    "outcome": _("Outcome"),
    "answer": _("Answer"),
    "origin": _("Where it comes from"),
    "mails": _("What I get by e-mail"),
    "no_mail": _("No mail at all"),
    "groups": _("Groups"),
    "permissions": _("Rights"),
    "topic": _("What it is about"),
    "follow": _("Told because this is followed"),
    "due_at": _("To be sent on"),
    "sent_at": _("Sent on"),
    "domain": _("On the site"),
    "opens_admin": _("Second factor"),
    "added_at": _("Added on"),
    "last_used_at": _("Last used on"),
    "wrong": _("Wrong codes"),
    "wrong_since": _("Wrong codes since"),
    "attempts": _("Attempts"),
    "as": _("As"),
    "number": _("Number"),
    "label": _("Name"),
    "name": _("Name"),
    "argument": _("Argument"),
    "marked_at": _("Marked on"),
    "medium": _("It came as"),
    "received_on": _("Received on"),
    "basis": _("On which basis"),
    "entered_at": _("Entered on"),
    "run": _("Grouping"),
    "deed": _("What was done"),
    "theme": _("Theme"),
    "placed": _("Placed by hand"),
    "corpus": _("Corpus"),
    "proposals": _("Proposals"),
    "same": _("The same idea"),
    "taken_back_at": _("Taken back on"),
    "into": _("Under which text"),
    "synthesis": _("Synthesis"),
    "finding": _("Finding"),
    "statement": _("What it says"),
    "replaced": _("Former words"),
    "comment_replaced": _("Former comment"),
    "public_reason": _("Public reason"),
    "gates": _("Checks that were passed over"),
    "remark": _("Remark"),
    "kept": _("Kept"),
    "reading": _("Reading"),
    "opinion": _("Opinion"),
    "signed_at": _("Signed on"),
    "hash": _("Fingerprint"),
    "reasons": _("Reasons"),
    "function": _("Function"),
    "commitment": _("Commitment"),
    "decision": _("Decision"),
    "facts": _("Facts"),
    "until": _("Until"),
    "after_report": _("After a report"),
    "since": _("Since"),
    "lifted_at": _("Lifted on"),
    "contest": _("Why it was contested"),
    "contested_at": _("Contested on"),
    "handled_at": _("Handled on"),
    "start": _("First character"),
    "end": _("Character after the last"),
    "amendment": _("Amendment"),
    "made_version": _("Version that it made"),
    "answers": _("Reply to"),
    "withdrawn_for": _("Withdrawn in favour of"),
    "decided_at": _("Decided on"),
    "said_at": _("Said on"),
    "mine": _("Mine"),
    "writing": _("While writing"),
    "rank": _("Rank"),
    "score": _("Closeness"),
    "renews": _("Number of what it renews"),
}


def kind_word(name: str) -> str:
    """The title of a kind, in the language that is active; its plain name where no room gave one."""
    for words in kind_words:
        if name in words:
            return str(words[name])
    return _plain(name)


def column_word(name: str) -> str:
    """The same for a column."""
    return str(COLUMNS.get(name) or _plain(name))


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()
