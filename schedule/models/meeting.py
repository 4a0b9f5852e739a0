"""What happens every week, and the weeks in which it does not."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courseapp.courses.links import LinkField
from courseapp.courses.models import Course, OnCoursePage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courseapp.courses.models import User


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


class MeetingPatternQuerySet(models.QuerySet["MeetingPattern"]):
    def visible_to(self, user: "User | AnonymousUser") -> "MeetingPatternQuerySet":
        """Weekly meetings stand on the course page: whoever may read it sees them."""
        return self.filter(course__in=Course.objects.visible_to(user))


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
    video_code = models.CharField(_("meeting number, code or password"), max_length=200, blank=True)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("host"),
        related_name="hosted_meetings",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    optional = models.BooleanField(_("optional"), default=False)
    slot_minutes = models.PositiveSmallIntegerField(
        _("slots to book"),
        null=True,
        blank=True,
        choices=((10, _("10 minutes each")), (15, _("15 minutes each"))),
        help_text=_("Empty: people come without booking."),
    )

    objects: ClassVar[Any] = MeetingPatternQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(slot_minutes__isnull=True) | Q(slot_minutes__gt=0),
                name="meeting_slots_last",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_weekday_display()} {self.start:%H:%M}"


class ChangeState(models.TextChoices):
    CANCELLED = "cancelled", _("cancelled")
    MOVED = "moved", _("moved")
    HELD = "held", _("held on purpose, in a break")


class MeetingChange(OnCoursePage):
    """What is different about one date of a weekly meeting.

    `day` is the date that the pattern has; what is empty stays as the pattern says. A date in a
    break takes place only if a change says so.
    """

    pattern = models.ForeignKey(
        MeetingPattern,
        verbose_name=_("weekly meeting"),
        related_name="changes",
        on_delete=models.CASCADE,
    )
    day = models.DateField(_("the date that is different"))
    state = models.CharField(_("what happens"), max_length=9, choices=ChangeState.choices)
    new_day = models.DateField(_("new date"), null=True, blank=True)
    start = models.TimeField(_("new start"), null=True, blank=True)
    end = models.TimeField(_("new end"), null=True, blank=True)
    place = models.CharField(_("new place"), max_length=200, blank=True)
    video_url = LinkField(_("new video link"), blank=True)
    video_code = models.CharField(
        _("new meeting number, code or password"), max_length=200, blank=True
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("changed date")
        verbose_name_plural = _("changed dates")
        ordering = ("day", "pk")
        constraints = (
            models.UniqueConstraint(fields=("pattern", "day"), name="one_change_a_date"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="changed_meeting_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled")
                | Q(
                    new_day__isnull=True,
                    start__isnull=True,
                    end__isnull=True,
                    place="",
                    video_url="",
                    video_code="",
                ),
                name="cancelled_meeting_goes_nowhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.get_state_display()}"

    @property
    def course(self) -> Course:
        return self.pattern.course

    @property
    def page_course_id(self) -> int:
        return self.pattern.course_id


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
