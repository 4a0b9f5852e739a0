"""What happens every week, and the weeks in which it does not."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courseapp.courses.links import LinkField
from courseapp.courses.models import Course, OnCoursePage


class MeetingKind(models.TextChoices):
    LECTURE = "lecture", _("lecture")
    TUTORING = "tutoring", _("tutoring")
    OFFICE_HOURS = "office_hours", _("office hours")


class Weekday(models.IntegerChoices):
    """Numbered as `date.weekday()` does."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class MeetingPattern(OnCoursePage):
    """A weekly meeting. Hours are local to the course's zone, whatever its clock does."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="meeting_patterns", on_delete=models.CASCADE
    )
    kind = models.CharField(_("kind"), max_length=12, choices=MeetingKind.choices)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))
    from_day = models.DateField(
        _("from"), null=True, blank=True, help_text=_("Empty: from the course's first day.")
    )
    until_day = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Empty: to the course's last day.")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    video_url = LinkField(_("video link"), blank=True)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("host"),
        related_name="hosted_meetings",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    optional = models.BooleanField(_("optional"), default=False)

    class Meta:
        verbose_name = _("weekly meeting")
        verbose_name_plural = _("weekly meetings")
        ordering = ("weekday", "start")
        constraints = (
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="meeting_weekday_exists"),
            models.CheckConstraint(
                condition=Q(until_day__gte=F("from_day"))
                | Q(from_day__isnull=True)
                | Q(until_day__isnull=True),
                name="meeting_pattern_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_weekday_display()} {self.start:%H:%M}"


class Break(OnCoursePage):
    """Days on which the weekly meetings do not take place."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="breaks", on_delete=models.CASCADE
    )
    title = models.CharField(_("title"), max_length=200)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        ordering = ("first_day",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="break_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.title
