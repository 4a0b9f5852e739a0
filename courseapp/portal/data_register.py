"""What becomes of each kind of row: in a course's export, in its clone for the next term, in the
backup, and when a person asks to be erased. The one declaration; `docs/data.md` is written from
it, and a test refuses a model that is forgotten or does not exist.

It is the policy. Export, clone and erasure are built to it; until a command exists, nobody is
promised more than these lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# --- Export of a course ----------------------------------------------------------------------
WHOLE = "yes"
STAFF_EXPORT = "yes, in the staff's export"
NOT_OF_A_COURSE = "no: belongs to no course"
MACHINE_ONLY = "no: means nothing on another machine"

# --- Clone for the next term -----------------------------------------------------------------
COPIED = "copied, dates moved with the term"
FRESH = "no: the next term begins without it"

# --- Backup ----------------------------------------------------------------------------------
# The backup is the whole database and the folder of files; only these say otherwise.
IN_BACKUP = "yes"
CACHE = "yes, and of no use after a restore"

# --- Erasure of a person ---------------------------------------------------------------------
NOTHING = "holds nobody's data"
NAME_GOES = "the row stays; the name behind it goes with the account"
PROOF = "kept until the appeal period ends: proof of what was handed in and how it was judged"
DROPPED = "removed"


@dataclass(frozen=True, slots=True)
class Entry:
    """The four decisions on one model, named as `app_label.Model`."""

    model: str
    export: str
    clone: str
    erasure: str
    backup: str = IN_BACKUP


def content(*models: str) -> list[Entry]:
    """What stands on the course page; nobody's data."""
    return [Entry(model, WHOLE, COPIED, NOTHING) for model in models]


def authored(*models: str) -> list[Entry]:
    """What stands on the course page and names somebody as its author, tutor or host."""
    return [Entry(model, WHOLE, COPIED, NAME_GOES) for model in models]


def term(*models: str) -> list[Entry]:
    """What people did in one term, on which a grade or an appeal rests."""
    return [Entry(model, STAFF_EXPORT, FRESH, PROOF) for model in models]


REGISTER: Sequence[Entry] = (
    # People and courses
    Entry(
        "courses.User",
        "yes, of the course's members: public id, name, e-mail, campus id",
        "no: staff are enrolled anew",
        "name, e-mail, campus id and password are overwritten; the row stays, nameless, so that "
        "what others did with it remains whole",
    ),
    Entry("courses.User_groups", MACHINE_ONLY, FRESH, DROPPED),
    Entry("courses.User_user_permissions", MACHINE_ONLY, FRESH, DROPPED),
    Entry("courses.Department", "its name", "the same department", NOTHING),
    Entry("courses.Department_admins", NOT_OF_A_COURSE, "the same people", DROPPED),
    *content("courses.Course", "courses.CourseLink"),
    Entry("courses.Announcement", WHOLE, FRESH, NAME_GOES),
    Entry(
        "courses.Membership",
        "yes; accommodations in the staff's export alone",
        "staff only, without accommodations",
        "the accommodation is set to none; the row stays without a name",
    ),
    Entry(
        "courses.HistoricalMembership",
        STAFF_EXPORT,
        FRESH,
        "accommodations are removed from it; the rest stays without a name",
    ),
    Entry(
        "courses.AuditEntry",
        STAFF_EXPORT,
        FRESH,
        "kept until the appeal period ends; it holds ids, times and numbers, no names",
    ),
    # The schedule
    *content(
        "schedule.Break",
        "schedule.Lecture",
        "schedule.LectureLink",
        "schedule.Reference",
        "schedule.Track",
        "schedule.Resource",
        "schedule.Reading",
        "schedule.Question",
    ),
    Entry("schedule.MeetingChange", WHOLE, "no: the next term has its own dates", NOTHING),
    Entry(
        "schedule.Booking",
        STAFF_EXPORT,
        FRESH,
        "what it was about and who else came are removed; the row stays without a name",
    ),
    Entry("schedule.Attendance", STAFF_EXPORT, FRESH, PROOF),
    *authored(
        "schedule.MeetingPattern", "schedule.TutoringSession", "schedule.TutoringSession_tutors"
    ),
    # Projects
    *content("projects.Milestone"),
    Entry("projects.ReminderRule", WHOLE, "copied, without when it was last looked at", NOTHING),
    Entry("projects.HistoricalMilestone", STAFF_EXPORT, FRESH, NAME_GOES),
    *term(
        "projects.Project",
        "projects.HistoricalProject",
        "projects.TeamMember",
        "projects.HistoricalTeamMember",
        "projects.Work",
        "projects.HistoricalWork",
        "projects.Submission",
        "projects.SubmissionFile",
        "projects.Grade",
        "projects.HistoricalGrade",
    ),
    Entry(
        "projects.Draft",
        "no: never handed in",
        FRESH,
        "removed, unless a teammate is still writing it",
    ),
    Entry(
        "projects.Extension",
        STAFF_EXPORT,
        FRESH,
        "the reason is removed; that there was one, and until when, is kept as proof",
    ),
    Entry(
        "projects.HistoricalExtension",
        STAFF_EXPORT,
        FRESH,
        "the reason is removed; that there was one, and until when, is kept as proof",
    ),
    # Mail
    Entry(
        "mail.OutgoingMail",
        "no: what it says stands in the rows it was made from",
        FRESH,
        "text and subject are removed; that and when a mail went out is kept with the proof",
    ),
    Entry("mail.MailPreference", NOT_OF_A_COURSE, "the same people", DROPPED),
    # The portal
    Entry("portal.CalendarToken", NOT_OF_A_COURSE, "the same people", DROPPED),
    Entry(
        "portal.ImportedNoun",
        "no: the page it came from is the source",
        "no: a clone is edited, not imported again",
        NOTHING,
    ),
    # Of other packages
    Entry("account.EmailAddress", NOT_OF_A_COURSE, FRESH, DROPPED),
    Entry("account.EmailConfirmation", NOT_OF_A_COURSE, FRESH, DROPPED),
    Entry("authtoken.Token", MACHINE_ONLY, FRESH, DROPPED),
    Entry("authtoken.TokenProxy", MACHINE_ONLY, FRESH, "as authtoken.Token, of which it is a view"),
    Entry("sessions.Session", MACHINE_ONLY, FRESH, DROPPED, backup=CACHE),
    Entry(
        "admin.LogEntry",
        "no: the audit entries say the same",
        FRESH,
        "removed; the audit entries stay",
    ),
    Entry("auth.Group", MACHINE_ONLY, FRESH, NOTHING),
    Entry("auth.Group_permissions", MACHINE_ONLY, FRESH, NOTHING),
    Entry("auth.Permission", MACHINE_ONLY, FRESH, NOTHING),
    Entry("contenttypes.ContentType", MACHINE_ONLY, FRESH, NOTHING),
)

HEAD = """# What becomes of the data

Written by `manage.py data_register` from `courseapp/portal/data_register.py`; a test refuses a
model that is missing here. It is the policy to which export, clone and erasure are built.

The appeal period is the department's; rows that are kept for it are removed at its end. Uploaded
files follow their rows. A backup that was made before an erasure still holds what was erased, so
backups are kept for a limited time, and an erasure is repeated after a restore.

| model | in a course's export | in its clone | in the backup | when a person is erased |
| --- | --- | --- | --- | --- |
"""


def as_markdown() -> str:
    """Return `docs/data.md`."""
    lines = [f"| {e.model} | {e.export} | {e.clone} | {e.backup} | {e.erasure} |" for e in REGISTER]
    return HEAD + "\n".join(lines) + "\n"
