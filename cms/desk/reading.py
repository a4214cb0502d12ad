"""What the desk reads of a synthesis at work: who may open it, its findings with their citations, what is missing."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.desk.publication import next_number
from cms.desk.rights import GUARANTORS_RIGHT, held_from, may_pass_gates, may_publish
from cms.editions.coverage import coverage_of, themes_content
from cms.editions.statements import GONE, Statement
from cms.gates import Draft, is_outdated, outdated_sentence, red_gates, warnings
from cms.models import Citation, Finding, FindingWording, SynthesisPage
from cms.page.coverage import coverage_data
from cms.page.findings import citation_data
from synthesis.models import Theme

LARGEST = 2**63 - 1  # key that the database can hold


def page_at(key: int) -> SynthesisPage:
    """The synthesis of that page, or 404. One query."""
    found: SynthesisPage | None = SynthesisPage.objects.filter(pk=key).first() if key <= LARGEST else None
    if found is None:
        raise Http404
    return found


def syntheses_of(user: Any) -> list[SynthesisPage]:
    """The syntheses that a person may write, the last changed first; guarantors read all of them. Five queries."""
    pages = SynthesisPage.objects.all()
    if not user.has_perm(GUARANTORS_RIGHT):
        editable = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
        pages = pages.filter(pk__in=editable.values("pk"))
    return list(pages.order_by("-latest_revision_created_at", "pk"))


def finding_at(page: SynthesisPage, key: int) -> Finding:
    """A finding of this synthesis, taken out or not, or 404. One query."""
    found = Finding.objects.filter(page=page, pk=min(key, LARGEST)).select_related("page", "theme").first()
    if found is None:
        raise Http404
    return found


def citation_at(page: SynthesisPage, key: int) -> Citation:
    """A citation of this synthesis, or 404. One query."""
    citations = Citation.objects.filter(finding__page=page, pk=min(key, LARGEST))
    found = citations.select_related("finding__page").first()
    if found is None:
        raise Http404
    return found


def theme_at(page: SynthesisPage, number: int) -> Theme:
    """A standing theme of the consultation, or 404. Two queries."""
    themes = Theme.objects.standing().filter(consultation=page.consultation.pk, number=min(number, 2**31 - 1))
    found = themes.select_related("consultation").first()
    if found is None:
        raise Http404
    return found


def themes_to_sum_up(page: SynthesisPage) -> Any:
    """The themes that a finding may sum up. One query, and one when it is read."""
    return Theme.objects.standing().filter(consultation=page.consultation.pk).order_by("number")


def taken_out(page: SynthesisPage) -> list[Finding]:
    """Findings that were left out, the last first. One query."""
    return list(Finding.objects.filter(page=page, removed_at__isnull=False).order_by("-removed_at"))


def earlier_wordings(finding: Finding) -> Sequence[FindingWording]:
    """What a finding said before, the last first. One query."""
    return list(FindingWording.objects.filter(finding=finding).select_related("by").order_by("-stamp", "-pk"))


def finding_rows(draft: Draft) -> list[dict[str, Any]]:
    """The findings in their order, each under its heading where a section begins. No query."""
    rows, section = [], ""
    for statement in draft.statements:
        row = finding_row(statement, last=len(draft.statements))
        row["heading"] = statement.finding.section if statement.finding.section != section else ""
        section = statement.finding.section
        rows.append(row)
    return rows


def finding_row(statement: Statement, *, last: int) -> dict[str, Any]:
    """A finding with its citations, for ``cms/desk/_finding.html``. No query."""
    number, finding, citations = statement
    return {
        "finding": finding,
        "number": number,
        "theme": finding.theme,
        "is_first": number == 1,
        "is_last": number == last,
        "citations": [citation_row(citation, finding.kind) for citation in citations],  # type: ignore[arg-type]
    }


def citation_row(citation: Citation, kind: str) -> dict[str, Any]:
    """A citation, and whether the desk asks for another in its place. No query."""
    source = citation.version or citation.argument
    data = citation_data(citation, kind)
    return {
        **data,
        "pk": citation.pk,
        "text_number": source.proposal.number if source else 0,
        "is_contrary": citation.role == Citation.Role.CONTRARY,
        "asks_for_another": data["state"] in GONE,
    }


def coverage_now(draft: Draft) -> dict[str, Any] | None:
    """How the contributions fare as things stand; None without a corpus. Five queries."""
    return coverage_data(coverage_of(draft, until=timezone.now()), themes_content(draft))


def state_of(page: SynthesisPage, draft: Draft, user: Any) -> dict[str, Any]:
    """What is missing, and what this person can do next. Eight queries at most."""
    red = red_gates(draft)
    locked = [gate for gate, _sentences, about in red if not draft.desk.passes(gate.code, about)]
    return {
        "red": [
            {"sentences": sentences, "may_be_passed": gate.may_be_passed, "passed": gate not in locked}
            for gate, sentences, _about in red
        ],
        "missing_count": sum(len(one.sentences) for one in red),
        "some_passable": any(gate.may_be_passed for gate in locked),
        "only_passable": bool(locked) and all(gate.may_be_passed for gate in locked),
        "warnings": warnings(draft),
        "next_number": next_number(page),
        "may_publish": may_publish(page, user),
        "may_pass": may_pass_gates(user),
        "may_submit": page.permissions_for_user(user).can_submit_for_moderation(),
        "reason": draft.desk.public_reason,
        "outdated": outdated_sentence() if is_outdated(draft, red) else "",
        "reason_by": draft.desk.reason_by,
        "held": held_from(page, user),
    }


def heading(page: SynthesisPage | None = None) -> dict[str, Any]:
    """Where one is, for Wagtail's header. No query."""
    crumbs = [{"url": reverse("cms_desk:index"), "label": _("Syntheses")}]
    if page is not None:
        crumbs.append({"url": "", "label": page.title})
    return {"breadcrumbs_items": crumbs, "header_title": crumbs[-1]["label"], "header_icon": "doc-full-inverse"}
