"""The law of exports: export, import into an empty database, export: the same bytes."""

import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from courseapp.courses.models import Course
from tests.portal.exporting.full_course import full_course
from tests.portal.exporting.random_course import plans
from tests.portal.exporting.zips import document_of, empty_database, exported, restored

pytestmark = pytest.mark.django_db
# The database of the function is rolled back by hand after each example.
slow = settings(
    # An example takes a second, and a test at most five minutes.
    max_examples=min(max(8, settings.default.max_examples // 3), 80),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def there_and_back(course: Course, *, with_people: bool) -> None:
    before = exported(course, with_people=with_people)
    with tempfile.TemporaryDirectory() as folder, empty_database():
        told = restored(before, Path(folder))
        assert not told.ids_are_new
        after = exported(Course.objects.get(), with_people=with_people)
    assert document_of(after) == document_of(before)
    assert after == before


@pytest.mark.parametrize("with_people", [False, True])
def test_a_full_course_comes_back_as_it_was(with_people):
    there_and_back(full_course(), with_people=with_people)


@slow
@given(make=plans(with_people=False))
def test_any_course_comes_back_as_it_was(make):
    with transaction.atomic():
        there_and_back(make(), with_people=False)
        transaction.set_rollback(True)


@slow
@given(make=plans(with_people=True))
def test_any_course_comes_back_with_its_people_as_it_was(make):
    with transaction.atomic():
        there_and_back(make(), with_people=True)
        transaction.set_rollback(True)
