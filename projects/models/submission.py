"""What was handed in. A submission is never edited and never deleted by a user."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Course, Noun
from courseapp.courses.public_ids import PublicIdField
from projects.models.work import Work

# Where the files of submissions are on storage.
FOLDER = "handed-in"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Any) -> "SubmissionQuerySet":
        return self.filter(work__in=Work.objects.visible_to(user))


class Submission(models.Model):
    """One version. It keeps the due time and its reasons as they stood: nothing that happens
    later makes it late."""

    public_id = PublicIdField()
    work = models.ForeignKey(
        Work, verbose_name=_("work"), related_name="submissions", on_delete=models.PROTECT
    )
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed in by"),
        related_name="submissions",
        on_delete=models.PROTECT,
    )
    on_behalf = models.BooleanField(_("on the team's behalf, by staff"), default=False)
    began_at = models.DateTimeField(_("request began"))
    stored_at = models.DateTimeField(_("stored at"))
    due_at = models.DateTimeField(_("was due"), null=True)
    due_reasons = models.JSONField(_("why it was due then"), default=list)
    late_by = models.DurationField(_("late by"), default=timedelta(0))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    form_key = models.CharField(_("key of the form"), max_length=64)
    receipt = models.TextField(_("signed receipt"))

    objects: ClassVar[Any] = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("work", "version")
        constraints = (
            models.UniqueConstraint(fields=("work", "version"), name="version_once_a_work"),
            models.UniqueConstraint(fields=("work", "form_key"), name="one_version_a_form"),
            models.CheckConstraint(condition=Q(version__gte=1), name="versions_begin_at_one"),
            models.CheckConstraint(
                condition=Q(late_by__gte=timedelta(0)), name="lateness_is_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.work}, {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("projects:receipt", args=[self.public_id])

    @property
    def course(self) -> Course:
        return self.work.course

    @property
    def is_late(self) -> bool:
        return self.late_by > timedelta(0)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class SubmissionFile(models.Model):
    """A file of a submission. `key` is its name on storage, which tells nothing of it."""

    public_id = PublicIdField()
    submission = models.ForeignKey(
        Submission, verbose_name=_("submission"), related_name="files", on_delete=models.PROTECT
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=255)
    key = models.CharField(_("name on storage"), max_length=100, unique=True)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("submission", "position")
        constraints = (models.CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:file", args=[self.public_id, self.name])


class Draft(Noun):
    """The text a team is writing, kept until it is handed in."""

    work = models.OneToOneField(
        Work, verbose_name=_("work"), related_name="draft", on_delete=models.CASCADE
    )
    text = models.TextField(_("text"), blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saved by"),
        related_name="drafts",
        on_delete=models.PROTECT,
    )
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return str(self.work)

    @property
    def course(self) -> Course:
        return self.work.course
