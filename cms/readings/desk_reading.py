"""What the pages of this part show in the admin. Rows come from here: no view asks the database by itself."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.models import Edition, Opinion, PublicReading, Remark, SecondReading, SecondReadingItem, SynthesisPage
from cms.readings.rights import READ_SECOND, SIGN_OPINION, may_look, may_open, may_sign, may_write
from cms.readings.second import answers_to
from consult.pages import foreign_language
from moderation.mandates import EVERYWHERE, NOWHERE, decides_in
from proposals.models import Argument
from synthesis.models import SetAside

LARGEST = 2**63 - 1  # key that the database can hold


def page_at(key: int) -> SynthesisPage:
    """The synthesis of that page, or 404. One query."""
    found: SynthesisPage | None = SynthesisPage.objects.filter(pk=min(key, LARGEST)).first()
    if found is None:
        raise Http404
    return found


def reading_at(key: int, reader: Any) -> PublicReading:
    """A public reading, begun or not, or 404; so too for who moderates only others. Six queries at most."""
    related = ("consultation", "edition__page", "edition__corpus")
    found = PublicReading.objects.filter(pk=min(key, LARGEST)).select_related(*related).first()
    if found is None or (_moderates_some(reader) and not may_look(found, reader) and not may_sign(reader)):
        raise Http404
    return found


def remark_at(reading: PublicReading, number: int) -> Remark:
    """A remark of a reading, or 404. One query."""
    found = Remark.objects.filter(reading=reading, number=min(number, 2**31 - 1)).first()
    if found is None:
        raise Http404
    found.reading = reading
    return found


def second_at(key: int) -> SecondReading:
    """A second reading, or 404. One query."""
    found = SecondReading.objects.filter(pk=min(key, LARGEST)).select_related("page", "edition", "reader").first()
    if found is None:
        raise Http404
    return found


def edition_at(page: SynthesisPage, number: str) -> Edition | None:
    """The edition of that number; None without a number; 404 when there is none. One query at most."""
    if not number:
        return None
    known = number.isascii() and number.isdecimal() and len(number) < 9
    found = Edition.objects.published().filter(page=page, number=int(number) if known else 0).first()
    if found is None:
        raise Http404
    return found


def editions_of(page: SynthesisPage) -> list[Edition]:
    """Its editions, the newest first. One query."""
    return list(Edition.objects.published().filter(page=page))


def opinions_of(page: SynthesisPage) -> list[Opinion]:
    """Its opinions, in their order. One query."""
    return list(Opinion.objects.filter(page=page).select_related("edition"))


def comes_here(user: Any) -> bool:
    """Whether anything here is for this person. One query at most."""
    named = any(user.has_perm(right) for right in (READ_SECOND, SIGN_OPINION))
    return named or decides_in(user) != NOWHERE or bool(PagePermissionPolicy().user_has_permission(user, "change"))


def index_rows(user: Any) -> list[dict[str, Any]]:
    """The syntheses with their drafts, samples and opinions, as far as they are this person's. Seven queries."""
    within = decides_in(user)
    everything = within == EVERYWHERE or any(user.has_perm(right) for right in (READ_SECOND, SIGN_OPINION))
    pages = SynthesisPage.objects.all()
    if not everything:
        editable = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
        moderated = PublicReading.objects.filter(consultation__in=within.keys or ())
        pages = pages.filter(Q(pk__in=editable.values("pk")) | Q(pk__in=moderated.values("edition__page")))
    found = list(pages.order_by("-latest_revision_created_at", "pk"))
    drafts, samples, opinions = _by_page(found)
    return [
        {
            **_links(page, user),
            "drafts": drafts[page.pk],
            "samples": samples[page.pk],
            "opinions": opinions[page.pk],
        }
        for page in found
    ]


def _moderates_some(user: Any) -> bool:
    return decides_in(user) not in (EVERYWHERE, NOWHERE)


def row_of(page: SynthesisPage, user: Any) -> dict[str, Any]:
    """The same for one synthesis. Seven queries at most."""
    drafts, samples, opinions = _by_page([page])
    listed = {"drafts": drafts[page.pk], "samples": samples[page.pk], "opinions": opinions[page.pk]}
    return {**_links(page, user), **listed}


def _links(page: SynthesisPage, user: Any) -> dict[str, Any]:
    """What this person may do with a synthesis; empty addresses for what they may not. Four queries at most."""
    guarantor, opens = may_sign(user), may_open(page, user)
    return {
        "page": page,
        "desk_url": reverse("cms_desk:desk", args=[page.pk]) if guarantor or may_write(page, user) else "",
        "open_url": reverse("readings_desk:open", args=[page.pk]) if opens else "",
        "draw_url": reverse("readings_desk:draw", args=[page.pk]) if opens else "",
        "opinion_url": reverse("readings_desk:opinion", args=[page.pk]) if guarantor else "",
    }


def _by_page(pages: list[SynthesisPage]) -> tuple[dict[int, list[Any]], dict[int, list[Any]], dict[int, list[Any]]]:
    drafts: dict[int, list[Any]] = defaultdict(list)
    samples: dict[int, list[Any]] = defaultdict(list)
    opinions: dict[int, list[Any]] = defaultdict(list)
    for reading in with_waiting().filter(edition__page__in=pages):
        drafts[reading.edition.page_id].append(reading)
    for sample in SecondReading.objects.filter(page__in=pages).select_related("edition"):
        samples[sample.page_id].append(sample)
    for opinion in Opinion.objects.filter(page__in=pages):
        opinions[opinion.page_id].append(opinion)
    return drafts, samples, opinions


def with_waiting() -> Any:
    """Readings with ``waiting_count`` (words to look at) and ``unanswered_count`` (to answer), the newest first."""
    waiting = Q(remarks__state=Remark.State.SUBMITTED)
    public = Q(remarks__state=Remark.State.PUBLISHED)
    asks = (Q(remarks__kind=Remark.Kind.COMMENT) | Q(remarks__kind=Remark.Kind.NOT_MEANT)) & public
    return (
        PublicReading.objects.select_related("edition", "consultation")
        .annotate(
            waiting_count=Count("remarks", filter=waiting, distinct=True),
            unanswered_count=Count("remarks", filter=asks & Q(remarks__answers__isnull=True), distinct=True),
        )
        .order_by("-opened_at")
    )


def remark_rows(reading: PublicReading, user: Any) -> list[dict[str, Any]]:
    """The remarks of a reading, those to look at first; each with what was answered. Two queries."""
    remarks = Remark.objects.filter(reading=reading).select_related("finding", "author", "looked_by")
    rows = sorted(remarks.prefetch_related("answers"), key=lambda row: (row.state != row.State.SUBMITTED, row.number))
    for row in rows:
        row.reading = reading
    return [
        {
            "remark": row,
            "author": row.author.public_name if row.author else _("Erased account"),
            "lang": foreign_language(reading.consultation.language),
            "own": row.author_id == user.pk,
            "to_look": row.state == Remark.State.SUBMITTED,
            "to_answer": row.state == Remark.State.PUBLISHED or row.kind == Remark.Kind.NOT_MEANT,
            "answers": list(row.answers.all()),
        }
        for row in rows
    ]


def items_of(reading: SecondReading) -> list[int]:
    """The orders of the items that were not read yet. One query."""
    left = SecondReadingItem.objects.filter(reading=reading, answers__isnull=True)
    return list(left.order_by("order").values_list("order", flat=True))


def item_at(reading: SecondReading, order: int) -> SecondReadingItem:
    """One item, without what stood when it was drawn: the reader's page cannot show it. One query; 404."""
    items = SecondReadingItem.objects.filter(reading=reading, order=min(order, 2**31 - 1))
    item = items.select_related("version__proposal", "argument__proposal").defer("first", "by_person").first()
    if item is None:
        raise Http404
    item.reading = reading
    return item


def item_context(reading: SecondReading, item: SecondReadingItem, total: int) -> dict[str, Any]:
    """What the reader sees of an item: the words and the choices, alike for all. One query."""
    source = item.argument or item.version
    assert source is not None  # a constraint of the table
    last = item.answers.order_by("-number").first()
    own = last.answer if last else ""
    text = source.text
    return {
        "item": {
            "order": item.order,
            "kind": item.kind,
            "title": "" if isinstance(source, Argument) else source.title,
            "text": text,
            "statement": item.statement,
            "before": text[: item.start],
            "cited": text[item.start : item.end],
            "after": text[item.end :],
            "lang": source.proposal.language,
        },
        "total": total,
        "choices": [
            {**choice, "key": place, "chosen": choice["code"] == own}
            for place, choice in enumerate(_choices(reading, item), start=1)
        ],
        "previous": item.order - 1 if item.order > 1 else 0,
        "next": item.order + 1 if item.order < total else 0,
    }


def _choices(reading: SecondReading, item: SecondReadingItem) -> list[dict[str, str]]:
    """Code, label and description of each answer. No query."""
    supports = {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}
    labels = {theme["code"]: (theme["name"], theme["description"]) for theme in reading.themes}
    labels |= {code: (_("Set aside: it %(reason)s") % {"reason": SetAside(code).label}, "") for code in SetAside.values}
    labels |= {code: (label, "") for code, label in supports.items()}
    return [
        {"code": code, "label": labels[code][0], "description": labels[code][1]} for code in answers_to(reading, item)
    ]


def heading(here: str = "") -> dict[str, Any]:
    """Where one is, for Wagtail's header."""
    crumbs = [{"url": reverse("readings_desk:index"), "label": _("Readings")}]
    if here:
        crumbs.append({"url": "", "label": here})
    return {"breadcrumbs_items": crumbs, "header_title": crumbs[-1]["label"], "header_icon": "openquote"}
