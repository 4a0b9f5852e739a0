"""A course of one term, and the links it lists."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courseapp.courses.links import LinkField
from courseapp.courses.models.department import Department
from courseapp.courses.models.noun import Noun, OnCoursePage, turn_page
from courseapp.courses.time_zones import validate_time_zone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courseapp.courses.models.user import User


class Visibility(models.TextChoices):
    PUBLIC = "public", _("everyone")
    SIGNED_IN = "signed_in", _("everyone who is signed in")
    MEMBERS = "members", _("members of the course")


class CourseState(models.TextChoices):
    DRAFT = "draft", _("draft, seen by staff")
    OPEN = "open", _("open")
    ARCHIVED = "archived", _("archived, read-only")


# Raised by `turn_page` alone.
TURNED = frozenset({"page_version", "page_changed_at"})


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, user: "User | AnonymousUser") -> "CourseQuerySet":
        """Courses whose page this person may read; the other face of `access.can_read_course`."""
        if not user.is_authenticated:
            return self.exclude(state=CourseState.DRAFT).filter(page_visibility=Visibility.PUBLIC)
        if user.is_superuser:
            return self
        shown = ~Q(state=CourseState.DRAFT)
        anyone = shown & ~Q(page_visibility=Visibility.MEMBERS)
        mine = shown & Q(pk__in=user.active_memberships)
        return self.filter(anyone | mine | Q(pk__in=self.model.objects.run_by(user)))

    def run_by(self, user: "User | AnonymousUser") -> "CourseQuerySet":
        """Courses that this person is staff of, or whose department they administer."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        staff = [pk for pk, row in user.active_memberships.items() if row.is_staff]
        return self.filter(Q(pk__in=staff) | Q(department__in=user.administered_departments))

    def cloned_by(self, user: "User | AnonymousUser") -> "CourseQuerySet":
        """Courses that this person may make again; the other face of `courses.clone_course`."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(department__in=user.administered_departments)

    def newest_first(self) -> "CourseQuerySet":
        """The term that began last first; courses without dates at the end."""
        return self.order_by(F("first_day").desc(nulls_last=True), "title", "pk")

    def live(self) -> "CourseQuerySet":
        """Courses in which things happen: reminders go out, work is handed in."""
        return self.filter(state=CourseState.OPEN)


class Course(Noun):
    department = models.ForeignKey(
        Department, verbose_name=_("department"), related_name="courses", on_delete=models.PROTECT
    )
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    code = models.CharField(_("code"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=200)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    term = models.CharField(_("term"), max_length=60, blank=True)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    description = models.TextField(_("description"), blank=True)
    prerequisites = models.TextField(_("prerequisites"), blank=True)
    syllabus = models.TextField(_("syllabus"), blank=True)
    grading = models.TextField(_("grading"), blank=True)
    page_text = models.TextField(_("further text"), blank=True)
    members_text = models.TextField(
        _("further text for members"),
        blank=True,
        help_text=_("Codes, passwords and links that are not for everyone."),
    )
    hue = models.PositiveSmallIntegerField(
        _("hue of the accent colour"), default=275, validators=[MaxValueValidator(359)]
    )
    page_visibility = models.CharField(
        _("page is read by"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PUBLIC,
    )
    file_visibility = models.CharField(
        _("files are read by"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.MEMBERS,
    )
    recording_visibility = models.CharField(
        _("recordings are seen by"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.MEMBERS,
    )
    video_visibility = models.CharField(
        _("video links and their codes are seen by"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.MEMBERS,
    )
    state = models.CharField(
        _("state"), max_length=8, choices=CourseState.choices, default=CourseState.DRAFT
    )
    page_version = models.PositiveBigIntegerField(_("page version"), default=1, editable=False)
    page_changed_at = models.DateTimeField(
        _("page changed at"), default=timezone.now, editable=False
    )

    objects: ClassVar[Any] = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ("-first_day", "title")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day"))
                | Q(first_day__isnull=True)
                | Q(last_day__isnull=True),
                name="course_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(hue__lt=360), name="course_hue_is_an_angle"),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.term}" if self.term else self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:course", args=[self.slug])

    def save(self, **kwargs: Any) -> None:
        if self._state.adding:
            super().save(**kwargs)
            return
        # The version is never written from a copy: others may have raised it since it was read.
        fields = kwargs.get("update_fields") or _written_fields()
        with transaction.atomic():
            super().save(**{**kwargs, "update_fields": {*fields} - TURNED})
            turn_page(self.pk)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the course's dates are meant, shown and edited."""
        return ZoneInfo(self.time_zone)

    def local_date(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    @property
    def is_open(self) -> bool:
        return self.state == CourseState.OPEN


def _written_fields() -> list[str]:
    fields = Course._meta.concrete_fields
    return [field.name for field in fields if not field.primary_key]


class CourseLink(OnCoursePage):
    """A link of the whole course, such as its forum."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="links", on_delete=models.CASCADE
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=200)
    url = LinkField(_("link"))
    is_video_call = models.BooleanField(
        _("leads to a video call"),
        default=False,
        help_text=_("Shown to those who see the video links of the course."),
    )

    class Meta:
        verbose_name = _("link of the course")
        verbose_name_plural = _("links of the course")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title
