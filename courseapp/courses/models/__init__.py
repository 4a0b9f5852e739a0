from courseapp.courses.models.announcement import Announcement
from courseapp.courses.models.audit import AuditEntry
from courseapp.courses.models.course import Course, CourseLink, CourseState, Visibility
from courseapp.courses.models.department import Department
from courseapp.courses.models.membership import Membership, Role
from courseapp.courses.models.noun import Noun, OnCoursePage, StaleError
from courseapp.courses.models.user import User

__all__ = [
    "Announcement",
    "AuditEntry",
    "Course",
    "CourseLink",
    "CourseState",
    "Department",
    "Membership",
    "Noun",
    "OnCoursePage",
    "Role",
    "StaleError",
    "User",
    "Visibility",
]
