"""The book of deeds: rows are added, never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models.course import Course


class AuditEntry(models.Model):
    at = models.DateTimeField(_("at"), db_index=True)
    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        related_name="audit_entries",
        null=True,
        on_delete=models.SET_NULL,
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        related_name="audit_entries",
        null=True,
        on_delete=models.PROTECT,
    )
    verb = models.CharField(_("did what"), max_length=60)
    subject_type = models.CharField(_("to what kind"), max_length=60)
    subject_id = models.CharField(_("to which"), max_length=40)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("subject_type", "subject_id"), name="audit_by_subject"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit entry is never changed.")
        super().save(**kwargs)
