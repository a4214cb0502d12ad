"""What one does at the desk: each deed checks its form, does one thing, and answers the parts that it changed."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.citable import source_at
from cms.desk import actions, reading
from cms.desk.forms import CitationForm, FindingForm, FreezeForm, ReasonForm
from cms.desk.guard import at_desk, editor
from cms.desk.pages import answer, refused
from cms.models import Citation, SynthesisDesk, SynthesisPage


@require_POST
@at_desk
def freeze(request: HttpRequest, page: SynthesisPage) -> HttpResponse:
    """Freeze the corpus, now or as it stood at a moment."""
    form = FreezeForm(request.POST)
    if not form.is_valid():
        return refused(request, page, _("This is no date and time: choose one, or leave it empty."), 422)
    corpus = actions.freeze_corpus(page=page, by=editor(request), cutoff=form.cleaned_data["cutoff"])
    said = _("Corpus %(corpus)s is frozen: %(n)s contributions.") % {"corpus": corpus.reference, "n": corpus.size}
    return answer(request, page, parts=["corpus", "coverage", "synthesis", "state"], said=said)


@require_POST
@at_desk
def finding_add(request: HttpRequest, page: SynthesisPage) -> HttpResponse:
    """Write a new finding; it is then at hand."""
    form = FindingForm(request.POST, themes=reading.themes_to_sum_up(page))
    if not form.is_valid():
        said = _("The finding is not saved yet: see what its form says.")
        return answer(request, page, parts=["synthesis", "state"], said=said, status=422, new_form=form)
    finding = actions.add_finding(page=page, by=editor(request), **form.cleaned_data)
    said = _("The finding is written: now select the words that say it.")
    return answer(request, page, parts=["synthesis", "state"], said=said, finding=finding.pk)


@require_POST
@at_desk
def finding_save(request: HttpRequest, page: SynthesisPage, finding: int) -> HttpResponse:
    """Save one finding over the wording that was read; when another saved meanwhile, show both."""
    read = reading.finding_at(page, finding)
    form = FindingForm(request.POST, instance=read, themes=reading.themes_to_sum_up(page))
    if not form.is_valid():
        said = _("The finding is not saved yet: see what its form says.")
        return answer(request, page, parts=["finding", "state"], said=said, status=422, finding=finding, form=form)
    stamp = _number(request.POST.get("stamp", ""))
    try:
        actions.change_finding(finding=read, stamp=stamp, by=editor(request), **form.cleaned_data)
    except actions.ChangedMeanwhile as meanwhile:
        both = {"form": form, "theirs": meanwhile.theirs}
        said = meanwhile.sentence
        return answer(request, page, parts=["finding", "state"], said=said, status=409, finding=finding, **both)
    return answer(request, page, parts=["finding", "state"], said=_("Saved."), finding=finding)


@require_POST
@at_desk
def finding_move(request: HttpRequest, page: SynthesisPage, finding: int) -> HttpResponse:
    """One place up or down."""
    up = request.POST.get("way") == "up"
    actions.move_finding(finding=reading.finding_at(page, finding), by=editor(request), up=up)
    said = _("The finding went up.") if up else _("The finding went down.")
    return answer(request, page, parts=["synthesis", "state"], said=said)


@require_POST
@at_desk
def finding_out(request: HttpRequest, page: SynthesisPage, finding: int) -> HttpResponse:
    """Leave it out; it can be brought back."""
    actions.take_finding_out(finding=reading.finding_at(page, finding), by=editor(request))
    said = _("The finding is taken out; it stands at the end, to be brought back.")
    return answer(request, page, parts=["coverage", "synthesis", "state"], said=said)


@require_POST
@at_desk
def finding_back(request: HttpRequest, page: SynthesisPage, finding: int) -> HttpResponse:
    """Bring back what was taken out."""
    actions.bring_finding_back(finding=reading.finding_at(page, finding), by=editor(request))
    said = _("The finding is back in its place.")
    return answer(request, page, parts=["coverage", "synthesis", "state"], said=said, finding=finding)


@require_POST
@at_desk
def cite(request: HttpRequest, page: SynthesisPage) -> HttpResponse:
    """Words of a text become a citation of the finding at hand."""
    form = CitationForm(request.POST)
    if not form.is_valid():
        return refused(request, page, " ".join(str(error[0]) for error in form.errors.values()), 422)
    typed = form.cleaned_data
    finding = reading.finding_at(page, typed["finding"])
    source = source_at(SynthesisDesk.of(page).corpus, version=typed["version"], argument=typed["argument"])
    citation = actions.add_citation(
        finding=finding,
        source=source,
        by=editor(request),
        words=typed["words"],
        near=typed["start"] or 0,
        role=typed["role"] or Citation.Role.SUPPORT,
    )
    said = _("Cited: “%(words)s”") % {"words": citation.words}
    return answer(request, page, parts=["coverage", "finding", "state"], said=said, finding=finding.pk)


@require_POST
@at_desk
def citation_remove(request: HttpRequest, page: SynthesisPage, citation: int) -> HttpResponse:
    """The finding no longer rests on it."""
    found = reading.citation_at(page, citation)
    actions.remove_citation(citation=found, by=editor(request))
    said = _("The citation is removed.")
    return answer(request, page, parts=["coverage", "finding", "state"], said=said, finding=found.finding_id)


@require_POST
@at_desk
def citation_role(request: HttpRequest, page: SynthesisPage, citation: int) -> HttpResponse:
    """It says the same, or the contrary."""
    found = reading.citation_at(page, citation)
    role = Citation.Role.CONTRARY if request.POST.get("role") == "contrary" else Citation.Role.SUPPORT
    actions.set_role(citation=found, role=role, by=editor(request))
    contrary = role == Citation.Role.CONTRARY
    said = _("It now stands as the contrary.") if contrary else _("It now stands as support.")
    return answer(request, page, parts=["finding", "state"], said=said, finding=found.finding_id)


@require_POST
@at_desk
def theme_aside(request: HttpRequest, page: SynthesisPage, theme: int) -> HttpResponse:
    """Leave a theme out, with the reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if len(reason) > 300:
        return refused(request, page, _("Say it in 300 characters at most."), 422)
    found = reading.theme_at(page, theme)
    actions.set_theme_aside(page=page, theme=found, reason=reason, by=editor(request))
    said = _("Theme %(theme)s is set aside.") % {"theme": found.reference}
    return answer(request, page, parts=["corpus", "coverage", "state"], said=said)


@require_POST
@at_desk
def theme_back(request: HttpRequest, page: SynthesisPage, theme: int) -> HttpResponse:
    """The theme is to be accounted for again."""
    found = reading.theme_at(page, theme)
    actions.take_theme_back(page=page, theme=found, by=editor(request))
    said = _("Theme %(theme)s is to be cited again.") % {"theme": found.reference}
    return answer(request, page, parts=["corpus", "coverage", "state"], said=said)


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else -1
