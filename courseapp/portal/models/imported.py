"""What an import wrote, so that the next import of the page can tell what people edited since."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Course


class ImportedNoun(models.Model):
    """One noun that came from the page: `key` finds it on the page (such as `lecture:3`),
    `values` is what the page said of it when it was last taken over."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), related_name="imported_nouns", on_delete=models.CASCADE
    )
    key = models.CharField(_("key on the page"), max_length=200)
    object_id = models.PositiveBigIntegerField(_("primary key of the noun"))
    values = models.JSONField(_("what the page said"))

    class Meta:
        verbose_name = _("imported noun")
        verbose_name_plural = _("imported nouns")
        ordering = ("course", "key")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("course", "key"), name="imported_once_a_key")
        ]

    def __str__(self) -> str:
        return self.key
