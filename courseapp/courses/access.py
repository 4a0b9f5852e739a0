"""Who may do what with a course: predicates, and the permissions made of them.

A predicate asked without an object ("may this person ever?", as the admin's index does) answers
for any course of theirs. Each permission to read has a queryset beside it (`visible_to`,
`run_by`) that must agree with it; a test compares the two.
"""

from typing import TYPE_CHECKING, TypeAlias

import rules
from django.db import models

from courseapp.courses.models.course import Course, CourseState, Visibility
from courseapp.courses.models.membership import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courseapp.courses.models.membership import Membership
    from courseapp.courses.models.user import User

    Person: TypeAlias = User | AnonymousUser


def course_of(thing: models.Model | None) -> Course | None:
    """Return the course that a noun belongs to; None for None."""
    if thing is None or isinstance(thing, Course):
        return thing
    return thing.course  # type: ignore[attr-defined,no-any-return]


def membership_of(user: "Person", thing: models.Model) -> "Membership | None":
    course = course_of(thing)
    if course is None or not user.is_authenticated:
        return None
    return user.active_memberships.get(course.pk)


def _has_role(user: "Person", thing: models.Model | None, roles: frozenset[str]) -> bool:
    if not user.is_authenticated:
        return False
    if thing is None:
        return any(row.role in roles for row in user.active_memberships.values())
    membership = membership_of(user, thing)
    return membership is not None and membership.role in roles


@rules.predicate
def is_student(user: "Person", thing: models.Model | None = None) -> bool:
    return _has_role(user, thing, frozenset({Role.STUDENT}))


@rules.predicate
def is_tutor(user: "Person", thing: models.Model | None = None) -> bool:
    return _has_role(user, thing, frozenset({Role.TUTOR}))


@rules.predicate
def is_instructor(user: "Person", thing: models.Model | None = None) -> bool:
    return _has_role(user, thing, frozenset({Role.INSTRUCTOR}))


@rules.predicate
def is_member(user: "Person", thing: models.Model | None = None) -> bool:
    return _has_role(user, thing, frozenset(Role))


@rules.predicate
def is_department_admin(user: "Person", thing: models.Model | None = None) -> bool:
    if not user.is_authenticated:
        return False
    course = course_of(thing)
    if course is None:
        return bool(user.administered_departments)
    return course.department_id in user.administered_departments


@rules.predicate
def is_machine_admin(user: "Person", thing: models.Model | None = None) -> bool:
    return user.is_authenticated and user.is_superuser


@rules.predicate
def is_not_archived(user: "Person", thing: models.Model | None = None) -> bool:
    course = course_of(thing)
    return course is None or course.state != CourseState.ARCHIVED


def _is_open_to(user: "Person", visibility: str) -> bool:
    """Whether somebody who does not belong to the course sees what has this visibility."""
    if visibility == Visibility.PUBLIC:
        return True
    signed_in: bool = user.is_authenticated
    return signed_in and visibility == Visibility.SIGNED_IN


@rules.predicate
def page_is_shown(user: "Person", thing: models.Model | None = None) -> bool:
    course = course_of(thing)
    if course is None:
        return True
    return course.state != CourseState.DRAFT and _is_open_to(user, course.page_visibility)


@rules.predicate
def recordings_are_shown(user: "Person", thing: models.Model | None = None) -> bool:
    course = course_of(thing)
    return course is None or _is_open_to(user, course.recording_visibility)


@rules.predicate
def video_is_shown(user: "Person", thing: models.Model | None = None) -> bool:
    course = course_of(thing)
    return course is None or _is_open_to(user, course.video_visibility)


@rules.predicate
def files_are_shown(user: "Person", thing: models.Model | None = None) -> bool:
    course = course_of(thing)
    return course is None or _is_open_to(user, course.file_visibility)


@rules.predicate
def course_is_out(user: "Person", thing: models.Model | None = None) -> bool:
    course = course_of(thing)
    return course is None or course.state != CourseState.DRAFT


can_lead_course = is_instructor | is_department_admin | is_machine_admin
can_run_course = is_tutor | can_lead_course
can_read_course = page_is_shown | (is_member & course_is_out) | can_run_course
can_see_recordings = can_read_course & (recordings_are_shown | is_member | can_run_course)
can_see_video = can_read_course & (video_is_shown | is_member | can_run_course)
can_see_files = can_read_course & (files_are_shown | is_member | can_run_course)
can_edit_course = can_lead_course & is_not_archived
can_post_to_course = can_run_course & is_not_archived

rules.add_perm("courses", can_run_course)
rules.add_perm("courses.read_course", can_read_course)
rules.add_perm("courses.see_recordings", can_see_recordings)
rules.add_perm("courses.see_video", can_see_video)
rules.add_perm("courses.see_files", can_see_files)
rules.add_perm("courses.run_course", can_run_course)
rules.add_perm("courses.import_course", can_edit_course)
rules.add_perm("courses.clone_course", is_department_admin | is_machine_admin)
rules.add_perm("courses.view_course", can_run_course)
rules.add_perm("courses.change_course", can_lead_course)
rules.add_perm("courses.export_course", can_lead_course)
rules.add_perm("courses.export_people", is_department_admin | is_machine_admin)
rules.add_perm("courses.add_course", is_department_admin | is_machine_admin)
rules.add_perm("courses.delete_course", rules.always_deny)
for noun in ("courselink", "announcement"):
    rules.add_perm(f"courses.view_{noun}", can_run_course)
    rules.add_perm(f"courses.add_{noun}", can_post_to_course)
    rules.add_perm(f"courses.change_{noun}", can_post_to_course)
    rules.add_perm(f"courses.delete_{noun}", can_post_to_course)
rules.add_perm("courses.view_membership", can_run_course)
rules.add_perm("courses.add_membership", can_edit_course)
rules.add_perm("courses.change_membership", can_edit_course)
rules.add_perm("courses.delete_membership", rules.always_deny)
# Why somebody has more time is seen by them and the instructors alone (rule 2).
rules.add_perm("courses.see_accommodation", can_lead_course)
rules.add_perm("courses.view_auditentry", can_lead_course)
for action in ("view", "add", "change", "delete"):
    rules.add_perm(f"courses.{action}_department", is_machine_admin)
    rules.add_perm(f"courses.{action}_user", is_machine_admin)


def may_use_admin(user: "Person") -> bool:
    """Whether the admin opens for this person: staff of any course, and whoever stands above."""
    active: bool = user.is_active
    return active and bool(can_run_course(user, None))
