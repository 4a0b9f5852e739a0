"""Each list of the admin asks a fixed number of questions, however long it is."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courseapp.courses.models import Department, Role, User
from tests import factories
from tests.actors import enrolled
from tests.admin_rows import ROWS

pytestmark = pytest.mark.django_db

# Session, person, memberships, departments and courses are 5; then count, rows, filters' choices.
QUERIES = {
    "Announcement": 10,
    "AuditEntry": 11,
    "Booking": 10,
    "Break": 8,
    "Course": 9,
    "Department": 7,
    "Extension": 9,
    "Grade": 10,
    "Lecture": 10,
    "MeetingPattern": 8,
    "Membership": 9,
    "Milestone": 8,
    "OutgoingMail": 11,
    "Project": 10,
    "Track": 8,
    "TutoringSession": 11,
    "User": 7,
    "Work": 11,
}


def test_every_list_is_counted() -> None:
    assert set(QUERIES) == {model.__name__ for model in admin.site._registry}


@pytest.mark.parametrize("noun", ROWS, ids=lambda model: model.__name__)
def test_a_list_asks_as_much_for_thirty_rows_as_for_one(noun: type, client: Client) -> None:
    course = factories.CourseFactory()
    person = enrolled(course, Role.INSTRUCTOR)
    person.is_superuser = noun in (Department, User)
    person.save()
    course.department.admins.add(person)
    factories.MembershipFactory(user=person, role=Role.TUTOR)  # so that filters name the course
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse(f"admin:{noun._meta.app_label}_{noun._meta.model_name}_changelist")
    counts = {}
    for rows in (2, 30):
        while noun._default_manager.count() < rows:
            ROWS[noun](course, f"Row {noun._default_manager.count()}")
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(url)
        assert page.context["cl"].result_count >= rows
        counts[rows] = len(asked)
    assert counts == {2: QUERIES[noun.__name__], 30: QUERIES[noun.__name__]}
