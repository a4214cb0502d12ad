"""axe on every page: as everyone reads it, and as it stands with errors, empty, full, unfolded, after a swap."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.accessibility import BOTH, breaks_no_rule, faults
from tests.browser.deeds import argues, joins, proposes, takes_position
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site
from tests.browser.test_pages import FORMS, READING

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.requirement("A-1")]

P3 = f"{CONSULTATION}propositions/P-3/"
LIST = f"{CONSULTATION}propositions/"
WRITE = f"{CONSULTATION}deposer/"
GIVE = f"{CONSULTATION}donner-mon-avis/"
CLOSE = "Il faudrait développer les pistes cyclables sécurisées et les transports en commun le soir."
AUTHOR = "autrice-de-p3@demo.invalid"
SENDS_AS_IT_IS = "forms => forms.forEach(form => { form.noValidate = true; })"
State = Callable[[Person], None]


@pytest.mark.parametrize("path", READING + FORMS)
def test_no_page_breaks_a_rule(passer_by: Callable[[int], Person], path: str) -> None:
    reader = passer_by(1280)
    reader.go(path)
    breaks_no_rule(reader, BOTH)
    reader.page.set_viewport_size({"width": 1280, "height": 800})
    reader.page.emulate_media(color_scheme="light")


def test_a_broken_rule_would_be_found(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as reader:
        reader.go("/a-propos/")
        reader.page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert [rule for rule, _places in faults(reader.page)] == ["button-name"]


@pytest.fixture(scope="module")
def author(site: Site, chromium: Any) -> Iterator[Person]:
    """The author of P-3, to which somebody offers another wording; they have something in each part of their space."""
    with person(chromium, site.address) as someone:
        joins(someone, AUTHOR, "Autrice")
        yield someone


def sends(someone: Person, path: str, button: str, **words: str) -> None:
    """Send a form of a page with these words, whatever the browser would say of them."""
    if path:
        someone.go(path)
    someone.page.locator("form").evaluate_all(SENDS_AS_IT_IS)
    for name, typed in words.items():
        someone.page.fill(f"main [name={name}]", typed)
    someone.press(button)


def empty_space(one: Person) -> None:
    one.go("/mon-espace/")


def full_space(one: Person) -> None:
    proposes(one, "Un arrêt près de l’école", "Un arrêt près de l’école du village.")
    argues(one, P3, "Le soir, il n’y a plus rien.", source="https://www.insee.fr/fr/statistiques/1")
    takes_position(one, P3, "mixed")
    sends(one, WRITE, "button[name=keep]", title="Un brouillon", text="Pas encore fini")
    one.go(P3)
    if one.page.locator("button[value=ne-plus-suivre]").count() == 0:
        one.press("form[action='/suivre/'] button")
    one.go("/mon-espace/")
    for part in ("mes-textes", "mes-brouillons", "amendements", "mes-positions", "suivis", "courrier", "donnees"):
        assert one.page.locator(f"#{part}").count() == 1, part


def draft_to_delete(one: Person) -> None:
    sends(one, WRITE, "button[name=keep]", title="À jeter", text="Rien")
    one.go("/mon-espace/")
    one.press("#mes-brouillons a[href$='/supprimer/']")


def longest_name(one: Person) -> None:
    sends(one, "/mon-espace/", "form[action='/mon-espace/reglages/'] button", display_name="W" * 60)


def settings_refused(one: Person) -> None:
    sends(one, "/mon-espace/", "form[action='/mon-espace/reglages/'] button", display_name="")


def erasure_refused(one: Person) -> None:
    sends(one, "/mon-espace/effacer/", "form.form button")


def proposal_refused(one: Person) -> None:
    sends(one, WRITE, "button[name=send]", title="", text="")


def proposal_previewed(one: Person) -> None:
    sends(one, WRITE, "button[name=preview]", title="Des pistes cyclables sécurisées", text=CLOSE, tags="vélo, soir")
    one.page.locator(".similar__card").first.wait_for()
    one.page.locator(".similar__card summary").first.click()


def close_ones_after_a_swap(one: Person) -> None:
    one.go(WRITE)
    one.page.fill("#id_title", "Des pistes cyclables sécurisées")
    one.page.locator("#id_text").press_sequentially(CLOSE)
    one.page.locator(".similar__card [name=different]").first.click()
    one.page.locator("#similar .message").wait_for()
    one.page.locator(".similar__card summary").first.click()
    one.page.locator(".similar__card input:not([type=hidden])").first.fill("la nuit aussi")
    one.page.locator(".similar__card input:not([type=hidden])").first.press("Enter")
    one.page.locator("#similar-linked").wait_for()


def two_texts_of_one_draft(one: Person) -> None:
    sends(one, WRITE, "button[name=keep]", title="Deux onglets", text="Un")
    address = one.page.url
    second = one.context.new_page()
    second.goto(address)
    with second.expect_response(lambda answer: answer.url.endswith("/brouillon/")):
        second.locator("textarea[name=text]").fill("Deux")
    second.close()
    one.page.fill("textarea[name=text]", "Trois")
    one.page.locator(".draft__choice").wait_for()


def argument_refused(one: Person) -> None:
    sends(one, f"{P3}argumenter/", "form.form button:not([formaction])", text="", source_url="ftp://exemple.fr/")


def argument_unfolded(one: Person) -> None:
    one.go(P3)
    one.page.locator("details.argue > summary").click()


def reply_refused(one: Person) -> None:
    sends(one, f"{P3}arguments/A90/repondre/", "form.form button:not([formaction])", text="")


def own_argument_to_mark(one: Person) -> None:
    one.go(f"{P3}arguments/A90/convaincant/")


def nothing_ticked_to_amend(one: Person) -> None:
    sends(one, f"{P3}amender/", "button[name=choisir]")


def wording_refused(one: Person) -> None:
    sends(one, f"{P3}amender/?tout=1", "form:has(textarea[name=text]) button", text="", reason="")


def wording_to_answer(one: Person) -> None:
    sends(one, f"{P3}amendements/M-2/", "button[name=deed][value=decline]", answer="")


def withdrawal_refused(one: Person) -> None:
    sends(one, f"{P3}retirer/", "form:has([name=other]) button", other="P-99999")


def position_after_a_swap(one: Person) -> None:
    takes_position(one, f"{CONSULTATION}propositions/P-4/", "agree")


def mark_after_a_swap(one: Person) -> None:
    one.go(P3)
    one.page.locator(".convincing button").first.click()
    one.page.locator(".convincing button[aria-pressed=true]").first.wait_for()


def list_after_a_swap(one: Person) -> None:
    one.go(LIST)
    one.page.locator("#filters-q").press_sequentially("pistes cycl", delay=40)
    one.page.locator("#propositions mark").first.wait_for()
    one.page.locator(".filters__more > summary").click()
    one.page.locator("#ordres > summary").click()


def list_without_results(one: Person) -> None:
    one.go(f"{LIST}?q=zzzzzz&tri=inconnu")


def list_of_ones_own(one: Person) -> None:
    one.go(f"{LIST}?pour-moi=miennes&etat=attente")


def view_to_give(one: Person) -> None:
    one.go(GIVE)


def view_left_for_later(one: Person) -> None:
    one.go(GIVE)
    one.press("a[data-later]")


def view_where_it_is_closed(one: Person) -> None:
    one.go("/republique-numerique/donner-mon-avis/")


def change_of_what_waits(one: Person) -> None:
    proposal = proposes(one, "Un abri au soleil", "Un abri à chaque arrêt.")
    sends(one, f"{proposal}modifier/", "form.form button:not([formaction])", title="", text="")


def changes_of_a_version(one: Person) -> None:
    proposal = proposes(one, "Un abri à la pluie", "Un abri à chaque arrêt.")
    sends(one, f"{proposal}modifier/", "form.form button:not([formaction])", text="Un banc à chaque arrêt.")
    one.go(f"{proposal}versions/2/")


def followed_page(one: Person) -> None:
    one.go(P3)
    target = one.page.locator("form[action='/suivre/'] input[name=cible]").get_attribute("value")
    one.go(f"/suivre/?cible={target}")


STATES: list[State] = [
    empty_space, longest_name, full_space, draft_to_delete, settings_refused, erasure_refused, proposal_refused,
    proposal_previewed,
    close_ones_after_a_swap, two_texts_of_one_draft, argument_refused, argument_unfolded, reply_refused,
    own_argument_to_mark, nothing_ticked_to_amend, wording_refused, wording_to_answer, withdrawal_refused,
    position_after_a_swap, mark_after_a_swap, list_after_a_swap, list_without_results, list_of_ones_own, view_to_give,
    view_left_for_later, view_where_it_is_closed, change_of_what_waits, changes_of_a_version, followed_page,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.replace("_", " "))
def test_no_state_of_a_page_breaks_a_rule(author: Person, state: State) -> None:
    author.page.set_viewport_size({"width": 1280, "height": 800})
    state(author)
    assert author.page.locator("h1").count() == 1
    breaks_no_rule(author)
