"""A word to authors before they send personal data: everyone will read it. They decide."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consult.personal_data import Kind, beginning, personal_data

NAMES: dict[str, str | Promise] = {
    Kind.EMAIL.value: gettext_lazy("an e-mail address"),
    Kind.TELEPHONE.value: gettext_lazy("a telephone number"),
    Kind.POSTAL.value: gettext_lazy("a postal address"),
}
CHOICE = "as_it_is"


class WarnsOfPersonalData(forms.Form):
    """A form whose words everyone will read: with personal data in them, it comes back once, with a box to tick.

    The box is there only when there is something to tick it for; what was ticked is no part of what was typed.
    """

    warned_fields: ClassVar[tuple[str, ...]] = ("title", "text")

    as_it_is = forms.BooleanField(label=gettext_lazy("Send it as it is: everyone may read this"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.is_bound or self.initial.get(CHOICE)):
            del self.fields[CHOICE]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        agreed = cleaned.pop(CHOICE, False)
        found = named(str(cleaned.get(name) or "") for name in self.warned_fields)
        if not found:
            self.fields.pop(CHOICE, None)
        elif not agreed and "preview" not in self.data:
            self.add_error(CHOICE, warning(found))
        return cleaned


def named(texts: Iterable[str]) -> list[str]:
    """What looks like personal data in some texts: its kind, and how it begins."""
    found = [(NAMES[one.kind], beginning(text, one)) for text in texts for one in personal_data(text)]
    return list(dict.fromkeys(f"{name} ({begins})" for name, begins in found))


def warning(found: Iterable[str]) -> str:
    """The sentence above the box."""
    what = {"what": ", ".join(found)}
    return (
        _("Your text seems to hold %(what)s: everyone will read it. Take it out, or tick to send it as it is.") % what
    )
