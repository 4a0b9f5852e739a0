"""What becomes of each kind of row: in a course's export, in its clone for the next term, in the
backup, and when a person asks to be erased. The one declaration; `docs/data.md` is written from
it, and a test refuses a model that is forgotten or does not exist.

It is the policy. Export reads it: a model or field that is added here is exported and restored
without a line of code. Clone and erasure are built to it; until a command exists, nobody is
promised more than these lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

# --- Export of a course ----------------------------------------------------------------------


class When(Enum):
    """In which export of its course a row is: in each, in one with people, in none."""

    ALWAYS = "always"
    WITH_PEOPLE = "with people"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Export:
    """What an export holds of a model. `courseapp.portal.exporting` does exactly this: every
    field is in it but those named here; `only` names the few that are, where most are not."""

    when: When
    words: str
    only: tuple[str, ...] = ()
    with_people: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = [self.words]
        if self.only:
            told.append(f"only {_named(self.only)}")
        if self.with_people:
            told.append(f"{_named(self.with_people)} only with people")
        if self.never:
            told.append(f"never {_named(self.never)}")
        return "; ".join(told)


def _named(fields: tuple[str, ...]) -> str:
    return ", ".join(f"`{field}`" for field in fields)


def kept_out(reason: str) -> Export:
    return Export(When.NEVER, f"no: {reason}")


WHOLE = Export(When.ALWAYS, "yes")
WITH_PEOPLE = Export(When.WITH_PEOPLE, "only with people")
NOT_OF_A_COURSE = kept_out("belongs to no course")
MACHINE_ONLY = kept_out("means nothing on another machine")
# Without the rows of who was there, that it was noted would say that everybody was missing.
ATTENDED = Export(When.ALWAYS, "yes", with_people=("attendance_at",))

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
    export: Export
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
    return [Entry(model, WITH_PEOPLE, FRESH, PROOF) for model in models]


REGISTER: Sequence[Entry] = (
    # People and courses
    Entry(
        "courses.User",
        Export(
            When.ALWAYS,
            "those whom its other rows name; students and observers have a name only with people",
            only=("public_id", "email", "name", "campus_id"),
            with_people=("campus_id",),
        ),
        "no: staff are enrolled anew",
        "name, e-mail, campus id and password are overwritten; the row stays, nameless, so that "
        "what others did with it remains whole",
    ),
    Entry("courses.User_groups", MACHINE_ONLY, FRESH, DROPPED),
    Entry("courses.User_user_permissions", MACHINE_ONLY, FRESH, DROPPED),
    Entry(
        "courses.Department",
        Export(When.ALWAYS, "the course's own", only=("public_id", "slug", "name")),
        "the same department",
        NOTHING,
    ),
    Entry("courses.Department_admins", NOT_OF_A_COURSE, "the same people", DROPPED),
    Entry("courses.Course", Export(When.ALWAYS, "yes", never=("page_version",)), COPIED, NOTHING),
    *content("courses.CourseLink"),
    Entry("courses.Announcement", WHOLE, FRESH, NAME_GOES),
    Entry(
        "courses.Membership",
        Export(When.ALWAYS, "staff; everybody only with people", with_people=("extra_hours",)),
        "staff only, without accommodations",
        "the accommodation is set to none; the row stays without a name",
    ),
    Entry(
        "courses.HistoricalMembership",
        WITH_PEOPLE,
        FRESH,
        "accommodations are removed from it; the rest stays without a name",
    ),
    Entry(
        "courses.AuditEntry",
        Export(
            When.WITH_PEOPLE,
            "only with people; what this machine exported and restored stays in its own book",
        ),
        FRESH,
        "kept until the appeal period ends; it holds ids, times and numbers, no names",
    ),
    # The schedule
    *content(
        "schedule.Break",
        "schedule.LectureLink",
        "schedule.Reference",
        "schedule.Track",
        "schedule.Resource",
        "schedule.Reading",
        "schedule.Question",
    ),
    Entry("schedule.Lecture", ATTENDED, COPIED, NOTHING),
    Entry("schedule.MeetingChange", WHOLE, "no: the next term has its own dates", NOTHING),
    Entry(
        "schedule.Booking",
        WITH_PEOPLE,
        FRESH,
        "what it was about and who else came are removed; the row stays without a name",
    ),
    Entry("schedule.Attendance", WITH_PEOPLE, FRESH, PROOF),
    *authored("schedule.MeetingPattern", "schedule.TutoringSession_tutors"),
    Entry("schedule.TutoringSession", ATTENDED, COPIED, NAME_GOES),
    # Projects
    *content("projects.Milestone"),
    Entry("projects.ReminderRule", WHOLE, "copied, without when it was last looked at", NOTHING),
    Entry("projects.HistoricalMilestone", WITH_PEOPLE, FRESH, NAME_GOES),
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
        kept_out("never handed in"),
        FRESH,
        "removed, unless a teammate is still writing it",
    ),
    Entry(
        "projects.Extension",
        WITH_PEOPLE,
        FRESH,
        "the reason is removed; that there was one, and until when, is kept as proof",
    ),
    Entry(
        "projects.HistoricalExtension",
        WITH_PEOPLE,
        FRESH,
        "the reason is removed; that there was one, and until when, is kept as proof",
    ),
    # Mail
    Entry(
        "mail.OutgoingMail",
        kept_out("what it says stands in the rows it was made from"),
        FRESH,
        "text and subject are removed; that and when a mail went out is kept with the proof",
    ),
    Entry("mail.MailPreference", NOT_OF_A_COURSE, "the same people", DROPPED),
    # The portal
    Entry("portal.CalendarToken", NOT_OF_A_COURSE, "the same people", DROPPED),
    Entry(
        "portal.ImportedNoun",
        kept_out("the page it came from is the source"),
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
        kept_out("the audit entries say the same"),
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
