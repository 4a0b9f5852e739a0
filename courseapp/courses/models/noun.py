"""What all nouns have in common: a public id, a revision, and the course page they stand on."""

from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.db.models.signals import pre_delete
from django.utils.translation import gettext_lazy as _

from courseapp.courses.public_ids import PublicIdField


class StaleError(Exception):
    """Somebody else changed the row after it was read; nothing was written."""


class Noun(models.Model):
    """A row with a public id and a revision that each change raises.

    Saving claims the next revision first, so of two people who read the same revision one is
    told (`StaleError`) instead of overwriting the other.
    """

    public_id = PublicIdField()
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        if self._state.adding:
            super().save(**kwargs)
            return
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "revision", "changed_at"}
        read = self.revision
        with transaction.atomic():
            self._claim_revision()
            try:
                super().save(**kwargs)
            except BaseException:
                self.revision = read
                raise

    def _claim_revision(self) -> None:
        same = type(self)._base_manager.filter(pk=self.pk, revision=self.revision)
        if not same.update(revision=F("revision") + 1):
            raise StaleError(self)
        self.revision += 1


class OnCoursePage(Noun):
    """A noun that the course page shows: each change raises the course's `page_version`, which
    is the page's validator and the key of its cached bytes."""

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # Not `delete()`: the admin's action and a cascade delete whole querysets, which call none.
        pre_delete.connect(_turn_page_of_deleted, sender=cls)

    def save(self, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(**kwargs)
            turn_page(self.page_course_id)

    @property
    def page_course_id(self) -> int:
        """The primary key of the course whose page shows this."""
        return self.course_id  # type: ignore[attr-defined,no-any-return]


def _turn_page_of_deleted(*, instance: OnCoursePage, **kwargs: Any) -> None:
    turn_page(instance.page_course_id)


def turn_page(*course_ids: int) -> None:
    """Raise the version of courses' pages: kept bytes and validators are no longer true. When that
    was is what calendars tell as the last change; a deletion leaves no other trace for them."""
    from courseapp.courses.models.course import Course  # noqa: PLC0415 - Course is itself a Noun

    Course._base_manager.filter(pk__in=course_ids).update(
        page_version=F("page_version") + 1, page_changed_at=Now()
    )
