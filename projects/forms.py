"""What students fill in. Whether it is taken is decided by the rules, not here."""

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from projects.receipts import MAX_DOCUMENT_CHARACTERS

KEY_LENGTH = 64


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; the rules say how many, and what is wrong with an empty one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(FilesField, self).clean(file, initial) for file in data or ()]


class TextField(forms.CharField):
    """A text as it was typed, with one kind of line end: browsers send CRLF whatever was typed,
    and what is kept, hashed and shown has LF."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"strip": False, "required": False} | options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class HandInForm(forms.Form):
    """`key` tells a form that is sent twice from two forms; `draft` is the revision of the
    draft that it shows (0: none)."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_LENGTH, required=False)
    draft = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False
    )
    text = TextField(widget=forms.Textarea(attrs={"rows": 14}))
    files = FilesField(required=False, allow_empty_file=True)  # type: ignore[assignment]

    @classmethod
    def showing(cls, text: str, *, draft: int, key: str = "") -> "HandInForm":
        """Return the form with this text, on top of this revision of the draft. Without `key`
        it is a new one."""
        return cls(initial={"key": key or uuid.uuid4().hex, "text": text, "draft": draft})


class VerifyForm(forms.Form):
    receipt = forms.CharField(
        label=_("Receipt"),
        help_text=_("The signed receipt as text, from the mail or the file."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        required=False,
    )
    receipt_file = forms.FileField(label=_("Or the file receipt.json"), required=False)
    files = FilesField(  # type: ignore[assignment]
        label=_("Files to compare"),
        help_text=_("As they were handed in; a text as a file of that text."),
        required=False,
        allow_empty_file=True,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if file := cleaned.get("receipt_file"):
            # One more than is read: what is longer is told to be too long, not cut.
            cleaned["receipt"] = file.read(MAX_DOCUMENT_CHARACTERS + 1).decode(errors="replace")
        if not cleaned.get("receipt") and not self.errors:
            self.add_error("receipt", _("Paste the receipt, or choose its file."))
        return cleaned
