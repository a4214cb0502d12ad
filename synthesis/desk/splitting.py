"""Making a theme of some texts of another: the ticked ones are shown again, and get a name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from consult.errors import Refused
from consult.models import ConsultationPage
from synthesis import reshaping, undoing
from synthesis.deciding import NotDisplayed
from synthesis.desk import pages, reading
from synthesis.desk.choices import as_number, left_alone
from synthesis.desk.forms import ThemeForm
from synthesis.desk.guard import at_desk, editor
from synthesis.desk.last_act import remember
from synthesis.desk.shown import shown_in
from synthesis.reading import theme_at


@require_POST
@at_desk
def split(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """Ask for the name of the new theme; with it, make it of the ticked texts."""
    theme, shown = theme_at(consultation, number), shown_in(request, consultation)
    numbers = {as_number(value) for value in request.POST.getlist("proposal")}
    if not numbers:
        raise Refused(_("Choose at least one proposal."))
    if not numbers <= shown.versions.keys():
        raise NotDisplayed(_("Only texts that were displayed before you can be decided: read them first."))
    proposals = reading.of_numbers(consultation, sorted(numbers))
    form = ThemeForm(request.POST if "name" in request.POST else None)
    if not form.is_valid():
        context = {
            "consultation": consultation,
            "theme": theme,
            "form": form,
            "proposals": proposals,
            "shown": request.POST["shown"],
            **pages.heading(consultation, _("Split %(theme)s") % {"theme": theme.reference}),
        }
        return render(request, "synthesis/desk/split.html", context, status=422 if form.is_bound else 200)
    done = reshaping.split_theme(
        theme=theme, proposals=proposals, name=form.cleaned_data["name"], by=editor(request), shown=shown
    )
    kept = {"theme": theme.pk, "made": done.theme.pk, "reference": theme.reference, **undoing.as_data(done.act)}
    remember(request, consultation, "split", kept)
    told = {"theme": done.theme.reference, "of": theme.reference}
    messages.success(request, _("Theme %(theme)s is made of texts of %(of)s.") % told)
    for sentence in left_alone(done.act.edited, done.act.decided, done.act.gone):
        messages.warning(request, sentence)
    return redirect("synthesis_desk:theme", consultation.slug, done.theme.number)
