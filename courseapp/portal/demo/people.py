"""Who is in the demo: its staff comes with the page, its students and passwords from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from courseapp.courses.enrolling import enrol, find_or_create_person
from courseapp.courses.models import Course, Role, User
from courseapp.portal.demo.accounts import ACCOUNTS, account_of
from courseapp.portal.demo.students import STUDENTS, TEAM_SIZE, address


@dataclass(frozen=True, slots=True)
class People:
    instructor: User
    tutor: User
    students: Sequence[User]

    @property
    def teams(self) -> list[Sequence[User]]:
        """Teams of three, in the order of the list; the student who can sign in is in the first."""
        starts = range(0, len(self.students), TEAM_SIZE)
        return [self.students[start : start + TEAM_SIZE] for start in starts]


def enrol_people(course: Course, *, now: datetime) -> People:
    """Enrol the students and let the three accounts sign in."""
    instructor, tutor = (
        find_or_create_person(email=account_of(role).email, name=account_of(role).name)
        for role in (Role.INSTRUCTOR, Role.TUTOR)
    )
    students = [find_or_create_person(email=address(name), name=name) for name in STUDENTS]
    for student in students:
        enrol(person=student, course=course, role=Role.STUDENT, by=instructor, now=now)
    _let_sign_in(course)
    return People(instructor, tutor, students)


def _let_sign_in(course: Course) -> None:
    passwords = {account.email: account.password for account in ACCOUNTS}
    for membership in course.memberships.select_related("user"):
        person = membership.user
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
        if password := passwords.get(person.email):
            person.set_password(password)
            person.save(update_fields=["password"])
