"""A team and what it works on. Individual work is a team of one."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from courseapp.courses.models import Course, Noun

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courseapp.courses.models import User


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ProjectQuerySet":
        """One's own projects, and all of the courses one runs; see `access.can_read_project`."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(members__user=user, members__live=True, course__in=user.active_memberships)
        return self.filter(mine | Q(course__in=Course.objects.run_by(user))).distinct()

    def live_of(self, user: "User", course: Course) -> "Project | None":
        """The one project in which this person is a live member of this course."""
        return self.filter(course=course, members__user=user, members__live=True).first()


class Project(Noun):
    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="projects", on_delete=models.CASCADE
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    roster_frozen = models.BooleanField(_("roster is frozen"), default=False)

    objects: ClassVar[Any] = ProjectQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("course", "pk")

    def __str__(self) -> str:
        return self.title or str(_("Untitled project"))

    def get_absolute_url(self) -> str:
        return reverse("projects:own", args=[self.course.slug])


class TeamState(models.TextChoices):
    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", _("accepted")
    LEFT = "left", _("left")


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def live(self) -> "TeamMemberQuerySet":
        return self.filter(live=True)


class TeamMember(Noun):
    """`course` repeats the project's, so that the database can promise at most one live project
    a person and course."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), related_name="members", on_delete=models.CASCADE
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="team_memberships",
        on_delete=models.PROTECT,
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="team_members", on_delete=models.CASCADE
    )
    state = models.CharField(
        _("state"), max_length=8, choices=TeamState.choices, default=TeamState.INVITED
    )
    live = models.BooleanField(_("counts"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    objects: ClassVar[Any] = TeamMemberQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ("joined_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("project", "user"), name="member_once_a_project"),
            models.UniqueConstraint(
                fields=("user", "course"),
                condition=Q(live=True),
                name="one_live_project_a_student_and_course",
            ),
            models.CheckConstraint(
                condition=Q(live=True, state=TeamState.ACCEPTED)
                | (Q(live=False) & ~Q(state=TeamState.ACCEPTED)),
                name="only_who_accepted_is_live",
            ),
        )

    def __str__(self) -> str:
        return str(self.user)
