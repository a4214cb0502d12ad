"""HTML in any field of a citizen is words: 200 attacks through every field, every page and the export."""

import csv
import io
import itertools
import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.db.models import OuterRef, Subquery
from django.test import Client
from django.utils.html import escape

from consult.cells import BEGINS_A_FORMULA
from consult.models import ConsultationPage
from participants.models import User
from proposals.forms import ArgumentForm
from proposals.models import Argument, Import, Proposal, Version
from proposals.search import LONGEST_QUERY
from proposals.tagging import tag_proposals
from tests.factories import EARLY, ArgumentFactory, PositionFactory, ProposalFactory, open_consultation

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
    "blockquote",
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
            if keeps_a_draft(tag, name, value or ""):
                continue
            if name.startswith(DANGEROUS) and (tag, name) != ("meta", "http-equiv"):
                self.faults.append(f"{tag} {name}={value}")
            if name in {"href", "src", "action", "hx-get", "hx-post"} and not safe(tag, name, value or ""):
                self.faults.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def keeps_a_draft(tag: str, name: str, value: str) -> bool:
    """The buttons of ours that send their form elsewhere, beneath its own address: to keep it, to compare it."""
    argued = r"propositions/P-\d+/(argumenter|amender|arguments/A\d+/repondre)"
    ours = re.fullmatch(rf"/se-deplacer/(deposer/proches|(deposer|{argued})/brouillon)/", value)
    return (tag, name) == ("button", "formaction") and ours is not None


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


def bundles(most: int) -> list[str]:
    """All the attacks, as many to a text as its field holds: what would be seen of one is seen among words."""
    texts, length = [[]], 0
    for attack in (attack[:most] for attack in ATTACKS):
        if length + len(attack) > most:
            texts.append([])
            length = 0
        texts[-1].append(attack)
        length += len(attack) + 1
    return [" ".join(text) for text in texts]


def test_bundles_fit_their_field_and_hold_each_attack():
    for most in (60, 90, 250, 500):
        texts = bundles(most)
        assert max(map(len, texts)) <= most
        assert all(any(attack[:most] in text for text in texts) for attack in ATTACKS)


def test_the_reader_of_pages_sees_an_attack():
    """The control: unescaped, each attack that has a tag of its own would be seen, also among words."""
    seen = [attack for attack in ATTACKS[: len(TAGS) * len(SHAPES)] if Page(f"<p>{attack}</p>").faults]
    assert len(seen) > 120
    before, after = escape(" ".join(ATTACKS[:40])), escape(" ".join(ATTACKS[40:]))
    assert all(Page(f"<p>{before} {attack} {after}</p>").faults for attack in seen)


def shelve(consultation: ConsultationPage, rows: list[dict[str, str]]) -> list[Proposal]:
    """Published proposals with ``title``, ``text`` and the author's ``name``, or an origin; written at once."""
    people = User.objects.bulk_create(User(display_name=row.get("name", ""), password="!") for row in rows)
    imports = Import.objects.bulk_create(
        Import(consultation=consultation, source=row["source"], licence=row["licence"], size=1, imported_at=EARLY)
        for row in rows
        if "source" in row
    )
    origin = iter(imports)
    proposals = Proposal.objects.bulk_create(
        Proposal(
            consultation=consultation,
            number=number,
            state="published",
            created_at=EARLY,
            published_at=EARLY,
            first_public_version=1,
            author=None if "source" in row else person,
            imported_from=next(origin) if "source" in row else None,
        )
        for number, (row, person) in enumerate(zip(rows, people, strict=True), 1)
    )
    Version.objects.bulk_create(
        Version(
            proposal=proposal, number=1, title=row["title"], text=row["text"], created_at=EARLY, fingerprint="f" * 64
        )
        for proposal, row in zip(proposals, rows, strict=True)
    )
    first = Version.objects.filter(proposal=OuterRef("pk")).values("pk")[:1]
    Proposal.objects.filter(consultation=consultation).update(current=Subquery(first))
    return proposals


@pytest.mark.requirement("S-5")
@pytest.mark.django_db
def test_two_hundred_attacks_stay_words_on_every_page(client, consultation, at_noon):
    """Each in the title, text, tag, name, argument, source and origin of proposals that the pages show together."""
    titles, licences, names, sources, tags = bundles(250), bundles(120), bundles(60), bundles(500), bundles(90)
    words = [{"title": title, "text": f"{title}\n\n{title}"} for title in titles]
    imported = [
        {**words[turn % len(words)], "source": titles[turn % len(titles)], "licence": licence}
        for turn, licence in enumerate(licences)
    ]
    proposals = shelve(
        consultation, imported + [{**words[turn % len(words)], "name": name} for turn, name in enumerate(names)]
    )
    with_page = proposals[: len(imported)]
    Argument.objects.bulk_create(
        Argument(
            proposal=with_page[turn % len(with_page)],
            author=proposal.author,
            number=turn + 1,
            stance=Argument.Stance.values[turn % 3],
            text=titles[turn % len(titles)],
            source_url=sources[turn % len(sources)],
            state="published",
            created_at=EARLY,
            published_at=EARLY,
        )
        for turn, proposal in enumerate(proposals[len(imported) :])
    )
    tag_proposals(
        {row.pk: [f"{n} {tag}" for n, tag in enumerate(tags) if n % 50 == row.number % 50] for row in with_page}
    )
    assert len(titles) < len(licences)
    pages = [f"/se-deplacer/propositions/?tri=recentes&page={page}" for page in range(1, len(proposals) // 20 + 2)]
    pages += [f"/se-deplacer/propositions/P-{row.number}/?arguments=tous" for row in with_page]
    pages += [f"/se-deplacer/propositions/P-{row.number}/" for row in proposals[len(imported) :: 10]]  # with an author
    for number in range(1, len(titles) + 1):
        form = "argumenter" if number % 2 else "position"  # both show the same words of the proposal
        pages += [f"/se-deplacer/propositions/P-{number}/{part}/" for part in ("versions/1", form)]
    shown = ""
    for address in [*pages, "/se-deplacer/"]:
        answer = client.get(address)
        assert faults_of(answer) == [], address
        shown += "".join("".join(Page(answer.text).words).split())
    assert not [text for text in [*titles, *licences, *names, *tags] if "".join(text.split()) not in shown]


@pytest.mark.requirement("S-5")
@pytest.mark.django_db
def test_two_hundred_attacks_in_the_search_box_stay_words(client, consultation):
    ProposalFactory(consultation=consultation)
    for attacks in bundles(LONGEST_QUERY):
        query = dict.fromkeys(("q", "etiquette", "tri", "graine", "page", "theme", "x"), attacks)
        assert faults_of(client.get("/se-deplacer/propositions/", query)) == [], attacks


@pytest.mark.requirement("S-5")
@pytest.mark.django_db
def test_two_hundred_attacks_through_the_forms_stay_words(client_of, citizen, at_noon):
    """Typed for real: shown again in a refused form, in a preview, on the page and in my space."""
    page = open_consultation(moderation="after", repeat_minutes=None)
    browser: Client = client_of(citizen)
    every = "\n".join(ATTACKS)
    for refused in (
        {"title": every, "text": every, "tags": every},
        {"title": "", "text": every[:5_000], "tags": every},
    ):
        assert faults_of(browser.post("/se-deplacer/deposer/", {**refused, "key": every})) == []
    for attacks in bundles(100):
        data = {"title": attacks, "text": attacks, "tags": attacks.translate({44: " ", 59: " "}), "preview": "1"}
        answer = browser.post("/se-deplacer/deposer/", data)
        assert (answer.status_code, faults_of(answer)) == (200, []), attacks
    browser.post("/se-deplacer/deposer/", {"title": "Un", "text": "Deux", "key": str(uuid4())})
    argue = "/se-deplacer/propositions/P-1/argumenter/"
    assert faults_of(browser.post(argue, dict.fromkeys(("stance", "text", "source_url", "key"), every))) == []
    for attacks in bundles(1_500):
        assert browser.post(argue, {"stance": "for", "text": attacks, "key": str(uuid4())}).status_code == 302
    for attack in ATTACKS:
        typed = {"stance": "for", "text": "Oui", "source_url": attack, "key": str(uuid4())}
        if ArgumentForm(typed, consultation=page).is_valid():  # an address all the same
            assert browser.post(argue, typed).status_code == 302
    assert faults_of(browser.get("/se-deplacer/propositions/P-1/?arguments=tous")) == []
    assert faults_of(browser.get("/mon-espace/")) == []


@pytest.mark.requirement("S-5")
@pytest.mark.django_db
def test_no_cell_of_the_export_begins_a_formula(client, consultation, at_noon):
    signs = ["=1+1", "+33 1", "-2", "@SUM(A1)", "\tcmd", "\rcmd", '=HYPERLINK("x")', "- une liste"]
    texts = [*signs, *ATTACKS]
    shelve(consultation, [{"title": text[:250], "text": text, "name": text[:60]} for text in texts])
    answer = client.get("/se-deplacer/propositions.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode(), newline="")))
    assert len(rows) == len(signs) + len(ATTACKS)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(BEGINS_A_FORMULA)]
    assert rows[0]["text"] == rows[0]["author"] == "'=1+1"
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
