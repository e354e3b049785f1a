"""Inputs about documents; the file is judged by its content, never by what its sender calls it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from clients.forms.file_kinds import ENDINGS, FileKind, check_ending, kind_of
from clients.forms.file_names import ending_of, safe_file_name
from clients.models import Document
from workflow.forms import StepForm

MEGABYTE = 1024 * 1024


class AddDocumentForm(StepForm):
    title = forms.CharField(label="Title", max_length=160, help_text="What it is, so that the next person finds it.")
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose the kind"), *Document.Kind.choices])
    substance_use = forms.BooleanField(
        label="This is a substance use treatment record (42 CFR Part 2)", required=False,
        help_text="It then leaves the agency only with the client's consent for exactly such records.",
    )  # fmt: skip
    file = forms.FileField(
        label="File", widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}), allow_empty_file=True,
        help_text="PDF, image (PNG, JPEG, TIFF, HEIC), plain text, Word, Excel, PowerPoint or OpenDocument.",
        error_messages={"required": "Choose the file.", "invalid": "Choose the file."},
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        """The same file under a safe name and with the media type of its content."""
        file: UploadedFile = self.cleaned_data["file"]
        _check_size(file.size or 0)
        kind = kind_of(file)  # type: ignore[arg-type]  # an uploaded file reads and seeks like any binary file
        name = _checked_name(str(file.name), kind)
        file.seek(0)
        file.name, file.content_type = name, kind.media_type
        return file


def _check_size(size: int) -> None:
    most = settings.DOCUMENT_MAX_BYTES
    if size == 0:
        raise forms.ValidationError("This file is empty. Open it to see whether it was saved, and choose it again.")
    if size > most:
        raise forms.ValidationError(
            f"This file is larger than {most / MEGABYTE:.3g} MB. Scan it in fewer colours, or split it into several files."
        )


def _checked_name(typed: str, kind: FileKind) -> str:
    name = safe_file_name(typed, kind.endings[0])
    check_ending(ending_of(name), kind)
    return name


class WithdrawDocumentForm(StepForm):
    reason: Any = forms.CharField(
        label="Why", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example: filed under the wrong client, or replaced by a newer one.",
    )  # fmt: skip
