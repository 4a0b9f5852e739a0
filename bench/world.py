"""The data that is measured: the demo's course page, imported, and students who hand in."""

import json
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from courseapp.courses import clock, enrolling
from courseapp.courses.models import Course, Role, User
from projects.models import Milestone
from projects.teams import found_project

STUDENTS = 16
FACTS = "world.json"


def build() -> None:
    """Enrol students with sessions in the imported course and open its final; what the load
    client needs to know goes to `world.json` in the data folder."""
    course = Course.objects.get(slug="bench")
    students = [_student(course, number) for number in range(STUDENTS)]
    milestone = Milestone.objects.filter(course=course, kind="final").get()
    milestone.due = clock.now() + timedelta(days=30)
    milestone.opens = milestone.closes = milestone.min_pages = milestone.max_pages = None
    milestone.save()
    facts = {
        "course": course.get_absolute_url(),
        "milestone": milestone.public_id,
        "sessions": [_session(person) for person in students],
    }
    (Path(settings.DATA_DIR) / FACTS).write_text(json.dumps(facts))


def _student(course: Course, number: int) -> User:
    now, email = clock.now(), f"bench{number}@example.edu"
    person = enrolling.find_or_create_person(email=email, name=f"Bench {number}")
    enrolling.enrol(person=person, course=course, role=Role.STUDENT, by=None, now=now)
    found_project(course=course, members=[person], by=None, now=now, title=f"Project {number}")
    return person


def _session(person: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)
