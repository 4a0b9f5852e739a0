"""Who was there."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Course
from schedule.models.lecture import Lecture
from schedule.models.tutoring import TutoringSession


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def of_course(self, course: Course) -> "AttendanceQuerySet":
        return self.filter(Q(lecture__course=course) | Q(session__track__course=course))


class Attendance(models.Model):
    """One person was at one lecture or tutoring session. Who was not has no row; whether it was
    taken at all is said by the `attendance_at` of what was attended."""

    lecture = models.ForeignKey(
        Lecture,
        verbose_name=_("lecture"),
        related_name="attendance",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
    )
    session = models.ForeignKey(
        TutoringSession,
        verbose_name=_("tutoring session"),
        related_name="attendance",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="attendance",
        on_delete=models.PROTECT,
    )

    objects: ClassVar[Any] = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = (
            models.CheckConstraint(
                condition=Q(lecture__isnull=False, session__isnull=True)
                | Q(lecture__isnull=True, session__isnull=False),
                name="attended_is_a_lecture_or_a_session",
            ),
            models.UniqueConstraint(fields=("lecture", "person"), name="once_at_a_lecture"),
            models.UniqueConstraint(fields=("session", "person"), name="once_at_a_session"),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.lecture or self.session}"
