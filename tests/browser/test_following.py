"""Following, choosing what comes by e-mail, and stopping by the link of a mail; with JavaScript and without."""

from typing import Any

import pytest

from tests.browser.accessibility import breaks_no_rule
from tests.browser.deeds import joins
from tests.browser.people import CONSULTATION, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser]
HAS_A_MAIL = """
from django.utils import timezone
from participants.models import Mail, Notice, User
reader, now = User.objects.get(email="{email}"), timezone.now()
mail = Mail.objects.create(recipient=reader, key="{key}", created_at=now, next_at=now, sent_at=now)
follow = reader.follows.get().target
Notice.objects.create(recipient=reader, kind="x", topic="follow", follow=follow, subject="Un avis", mail=mail,
    created_at=now, emailed_at=now)
"""


@pytest.mark.requirement("D-1")
@pytest.mark.parametrize("javascript", [True, False])
def test_one_follows_chooses_and_stops_by_the_link_of_a_mail(site: Site, chromium: Any, javascript: bool) -> None:
    proposal = f"{CONSULTATION}propositions/P-7/"
    email, key = f"suit-{javascript}@example.org".lower(), ("j" if javascript else "s") * 43
    with (
        person(chromium, site.address, javascript=javascript) as reader,
        person(chromium, site.address, javascript=javascript) as elsewhere,
    ):
        reader.go(proposal)
        reader.press("a[href^='/suivre/?cible=']")
        reader.press("form[action='/suivre/'] button")
        reader.arrive_as(email, f"Lou {javascript}")
        assert reader.path == "/suivre/"
        reader.press("form[action='/suivre/'] button")
        assert reader.path == proposal
        assert reader.page.locator("button[value=ne-plus-suivre]").count() == 1

        reader.go("/mon-espace/")
        reader.page.select_option("#mail_follow", "weekly")
        reader.press("form[action='/mon-espace/courrier/'] button")
        assert reader.page.input_value("#mail_follow") == "weekly"

        site.manage("shell", "-c", HAS_A_MAIL.format(email=email, key=key))
        elsewhere.go(f"/courrier/{key}/")
        if javascript:
            breaks_no_rule(elsewhere)
        elsewhere.press("main form:first-of-type button")
        assert elsewhere.page.locator("main .lead[role=status]").count() == 1
        if javascript:
            breaks_no_rule(elsewhere)
        elsewhere.press("main form:has(input[value=tout]) button")
        elsewhere.go("/mon-espace/")
        assert elsewhere.path == "/connexion/"  # the link signs nobody in

        reader.go("/mon-espace/")
        assert reader.page.is_checked("#no_mail")
        assert reader.page.locator("#suivis").count() == 0


@pytest.mark.requirement("A-4")
@pytest.mark.parametrize("javascript", [True, False])
def test_one_follows_a_theme_and_a_consultation_and_stops_in_ones_space(
    site: Site, chromium: Any, javascript: bool
) -> None:
    with person(chromium, site.address, javascript=javascript) as reader:
        joins(reader, f"theme-{javascript}@example.org".lower(), f"Max {javascript}")
        for path in (CONSULTATION, f"{CONSULTATION}carte/T-1/"):
            reader.go(path)
            reader.press("form[action='/suivre/'] button")
            assert reader.path == path
            assert reader.page.locator("button[value=ne-plus-suivre]").count() == 1
        reader.go("/mon-espace/")
        assert reader.page.locator("#suivis li").count() == 2
        reader.press("#suivis button[value=ne-plus-suivre]")
        assert reader.path == "/mon-espace/"
        assert reader.page.locator("#suivis li").count() == 1
