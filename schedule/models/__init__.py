from schedule.models.attendance import Attendance
from schedule.models.booking import Booking
from schedule.models.lecture import Lecture, LectureKind, LectureLink, LinkKind, Reference
from schedule.models.meeting import (
    Break,
    ChangeState,
    MeetingChange,
    MeetingKind,
    MeetingPattern,
    Weekday,
)
from schedule.models.tutoring import Question, Reading, Resource, Track, TutoringSession

__all__ = [
    "Attendance",
    "Booking",
    "Break",
    "ChangeState",
    "Lecture",
    "LectureKind",
    "LectureLink",
    "LinkKind",
    "MeetingChange",
    "MeetingKind",
    "MeetingPattern",
    "Question",
    "Reading",
    "Reference",
    "Resource",
    "Track",
    "TutoringSession",
    "Weekday",
]
