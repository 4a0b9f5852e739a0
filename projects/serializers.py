"""What the API shows of milestones, submissions and receipts, and what it takes for a hand-in."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from courseapp.courses.addresses import absolute
from courseapp.courses.models import Course, User
from courseapp.courses.reading_api import PublicId
from projects.deadlines import Due
from projects.models import Milestone, Submission, SubmissionFile
from projects.own_deadlines import OwnDeadlines


class ReasonSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    due = serializers.DateTimeField()


class YourDueSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField(allow_null=True, help_text=_("null: not known yet"))
    closes = serializers.DateTimeField(allow_null=True)
    reasons = ReasonSerializer(many=True)


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    id = PublicId()
    course: "serializers.SlugRelatedField[Course]" = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, help_text=_("the course's slug")
    )
    your_due = serializers.SerializerMethodField(
        help_text=_("When it is due for the asking person, and why; null for who is no student.")
    )

    class Meta:
        model = Milestone
        fields = (
            "id", "course", "kind", "title", "instructions", "each", "opens", "due",
            "grace_minutes", "closes", "weight", "points", "takes_text", "max_words", "max_files",
            "needs_file", "min_pages", "max_pages", "min_references", "your_due", "revision",
        )  # fmt: skip

    @extend_schema_field(YourDueSerializer(allow_null=True))
    def get_your_due(self, milestone: Milestone) -> dict[str, Any] | None:
        user = self.context["request"].user
        due: Due | None = self.own_deadlines.due(milestone)
        if due is None:
            return None
        reasons = due.reasons_for(user.public_id)
        return YourDueSerializer({"at": due.at, "closes": due.closes, "reasons": reasons}).data

    @property
    def own_deadlines(self) -> OwnDeadlines:
        """Read once for all rows of a page."""
        shared: Any = self.context
        if "own_deadlines" not in shared:
            page: Any = self.parent
            rows: Any = [self.instance] if page is None else page.instance
            shared["own_deadlines"] = OwnDeadlines.load(shared["request"].user, rows)
        found: OwnDeadlines = shared["own_deadlines"]
        return found


class PersonSerializer(serializers.ModelSerializer[User]):
    id = PublicId()

    class Meta:
        model = User
        fields = ("id", "name")


class FileSerializer(serializers.ModelSerializer[SubmissionFile]):
    id = PublicId()
    url = serializers.SerializerMethodField()

    class Meta:
        model = SubmissionFile
        fields = ("id", "name", "content_type", "size", "sha256", "url")

    def get_url(self, file: SubmissionFile) -> str:
        return absolute(file.get_absolute_url())


class GradeSerializer(serializers.Serializer[Any]):
    points = serializers.DecimalField(max_digits=7, decimal_places=2)
    feedback = serializers.CharField()
    released_at = serializers.DateTimeField()


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    id = PublicId()
    course = serializers.SlugField(source="work.milestone.course.slug", read_only=True)
    milestone = PublicId(source="work.milestone.public_id")
    work = PublicId(source="work.public_id")
    submitted_by = PersonSerializer(read_only=True)
    late_by_seconds = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField(help_text=_("whether it is the one that counts"))
    files = FileSerializer(many=True, read_only=True)
    url = serializers.SerializerMethodField(help_text=_("the page of its receipt"))

    class Meta:
        model = Submission
        fields: tuple[str, ...] = (
            "id", "course", "milestone", "work", "version", "submitted_by", "on_behalf",
            "began_at", "stored_at", "due_at", "late_by_seconds", "withdrawn_at", "counts",
            "files", "url",
        )  # fmt: skip

    def get_late_by_seconds(self, submission: Submission) -> int:
        return int(submission.late_by.total_seconds())

    def get_counts(self, submission: Submission) -> bool:
        return submission.work.counting_id == submission.pk

    def get_url(self, submission: Submission) -> str:
        return absolute(submission.get_absolute_url())


class WholeSubmissionSerializer(SubmissionSerializer):
    grade = serializers.SerializerMethodField(
        help_text=_("The marking of this version, once it is released; null before.")
    )

    class Meta(SubmissionSerializer.Meta):
        fields = (*SubmissionSerializer.Meta.fields, "text", "grade")

    @extend_schema_field(GradeSerializer(allow_null=True))
    def get_grade(self, submission: Submission) -> dict[str, Any] | None:
        """Drafts are for the admin alone: nobody, staff or not, finds one here."""
        grade = submission.grades.released().first()
        return GradeSerializer(grade).data if grade else None


class HandInSerializer(serializers.Serializer[Any]):
    """What a hand-in consists of, as multipart/form-data."""

    milestone = serializers.SlugField(max_length=12, help_text=_("the milestone's public id"))
    text = serializers.CharField(
        required=False, allow_blank=True, default="", trim_whitespace=False
    )
    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True), default=list)


class ReceiptSerializer(serializers.ModelSerializer[Submission]):
    id = PublicId()
    milestone = PublicId(source="work.milestone.public_id")
    course = serializers.SlugField(source="work.milestone.course.slug", read_only=True)
    url = serializers.SerializerMethodField(help_text=_("the page of the receipt"))

    class Meta:
        model = Submission
        fields = ("id", "course", "milestone", "version", "stored_at", "receipt", "url")

    def get_url(self, submission: Submission) -> str:
        return absolute(submission.get_absolute_url())
