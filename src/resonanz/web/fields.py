"""What the forms of the pages share: choices that are known only when a form is opened, and lists as lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms


class OpenForm(forms.Form):
    """Ask for what may be chosen each time the form is opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  handed on to Django as it came
        super().__init__(*args, **kwargs)
        for name, choices in self.offered().items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the choices by the name of their field."""
        return {}


class Lines(forms.CharField):
    """Take one value a line."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def prepare_value(self, value: object) -> object:
        """Show a list as lines."""
        return "\n".join(str(one) for one in value) if isinstance(value, list | tuple) else value

    def clean(self, value: object) -> list[str]:
        """Return the lines that are not empty."""
        text: str = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]
