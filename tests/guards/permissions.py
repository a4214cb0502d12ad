"""Who gets what answer at each address of ours: the permission matrix of requirement S-2.

Each row says what is right for a GET and for a POST that sends nothing, at the address of something that belongs to
the author, in the first consultation. ``sign-in`` leads to the sign-in, ``refused`` back to the admin's home with a
sentence, ``on`` anywhere else. A POST that got in is seen by its 422, by what it leads to, or by the 404 of what it
did not name. What belongs to somebody else is 404 in the row of that person; the same address under another
consultation, page or reading is 404 for everyone who is not stopped before (see ``test_permission_matrix``).
"""

from typing import NamedTuple

ROLES = ("anonymous", "citizen", "author", "suspended", "moderator", "elsewhere", "guarantor", "editor", "admin")
OUTSIDE = ("anonymous", "citizen", "author", "suspended")  # of the admin
SIGNED_OUT = ("anonymous", "suspended")  # whoever is suspended has no session any more


class Codes(dict[str, str]):
    """An outcome for each role."""


class Row(NamedTuple):
    """What is right at one address."""

    get: Codes
    post: Codes


def everyone(code: str, **but: str) -> Codes:
    """One outcome for everyone, but for those who are named."""
    return Codes(dict.fromkeys(ROLES, code) | but)


def signed_in(code: str, **but: str) -> Codes:
    """One outcome for those who are signed in; the others sign in first."""
    return everyone(code, **dict.fromkeys(SIGNED_OUT, "sign-in") | but)


def team(code: str, **but: str) -> Codes:
    """One outcome for the team; the others sign in, as whoever may open the admin."""
    return everyone(code, **dict.fromkeys(OUTSIDE, "sign-in") | but)


def the_authors(code: str, *, others: str = "404") -> Codes:
    """What is one person's own: the others do not even learn that it is there."""
    return signed_in(others, author=code)


NOT_THIS_WAY = everyone("405")
NOT_IN = signed_in("405")  # nor before the sign-in
NOT_TEAM = team("405")
READ, LED_ON = everyone("200"), everyone("on")
PUBLIC = Row(READ, NOT_THIS_WAY)
FORM = Row(READ, everyone("422"))  # filled in before signing in, or without an account
OWN_PAGE = Row(signed_in("200"), NOT_IN)
OWN_DEED = Row(NOT_IN, signed_in("on"))
# A draft needs an account that agreed to how opinions are used; the administrator of the guards has not.
DRAFT = Row(NOT_THIS_WAY, signed_in("422", admin="on"))


def moderating(read: str, done: str, elsewhere: str = "404") -> Row:
    """The moderators' desk, where a moderator of another consultation finds nothing; guarantors only read."""
    get = team("refused", moderator=read, elsewhere=elsewhere if read != "405" else "405", guarantor=read, admin=read)
    return Row(
        NOT_TEAM if read == "405" else get,
        team("refused", moderator=done, elsewhere=elsewhere, guarantor="403", admin=done),
    )


def grouping(read: str, done: str) -> Row:
    """The desk of themes: editors work, guarantors read."""
    get = NOT_TEAM if read == "405" else team("refused", editor=read, guarantor=read, admin=read)
    post = NOT_TEAM if done == "405" else team("refused", editor=done, guarantor="403", admin=done)
    return Row(get, post)


def answering(read: str, done: str, stranger: str = "refused") -> Row:
    """The desks of answers and of entered contributions: the organisers', here the administrator; guarantors read."""
    get = NOT_TEAM if read == "405" else team(stranger, guarantor=read, admin=read)
    post = NOT_TEAM if done == "405" else team(stranger, guarantor="403", admin=done)
    return Row(get, post)


def writing(done: str, **but: str) -> Row:
    """A deed at the desk of a synthesis: its editors'."""
    return Row(NOT_TEAM, team("403", **{"editor": done, "admin": done} | but))


ADDRESSES: dict[str, Row] = {
    "home": Row(READ, NOT_THIS_WAY),
    "consult:register": PUBLIC,
    "consult:register_file": PUBLIC,
    "consult:register_heads": PUBLIC,
    "consult:register_script": PUBLIC,
    "consult:styleguide": PUBLIC,
    "consult:health_live": PUBLIC,
    "consult:health_ready": PUBLIC,
    "set_language": Row(NOT_THIS_WAY, LED_ON),
    "admin_sign_in": Row(everyone("sign-in"), everyone("sign-in")),
    "wagtailcore_login": Row(everyone("sign-in"), everyone("sign-in")),
    # Accounts
    "participants:sign_in": Row(
        everyone("on", **dict.fromkeys(SIGNED_OUT, "200")), everyone("on", **dict.fromkeys(SIGNED_OUT, "422"))
    ),
    "participants:code": Row(LED_ON, everyone("on", **dict.fromkeys(SIGNED_OUT, "422"))),
    "participants:resend": Row(NOT_THIS_WAY, everyone("422")),
    "participants:sign_out": Row(NOT_THIS_WAY, LED_ON),
    # Only where a second factor is asked for: see test_second_factor.
    "participants:second_factor": Row(signed_in("404"), signed_in("404")),
    "participants:factor_set_up": Row(signed_in("404"), signed_in("404")),
    "participants:factor_codes": Row(signed_in("404"), signed_in("404")),
    "participants:factor_new_codes": Row(signed_in("404"), signed_in("404")),
    "participants:passkey_give": Row(signed_in("404"), signed_in("404")),
    "participants:passkey_give_options": Row(NOT_IN, signed_in("404")),
    "participants:passkey_sign_in": Row(LED_ON, everyone("on", **dict.fromkeys(SIGNED_OUT, "422"))),
    "participants:passkey_sign_in_options": Row(NOT_THIS_WAY, READ),
    "participants:passkeys": Row(signed_in("200"), signed_in("422")),
    "participants:passkey_add_options": Row(NOT_IN, signed_in("200")),
    "participants:passkey_remove": Row(the_authors("200"), the_authors("on")),
    "participants:welcome": Row(signed_in("on", admin="200"), signed_in("on", admin="422")),  # who agreed goes on
    "participants:space": OWN_PAGE,
    "participants:settings": Row(NOT_IN, signed_in("422")),
    "participants:withdraw": OWN_DEED,
    "participants:groups_agree": Row(NOT_IN, signed_in("409", admin="422")),
    "participants:groups_withdraw": OWN_DEED,
    "participants:notices_read": OWN_DEED,
    "participants:notice": Row(NOT_IN, the_authors("on")),
    "participants:notice_settings": OWN_DEED,
    "participants:stop": Row(READ, READ),  # the key of a mail
    "participants:my_data": OWN_PAGE,
    "participants:copy_ask": OWN_DEED,
    "participants:copy_download": Row(signed_in("404"), NOT_IN),  # none was made
    "participants:erase": Row(signed_in("200"), signed_in("422")),
    "participants:follow": Row(READ, everyone("404")),  # a POST that names nothing
    "participants:erased": PUBLIC,
    # Proposals
    "proposals:list": PUBLIC,
    "proposals:export": PUBLIC,
    "proposals:give_view": FORM,
    "proposals:submit": FORM,
    "proposals:draft_proposal": DRAFT,
    "proposals:draft_delete": Row(the_authors("200"), the_authors("on")),
    "proposals:similar": Row(LED_ON, READ),
    "proposals:detail": PUBLIC,
    "proposals:version": PUBLIC,
    "proposals:version_source": PUBLIC,
    "proposals:edit": Row(the_authors("on"), the_authors("422")),
    "proposals:draft_edit": Row(NOT_THIS_WAY, the_authors("422")),
    "proposals:withdraw": Row(the_authors("200"), the_authors("on")),
    "proposals:restore": Row(signed_in("on"), the_authors("on")),  # a GET leads to the public page
    "proposals:amend": FORM,
    "proposals:draft_amendment": DRAFT,
    "proposals:amendments": PUBLIC,
    "proposals:amendment": PUBLIC,
    "proposals:amendments_export": PUBLIC,
    "proposals:amendment_position": FORM,
    "proposals:amendment_answer": Row(signed_in("on"), the_authors("422")),
    "proposals:amendment_withdraw": Row(signed_in("on"), the_authors("on")),
    "proposals:argue": FORM,
    "proposals:draft_argument": DRAFT,
    "proposals:reply": FORM,
    "proposals:draft_reply": DRAFT,
    "proposals:convincing": Row(READ, signed_in("on", author="403")),  # nobody marks their own argument
    "proposals:position": FORM,
    # Reporting and contesting
    "moderation:report_proposal": FORM,
    "moderation:report_argument": FORM,
    "moderation:report_amendment": FORM,
    "moderation:decisions_file": PUBLIC,
    "moderation:months_file": PUBLIC,
    "moderation:years": PUBLIC,
    "moderation:year": PUBLIC,
    "moderation:year_file": PUBLIC,
    "moderation:report_received": PUBLIC,  # for whoever has its reference
    "moderation:appeal_proposal": Row(the_authors("on"), the_authors("422")),
    "moderation:appeal_argument": Row(the_authors("409"), the_authors("422")),
    "moderation:appeal_amendment": Row(the_authors("409"), the_authors("409")),
    "moderation:pause": Row(the_authors("200"), the_authors("422")),
    "moderation:appeal_report": Row(LED_ON, everyone("422")),  # for whoever has its reference
    "moderation:appeal": Row(signed_in("404", author="200"), NOT_THIS_WAY),
    # What was published of a synthesis
    "answers:finding": PUBLIC,
    "answers:commitments": PUBLIC,
    "answers:feed": PUBLIC,
    "synthesis:map": PUBLIC,
    "synthesis:theme": Row(LED_ON, NOT_THIS_WAY),
    "synthesis:theme_map": PUBLIC,
    "cms_readings:reading": PUBLIC,
    "cms_readings:comment": FORM,
    "cms_readings:meaning": Row(the_authors("200"), the_authors("422")),
    # The moderators' desk
    "moderation_desk:queue": Row(moderating("200", "", elsewhere="200").get, NOT_TEAM),
    "moderation_desk:publish_ticked": moderating("405", "on", elsewhere="on"),  # nothing was ticked
    "moderation_desk:in_hand": moderating("405", "404"),
    "moderation_desk:hand_over": moderating("405", "404"),
    "moderation_desk:undo": moderating("405", "404"),
    "moderation_desk:appeal": moderating("200", "422"),
    "moderation_desk:pause": moderating("200", "422"),
    "moderation_desk:pause_lift": moderating("405", "409"),  # it is over
    "moderation_desk:proposal_pause": moderating("200", "422"),
    "moderation_desk:argument_pause": moderating("200", "422"),
    "moderation_desk:amendment_pause": moderating("200", "422"),
    "moderation_desk:proposal_original": moderating("200", "422"),
    "moderation_desk:argument_original": moderating("200", "422"),
    "moderation_desk:amendment_original": moderating("200", "422"),
    "moderation_desk:undo_together": moderating("405", "404"),
    "moderation_desk:proposal_together": moderating("200", "422"),
    "moderation_desk:argument_together": moderating("200", "422"),
    "moderation_desk:amendment_together": moderating("200", "422"),
    "moderation_desk:proposal": moderating("200", "422"),
    "moderation_desk:argument": moderating("200", "422"),
    "moderation_desk:amendment": moderating("200", "422"),
    "moderation_desk:proposal_urgent": moderating("200", "422"),
    "moderation_desk:argument_urgent": moderating("200", "422"),
    "moderation_desk:amendment_urgent": moderating("200", "422"),
    "moderation_desk:answer": moderating("on", "422"),  # none was given: to the amendment
    # The desk of themes
    "synthesis_desk:index": grouping("200", "405"),
    "synthesis_desk:desk": grouping("200", "405"),
    "synthesis_desk:start": grouping("405", "422"),
    "synthesis_desk:stop": grouping("405", "on"),
    "synthesis_desk:progress": grouping("200", "405"),
    "synthesis_desk:continue_all": grouping("405", "on"),
    "synthesis_desk:cluster": grouping("200", "422"),
    "synthesis_desk:continue": grouping("405", "on"),
    "synthesis_desk:theme": grouping("200", "422"),
    "synthesis_desk:merge": grouping("405", "on"),
    "synthesis_desk:split": grouping("405", "on"),
    "synthesis_desk:proposals": grouping("200", "405"),
    "synthesis_desk:read": grouping("200", "405"),
    "synthesis_desk:read_unsorted": grouping("200", "405"),
    "synthesis_desk:place": grouping("405", "on"),
    "synthesis_desk:undo": grouping("405", "on"),
    "synthesis_desk:same": grouping("200", "405"),
    "synthesis_desk:same_say": grouping("405", "on"),
    "synthesis_desk:same_take_back": grouping("405", "404"),
    "synthesis_desk:folds": grouping("200", "405"),
    "synthesis_desk:folds_look": grouping("405", "on"),
    "synthesis_desk:folds_decide": grouping("405", "on"),
    "synthesis_desk:folded": grouping("200", "405"),
    "synthesis_desk:folded_take_back": grouping("405", "on"),
    "synthesis_desk:pepites": grouping("200", "405"),
    "synthesis_desk:pepite": grouping("200", "422"),
    "synthesis_desk:pepite_remove": grouping("405", "on"),
    # Answers, and contributions that the organiser enters
    "answers_desk:index": answering("200", "405"),
    "answers_desk:page": answering("200", "405"),
    "answers_desk:finding": answering("200", "422"),
    "answers_desk:commit": answering("405", "422"),
    "answers_desk:commitment": answering("200", "422"),
    "proposals_desk:choose": answering("200", "405"),
    "proposals_desk:enter": answering("200", "422"),
    # The desk of a synthesis
    "cms_desk:index": Row(team("200", moderator="403", elsewhere="403"), NOT_TEAM),
    "cms_desk:desk": Row(team("200", moderator="403", elsewhere="403"), NOT_TEAM),
    "cms_desk:freeze": writing("on"),
    "cms_desk:add": writing("422"),
    "cms_desk:save": writing("422"),
    "cms_desk:move": writing("on"),
    "cms_desk:out": writing("on"),
    "cms_desk:back": writing("on"),
    "cms_desk:cite": writing("422"),
    "cms_desk:remove": writing("on"),
    "cms_desk:role": writing("on"),
    "cms_desk:aside": writing("422"),
    "cms_desk:unaside": writing("on"),
    "cms_desk:publish": writing("on"),
    "cms_desk:reason": writing("422", editor="403"),  # passing a gate is the organisers'
    "cms_desk:reason_back": writing("on", editor="403"),
    "cms_desk:review": writing("on"),
    # Public readings, second readings, opinions
    "readings_desk:index": Row(team("200"), NOT_TEAM),
    "readings_desk:open": Row(team("403", editor="200", admin="200"), team("403", editor="422", admin="422")),
    "readings_desk:draw": Row(team("403", editor="200", admin="200"), team("403", editor="on", admin="on")),
    "readings_desk:remarks": Row(team("200", elsewhere="404"), NOT_TEAM),
    "readings_desk:look": Row(NOT_TEAM, team("on", elsewhere="404", guarantor="403")),
    "readings_desk:answer": writing("on", elsewhere="404"),
    "readings_desk:second": Row(team("200", elsewhere="403"), NOT_TEAM),
    "readings_desk:take": Row(NOT_TEAM, team("on", elsewhere="403", guarantor="403")),
    "readings_desk:end": Row(NOT_TEAM, team("403")),  # whoever took it: nobody has
    "readings_desk:say": Row(NOT_TEAM, team("403")),
    "readings_desk:opinion": Row(team("403", guarantor="200", admin="200"), team("403", guarantor="422", admin="422")),
    # Wagtail's pages of people, with our forms
    "wagtailusers_users:index": Row(team("refused", admin="200"), team("refused", admin="405")),
    "wagtailusers_users:index_results": Row(team("refused", admin="200"), team("refused", admin="405")),
    "wagtailusers_users:delete": Row(team("refused", admin="200"), team("refused", admin="on")),
}


class Asked(NamedTuple):
    """One address of Wagtail's, and what is right for a GET of it."""

    address: str
    get: Codes


OF_TEAM, REFUSED = team("200"), team("refused", admin="200")
OF_PAGES = team("refused", editor="200", admin="200")
#: Wagtail's own addresses under the admin, by the beginning of their route; the longest that fits speaks for each.
WAGTAIL: dict[str, Asked] = {
    "": Asked("/admin/", OF_TEAM),
    "account/": Asked("/admin/account/", OF_TEAM),
    "login/": Asked("/admin/login/", everyone("sign-in")),
    "logout/": Asked("/admin/logout/", NOT_TEAM),
    "password_reset/": Asked("/admin/password_reset/", signed_in("404")),  # nobody has a password
    "pages/": Asked("/admin/pages/", team("refused", editor="on", admin="200")),
    "choose-": Asked("/admin/choose-external-link/", OF_TEAM),
    "images/": Asked("/admin/images/", REFUSED),
    "documents/": Asked("/admin/documents/", REFUSED),  # editors choose documents, organisers add them
    "embeds/": Asked("/admin/embeds/chooser/", OF_TEAM),
    "collections/": Asked("/admin/collections/", REFUSED),
    "workflows/": Asked("/admin/workflows/list/", REFUSED),
    "reports/locked/": Asked("/admin/reports/locked/", REFUSED),
    "reports/workflow/": Asked("/admin/reports/workflow/", OF_PAGES),
    "reports/workflow_tasks/": Asked("/admin/reports/workflow_tasks/", OF_PAGES),
    "reports/aging-pages/": Asked("/admin/reports/aging-pages/", OF_PAGES),
    "reports/page-types-usage/": Asked("/admin/reports/page-types-usage/", OF_PAGES),
    "reports/site-history/": Asked("/admin/reports/site-history/", OF_TEAM),  # of what each may see
    "sites/": Asked("/admin/sites/", REFUSED),
    "redirects/": Asked("/admin/redirects/", REFUSED),
    "groups/": Asked("/admin/groups/", REFUSED),
    "users/": Asked("/admin/users/new/", REFUSED),
    "bulk/": Asked("/admin/bulk/participants/user/delete/", team("refused", admin="404")),  # nobody was ticked
    "snippets/": Asked("/admin/snippets/", team("refused", moderator="200", admin="200")),
    "snippets/choose/": Asked("/admin/snippets/choose/moderation/ground/", OF_TEAM),
    "snippets/moderation/insult/": Asked(
        "/admin/snippets/moderation/insult/add/", team("refused", moderator="200", admin="200")
    ),
    "snippets/moderation/ground/": Asked("/admin/snippets/moderation/ground/add/", REFUSED),
    "snippets/participants/": Asked("/admin/snippets/participants/consenttext/add/", REFUSED),
    "api/": Asked("/admin/api/main/pages/", OF_TEAM),  # of what each may see
    "tag-autocomplete/": Asked("/admin/tag-autocomplete/", OF_TEAM),
    "editing-sessions/": Asked("/admin/editing-sessions/1/", team("404")),
    "dismissibles/": Asked("/admin/dismissibles/", OF_TEAM),
    "block-preview/": Asked("/admin/block-preview/", team("404")),
    "sprite/": Asked("/admin/sprite/", signed_in("200")),  # drawings
    "jsi18n/": Asked("/admin/jsi18n/", signed_in("200")),  # words of the admin's scripts
    "test404/": Asked("/admin/test404/", OF_TEAM),
    "failwhale/": Asked("/admin/nulle-part/", team("404")),  # raises on purpose; asked for is what is not there
    ".*": Asked("/admin/nulle-part/", team("404")),
}
