"""HTML in any field of a citizen is words: 200 attacks through every field, every page and the export."""

import csv
import io
import itertools
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.test import Client

from proposals.exporting import BEGINS_A_FORMULA
from proposals.models import Argument
from proposals.tagging import tag_proposal
from tests.factories import ArgumentFactory, PositionFactory, ProposalFactory, open_consultation

# fmt: off
TAGS = [
    "script", "img", "svg", "iframe", "object", "embed", "math", "form", "input", "body", "style", "link", "meta",
    "base", "video", "audio", "details", "marquee", "a", "b",
]
# fmt: on
SHAPES = [
    "<{tag}>alert(1)</{tag}>",
    "<{tag} src=x onerror=alert(1)>",
    "<{tag}/onload=alert(1)//",
    '"><{tag} onfocus=alert(1) autofocus>',
    "'><{tag} onclick='alert(1)'>x",
    "</title></textarea></{tag}><{tag} onmouseover=alert(1)>",
    "<{tag} href=javascript:alert(1)>x</{tag}>",
    "<!--><{tag} style=x:expression(alert(1))>-->",
]
SINGLE = [
    "{{ 7|add:7 }}",
    "{% include 'base.html' %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "\\u003cscript\\u003ealert(1)",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT>alert(1)</SCRIPT>",
    "< script >alert(1)</ script >",
    "<script\x0b>alert(1)</script>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><a xlink:href=javascript:alert(1)><text>x",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    '" autofocus onfocus=alert(1) x="',
    "' autofocus onfocus=alert(1) x='",
    "` onfocus=alert(1) `",
    '" hx-get=/mon-espace/ hx-trigger=load x="',
    "<div hx-on:load=alert(1) hx-get=/ hx-trigger=load>",
    "<button formaction=javascript:alert(1)>x",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//example.org/x.js",
    'https://example.org/"onmouseover=alert(1)',
    "https://example.org/<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    '![x](x"onerror=alert(1))',
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    "<plaintext>",
    "<base href=//example.org/>",
    "<meta http-equiv=refresh content=0;url=//example.org>",
    "]]><script>alert(1)</script>",
    "<?xml version=1?><script>alert(1)</script>",
    "\u202e<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
]
ATTACKS = [shape.format(tag=tag) for tag, shape in itertools.product(TAGS, SHAPES)] + SINGLE
# fmt: off
# What our own templates write.
OWN_TAGS = frozenset([
    "html", "head", "body", "meta", "title", "link", "script", "a", "header", "nav", "div", "main", "footer",
    "form", "button", "input", "p", "span", "strong", "h1", "h2", "h3", "ul", "ol", "li", "article", "section",
    "dl", "dt", "dd", "svg", "rect", "path", "circle", "polygon", "time", "label", "select", "option", "textarea",
    "fieldset", "legend", "details", "summary", "aside", "br", "hr", "em", "code", "pre", "noscript", "small", "b",
])
# fmt: on
DANGEROUS = ("on", "hx-on", "style", "formaction", "srcdoc", "xlink:href", "http-equiv")


class Page(HTMLParser):
    """What a browser would see: every tag, every attribute."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in OWN_TAGS:
            self.faults.append(f"<{tag}>")
        if tag == "script":
            self.scripts.append(dict(attrs).get("src") or "inline")
        for name, value in attrs:
            if name.startswith(DANGEROUS) and (tag, name) != ("meta", "http-equiv"):
                self.faults.append(f"{tag} {name}={value}")
            if name in {"href", "src", "action", "hx-get", "hx-post"} and not safe(tag, name, value or ""):
                self.faults.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def safe(tag: str, name: str, value: str) -> bool:
    """Our own addresses; the source of an argument alone leads elsewhere, as a link and over the web."""
    if value.startswith(("/", "#", "?")) and not value.startswith("//"):
        return True
    if tag == "link":
        return value.startswith("http://127.0.0.1:8000/")
    return (tag, name) == ("a", "href") and value.startswith(("https://", "http://"))


def faults_of(response) -> list[str]:
    assert response.status_code in {200, 422}, response.status_code
    page = Page(response.text)
    inline = [script for script in page.scripts if not script.startswith("/static/")]
    return page.faults + inline


def test_there_are_two_hundred_attacks():
    assert len(set(ATTACKS)) >= 200


def test_the_reader_of_pages_sees_an_attack():
    """The control: unescaped, each attack that has a tag of its own would be seen."""
    seen = [attack for attack in ATTACKS[: len(TAGS) * len(SHAPES)] if Page(f"<p>{attack}</p>").faults]
    assert len(seen) > 120


@pytest.mark.requirement("S-5")
@pytest.mark.django_db
def test_two_hundred_attacks_stay_words_on_every_page(client, consultation, at_noon):
    """Each in the title, text, tag, name, argument, source and origin of proposals that the pages show together."""
    for number, attack in enumerate(ATTACKS):
        proposal = ProposalFactory(
            consultation=consultation, title=attack[:250], text=attack, author__display_name=attack[:60]
        )
        argument = ArgumentFactory(proposal=proposal, text=attack, author__display_name=attack[:60])
        Argument.objects.filter(pk=argument.pk).update(source_url=attack[:500])
        tag_proposal(proposal, [attack[:90] or f"mot {number}"])
    pages = [f"/se-deplacer/propositions/?tri=recentes&page={page}" for page in range(1, 12)]
    pages += [f"/se-deplacer/propositions/P-{number}/" for number in range(1, len(ATTACKS) + 1)]
    pages += [f"/se-deplacer/propositions/P-{number}/versions/1/" for number in range(1, len(ATTACKS) + 1, 5)]
    pages += [f"/se-deplacer/propositions/P-{number}/argumenter/" for number in range(1, len(ATTACKS) + 1, 10)]
    pages += [f"/se-deplacer/propositions/P-{number}/position/" for number in range(1, len(ATTACKS) + 1, 10)]
    for address in [*pages, "/se-deplacer/"]:
        assert faults_of(client.get(address)) == [], address


@pytest.mark.requirement("S-5")
@pytest.mark.django_db
def test_two_hundred_attacks_in_the_search_box_stay_words(client, consultation):
    ProposalFactory(consultation=consultation)
    for attack in ATTACKS:
        query = dict.fromkeys(("q", "etiquette", "tri", "graine", "page", "theme", "x"), attack)
        assert faults_of(client.get("/se-deplacer/propositions/", query)) == [], attack


@pytest.mark.requirement("S-5")
@pytest.mark.django_db
def test_two_hundred_attacks_through_the_forms_stay_words(client_of, citizen, at_noon):
    """Typed for real: shown again in a refused form, in a preview, on the page and in my space."""
    open_consultation(moderation="after")
    browser: Client = client_of(citizen)
    for attack in ATTACKS:
        data = {"title": attack[:120], "text": attack, "tags": attack.replace(",", " ")[:90], "key": str(uuid4())}
        assert faults_of(browser.post("/se-deplacer/deposer/", {**data, "title": ""})) == [], attack
    for first in range(0, len(ATTACKS), 8):
        data = {"title": ATTACKS[first][:120], "text": "\n".join(ATTACKS[first : first + 8]), "preview": "1"}
        assert faults_of(browser.post("/se-deplacer/deposer/", data)) == [], data
    browser.post("/se-deplacer/deposer/", {"title": "Un", "text": "Deux", "key": str(uuid4())})
    for attack in ATTACKS:
        argument = {"stance": "for", "text": attack, "source_url": attack[:500], "key": str(uuid4())}
        answer = browser.post("/se-deplacer/propositions/P-1/argumenter/", argument)
        assert answer.status_code == 302 or faults_of(answer) == [], attack
    assert faults_of(browser.get("/se-deplacer/propositions/P-1/?arguments=tous")) == []
    assert faults_of(browser.get("/mon-espace/")) == []


@pytest.mark.requirement("S-5")
@pytest.mark.django_db
def test_no_cell_of_the_export_begins_a_formula(client, consultation, at_noon):
    signs = ["=1+1", "+33 1", "-2", "@SUM(A1)", "\tcmd", "\rcmd", '=HYPERLINK("x")', "- une liste"]
    for text in [*signs, *ATTACKS]:
        ProposalFactory(consultation=consultation, title=text[:250], text=text, author__display_name=text[:60])
    answer = client.get("/se-deplacer/propositions.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode(), newline="")))
    assert len(rows) == len(signs) + len(ATTACKS)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(BEGINS_A_FORMULA)]
    assert rows[0]["text"] == "'=1+1"
    assert rows[len(signs)]["text"] == ATTACKS[0]


@pytest.mark.django_db
def test_the_export_holds_what_is_published_and_nothing_else(client, consultation):
    shown = ProposalFactory(consultation=consultation, title="Un, « deux »", text='Ligne 1\nLigne 2 "fin"')
    ProposalFactory(consultation=consultation, waiting=True, title="Attend")
    ProposalFactory(consultation=consultation, withheld=True, title="Retirée")
    ProposalFactory(consultation=open_consultation("ailleurs"), title="Ailleurs")
    for value in (1, 1, -1):
        PositionFactory(proposal=shown, value=value)
    ArgumentFactory(proposal=shown)
    ArgumentFactory(proposal=shown, waiting=True)
    answer = client.get("/se-deplacer/propositions.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert not answer.cookies
    (row,) = csv.DictReader(io.StringIO(answer.getvalue().decode(), newline=""))
    assert (row["reference"], row["title"], row["text"]) == ("P-1", "Un, « deux »", 'Ligne 1\nLigne 2 "fin"')
    assert (row["agree"], row["mixed"], row["disagree"], row["arguments"]) == ("2", "0", "1", "1")
    assert row["fingerprint"] == shown.current.fingerprint


@pytest.mark.django_db
def test_the_export_streams_in_batches(client, consultation, count_queries, monkeypatch):
    monkeypatch.setattr("proposals.exporting.BATCH", 2)
    for _n in range(5):
        ProposalFactory(consultation=consultation)
    answer = client.get("/se-deplacer/propositions.csv")
    assert answer.streaming
    lines: list[bytes] = []
    statements = count_queries(lambda: lines.extend(answer.streaming_content))
    assert len(lines) == 6
    assert len(statements) == 7  # rows and tags of three batches, and the last look
