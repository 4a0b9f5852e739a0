"""How each person wants to hear of what concerns everybody in a course."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, together")
    NONE = "none", _("not by mail")


class MailPreferenceQuerySet(models.QuerySet["MailPreference"]):
    def of(self, people: models.QuerySet[Any] | list[int]) -> dict[int, str]:
        """Return the delivery that these people chose, by primary key; who chose none is not
        in it."""
        return dict(self.filter(user__in=people).values_list("user", "delivery"))


class MailPreference(models.Model):
    """One row a person who chose; without one everything comes at once. It is about news
    (announcements, meetings that move): receipts, grades and reminders always come."""

    user: models.OneToOneField = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="mail_preference",
        on_delete=models.CASCADE,
    )
    delivery = models.CharField(
        _("news comes"), max_length=7, choices=Delivery.choices, default=Delivery.AT_ONCE
    )

    objects: ClassVar[Any] = MailPreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_delivery_display()}"
