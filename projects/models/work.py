"""One milestone of one project (or of one student, where each works alone)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from courseapp.courses.models import Course, Noun
from projects.models.milestone import Milestone
from projects.models.project import Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courseapp.courses.models import User


class WorkState(models.TextChoices):
    NORMAL = "normal", _("normal")
    EXCUSED = "excused", _("excused")
    MISSING = "missing", _("missing")


class WorkQuerySet(models.QuerySet["Work"]):
    def visible_to(self, user: "User | AnonymousUser") -> "WorkQuerySet":
        """Work of one's own, and all of the courses one runs; see `access.can_read_work`."""
        if not user.is_authenticated:
            return self.none()
        alone = Q(student=user, milestone__course__in=user.active_memberships)
        team = Q(project__in=Project.objects.visible_to(user))
        run = Q(milestone__course__in=Course.objects.run_by(user))
        return self.filter(alone | team | run)

    def owned_by(self, user: "User | int", projects: Any) -> "WorkQuerySet":
        """Work in this person's own name or in that of these projects."""
        return self.filter(Q(student=user) | Q(project__in=projects))

    def for_standing(self) -> "WorkQuerySet":
        """With the version that counts and the draft, without what may be long in them."""
        long = ("counting__text", "counting__receipt", "counting__due_reasons", "draft__text")
        return self.select_related("counting", "draft__saved_by").defer(*long)

    def handed_in(self) -> "WorkQuerySet":
        return self.filter(counting__isnull=False)

    def settled(self) -> "WorkQuerySet":
        """Nothing more is expected: handed in, or excused."""
        return self.filter(Q(counting__isnull=False) | Q(state=WorkState.EXCUSED))

    def for_grading(self) -> "WorkQuerySet":
        """What the queue of work to grade shows, in a fixed number of queries."""
        return self.handed_in().select_related(
            "milestone__course", "project", "student", "counting", "grade__grader"
        )


class Work(Noun):
    milestone = models.ForeignKey(
        Milestone, verbose_name=_("milestone"), related_name="works", on_delete=models.PROTECT
    )
    project = models.ForeignKey(
        Project,
        verbose_name=_("project"),
        related_name="works",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("student"),
        related_name="works",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    state = models.CharField(
        _("state"), max_length=7, choices=WorkState.choices, default=WorkState.NORMAL
    )
    counting = models.ForeignKey(
        "projects.Submission",
        verbose_name=_("version that counts"),
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )

    objects: ClassVar[Any] = WorkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("submission to grade")
        verbose_name_plural = _("submissions to grade")
        ordering = ("milestone", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(project__isnull=True) ^ Q(student__isnull=True),
                name="work_is_a_teams_or_a_students",
            ),
            models.UniqueConstraint(
                fields=("milestone", "project"),
                condition=Q(project__isnull=False),
                name="one_work_a_milestone_and_project",
            ),
            models.UniqueConstraint(
                fields=("milestone", "student"),
                condition=Q(student__isnull=False),
                name="one_work_a_milestone_and_student",
            ),
        )

    def __str__(self) -> str:
        return f"{self.milestone}: {self.project or self.student}"

    @property
    def course(self) -> Course:
        return self.milestone.course

    def newest_first(self) -> models.QuerySet[Any]:
        """All versions with their files, newest first."""
        return self.submissions.prefetch_related("files").order_by(F("version").desc())
