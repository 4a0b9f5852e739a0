"""What one person may see of a course, asked once for a whole page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from courseapp.courses.access import membership_of
from courseapp.courses.models import Course

if TYPE_CHECKING:
    from courseapp.courses.access import Person


@dataclass(frozen=True, slots=True)
class Reader:
    """What this person may see beyond what everyone may."""

    signed_in: bool
    belongs: bool  # a member of the course, or runs it
    runs: bool
    sees_recordings: bool
    sees_video: bool
    sees_files: bool

    @classmethod
    def of(cls, user: "Person", course: Course) -> "Reader":
        runs = user.has_perm("courses.run_course", course)
        return cls(
            signed_in=user.is_authenticated,
            belongs=runs or membership_of(user, course) is not None,
            runs=runs,
            sees_recordings=user.has_perm("courses.see_recordings", course),
            sees_video=user.has_perm("courses.see_video", course),
            sees_files=user.has_perm("courses.see_files", course),
        )

    def has(self, permission: str) -> bool:
        """Tell whether this reader of the page has a permission to see some part of it."""
        narrower = {
            "courses.see_recordings": self.sees_recordings,
            "courses.see_video": self.sees_video,
            "courses.see_files": self.sees_files,
        }
        return narrower.get(permission, True)
