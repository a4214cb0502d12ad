"""The desk's page, whole or in the parts that its script asks for."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from cms.desk import reading
from cms.desk.corpus import corpus_view
from cms.desk.forms import FindingForm, FreezeForm
from cms.desk.guard import at_desk, editor, is_script
from cms.desk.panels import panel_rows
from cms.desk.rights import held_from, require_some_desk
from cms.gates import load_draft
from cms.models import Finding, SynthesisDesk, SynthesisPage
from consult.requests import safe_next

DESK = "cms/desk/desk.html"
PARTS = "cms/desk/_parts.html"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The syntheses that one may write. Five queries."""
    require_some_desk(request.user)
    context = {"pages": reading.syntheses_of(editor(request)), **reading.heading()}
    return render(request, "cms/desk/index.html", context)


@require_safe
@at_desk
def desk(request: HttpRequest, page: SynthesisPage) -> HttpResponse:
    """The desk of one synthesis; its script asks for ``part=corpus`` alone as one reads. Fifty queries at most."""
    if request.GET.get("part") == "corpus" and is_script(request):
        return render(request, PARTS, {"page": page, "parts": ["corpus"], "said": "", **corpus_context(request, page)})
    if request.GET.get("part") == "synthesis" and is_script(request):
        return answer(request, page, parts=["synthesis", "state"])
    return render(request, DESK, whole(request, page))


def answer(
    request: HttpRequest,
    page: SynthesisPage,
    *,
    parts: Sequence[str],
    said: str = "",
    status: int = 200,
    finding: int | None = None,
    **more: Any,
) -> HttpResponse:
    """What a deed answers: the parts that it changed to the script; else the page again, by a redirect when done."""
    if is_script(request):
        context = right_context(request, page, at_hand=finding, only=parts, **more)
        if "corpus" in parts:
            context |= corpus_context(request, page)
        return render(request, PARTS, {**context, "parts": parts, "said": said, "status": status}, status=status)
    if status == 200:
        if said:
            messages.success(request, said)
        return redirect(address(request, page, finding=finding))
    context = whole(request, page, at_hand=finding, **more)
    return render(request, DESK, {**context, "said": said, "status": status}, status=status)


def refused(request: HttpRequest, page: SynthesisPage, sentence: str, status: int) -> HttpResponse:
    """Nothing changed, and why; what was typed stays where it was typed."""
    if is_script(request):
        return render(request, PARTS, {"page": page, "parts": [], "said": sentence, "status": status}, status=status)
    return render(request, DESK, {**whole(request, page), "said": sentence, "status": status}, status=status)


def whole(request: HttpRequest, page: SynthesisPage, **more: Any) -> dict[str, Any]:
    """All that the page shows."""
    context = right_context(request, page, **more)
    return {
        **corpus_context(request, page, context["draft"].desk),
        **context,
        "panels": panel_rows(context["draft"], request),
        "said": "",
        "status": 200,
        **reading.heading(context["draft"].page),
    }


def corpus_context(request: HttpRequest, page: SynthesisPage, desk: SynthesisDesk | None = None) -> dict[str, Any]:
    """The left side."""
    keep, corpus = kept(request), (desk or SynthesisDesk.of(page)).corpus
    return {
        "corpus": corpus,
        "left": corpus_view(page, corpus, keep),
        "keep": keep,
        "here": address(request, page),
        "at_hand": _number(keep.get("finding", "")),
        "held": held_from(page, editor(request)),
        "freeze_form": FreezeForm(),
        "typed": request.POST if request.method == "POST" else {},
    }


def right_context(
    request: HttpRequest,
    page: SynthesisPage,
    *,
    at_hand: int | None = None,
    form: FindingForm | None = None,
    new_form: FindingForm | None = None,
    theirs: Finding | None = None,
    only: Sequence[str] = ("coverage", "state", "synthesis"),
) -> dict[str, Any]:
    """The findings, what is missing, and what to do next; ``only`` leaves out what is not shown."""
    draft = load_draft(page.get_latest_revision_as_object())  # with the title and lead that would be published
    keep = kept(request)
    key = at_hand if at_hand is not None else _number(keep.get("finding", ""))
    rows = reading.finding_rows(draft)
    shown = next((row for row in rows if row["finding"].pk == key), None)
    themes = reading.themes_to_sum_up(page)
    context: dict[str, Any] = {
        "page": page,
        "draft": draft,
        "keep": keep,
        "look": without(keep, "text", "q", "pepites", "p"),
        "take": without(keep, "finding"),
        "here": address(request, page, finding=at_hand),
        "rows": rows,
        "sections": sorted({row["finding"].section for row in rows if row["finding"].section}),
        "at_hand": key if shown or form else 0,
        "row": shown or _out_row(form),
        "form": form or (FindingForm(instance=shown["finding"], themes=themes) if shown else None),
        "theirs": theirs,
        "wordings": reading.earlier_wordings(shown["finding"]) if shown else [],
        "state": reading.state_of(page, draft, editor(request)),
    }
    context["held"] = context["state"]["held"]
    if "coverage" in only:
        context["coverage"] = reading.coverage_now(draft)
    if "synthesis" in only:
        context |= {
            "new_form": new_form or FindingForm(themes=themes, initial={"kind": Finding.Kind.AGREEMENT}),
            "taken_out": reading.taken_out(page),
        }
    return context


def _out_row(form: forms.BaseForm | None) -> dict[str, Any] | None:
    """The finding of a form that another editor took out meanwhile: its words must not go with it."""
    if not isinstance(form, FindingForm) or form.instance.pk is None:
        return None
    return {"finding": form.instance, "number": 0, "citations": [], "theme": None, "heading": "", "is_first": True,
            "is_last": True}  # fmt: skip


def kept(request: HttpRequest) -> QueryDict:
    """What the address says of both sides; that of the page on which a deed was done."""
    if request.method == "POST":
        query = QueryDict(urlsplit(request.POST.get("next", "")).query, mutable=True)
    else:
        query = request.GET.copy()
    query.pop("part", None)
    return query


def without(keep: QueryDict, *names: str) -> str:
    """An address's query without some of its names, ready for one more: written once for hundreds of links."""
    query = keep.copy()
    for name in names:
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


def address(request: HttpRequest, page: SynthesisPage, *, finding: int | None = None) -> str:
    """The page that one works on, with a finding at hand."""
    keep = kept(request)
    if finding is not None:
        keep["finding"] = str(finding)
    path = reverse("cms_desk:desk", args=[page.pk])
    whole_address = f"{path}?{keep.urlencode()}" if keep else path
    anchor = f"#finding-{keep['finding']}" if keep.get("finding") else ""
    return safe_next(request, whole_address, path) + (anchor if request.method == "POST" else "")


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0
