from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from courseapp.courses.models import Course, Noun
from projects.models.milestone import Milestone
from projects.models.project import Project


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def concerning(self, *, projects: Any, students: Any) -> "ExtensionQuerySet":
        return self.filter(Q(project__in=projects) | Q(student__in=students))


class Extension(Noun):
    """A later due time for one project, or for one student and then for their team."""

    milestone = models.ForeignKey(
        Milestone, verbose_name=_("milestone"), related_name="extensions", on_delete=models.CASCADE
    )
    project = models.ForeignKey(
        Project,
        verbose_name=_("project"),
        related_name="extensions",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
    )
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("student"),
        related_name="extensions",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    due = models.DateTimeField(_("new due time"))
    reason = models.TextField(_("reason"), blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granted by"),
        related_name="granted_extensions",
        on_delete=models.PROTECT,
    )

    objects: ClassVar[Any] = ExtensionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ("milestone", "due")
        constraints = (
            models.CheckConstraint(
                condition=Q(project__isnull=True) ^ Q(student__isnull=True),
                name="extension_is_a_projects_or_a_students",
            ),
            models.UniqueConstraint(
                fields=("milestone", "project"),
                condition=Q(project__isnull=False),
                name="one_extension_a_milestone_and_project",
            ),
            models.UniqueConstraint(
                fields=("milestone", "student"),
                condition=Q(student__isnull=False),
                name="one_extension_a_milestone_and_student",
            ),
        )

    def __str__(self) -> str:
        return f"{self.milestone}: {self.project or self.student}"

    @property
    def course(self) -> Course:
        return self.milestone.course
