"""What a course asks for by when."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from courseapp.courses.models import Course, CourseState, OnCoursePage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courseapp.courses.models import User


class MilestoneKind(models.TextChoices):
    TOPIC = "topic", _("topic")
    ABSTRACT = "abstract", _("abstract")
    FINAL = "final", _("final project")
    OTHER = "other", _("other")


class Each(models.TextChoices):
    TEAM = "team", _("team")
    STUDENT = "student", _("student")


# What a list does not show.
LONG = (
    "instructions",
    "course__description",
    "course__prerequisites",
    "course__syllabus",
    "course__grading",
    "course__page_text",
)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: "User | AnonymousUser") -> "MilestoneQuerySet":
        """Milestones stand on the course page: whoever may read it sees them."""
        return self.filter(course__in=Course.objects.visible_to(user))

    def for_dashboard(self) -> "MilestoneQuerySet":
        """Of courses that are under way, with what a list says of the course."""
        return self.filter(course__state=CourseState.OPEN).select_related("course").defer(*LONG)

    def counted_for_staff(self) -> "MilestoneQuerySet":
        """With how many handed in (`handed_in`), how many of those wait to be marked (`waiting`)
        and how many are marked and not released (`drafts`): the same on every page."""
        handed_in = Q(works__counting__isnull=False)
        return self.annotate(
            handed_in=Count("works", filter=handed_in),
            waiting=Count("works", filter=handed_in & Q(works__grade__isnull=True)),
            drafts=Count("works", filter=handed_in & Q(works__grade__state="draft")),
        )

    def in_order(self) -> "MilestoneQuerySet":
        return self.order_by(F("due").asc(nulls_last=True), "pk")


class Milestone(OnCoursePage):
    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="milestones", on_delete=models.CASCADE
    )
    kind = models.CharField(_("kind"), max_length=8, choices=MilestoneKind.choices)
    title = models.CharField(_("title"), max_length=200)
    instructions = models.TextField(_("instructions"), blank=True)
    each = models.CharField(
        _("handed in by each"), max_length=7, choices=Each.choices, default=Each.TEAM
    )
    opens = models.DateTimeField(_("opens"), null=True, blank=True)
    due = models.DateTimeField(
        _("due"), null=True, blank=True, help_text=_("Empty: the date is not known yet.")
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("grace, in minutes"),
        default=15,
        help_text=_("Within it a hand-in is on time; lateness counts from the due time."),
    )
    closes = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Empty: late work is taken for ever.")
    )
    weight = models.DecimalField(
        _("weight, in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    points = models.DecimalField(
        _("points to be had"),
        max_digits=7,
        decimal_places=2,
        default=Decimal(100),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    takes_text = models.BooleanField(_("takes a text"), default=True)
    max_words = models.PositiveIntegerField(_("words at most"), null=True, blank=True)
    max_files = models.PositiveSmallIntegerField(
        _("files at most"), default=1, validators=[MaxValueValidator(20)]
    )
    needs_file = models.BooleanField(_("needs a file"), default=False)
    min_pages = models.PositiveSmallIntegerField(_("pages at least"), null=True, blank=True)
    max_pages = models.PositiveSmallIntegerField(_("pages at most"), null=True, blank=True)
    min_references = models.PositiveSmallIntegerField(
        _("references at least"), null=True, blank=True
    )
    keeps_date = models.BooleanField(
        _("keeps its date in the next term"),
        default=False,
        help_text=_("Such as 1 May; otherwise it moves with the weeks of the term."),
    )

    objects: ClassVar[Any] = MilestoneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("due", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(due__gte=F("opens")) | Q(opens__isnull=True) | Q(due__isnull=True),
                name="milestone_is_due_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(closes__gte=F("due")) | Q(closes__isnull=True) | Q(due__isnull=True),
                name="milestone_closes_after_it_is_due",
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="milestone_has_points"),
            models.CheckConstraint(
                condition=Q(takes_text=True) | Q(max_files__gt=0),
                name="milestone_takes_something",
            ),
        )

    def __str__(self) -> str:
        return self.title
