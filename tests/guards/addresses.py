"""Every address of ours: who may read it, and with what to fill it in. A new one must be added here."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

ROOMS = ("consult", "participants", "proposals", "moderation", "synthesis", "cms")


class Address(NamedTuple):
    """``public`` says that reading needs no account; ``why`` says why, or why not."""

    public: bool
    why: str


class Pattern(NamedTuple):
    """One entry of the URLconf, resolved to its full route."""

    name: str
    route: str
    pattern: URLPattern


def walk(resolver: URLResolver | None = None, namespace: str = "", route: str = "") -> Iterator[Pattern]:
    """All patterns of the URLconf, with their namespaced names."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in [namespace, entry.namespace or ""] if part)
            yield from walk(entry, inner, here)
        else:
            yield Pattern(":".join(part for part in [namespace, entry.name or ""] if part), here, entry)


def is_ours(pattern: Pattern) -> bool:
    """Whether the view behind it is written in this project."""
    return pattern.pattern.callback.__module__.split(".")[0] in ROOMS


READING = "reading needs no account"
FORM = "the form can be filled in before signing in; what was typed survives it"
KEPT = "a participant's own matters; it leads to the sign-in itself, so that what was sent survives it"
OWN = "a participant's own matters"
STAFF = "inside Wagtail's admin, behind its permissions"

ADDRESSES: dict[str, Address] = {
    "home": Address(True, READING),
    "consult:register": Address(True, READING),
    "consult:register_file": Address(True, READING),
    "consult:register_heads": Address(True, READING),
    "consult:register_script": Address(True, READING),
    "consult:styleguide": Address(True, READING),
    "consult:health_live": Address(True, "asked by machines"),
    "consult:health_ready": Address(True, "asked by machines"),
    "set_language": Address(True, "a choice without an account"),
    "admin_sign_in": Address(True, "leads to our sign-in"),
    "wagtailcore_login": Address(True, "leads to our sign-in"),
    "participants:sign_in": Address(True, "the sign-in itself"),
    "participants:code": Address(True, "the sign-in itself"),
    "participants:resend": Address(True, "the sign-in itself"),
    "participants:sign_out": Address(True, "signing out twice harms nobody"),
    "participants:second_factor": Address(False, "the team's, on the way to the admin"),
    "participants:factor_set_up": Address(False, "the team's, on the way to the admin"),
    "participants:factor_codes": Address(False, "the team's, on the way to the admin"),
    "participants:factor_new_codes": Address(False, "the team's, on the way to the admin"),
    "participants:passkey_give": Address(False, "the team's, on the way to the admin"),
    "participants:passkey_give_options": Address(False, "the team's, on the way to the admin"),
    "participants:passkey_sign_in": Address(True, "the sign-in itself"),
    "participants:passkey_sign_in_options": Address(True, "the sign-in itself"),
    "participants:passkeys": Address(False, OWN),
    "participants:passkey_add_options": Address(False, OWN),
    "participants:passkey_remove": Address(False, OWN),
    "participants:welcome": Address(False, OWN),
    "participants:space": Address(False, OWN),
    "participants:settings": Address(False, OWN),
    "participants:withdraw": Address(False, OWN),
    "participants:groups_agree": Address(False, OWN),
    "participants:groups_withdraw": Address(False, OWN),
    "participants:notices_read": Address(False, OWN),
    "participants:notice": Address(False, OWN),
    "participants:notice_settings": Address(False, OWN),
    "participants:stop": Address(True, "one click in a mail, by who does not sign in"),
    "participants:my_data": Address(False, OWN),
    "participants:copy_ask": Address(False, OWN),
    "participants:copy_download": Address(False, OWN),
    "participants:erase": Address(False, OWN),
    "participants:follow": Address(True, FORM),
    "participants:erased": Address(True, "said to someone who has no account any more"),
    "moderation:report_proposal": Address(True, "anyone can report"),
    "moderation:report_argument": Address(True, "anyone can report"),
    "moderation:report_amendment": Address(True, "anyone can report"),
    "moderation:decisions_file": Address(True, READING),
    "moderation:months_file": Address(True, READING),
    "moderation:years": Address(True, READING),
    "moderation:year": Address(True, READING),
    "moderation:year_file": Address(True, READING),
    "moderation:report_received": Address(True, "the acknowledgement of a report"),
    "moderation:appeal_proposal": Address(False, OWN),
    "moderation:appeal_argument": Address(False, OWN),
    "moderation:appeal_amendment": Address(False, OWN),
    "moderation:pause": Address(False, OWN),
    "moderation:appeal_report": Address(True, "whoever reported without an account contests by their reference"),
    "moderation:appeal": Address(True, "the answer to an appeal, for whoever made it without an account"),
    "proposals:list": Address(True, READING),
    "proposals:detail": Address(True, READING),
    "proposals:version": Address(True, READING),
    "proposals:version_source": Address(True, READING),
    "proposals:export": Address(True, READING),
    "proposals:give_view": Address(True, READING),
    "proposals:similar": Address(True, FORM),
    "proposals:submit": Address(True, FORM),
    "proposals:edit": Address(True, FORM),
    "proposals:amend": Address(True, FORM),
    "proposals:amendments": Address(True, READING),
    "proposals:amendment": Address(True, READING),
    "proposals:amendment_position": Address(True, FORM),
    "proposals:amendment_answer": Address(True, FORM),
    "proposals:amendment_withdraw": Address(False, OWN),
    "proposals:amendments_export": Address(True, READING),
    "proposals:argue": Address(True, FORM),
    "proposals:withdraw": Address(True, FORM),
    "proposals:restore": Address(False, OWN),
    "proposals:reply": Address(True, FORM),
    "proposals:convincing": Address(True, FORM),
    "proposals:draft_proposal": Address(True, FORM),
    "proposals:draft_argument": Address(True, FORM),
    "proposals:draft_reply": Address(True, FORM),
    "proposals:draft_amendment": Address(True, FORM),
    "proposals:draft_edit": Address(True, FORM),
    "proposals:draft_delete": Address(False, OWN),
    "proposals:position": Address(True, FORM),
    "cms_readings:reading": Address(True, READING),
    "cms_readings:comment": Address(True, FORM),
    "cms_readings:meaning": Address(False, OWN),
    "answers:finding": Address(True, READING),
    "answers:commitments": Address(True, READING),
    "answers:feed": Address(True, READING),
    "synthesis:map": Address(True, READING),
    "synthesis:theme": Address(True, READING),
    "synthesis:theme_map": Address(True, READING),
}
