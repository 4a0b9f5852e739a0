from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from courseapp.courses.models import Course, Noun
from projects.models.submission import Submission
from projects.models.work import Work


class GradeState(models.TextChoices):
    DRAFT = "draft", _("draft")
    RELEASED = "released", _("released")


class GradeQuerySet(models.QuerySet["Grade"]):
    def released(self) -> "GradeQuerySet":
        return self.filter(state=GradeState.RELEASED)

    def visible_to(self, user: Any) -> "GradeQuerySet":
        """Released grades of one's own work, and all of the courses one runs."""
        if not user.is_authenticated:
            return self.none()
        run = Q(work__milestone__course__in=Course.objects.run_by(user))
        mine = Q(state=GradeState.RELEASED, work__in=Work.objects.visible_to(user))
        return self.filter(run | mine)


class Grade(Noun):
    """The marking of one work. It names the version that was marked."""

    work = models.OneToOneField(
        Work, verbose_name=_("work"), related_name="grade", on_delete=models.PROTECT
    )
    submission = models.ForeignKey(
        Submission,
        verbose_name=_("version that was marked"),
        related_name="grades",
        on_delete=models.PROTECT,
    )
    grader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("grader"),
        related_name="grades_given",
        on_delete=models.PROTECT,
    )
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2, null=True, blank=True)
    feedback = models.TextField(_("feedback"), blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=GradeState.choices, default=GradeState.DRAFT
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    objects: ClassVar[Any] = GradeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ("work",)
        constraints = (
            models.CheckConstraint(
                condition=Q(points__gte=Decimal(0)) | Q(points__isnull=True),
                name="points_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state=GradeState.DRAFT, released_at__isnull=True)
                | Q(
                    state=GradeState.RELEASED,
                    released_at__isnull=False,
                    points__isnull=False,
                ),
                name="released_grade_has_points_and_time",
            ),
        )

    def __str__(self) -> str:
        return str(self.work)

    @property
    def course(self) -> Course:
        return self.work.course

    @property
    def marks_counting_version(self) -> bool:
        """False when a newer version counts than the one that was marked."""
        return self.submission_id == self.work.counting_id


def in_queue_order(works: models.QuerySet[Work]) -> models.QuerySet[Work]:
    """Work without a grade first, then drafts, then what is released; earliest hand-in first."""
    return works.order_by(F("grade__state").asc(nulls_first=True), "counting__began_at", "pk")
