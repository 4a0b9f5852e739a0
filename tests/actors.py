"""People and deeds of tests: who is enrolled as what, and what they handed in, by real verbs."""

import uuid
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from courseapp.courses.models import Course, Role, User
from projects.models import Milestone, Project, Submission
from projects.owners import Owner
from projects.submitting import HandIn, hand_in
from tests import factories

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def enrolled(course: Course, role: Role = Role.STUDENT, **fields: object) -> User:
    """Return a new person with this role in the course."""
    user = factories.UserFactory(**fields)
    factories.MembershipFactory(user=user, course=course, role=role)
    return user


def team(course: Course, size: int = 2) -> tuple[Project, list[User]]:
    """Return a project with `size` enrolled live members."""
    project = factories.ProjectFactory(course=course)
    people = [enrolled(course) for _ in range(size)]
    for person in people:
        factories.TeamMemberFactory(project=project, user=person)
    return project, people


def pdf(name: str = "abstract.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def handed_in(
    milestone: Milestone,
    owner: Owner,
    by: User,
    *,
    now: datetime = factories.NOW,
    text: str = "We study message passing.",
    files: tuple[SimpleUploadedFile, ...] = (),
) -> Submission:
    given = HandIn(
        milestone=milestone,
        owner=owner,
        by=by,
        text=text,
        uploads=files,
        form_key=uuid.uuid4().hex,
        began=now,
    )
    return hand_in(given, clock=lambda: now)
