"""People. They sign in by e-mail; there are no user names."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models.department import ADMINISTERED
from courseapp.courses.models.membership import Membership, active_memberships
from courseapp.courses.models.noun import Noun, turn_page
from courseapp.courses.time_zones import validate_time_zone


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password they sign in by a code sent to their address."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin, Noun):
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    campus_id = models.CharField(_("campus id"), max_length=64, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: times are shown in the course's zone alone."),
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "email")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_person_an_email"),
            models.CheckConstraint(condition=~models.Q(email=""), name="a_person_has_an_email"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, **kwargs: Any) -> None:
        """Their name stands on the pages of the courses that they are staff of."""
        fields = kwargs.get("update_fields")
        if self._state.adding or (fields is not None and not {"name", "email"} & set(fields)):
            super().save(**kwargs)
            return
        with transaction.atomic():
            super().save(**kwargs)
            turn_page(*self.memberships.staff().values_list("course", flat=True))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """May open the admin: whoever runs the machine, a department or a course."""
        from courseapp.courses.access import may_use_admin  # noqa: PLC0415 - access reads models

        return may_use_admin(self)

    @cached_property
    def active_memberships(self) -> dict[int, Membership]:
        """This person's active memberships by course; read once a request."""
        return {row.course_id: row for row in active_memberships(self)}

    @cached_property
    def administered_departments(self) -> set[int]:
        """Primary keys of the departments this person is an admin of; read once a request."""
        return {pk for (pk,) in ADMINISTERED.rows(self.pk)}
