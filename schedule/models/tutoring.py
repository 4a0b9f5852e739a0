"""Tutoring: parallel curricula, their sessions, what to read and what to ask."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.signals import m2m_changed, pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courseapp.courses.links import LinkField
from courseapp.courses.models import Course, OnCoursePage
from courseapp.courses.models.noun import turn_page
from schedule.wall_clock import why_missing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courseapp.courses.models import User


class TrackQuerySet(models.QuerySet["Track"]):
    def for_course_page(self, course: Course) -> "TrackQuerySet":
        """Tracks with their published sessions, readings and questions, in four queries."""
        published = TutoringSession.objects.published()
        return self.filter(course=course).prefetch_related(
            models.Prefetch("sessions", published), "sessions__readings", "sessions__questions"
        )


class Track(OnCoursePage):
    """A parallel curriculum."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="tracks", on_delete=models.CASCADE
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=150)
    document_url = LinkField(_("living document"), blank=True)

    objects: ClassVar[Any] = TrackQuerySet.as_manager()

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("course", "name"), name="track_name_once_a_course"),
        )

    def __str__(self) -> str:
        return self.name


class Resource(OnCoursePage):
    """Something that the readings of a track cite by a short name, such as NM."""

    track = models.ForeignKey(
        Track, verbose_name=_("track"), related_name="resources", on_delete=models.CASCADE
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    short_name = models.CharField(_("short name"), max_length=20)
    title = models.CharField(_("title"), max_length=300)
    url = LinkField(_("link"), blank=True)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("track", "short_name"), name="resource_short_name_once_a_track"
            ),
        )

    def __str__(self) -> str:
        return f"{self.short_name}: {self.title}"

    @property
    def course(self) -> Course:
        return self.track.course

    @property
    def page_course_id(self) -> int:
        return self.track.course_id


class SessionQuerySet(models.QuerySet["TutoringSession"]):
    def published(self) -> "SessionQuerySet":
        return self.filter(published_at__isnull=False)

    def visible_to(self, user: "User | AnonymousUser") -> "SessionQuerySet":
        """Published ones of courses whose page this person may read; drafts for those who run
        the course."""
        read = Q(track__course__in=Course.objects.visible_to(user), published_at__isnull=False)
        return self.filter(read | Q(track__course__in=Course.objects.run_by(user)))


class TutoringSession(OnCoursePage):
    track = models.ForeignKey(
        Track, verbose_name=_("track"), related_name="sessions", on_delete=models.CASCADE
    )
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300)
    day = models.DateField(_("day"), null=True, blank=True)
    start = models.TimeField(_("start"), null=True, blank=True)
    end = models.TimeField(_("end"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    video_url = LinkField(_("video link"), blank=True)
    video_code = models.CharField(_("meeting number, code or password"), max_length=200, blank=True)
    tutors: ClassVar[models.ManyToManyField] = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("tutors"),
        related_name="tutoring_sessions",
        blank=True,
    )
    motivation = models.TextField(_("motivation"), blank=True)
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Empty: a draft, seen by staff.")
    )

    attendance_at = models.DateTimeField(
        _("attendance taken at"), null=True, blank=True, editable=False
    )

    objects: ClassVar[Any] = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("tutoring session")
        verbose_name_plural = _("tutoring sessions")
        ordering = ("-number", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("track", "number"), name="session_number_once_a_track"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
                name="session_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.title}" if self.number is not None else self.title

    def clean(self) -> None:
        """The clock of the course's zone shows the hours on that day."""
        if self.day is None or self.track_id is None:
            return
        for name in ("start", "end"):
            hour = getattr(self, name)
            if hour and (missing := why_missing(self.day, hour, self.course.zone)):
                raise ValidationError({name: missing})

    def get_absolute_url(self) -> str:
        return reverse("schedule:session", args=[self.course.slug, self.public_id])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def course(self) -> Course:
        return self.track.course

    @property
    def page_course_id(self) -> int:
        return self.track.course_id


@receiver(m2m_changed, sender=TutoringSession.tutors.through)
def turn_page_for_tutors(
    instance: models.Model, action: str, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """The page names the tutors of a session, and setting them saves no row of a noun's own."""
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if isinstance(instance, TutoringSession):
        turn_page(instance.page_course_id)
        return
    sessions = TutoringSession.objects.filter(tutors=instance.pk)
    if action != "pre_clear":
        sessions = TutoringSession.objects.filter(pk__in=pk_set or ())
    turn_page(*sessions.values_list("track__course", flat=True))


class OfSession(OnCoursePage):
    """What hangs under a tutoring session, in order. A change of it is a change of the session:
    it raises the revision by which a form tells whether it is stale."""

    session = models.ForeignKey(
        TutoringSession,
        verbose_name=_("session"),
        related_name="%(class)ss",
        on_delete=models.CASCADE,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        pre_delete.connect(_raise_revision_above, sender=cls)

    def save(self, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(**kwargs)
            _raise_revision_above(self)

    @property
    def course(self) -> Course:
        return self.session.course

    @property
    def page_course_id(self) -> int:
        return self.session.page_course_id


def _raise_revision_above(instance: OfSession, **kwargs: Any) -> None:
    above = TutoringSession._base_manager.filter(pk=instance.session_id)
    above.update(revision=F("revision") + 1)


class Reading(OfSession):
    """Something to read. `text` is Markdown, so that every link and formula of it survives;
    `depth` says under which earlier one it hangs (0: under none)."""

    required = models.BooleanField(_("required"), default=True)
    text = models.TextField(_("what to read"), help_text=_("Markdown with links and maths."))
    depth = models.PositiveSmallIntegerField(_("depth"), default=0)

    class Meta(OfSession.Meta):
        verbose_name = _("reading")
        verbose_name_plural = _("readings")

    def __str__(self) -> str:
        return self.text[:80]


class Question(OfSession):
    text = models.TextField(_("question"), help_text=_("Markdown with maths."))

    class Meta(OfSession.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.text[:80]
