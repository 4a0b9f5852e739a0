"""Slots of office hours that people booked."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Course, Noun
from schedule.models.meeting import MeetingPattern

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courseapp.courses.models import User


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> "BookingQuerySet":
        return self.filter(cancelled_at__isnull=True)

    def visible_to(self, user: "User | AnonymousUser") -> "BookingQuerySet":
        """One's own, and all of the courses that one runs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person=user) | Q(pattern__course__in=Course.objects.run_by(user)))


class Booking(Noun):
    """One person has one slot of one date. `day` is the date that the pattern has (it may take
    place on another, see `MeetingChange`); `place_in_line` counts the slots of it from 0, so a
    booking moves with its meeting."""

    pattern = models.ForeignKey(
        MeetingPattern,
        verbose_name=_("office hours"),
        related_name="bookings",
        on_delete=models.CASCADE,
    )
    day = models.DateField(_("date of the office hours"))
    place_in_line = models.PositiveSmallIntegerField(_("slot, counted from 0"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("booked by"),
        related_name="bookings",
        on_delete=models.PROTECT,
    )
    others = models.CharField(_("who else comes"), max_length=300, blank=True)
    about = models.CharField(_("what it is about"), max_length=300, blank=True)
    booked_at = models.DateTimeField(_("booked at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects: ClassVar[Any] = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ("day", "place_in_line", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("pattern", "day", "place_in_line"),
                condition=Q(cancelled_at__isnull=True),
                name="one_booking_a_slot",
            ),
            models.UniqueConstraint(
                fields=("pattern", "day", "person"),
                condition=Q(cancelled_at__isnull=True),
                name="one_slot_a_person_a_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.day}"

    @property
    def course(self) -> Course:
        return self.pattern.course
