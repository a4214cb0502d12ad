"""What the one who answers types."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminPageChooser
from wagtail.documents.models import Document
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.models import Page

from cms.answering.actions import problems_of
from cms.models import Answer, Commitment, CommitmentStep
from consult.errors import DomainError


class AnswerForm(forms.Form):
    """The answer to one finding; ``after`` is the number of the answer that was read, 0 without one."""

    stance = forms.ChoiceField(
        label=gettext_lazy("The answer"), choices=Answer.Stance.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Public. Those whose words the finding cites read them first."),
    )
    name = forms.CharField(label=gettext_lazy("Who answers"), max_length=120)
    function = forms.CharField(label=gettext_lazy("Their function"), max_length=160)
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def after_reading(self, refusal: DomainError) -> "AnswerForm":
        """The form as it was typed, with what was refused; sent again, it stands after the answer in force."""
        self.add_error(None, refusal.sentence)
        self.data = {**dict(self.data.items()), "after": self.initial["after"]}
        return self


class CommitmentForm(forms.Form):
    """What will be done, and by when."""

    text = forms.CharField(
        label=gettext_lazy("What will be done"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Public, and never changed afterwards: say it so that anyone can see whether it is done."
        ),
    )
    due = forms.DateField(
        label=gettext_lazy("By when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise forms.ValidationError(_("This day has passed: a commitment is for a day to come."))
        return due


class StepForm(forms.Form):
    """What is said of a commitment: where it stands, that its date moves, or what proves it."""

    kind = forms.ChoiceField(label=gettext_lazy("Step"), choices=CommitmentStep.Kind.choices)
    words = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Public. Asked for when it is dropped or when its date moves: say why."),
    )
    due = forms.DateField(
        label=gettext_lazy("New date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("When the date moves. The first date stays shown."),
    )
    link = forms.URLField(
        label=gettext_lazy("Proof: a link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    shown_page = forms.ModelChoiceField(
        label=gettext_lazy("Proof: a page of this site"),
        required=False,
        queryset=Page.objects.live(),
        widget=AdminPageChooser,
    )
    document = forms.ModelChoiceField(
        label=gettext_lazy("Proof: a document"),
        required=False,
        queryset=Document.objects.all(),
        widget=AdminDocumentChooser,
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitment = commitment

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for field, sentence in problems_of(self.commitment, **cleaned).items():
                self.add_error(field, sentence)
        return cleaned
