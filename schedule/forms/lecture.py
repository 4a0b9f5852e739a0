"""One lecture with all that hangs under it, as one form."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.file_names import safe_name
from schedule.attaching import Part
from schedule.forms.days import DayInput
from schedule.forms.touched import TouchedForm, as_sent
from schedule.models import Lecture, LectureLink, LinkKind, Reference
from schedule.term_plan import in_term

NEW_LINKS = 2
NEW_REFERENCES = 2


class DetailsForm(TouchedForm):
    class Meta:
        model = Lecture
        fields = ("title", "kind", "label", "week", "day", "speaker", "affiliation", "remark")
        widgets = {"day": DayInput(), "remark": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"remark": gettext_lazy("Markdown, with $maths$ between dollar signs.")}


class PartForm(TouchedForm):
    """Something under a lecture. A part that is dropped need not be right in anything else."""

    drop = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)

    def clean(self) -> Any:
        if self.cleaned_data.get("drop"):
            self.errors.clear()
        return super().clean()

    @property
    def is_dropped(self) -> bool:
        return bool(self.cleaned_data.get("drop"))

    @property
    def is_new(self) -> bool:
        return self.instance.pk is None

    def part(self) -> Part:
        fields = [name for name in self.changed_fields if name not in {"drop", "upload"}]
        return Part(self.instance, fields, is_new=self.is_new, is_dropped=self.is_dropped)


class LinkForm(PartForm):
    """Slides, a recording or notes: a link or a file."""

    upload = forms.FileField(label=gettext_lazy("or a file"), required=False)
    title = forms.CharField(
        label=gettext_lazy("title"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Empty: the name of the file, or “Slides”."),
    )

    class Meta:
        model = LectureLink
        fields = ("kind", "title", "url")

    @property
    def is_touched(self) -> bool:
        return super().is_touched or self.add_prefix("upload") in self.files

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.is_dropped and not self.errors:
            self._check_what_it_leads_to(cleaned)
            cleaned["title"] = cleaned.get("title") or self._name()
        return cleaned

    def _check_what_it_leads_to(self, cleaned: dict[str, Any]) -> None:
        url, upload = cleaned.get("url"), cleaned.get("upload")
        if url and upload:
            raise ValidationError(_("Either a link or a file: take one of the two away."))
        if not (url or upload or self.instance.key):
            raise ValidationError(_("Give a link, or choose a file."))

    def _name(self) -> str:
        upload = self.cleaned_data.get("upload")
        if upload:
            return safe_name(upload.name)
        label = str(LinkKind(self.cleaned_data["kind"]).label)
        return label[:1].upper() + label[1:]

    def part(self) -> Part:
        part = super().part()
        return replace(part, fields=[*part.fields, "title"], upload=self.cleaned_data.get("upload"))


class ReferenceForm(PartForm):
    class Meta:
        model = Reference
        fields = ("title", "url", "group", "remark")
        widgets = {"title": forms.TextInput(), "remark": forms.TextInput()}


class LectureForm:
    """A lecture as read by `for_own_page`, with what was sent of it and of its parts."""

    def __init__(self, lecture: Lecture, data: Any = None, files: Any = None) -> None:
        self.lecture = lecture
        sent = {"data": data, "files": files}
        self.details = as_sent(DetailsForm, lecture, prefix="lecture", data=data)
        blank_links = [LectureLink(lecture=lecture, kind=LinkKind.SLIDES) for _ in range(NEW_LINKS)]
        blank_references = [Reference(lecture=lecture) for _ in range(NEW_REFERENCES)]
        links, references = list(lecture.links.all()), list(lecture.references.all())
        self.links = [
            as_sent(LinkForm, row, prefix=prefix, **sent)
            for prefix, row in _named("link", links, blank_links)
        ]
        self.references = [
            as_sent(ReferenceForm, row, prefix=prefix, **sent)
            for prefix, row in _named("reference", references, blank_references)
        ]
        self.gone = self._gone(data)

    def _gone(self, data: Any) -> list[PartForm]:
        """Parts in which somebody typed and that are there no more."""
        known = {str(form.prefix) for form in self.parts}
        found: list[PartForm] = []
        for name in data or ():
            prefix = str(name).removesuffix("-shown")
            kind = KINDS.get(prefix.partition("-")[0])
            if prefix != name and kind is not None and prefix not in known:
                found.append(kind(data, instance=kind.Meta.model(), prefix=prefix))  # type: ignore[attr-defined]
        return [form for form in found if form.is_touched]

    @property
    def parts(self) -> list[PartForm]:
        return [*self.links, *self.references]

    @property
    def bound(self) -> list[TouchedForm]:
        return [form for form in (self.details, *self.parts) if form.is_bound]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.bound]
        return all(checked) and not self.gone

    @property
    def is_stale(self) -> bool:
        return bool(self.gone) or any(form.is_stale for form in self.bound)

    def fields(self) -> list[str]:
        """Names of what changed in the lecture itself."""
        return self.details.changed_fields if self.details.is_bound else []

    def changed_parts(self) -> list[Part]:
        edited = [form for form in self.parts if form.is_bound]
        # A new row that is ticked to be removed was never there.
        return [form.part() for form in edited if not (form.is_new and form.is_dropped)]

    @property
    def is_outside_the_term(self) -> bool:
        day = self.lecture.day
        return "day" in self.fields() and day is not None and not in_term(self.lecture.course, day)


KINDS: dict[str, type[PartForm]] = {"link": LinkForm, "reference": ReferenceForm}


def _named(kind: str, rows: Iterable[Any], blank: Iterable[Any]) -> list[tuple[str, Any]]:
    stored = [(f"{kind}-{row.public_id}", row) for row in rows]
    return [*stored, *((f"{kind}-new-{place}", row) for place, row in enumerate(blank))]
