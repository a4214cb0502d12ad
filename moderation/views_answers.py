"""The desk's page of one answer to an amendment."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from consult.errors import DomainError
from moderation import answers, queue
from moderation.forms import WORDS_LENGTH
from moderation.mandates import moderates
from moderation.models import Ground
from moderation.views_desk import moderators_only, reach
from participants.models import User
from proposals.models import Amendment


class AnswerDecisionForm(forms.Form):
    """On which ground the words are withheld, and what their author is told."""

    ground = forms.ModelChoiceField(
        Ground.objects.none(), label=gettext_lazy("Ground"), widget=forms.RadioSelect, empty_label=None, required=False
    )
    words = forms.CharField(
        label=gettext_lazy("Words to the author"),
        help_text=gettext_lazy("In your own words: why, and what the author can do. Sent at once."),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ModelChoiceField)
        ground.queryset = Ground.objects.in_force()


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def answer_decide(request: HttpRequest, slug: str, number: int, amendment: int) -> HttpResponse:
    """Read the words with which an amendment was declined, and show them or withhold them."""
    found = queue.find(slug, number, amendment=amendment, within=reach(request))
    assert isinstance(found, Amendment)  # asked for by its number
    assert isinstance(request.user, User)  # moderators_only
    if request.method != "POST":
        return _page(request, found, AnswerDecisionForm()) if found.answer else redirect(queue.item_url(found))
    form = AnswerDecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        if request.POST.get("kind") == "publish":
            answers.show(amendment=found, by=request.user)
        else:
            answers.withhold(amendment=found, by=request.user, **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, error.sentence)
        return _page(request, found, form, status=error.status)
    messages.success(
        request, _("The decision on the words about %(reference)s is taken.") % {"reference": found.reference}
    )
    return redirect("moderation_desk:queue")


def _page(request: HttpRequest, amendment: Amendment, form: AnswerDecisionForm, *, status: int = 200) -> HttpResponse:
    context = {
        "amendment": amendment,
        "form": form,
        "may_show": amendment.answer_state != Amendment.AnswerState.SHOWN or answers.is_unread(amendment),
        "barred": _barred(amendment, request),
        "amendment_url": queue.item_url(amendment),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("moderation_desk:queue"), "label": _("Moderation")},
            {"url": queue.item_url(amendment), "label": amendment.reference},
        ],
        "header_title": _("The author’s words on %(reference)s") % {"reference": amendment.reference},
        "header_icon": "glasses",
    }
    return render(request, "moderation/desk_answer.html", context, status=status)


def _barred(amendment: Amendment, request: HttpRequest) -> str:
    """Why this person may not decide, or nothing."""
    if not isinstance(request.user, User) or not moderates(request.user, amendment):
        return _("You read here as a guarantor: moderators decide.")
    try:
        answers.refuse_partial(amendment, request.user)
    except DomainError as error:
        return error.sentence
    return ""
