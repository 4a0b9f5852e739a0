"""Who belongs to a course, as what."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from courseapp.courses.models.course import Course
from courseapp.courses.models.noun import OnCoursePage
from courseapp.courses.prepared import Prepared

if TYPE_CHECKING:
    from courseapp.courses.models.user import User


class Role(models.TextChoices):
    INSTRUCTOR = "instructor", _("instructor")
    TUTOR = "tutor", _("tutor")
    STUDENT = "student", _("student")
    OBSERVER = "observer", _("observer")


STAFF_ROLES = frozenset({Role.INSTRUCTOR, Role.TUTOR})


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(active=True)

    def staff(self) -> "MembershipQuerySet":
        return self.active().filter(role__in=STAFF_ROLES)

    def students(self) -> "MembershipQuerySet":
        return self.active().filter(role=Role.STUDENT)


class Membership(OnCoursePage):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="memberships",
        on_delete=models.PROTECT,
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="memberships", on_delete=models.CASCADE
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    title = models.CharField(
        _("title on the page"),
        max_length=120,
        blank=True,
        help_text=_("Such as “Tutor (parallel curricula)”. Empty: the role."),
    )
    section = models.CharField(_("section"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("order on the page"), default=0)
    active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    extra_hours = models.PositiveSmallIntegerField(
        _("extra hours"),
        default=0,
        help_text=_(
            "A standing accommodation: so many hours more on every milestone. Seen by the person "
            "and the instructors alone."
        ),
    )

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("position", "user__name")
        constraints = (
            models.UniqueConstraint(fields=("user", "course"), name="one_membership_a_course"),
            models.CheckConstraint(
                condition=Q(active=True, left_at__isnull=True)
                | Q(active=False, left_at__isnull=False),
                name="who_left_has_a_time_of_leaving",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} ({self.shown_title})"

    @property
    def shown_title(self) -> str:
        return self.title or self.get_role_display()

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES


COLUMNS = [field.attname for field in Membership._meta.concrete_fields]


def _of_person(person: int) -> models.QuerySet[Membership, Any]:
    rows: models.QuerySet[Membership, Any] = Membership.objects.active().filter(user=person)
    return rows.values_list(*COLUMNS)


OF_PERSON = Prepared(_of_person)


def active_memberships(person: "User") -> list[Membership]:
    """Return the person's active memberships in all courses; one query."""
    rows = [Membership.from_db(None, COLUMNS, row) for row in OF_PERSON.rows(person.pk)]
    for row in rows:
        row.user = person
    return rows
