"""Who can sign in to the demo. The passwords are known to everyone, so nobody may sign in with
them anywhere else: only `load_demo` sets them, and it refuses to run outside of a demo."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Role


@dataclass(frozen=True, slots=True)
class Account:
    role: Role
    email: str
    password: str
    name: str

    @property
    def role_name(self) -> str | Promise:
        return ROLE_NAMES[self.role]


ROLE_NAMES = {
    Role.INSTRUCTOR: _("instructor"),
    Role.TUTOR: _("tutor"),
    Role.STUDENT: _("student"),
}
ACCOUNTS = (
    Account(Role.INSTRUCTOR, "joan.bruna@example.edu", "demo-instructor", "Joan Bruna"),
    Account(Role.TUTOR, "luca.venturi@example.edu", "demo-tutor", "Luca Venturi"),
    Account(Role.STUDENT, "ada.aardvark@example.edu", "demo-student", "Ada Aardvark"),
)


def account_of(role: Role) -> Account:
    return next(account for account in ACCOUNTS if account.role == role)
