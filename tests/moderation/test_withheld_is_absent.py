"""What was withheld is on its own page, behind a word of warning, and nowhere else that anyone can read."""

import itertools
import re
from datetime import timedelta
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.answering.targets import finding_target
from cms.models import ArticlePage, Commitment, HomePage, SynthesisPage
from cms.readings.opening import open_reading
from consult.models import ConsultationPage
from moderation import actions, appeals
from moderation.models import Ground
from participants.models import Notice, User
from proposals.models import Amendment, Argument, Proposal
from synthesis import actions as grouping
from synthesis.corpus import readable_versions
from synthesis.models import Placement
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.cms import answers_shelf, shelf
from tests.guards.addresses import ROOMS, is_ours, walk

m6 = pytest.mark.requirement("M-6")
TITLE, TEXT, ARGUED = (
    "Titreretiré du lot",
    "Phraseretirée sur les trottinettes électriques.",
    "Argumentretiré de la vue.",
)
AMENDED = "Amendementretiré de la vue."
MARKS = ("Titreretiré", "Phraseretirée", "Argumentretiré", "Amendementretiré")
GROUND = "Motifaffiché : propos blessants"
DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)

# Each public address and how to fill it in, for the text that was withheld and for the lists around it.
# Those in PLACES_OF_ITS_OWN show the placeholder; all others show nothing of it at all.
PUBLIC = {
    "home": [[]],
    "consult:register": [[]],
    "consult:register_file": [[]],
    "consult:register_heads": [[]],
    "consult:register_script": [[]],
    "consult:styleguide": [[]],
    "consult:health_live": [[]],
    "consult:health_ready": [[]],
    "set_language": [[]],
    "wagtailcore_login": [[]],
    "participants:sign_in": [[]],
    "participants:code": [[]],
    "participants:passkey_sign_in": [[]],
    "participants:passkey_sign_in_options": [[]],
    "participants:resend": [[]],
    "participants:sign_out": [[]],
    "participants:erased": [[]],
    "participants:follow": [[]],
    "participants:stop": [["i" * 43]],
    "moderation:report_proposal": [["se-deplacer", 1], ["se-deplacer", 2]],
    "moderation:report_argument": [["se-deplacer", 1, 1], ["se-deplacer", 2, 1]],
    "moderation:report_amendment": [["se-deplacer", 1, 1], ["se-deplacer", 2, 1]],
    "moderation:decisions_file": [[]],
    "moderation:months_file": [[]],
    "moderation:years": [[]],
    "moderation:year": [["{year}"]],
    "moderation:year_file": [["{year}", 4], ["{year}", 6], ["{year}", 7]],
    "moderation:report_received": [["{report}"]],
    "moderation:appeal_report": [["{report}"]],
    "moderation:appeal": [["{appeal}"], ["{blind}"]],
    "proposals:list": [["se-deplacer"]],
    "proposals:detail": [["se-deplacer", 1], ["se-deplacer", 2]],
    "proposals:version": [["se-deplacer", 1, 1]],
    "proposals:version_source": [["se-deplacer", 1, 1]],
    "proposals:export": [["se-deplacer"]],
    "proposals:give_view": [["se-deplacer"]],
    "proposals:submit": [["se-deplacer"]],
    "proposals:amend": [["se-deplacer", 1], ["se-deplacer", 2]],
    "proposals:amendments": [["se-deplacer", 2]],
    "proposals:amendment": [["se-deplacer", 2, 1]],
    "proposals:amendment_position": [["se-deplacer", 1, 1], ["se-deplacer", 2, 1]],
    "proposals:amendments_export": [["se-deplacer"]],
    "proposals:argue": [["se-deplacer", 1], ["se-deplacer", 2]],
    "proposals:edit": [["se-deplacer", 1], ["se-deplacer", 2]],
    "proposals:withdraw": [["se-deplacer", 1], ["se-deplacer", 2]],
    "proposals:amendment_answer": [["se-deplacer", 1, 1]],
    "proposals:reply": [["se-deplacer", 1, 1], ["se-deplacer", 2, 1]],
    "proposals:convincing": [["se-deplacer", 1, 1], ["se-deplacer", 2, 1]],
    "proposals:similar": [["se-deplacer"]],
    "proposals:draft_proposal": [["se-deplacer"]],
    "proposals:draft_argument": [["se-deplacer", 1], ["se-deplacer", 2]],
    "proposals:draft_reply": [["se-deplacer", 1, 1], ["se-deplacer", 2, 1]],
    "proposals:draft_amendment": [["se-deplacer", 1], ["se-deplacer", 2]],
    "proposals:draft_edit": [["se-deplacer", 1], ["se-deplacer", 2]],
    "proposals:position": [["se-deplacer", 1], ["se-deplacer", 2]],
    "synthesis:map": [["se-deplacer"]],
    "synthesis:theme": [["se-deplacer", 1]],
    "synthesis:theme_map": [["se-deplacer", 1]],
    "cms_readings:reading": [["se-deplacer", 1]],
    "cms_readings:comment": [["se-deplacer", 1, 1]],
    "answers:commitments": [[]],
    "answers:feed": [[]],
    "answers:finding": [["se-deplacer", "{finding}"]],
}
PLACES_OF_ITS_OWN = {"proposals:detail", "proposals:version", "proposals:amendments", "proposals:amendment"}
# What lists take in their address: each way of asking for the text by its words.
ASKING = [
    "",
    "?q=Phraseretir%C3%A9e",
    "?q=trottinettes",
    "?tri=recentes",
    "?tri=discutees",
    "?tri=accord",
    "?tri=partagees",
]
ASKED = {"proposals:list", "proposals:export"}
CHOSEN = {"proposals:amend"}
FOLLOWED = {"participants:follow"}
PAGES = {HomePage, ConsultationPage, SynthesisPage, ArticlePage}


class Shelf(NamedTuple):
    """A text and an argument that everything public has shown before they are withheld."""

    consultation: ConsultationPage
    proposal: Proposal
    argument: Argument
    amendment: Amendment
    pages: list[Page]
    report: str
    promise: Commitment
    appeal: str = "R-NOWHERE"
    blind: str = "R-NOWHERE"  # of a reader without an account

    @property
    def filled(self) -> dict[str, str]:
        """What stands between braces in PUBLIC."""
        found = {"report": self.report, "finding": str(self.promise.key)}
        year = str(timezone.localdate().year)
        return {**found, "appeal": self.appeal, "blind": self.blind, "year": year}


@pytest.fixture
def shown(db, moderator, at_noon):
    """Everything public knows the two texts: lists, a grouping, a theme, a pépite, a synthesis that cites."""
    consultation = factories.open_consultation()
    make = factories.ProposalFactory
    proposal = make(consultation=consultation, title=TITLE, text=TEXT)
    neighbour = make(consultation=consultation)
    for turn in range(12):
        make(consultation=consultation, text=f"Plus de {['bus', 'trains', 'vélos'][turn % 3]} le soir et le dimanche.")
    argument = factories.ArgumentFactory(proposal=neighbour, text=ARGUED)
    factories.ArgumentFactory(proposal=proposal, text=ARGUED)
    amendment = AmendmentFactory(proposal=neighbour, wording=AMENDED)
    AmendmentFactory(proposal=proposal, wording=AMENDED, reason=AMENDED)
    grouping.start_run(consultation=consultation, by=None)
    cluster = consultation.grouping_runs.get().clusters.first()
    theme = grouping.adopt_theme(cluster=cluster, name="Le soir", by=moderator)
    grouping.move_proposal(proposal=proposal, theme=theme, by=moderator)
    grouping.set_pepite(proposal=proposal, reason="Une idée à part.", by=moderator)
    synthesis = shelf.published(consultation, [("agreement", "Beaucoup le disent.", [(proposal, TEXT)])])
    article = consultation.add_child(instance=ArticlePage(title="La méthode", body="<p>Comment.</p>"))
    ground = factories.GroundFactory(title=GROUND)
    reader = factories.CitizenFactory(email="lectrice@example.org")
    report = actions.report(subject=proposal, ground=ground, words="Voyez.", reporter=reader)
    pages = [consultation.get_parent(), consultation, synthesis, article]
    promise = answers_shelf.commitment(synthesis)
    team = User.objects.create_superuser("equipe@example.org")
    open_reading(page=synthesis, by=team, closes_at=timezone.now() + timedelta(days=3))
    return Shelf(consultation, proposal, argument, amendment, pages, report.reference, promise)


@pytest.fixture
def withheld(shown, moderator):
    """The same, after a moderator withheld both."""
    return withhold_all(shown, moderator, shown.proposal.reports.get().ground)


def withhold_all(shown, moderator, ground):
    """What was shown, after a moderator withheld all three for a reason, and their author contests it."""
    reasons = {"ground": ground, "facts": "Voyez la fin.", "words": "Merci de reformuler.", "duration": "indefinite"}
    for text in (shown.proposal, shown.argument, shown.amendment):
        actions.decide(subject=text, by=moderator, kind="withhold", seen=0, **reasons)
    own = appeals.appeal(decision=shown.proposal.decisions.get(), words="Relisez.", appellant=shown.proposal.author)
    return shown._replace(appeal=own.reference, blind=withheld_on_appeal(shown.consultation, ground, moderator))


def withheld_on_appeal(consultation, ground, moderator):
    """The reference of an appeal of a reader without an account, which took a text out of view."""
    text = factories.ProposalFactory(consultation=consultation, title=TITLE, text=TEXT)
    report = actions.report(subject=text, ground=ground, words="Voyez.")
    kept = actions.decide(subject=text, by=moderator, kind="publish", seen=0)
    appeal = appeals.appeal(decision=kept, words="Relisez.", report=report)
    judge = factories.staff("juge@example.org", "Juges", ["moderation.moderate_decision"])
    why = {"ground": ground, "facts": "Voyez la fin.", "words": "Merci de reformuler.", "duration": "indefinite"}
    appeals.answer(appeal=appeal, by=judge, outcome="overturned", words="Relu.", reasons=why)
    return appeal.reference


def addresses(shelf_, names):
    """The addresses behind these names, filled in."""
    for name in names:
        for args in PUBLIC[name]:
            filled = [arg.format(**shelf_.filled) if isinstance(arg, str) else arg for arg in args]
            for asked in asking(name, shelf_):
                yield reverse(name, args=filled) + asked


def asking(name, shelf_):
    """What is added to an address."""
    if name in FOLLOWED:
        return [f"?cible={finding_target(shelf_.consultation, shelf_.promise.key)}"]
    if name in CHOSEN:
        return ["", "?tout=1", "?phrase=1&choisir=1"]
    return ASKING if name in ASKED else [""]


def page_addresses(page):
    """The address of a page, and those beneath it, in its first edition."""
    yield page.url
    for route in getattr(page, "get_subpage_urls", list)():
        beneath = str(route.pattern).replace("<int:number>", "1")
        yield page.url + (beneath.rstrip("/") if "." in beneath else beneath)


def body(client, address):
    """What an address answers, streamed or not, archives opened, redirects followed."""
    answer = client.get(address, follow=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    return content.decode()


def marks_in(text):
    """Which of the withheld words a text holds, however its accents are written in JSON."""
    return [mark for mark in MARKS if mark in text or mark.encode("unicode_escape").decode() in text]


def elsewhere(name):
    return name not in PLACES_OF_ITS_OWN


@m6
def test_the_table_of_public_addresses_is_whole():
    public = {
        found.name
        for found in walk()
        if is_ours(found)
        and not found.route.startswith("admin/")
        and not getattr(found.pattern.callback, "login_required", True)
    }
    assert public == set(PUBLIC)


@m6
def test_every_kind_of_page_is_among_those_that_are_walked(withheld):
    kinds = {model for model in apps.get_models() if issubclass(model, Page) and model._meta.app_label in ROOMS}
    assert kinds == PAGES == {type(page.specific) for page in withheld.pages}


@m6
def test_control_before_the_decision_the_texts_are_found_all_over(client, shown):
    found = {name for name in PUBLIC if any(marks_in(body(client, address)) for address in addresses(shown, [name]))}
    assert {
        "proposals:list",
        "proposals:detail",
        "proposals:export",
        "proposals:version_source",
        "synthesis:map",
        "synthesis:theme_map",
    } <= found
    synthesis = [address for address in page_addresses(shown.pages[2]) if marks_in(body(client, address))]
    assert {address.removeprefix(shown.pages[2].url) for address in synthesis} >= {
        "", "edition-1/", "edition-1/contributions/", "edition-1/verifier.zip"
    }  # fmt: skip
    assert shown.proposal.pk in [version.proposal_id for version in readable_versions(shown.consultation)]


@m6
@pytest.mark.parametrize("reader", ["anonymous", "citizen"])
def test_no_public_address_holds_a_withheld_word(client, client_of, other_citizen, withheld, reader):
    browser = client if reader == "anonymous" else client_of(other_citizen)
    for address in addresses(withheld, filter(elsewhere, PUBLIC)):
        assert marks_in(without_what_was_asked(body(browser, address))) == [], address


def held_anywhere(browser, shelf_, names=PUBLIC):
    """The addresses at which a withheld word is read, the pages of the site among them."""
    walked = itertools.chain(addresses(shelf_, names), *(page_addresses(page) for page in shelf_.pages))
    return {address for address in walked if marks_in(without_what_was_asked(body(browser, address)))}


@pytest.fixture
def warm(settings):
    """An empty cache that keeps what pages put in it."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "warm"}}
    cache.clear()
    yield
    cache.clear()


@m6
@pytest.mark.parametrize("kind", Ground.Kind.values)
def test_what_was_kept_of_earlier_visits_shows_no_withheld_word(client, shown, moderator, warm, kind):
    """Each page is read before the decision, so that all that is kept of it is kept with the words in it."""
    before = held_anywhere(client, shown)
    assert {"/se-deplacer/propositions/", shown.proposal.get_absolute_url(), shown.pages[2].url} <= before
    ground = factories.GroundFactory(title=GROUND, kind=kind)
    withheld = withhold_all(shown, moderator, ground)
    assert held_anywhere(client, withheld, filter(elsewhere, PUBLIC)) == set()


@m6
def test_what_the_law_forbids_is_not_even_on_its_own_page(client, client_of, shown, moderator):
    """Not behind a warning either, for nobody but its author: not for who is signed in, on none of its addresses."""
    withheld = withhold_all(shown, moderator, factories.GroundFactory(title=GROUND, kind=Ground.Kind.ILLEGAL))
    assert held_anywhere(client, withheld) == set()
    assert held_anywhere(client_of(factories.CitizenFactory()), withheld) == set()
    for address in addresses(withheld, sorted(PLACES_OF_ITS_OWN)):
        assert GROUND in body(client, address), address


def without_what_was_asked(text):
    """A list repeats the words that were searched: its field, and its links to itself."""
    return re.sub(r'(value|href|content)="[^"]*Phraseretir[^"]*"', "", text)


@m6
def test_no_page_of_the_site_holds_a_withheld_word(client, withheld):
    for address in itertools.chain.from_iterable(page_addresses(page) for page in withheld.pages):
        assert marks_in(body(client, address)) == [], address


@m6
def test_own_page_shows_the_placeholder_with_its_ground(client, withheld):
    for address in addresses(withheld, sorted(PLACES_OF_ITS_OWN)):
        text = body(client, address)
        assert GROUND in text, address
        assert marks_in(DETAILS.sub("", text)) == [], address


@m6
def test_withheld_text_is_readable_on_demand_on_its_own_page(client, withheld):
    text = body(client, withheld.proposal.get_absolute_url())
    assert marks_in("".join(DETAILS.findall(text)))


@m6
def test_withheld_texts_are_not_listed_and_a_new_run_does_not_read_them(withheld):
    assert withheld.proposal not in Proposal.objects.listed()
    assert not Argument.objects.listed().exists()
    assert not Amendment.objects.listed().exists()
    run = grouping.start_run(consultation=withheld.consultation, by=None)
    assert run.number == 2
    read = Placement.objects.filter(run=run)
    assert read.exists()
    assert not read.filter(version__proposal=withheld.proposal).exists()


@m6
def test_nobody_is_told_withheld_words(withheld):
    assert Notice.objects.filter(kind="moderation.report_answered").exists()
    told = "".join(notice.subject + notice.body for notice in Notice.objects.exclude(kind__startswith="cited_in"))
    mails = "".join(message.subject + message.body for message in mail.outbox if "lectrice@example.org" in message.to)
    assert marks_in(told) == []
    assert marks_in(mails) == []
