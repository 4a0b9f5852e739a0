"""The address under which a person's own calendar is read by an app that cannot sign in."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def make_token() -> str:
    """Return 32 random bytes as text (ASVS 5.0, 7.2.3 asks for 128 bits at least)."""
    return secrets.token_urlsafe(32)


class CalendarTokenQuerySet(models.QuerySet["CalendarToken"]):
    def in_use(self) -> "CalendarTokenQuerySet":
        """Those of people whose account is open."""
        return self.filter(user__is_active=True)


class CalendarToken(models.Model):
    """Whoever has the token reads the person's calendar; a new one makes the old one worthless.

    It is kept readable, because its owner adds it to a second device by looking it up here.
    `told` is what `courseapp.portal.calendar.telling` keeps.
    """

    user: models.OneToOneField = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="calendar_token",
        on_delete=models.CASCADE,
    )
    token = models.CharField(_("token"), max_length=64, unique=True, default=make_token)
    made_at = models.DateTimeField(_("made at"))
    told = models.JSONField(_("own due times that it told"), default=dict, editable=False)

    objects: ClassVar[Any] = CalendarTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar token")
        verbose_name_plural = _("calendar tokens")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(token=""), name="calendar_token_is_set")
        ]

    def __str__(self) -> str:
        return str(self.user)
