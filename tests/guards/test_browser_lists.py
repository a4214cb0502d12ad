"""The browser tests look at every page that is read without an account: a new one must be added to their lists."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.test_pages import FORMS, READING
from tests.guards.addresses import ADDRESSES

NO_PAGES = {  # downloads, what machines ask, what only leads elsewhere, what follows on a form that was sent
    "consult:health_live", "consult:health_ready", "consult:register_file", "consult:register_heads",
    "consult:register_script", "proposals:export", "proposals:version_source", "set_language", "admin_sign_in",
    "wagtailcore_login", "participants:code", "participants:resend", "participants:sign_out",
    "participants:passkey_sign_in", "participants:passkey_sign_in_options",
    "moderation:decisions_file", "moderation:months_file", "moderation:year_file",
    "moderation:report_received", "moderation:appeal_report", "moderation:appeal",
    "answers:feed", "proposals:draft_proposal", "proposals:draft_argument",
    "proposals:draft_reply", "proposals:draft_amendment", "proposals:draft_edit",
    "proposals:amendments_export",
    "proposals:similar", "participants:stop",
    "proposals:edit", "proposals:withdraw", "proposals:amendment_answer",  # to the sign-in, without an account
}  # fmt: skip


@pytest.mark.requirement("A-4")
@pytest.mark.requirement("P-8")
@pytest.mark.requirement("S-3")
def test_the_browser_looks_at_every_public_page():
    looked_at = {resolve(urlsplit(path).path).view_name for path in READING + FORMS}
    assert {name for name, address in ADDRESSES.items() if address.public} - NO_PAGES <= looked_at
