from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Course, CourseState, Noun
from projects.models.milestone import Milestone


class Audience(models.TextChoices):
    NOT_HANDED_IN = "not_handed_in", _("who has not handed in")


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    def in_force(self) -> "ReminderRuleQuerySet":
        """Rules of open courses whose milestone has a date."""
        return self.filter(
            milestone__course__state=CourseState.OPEN, milestone__due__isnull=False
        ).select_related("milestone__course")


class ReminderRule(Noun):
    """How long before each person's effective due time they are reminded."""

    milestone = models.ForeignKey(
        Milestone,
        verbose_name=_("milestone"),
        related_name="reminder_rules",
        on_delete=models.CASCADE,
    )
    before = models.DurationField(_("how long before it is due"))
    audience = models.CharField(
        _("to whom"),
        max_length=16,
        choices=Audience.choices,
        default=Audience.NOT_HANDED_IN,
    )
    swept_at = models.DateTimeField(
        _("last looked at"),
        null=True,
        editable=False,
        help_text=_("Who was reminded by it before then is reminded anew only for a later time."),
    )

    objects: ClassVar[Any] = ReminderRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = ("milestone", "-before")
        constraints = (
            models.UniqueConstraint(
                fields=("milestone", "before", "audience"), name="rule_once_a_milestone"
            ),
            models.CheckConstraint(
                condition=Q(before__gt=timedelta(0)), name="reminder_comes_before_it_is_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.milestone}: {self.before}"

    @property
    def course(self) -> Course:
        return self.milestone.course
