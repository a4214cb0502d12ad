"""The shape of what a participant types about themselves."""

from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from participants.models import User
from participants.models.passkey import LONGEST_NAME
from participants.names import LONGEST, clean_display_name

CODE_DIGITS = 6
LONGEST_ADDRESS = 254  # characters, as in the database
LONGEST_CODE = 20  # characters, spaces and dashes too


class EmailForm(forms.Form):
    """The address that a code is sent to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a code to it. No password to remember, and nobody else sees your address."),
        max_length=None,  # no counter under the field
        validators=[MaxLengthValidator(LONGEST_ADDRESS)],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": str(LONGEST_ADDRESS)}),
        error_messages={"required": _("Type your e-mail address.")},
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class CodeForm(forms.Form):
    """The six digits of the mail; spaces and dashes do no harm."""

    code = forms.CharField(
        label=_("The code of six digits"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12", "class": "code-field"}
        ),
        error_messages={"required": _("Type the code of the mail.")},
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not compare_user_code(actual=code, expected=self.expected):
            raise forms.ValidationError(_("This is not the code of the last mail that we sent."), code="wrong")
        return code


class FactorForm(forms.Form):
    """A code of the application, or a recovery code; whether it is right is asked elsewhere."""

    code = forms.CharField(
        label=_("The code of your application"),
        help_text=_("Six digits that change every half-minute. Without your telephone: one of your recovery codes."),
        max_length=None,  # no counter under the field
        validators=[MaxLengthValidator(LONGEST_CODE)],
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "20", "class": "code-field"}
        ),
        error_messages={"required": _("Type the code of your application.")},
    )

    def __init__(self, *args: Any, has_application: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_application:
            self.fields["code"].label = _("One of your recovery codes")
            self.fields["code"].help_text = _("Eight digits. Each opens once.")
            self.fields["code"].error_messages["required"] = _("Type one of your recovery codes.")


class FactorSetUpForm(FactorForm):
    """The first code of a secret that the form itself carries (``participants.setting_up``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Six digits that change every half-minute.")


class PasskeyForm(forms.Form):
    """A name for a passkey; what the browser answers comes beside it, and is checked elsewhere."""

    name = forms.CharField(
        label=_("A name for this passkey"),
        help_text=_("To know it again: “my telephone”, “the black key on my ring”. You alone read it."),
        max_length=None,  # no counter under the field
        validators=[MaxLengthValidator(LONGEST_NAME)],
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": str(LONGEST_NAME)}),
        error_messages={"required": _("Give it a name.")},
    )


class NameField(forms.CharField):
    """A display name, held to ``clean_display_name``; the one in force (``kept``) may stay."""

    kept = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Your display name"),
            help_text=_("Shown beside what you write. Your own name or a pseudonym, as you like."),
            max_length=LONGEST,
            widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
            error_messages={"required": _("Choose a name.")},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return clean_display_name(typed, kept=self.kept) if typed else ""


def keep_name(form: forms.BaseForm) -> None:
    """Let the name that a form begins with stay as it is."""
    field = form.fields["display_name"]
    assert isinstance(field, NameField)
    field.kept = form.initial.get("display_name", "")


class WelcomeForm(forms.Form):
    """Name and agreement. ``later`` means: just read for now; then neither is asked for."""

    display_name = NameField(required=False)
    agreed = forms.BooleanField(
        label=_("I have been told how my opinions are used, and I agree."), required=False, initial=False
    )
    text_hash = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asks_agreement: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_name(self)
        self.fields["display_name"].required = True  # on the page; “later” goes round it
        self.later = self.data.get("deed") == "later"
        if self.later:
            self.fields["display_name"].required = False
        if not asks_agreement:
            del self.fields["agreed"], self.fields["text_hash"]

    def clean_agreed(self) -> bool:
        agreed = bool(self.cleaned_data["agreed"])
        if not agreed and not self.later:
            raise forms.ValidationError(_("Tick the box if you agree. If not, choose “Later, just read”."))
        return agreed


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a participant may change of their account."""

    display_name = NameField()

    class Meta:
        model = User
        fields = ["display_name", "language"]
        labels = {"language": _("Language of the mails that we send you")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_name(self)


class KeptChoice(forms.ChoiceField):
    """A choice whose first answer stands where nothing is sent."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value or self.initial))


class ErasureForm(forms.Form):
    """What becomes of one's published texts, and one deliberate tick before an account goes."""

    texts = KeptChoice(
        label=_("Your published texts"),
        choices=[
            ("keep", _("They stay readable, without your name: others have answered them.")),
            (
                "erase",
                _("Their words go too: each leaves an empty place, beside the answers of others."),
            ),
        ],
        widget=forms.RadioSelect,
        initial="keep",
    )

    sure = forms.BooleanField(
        label=_("I understand: my account goes now, and nobody can bring it back."),
        error_messages={"required": _("Tick the box to erase your account.")},
    )
