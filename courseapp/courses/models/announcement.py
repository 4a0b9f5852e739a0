from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models.course import Course
from courseapp.courses.models.noun import OnCoursePage


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def published(self) -> "AnnouncementQuerySet":
        return self.filter(published_at__isnull=False)

    def drafts_first(self) -> "AnnouncementQuerySet":
        """Drafts, and then what was published last."""
        return self.order_by(F("published_at").desc(nulls_first=True), "-pk")


class Announcement(OnCoursePage):
    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="announcements", on_delete=models.CASCADE
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        related_name="announcements",
        on_delete=models.PROTECT,
    )
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Empty: a draft, seen by staff.")
    )
    concerns = models.DateTimeField(
        _("concerns what happens at"),
        null=True,
        blank=True,
        help_text=_("What concerns the next 24 hours is mailed at once."),
    )

    objects: ClassVar[Any] = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return self.title
