from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models.noun import Noun
from courseapp.courses.prepared import Prepared


class Department(Noun):
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), unique=True)
    admins: ClassVar[models.ManyToManyField] = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("admins"),
        related_name="departments",
        blank=True,
        help_text=_("They set up the courses of the department and see all of them."),
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


def _administered(person: int) -> models.QuerySet[Department, Any]:
    return Department.objects.filter(admins=person).values_list("pk")


ADMINISTERED = Prepared(_administered)
