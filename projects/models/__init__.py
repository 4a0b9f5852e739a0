from projects.models.extension import Extension
from projects.models.grade import Grade, GradeState
from projects.models.milestone import Each, Milestone, MilestoneKind
from projects.models.project import Project, TeamMember, TeamState
from projects.models.reminder import Audience, ReminderRule
from projects.models.submission import Draft, Submission, SubmissionFile
from projects.models.work import Work, WorkState

__all__ = [
    "Audience",
    "Draft",
    "Each",
    "Extension",
    "Grade",
    "GradeState",
    "Milestone",
    "MilestoneKind",
    "Project",
    "ReminderRule",
    "Submission",
    "SubmissionFile",
    "TeamMember",
    "TeamState",
    "Work",
    "WorkState",
]
