"""One mail to one person. The row is the truth; the broker only wakes a worker to look at it."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Course
from courseapp.courses.public_ids import PublicIdField


class MailState(models.TextChoices):
    READY = "ready", _("waiting to be sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")
    SKIPPED = "skipped", _("not needed any more")
    HELD = "held", _("kept for the day's digest")
    GATHERED = "gathered", _("sent within a digest")


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """Rows that a sender may take now: ready, their time has come, leased by nobody."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
        return self.filter(free, state=MailState.READY, not_before__lte=now).order_by(
            "not_before", "pk"
        )

    def waiting(self) -> "OutgoingMailQuerySet":
        """What has gone out neither by itself nor in a digest."""
        return self.filter(state__in=(MailState.READY, MailState.HELD))

    def held_until(self, now: datetime) -> "OutgoingMailQuerySet":
        """What was held for a digest whose time has come."""
        return self.filter(state=MailState.HELD, not_before__lte=now)


class OutgoingMail(models.Model):
    public_id = PublicIdField()
    dedupe_key = models.CharField(_("key that makes it unique"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        related_name="outgoing_mails",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to"),
        related_name="outgoing_mails",
        on_delete=models.PROTECT,
    )
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    grounds = models.JSONField(
        _("grounds"),
        default=dict,
        help_text=_("What the check just before sending asks about, as ids and times."),
    )
    created_at = models.DateTimeField(_("queued at"))
    not_before = models.DateTimeField(_("not before"))
    state = models.CharField(
        _("state"), max_length=8, choices=MailState.choices, default=MailState.READY
    )
    leased_until = models.DateTimeField(_("taken by a sender until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.TextField(_("last error, or why it was not needed"), blank=True)

    objects: ClassVar[Any] = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-not_before", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at__isnull=True)),
                name="sent_mail_has_its_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("not_before",), condition=Q(state="ready"), name="mail_waiting_to_be_sent"
            ),
            models.Index(
                fields=("not_before",), condition=Q(state="held"), name="mail_held_for_a_digest"
            ),
        )

    def __str__(self) -> str:
        return self.subject
