"""The term's lectures, what is linked from them, and what to read for them."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courseapp.courses import storing
from courseapp.courses.links import LinkField
from courseapp.courses.models import Course, OnCoursePage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courseapp.courses.models import User


# Where the files of lectures are on storage.
FOLDER = "lectures"
# What a file is called that was stored without a name of its own.
NAMELESS = "file"


class LectureKind(models.TextChoices):
    LECTURE = "lecture", _("lecture")
    GUEST = "guest", _("guest lecture")
    BREAK = "break", _("break")
    OTHER = "other", _("other")


class LinkKind(models.TextChoices):
    SLIDES = "slides", _("slides")
    RECORDING = "recording", _("recording")
    NOTES = "notes", _("notes")


class LectureQuerySet(models.QuerySet["Lecture"]):
    def visible_to(self, user: "User | AnonymousUser") -> "LectureQuerySet":
        """Lectures stand on the course page: whoever may read it sees them."""
        return self.filter(course__in=Course.objects.visible_to(user))

    def for_own_page(self) -> "LectureQuerySet":
        """Lectures with course, links and references: three queries for one."""
        return self.select_related("course").prefetch_related("links", "references")


class Lecture(OnCoursePage):
    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="lectures", on_delete=models.CASCADE
    )
    position = models.PositiveSmallIntegerField(_("position"))
    week = models.PositiveSmallIntegerField(_("week"), null=True, blank=True)
    day = models.DateField(_("day"), null=True, blank=True)
    kind = models.CharField(
        _("kind"), max_length=8, choices=LectureKind.choices, default=LectureKind.LECTURE
    )
    label = models.CharField(_("label"), max_length=40, blank=True, help_text=_("Such as Lec3."))
    title = models.CharField(_("title"), max_length=300, blank=True)
    speaker = models.CharField(_("speaker"), max_length=150, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=150, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    attendance_at = models.DateTimeField(
        _("attendance taken at"), null=True, blank=True, editable=False
    )

    objects: ClassVar[Any] = LectureQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture")
        verbose_name_plural = _("lectures")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip() or self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("schedule:lecture", args=[self.course.slug, self.public_id])

    @property
    def is_break(self) -> bool:
        return self.kind == LectureKind.BREAK

    @property
    def name(self) -> str:
        """What it is called where its title stands alone."""
        return self.title or self.label or self.get_kind_display()


def file_address(public_id: str, file_name: str) -> str:
    """Return the address of the page that serves a link's file."""
    return reverse("schedule:file", args=[public_id, file_name or NAMELESS])


def name_of_file(link: models.Model, file_name: str) -> str:
    """Return a stored name that tells nothing and never collides."""
    return storing.new_key(FOLDER)


class OfLecture(OnCoursePage):
    """What hangs under a lecture, in order."""

    lecture = models.ForeignKey(
        Lecture, verbose_name=_("lecture"), related_name="%(class)ss", on_delete=models.CASCADE
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    @property
    def course(self) -> Course:
        return self.lecture.course

    @property
    def page_course_id(self) -> int:
        return self.lecture.course_id


class LectureLink(OfLecture):
    """Slides, a recording, notes: a link, or a file that is kept here."""

    lecture = models.ForeignKey(
        Lecture, verbose_name=_("lecture"), related_name="links", on_delete=models.CASCADE
    )
    kind = models.CharField(_("kind"), max_length=9, choices=LinkKind.choices)
    title = models.CharField(_("title"), max_length=300)
    url = LinkField(_("link"), blank=True)
    file = models.FileField(_("file"), upload_to=name_of_file, blank=True, max_length=100)
    file_name = models.CharField(_("name of the file"), max_length=255, blank=True, editable=False)

    class Meta(OfLecture.Meta):
        verbose_name = _("link of a lecture")
        verbose_name_plural = _("links of lectures")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(file="") & ~Q(url="") | Q(url="") & ~Q(file=""),
                name="lecture_link_is_a_link_or_a_file",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_file(self) -> bool:
        return bool(self.file)

    @property
    def key(self) -> str:
        """The name of its file on storage; empty for a link."""
        return self.file.name or ""

    @property
    def download_name(self) -> str:
        return self.file_name or NAMELESS

    @property
    def address(self) -> str:
        """Where it is found: its link, or the page that serves its file."""
        return self.url or file_address(self.public_id, self.file_name)


@receiver(post_delete, sender=LectureLink)
def forget_file(instance: LectureLink, **kwargs: Any) -> None:
    """A file goes with its row, whatever took the row away, and only once that is for certain."""
    forget_unused(instance.key)


def forget_unused(key: str) -> None:
    """After the commit, remove a stored file to which no link refers any more."""
    if key:
        transaction.on_commit(partial(_forget_unused, key), robust=True)


def _forget_unused(key: str) -> None:
    if not LectureLink.objects.filter(file=key).exists():
        storing.forget(key)


class Reference(OfLecture):
    """A book or paper to a lecture; `remark` holds what is not the title (authors, year)."""

    group = models.CharField(
        _("group"), max_length=120, blank=True, help_text=_("Such as “Main references”.")
    )
    title = models.CharField(_("title"), max_length=500)
    url = LinkField(_("link"), blank=True)
    remark = models.TextField(_("remark"), blank=True)

    class Meta(OfLecture.Meta):
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return self.title
