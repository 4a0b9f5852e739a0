from schedule.models.lecture import Lecture, LectureKind, LectureLink, LinkKind, Reference
from schedule.models.meeting import Break, MeetingKind, MeetingPattern, Weekday
from schedule.models.tutoring import Question, Reading, Track, TutoringSession

__all__ = [
    "Break",
    "Lecture",
    "LectureKind",
    "LectureLink",
    "LinkKind",
    "MeetingKind",
    "MeetingPattern",
    "Question",
    "Reading",
    "Reference",
    "Track",
    "TutoringSession",
    "Weekday",
]
