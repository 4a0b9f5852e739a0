"""The lectures of a term as one form: a row each, and one more to add.

Two people may have it open. A row counts as edited only if what is sent is not what was shown, so
each writes their own rows; a row that both edited is told (`SeenForm`) and not overwritten.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courseapp.courses.models import Course
from schedule.forms.days import DayInput
from schedule.forms.touched import TouchedForm, as_sent
from schedule.models import Lecture, LectureKind
from schedule.term_plan import in_term

FIELDS = ("week", "day", "kind", "label", "title", "speaker", "affiliation")
NEW = "new"


class RowForm(TouchedForm):
    class Meta:
        model = Lecture
        fields = FIELDS
        widgets = {"day": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["week"].widget.attrs["inputmode"] = "numeric"

    @property
    def row(self) -> Lecture:
        found: Lecture = self.instance
        return found


class LectureTable:
    """All rows of a course, read in one query, with what was sent of them."""

    def __init__(self, course: Course, data: Any = None) -> None:
        self.course, self.data = course, data
        rows = list(Lecture.objects.filter(course=course))
        self.forms = [as_sent(RowForm, row, prefix=row.public_id, data=data) for row in rows]
        blank = Lecture(course=course, kind=LectureKind.LECTURE)
        self.new = as_sent(RowForm, blank, prefix=NEW, data=data)
        self.gone = self._gone({row.public_id for row in rows})

    def _gone(self, known: set[str]) -> list[RowForm]:
        """Rows in which somebody typed and that are there no more."""
        sent = [name.removesuffix("-seen") for name in self.data or () if name.endswith("-seen")]
        lost = [public_id for public_id in sent if public_id not in known and public_id != NEW]
        found = [RowForm(self.data, instance=Lecture(), prefix=public_id) for public_id in lost]
        return [form for form in found if form.is_touched]

    @property
    def bound(self) -> list[RowForm]:
        return [form for form in (*self.forms, self.new) if form.is_bound]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.bound]  # each, so that each tells its errors
        return all(checked) and not self.gone

    @property
    def is_stale(self) -> bool:
        return bool(self.gone) or any(form.is_stale for form in self.bound)

    @property
    def changed(self) -> list[tuple[Lecture, Sequence[str]]]:
        edited = [form for form in self.forms if form.is_bound and form.changed_fields]
        return [(form.row, form.changed_fields) for form in edited]

    @property
    def added(self) -> list[Lecture]:
        return [self.new.row] if self.new.is_bound else []

    def warnings(self) -> list[str]:
        """What is allowed and yet may be a slip: a day outside of the term."""
        days = [lecture for lecture, fields in self.changed if "day" in fields]
        outside = [
            row for row in (*days, *self.added) if row.day and not in_term(self.course, row.day)
        ]
        return [
            _("“%(name)s” lies outside the term of the course.") % {"name": row.name}
            for row in outside
        ]
