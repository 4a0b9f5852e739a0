"""Who may use which route: the one declaration. `docs/access.md` is written from it, and
`tests/test_access_table.py` tries every cell of it.

A route without a row fails the tests, and so does a row without a route. The file is long because
it is one table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.admin import site


class Kind(StrEnum):
    """Kinds of people, as seen from one course; all but the first have signed in."""

    VISITOR = "visitor"
    STRANGER = "no member"
    ELSEWHERE = "instructor of another course"
    STUDENT = "student"
    OWNER = "student whose own it is"
    TUTOR = "tutor"
    INSTRUCTOR = "instructor"
    DEPARTMENT = "department admin"
    MACHINE = "machine admin"


class Outcome(StrEnum):
    """What a request meets. `YES`: the door opens, whatever the form behind it then says."""

    YES = "yes"
    SIGN_IN = "sign-in"  # 302 to the sign-in page
    UNKNOWN = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    NOT_ALLOWED = "405"
    HIDDEN = "hidden"  # the admin's way: 403, or back to its first page as if there were no row


Cells = Mapping[Kind, Outcome]

YES, SIGN_IN, UNKNOWN = Outcome.YES, Outcome.SIGN_IN, Outcome.UNKNOWN
FORBIDDEN, NOT_FOUND, NOT_ALLOWED = Outcome.FORBIDDEN, Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
HIDDEN = Outcome.HIDDEN

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

RUN = (Kind.TUTOR, Kind.INSTRUCTOR, Kind.DEPARTMENT, Kind.MACHINE)
LEAD = RUN[1:]
DEPARTMENT = RUN[2:]
MACHINE = RUN[3:]
NOBODY: tuple[Kind, ...] = ()
STUDENTS = (Kind.STUDENT, Kind.OWNER)
OWNER = (Kind.OWNER,)
LEADERS = (Kind.ELSEWHERE, *LEAD)
OUTSIDERS = (Kind.STRANGER, Kind.ELSEWHERE)


def cells(*allowed: Kind, others: Outcome, visitor: Outcome | None = None) -> Cells:
    """Return one line of the table; `visitor` is what a visitor meets, if not as others do."""
    found = {kind: YES if kind in allowed else others for kind in Kind}
    if visitor is not None:
        found[Kind.VISITOR] = visitor
    return found


EVERYONE = cells(*Kind, others=YES)
SIGNED_IN = cells(*Kind, others=YES, visitor=SIGN_IN)
NOBODY_AT_ALL = cells(others=NOT_FOUND)
NO_SUCH_METHOD = cells(others=NOT_ALLOWED)


@dataclass(frozen=True, slots=True)
class Row:
    """One route. A method that is not named meets `rest`; None: it is left to the library that
    the page comes from, and only has to be answered without a failure."""

    route: str
    methods: Mapping[str, Cells]
    rest: Cells | None = field(default_factory=lambda: NO_SUCH_METHOD)

    def of(self, method: str) -> Cells | None:
        name = "GET" if method == "HEAD" else method
        return self.methods.get(name, self.rest)


# --- Our pages ------------------------------------------------------------------------------


def public(route: str, **methods: Cells) -> Row:
    return Row(route, methods or {"GET": EVERYONE})


def private(route: str, **methods: Cells) -> Row:
    """A page that asks for sign-in before anything else."""
    return Row(route, methods, rest=cells(others=NOT_ALLOWED, visitor=SIGN_IN))


def to(*allowed: Kind, others: Outcome = NOT_FOUND) -> Cells:
    return cells(*allowed, others=others, visitor=SIGN_IN)


def led() -> Cells:
    """For those who lead the course; a tutor is refused, to others it does not exist."""
    return {**to(*LEAD), Kind.TUTOR: FORBIDDEN}


PAGES = (
    public("portal:home"),
    public("portal:course"),
    public("portal:calendar"),
    # Whoever has the token reads it, and it alone says whose it is.
    public("portal:own_calendar"),
    private("portal:calendar_address", GET=SIGNED_IN, POST=SIGNED_IN),
    public("portal:healthz"),
    public("portal:readyz"),
    private("portal:dashboard", GET=SIGNED_IN),
    private("portal:import_page", GET=to(*LEADERS), POST=to(*LEADERS)),
    private("portal:clone", GET=to(*DEPARTMENT), POST=to(*DEPARTMENT)),
    public("portal:search"),
    # Lectures. Files are those of a course that keeps them to its members.
    public("schedule:lecture"),
    Row("schedule:file", {"GET": to(*STUDENTS, *RUN)}),
    private("schedule:lectures", GET=to(*RUN), POST=to(*RUN)),
    private("schedule:lectures_setup", GET=to(*RUN), POST=to(*RUN)),
    private("schedule:lecture_edit", GET=to(*RUN)),
    private("schedule:lecture_save", POST=to(*RUN)),
    private("schedule:lecture_drop", GET=to(*RUN), POST=to(*RUN)),
    # Who leads a course exports it; with people that is the department's.
    private("portal:export_page", GET=to(*LEAD)),
    private(
        "portal:export",
        GET=to(*LEAD),
        POST={**to(*DEPARTMENT), Kind.INSTRUCTOR: FORBIDDEN},
    ),
    # In a demo alone; anywhere else there is no such page.
    Row("portal:demo_mail", {}, rest=NOBODY_AT_ALL),
    Row("portal:demo_clock", {}, rest=NOBODY_AT_ALL),
    # Office hours and attendance
    public("schedule:office_hours"),
    private("schedule:book", POST={**to(*STUDENTS, *RUN), **dict.fromkeys(OUTSIDERS, FORBIDDEN)}),
    private("schedule:give_back", POST=to(*OWNER, *RUN)),
    private("schedule:attendance", GET=to(*STUDENTS, *RUN)),
    private("schedule:attendance_of", GET=to(*RUN), POST=to(*RUN)),
    # Staff come to the course page instead: they have no project.
    private("projects:own", GET=to(*STUDENTS, *RUN)),
    private(
        "projects:hand_in",
        GET=to(*STUDENTS, others=FORBIDDEN),
        POST=to(*STUDENTS, others=FORBIDDEN),
    ),
    private("projects:save_draft", POST=to(*STUDENTS, others=FORBIDDEN)),
    private("projects:withdraw", POST={**to(*OWNER), **dict.fromkeys(RUN, FORBIDDEN)}),
    private("projects:receipt", GET=to(*OWNER, *RUN)),
    private("projects:receipt_json", GET=to(*OWNER, *RUN)),
    private("projects:file", GET=to(*OWNER, *RUN)),
    public("projects:verify", GET=EVERYONE, POST=EVERYONE),
    public("projects:keys"),
    # Meetings that move, announcements, and how one hears of them
    private("portal:preferences", GET=SIGNED_IN, POST=SIGNED_IN),
    private("portal:staff", GET=to(*RUN)),
    private("portal:announcements", GET=to(*RUN), POST=to(*RUN)),
    private("portal:announcement", GET=to(*RUN), POST=to(*RUN)),
    private("schedule:meetings", GET=to(*RUN)),
    private("schedule:move", GET=to(*RUN), POST=to(*RUN)),
    private("schedule:breaks", GET=led(), POST=led()),
    private("schedule:break", GET=led(), POST=led()),
    # Tutoring
    public("schedule:tutoring"),
    public("schedule:session"),
    private("schedule:session_new", GET=to(*RUN, others=FORBIDDEN)),
    private(
        "schedule:session_edit",
        GET=to(*RUN, others=FORBIDDEN),
        POST=to(*RUN, others=FORBIDDEN),
    ),
    private(
        "portal:session_paste",
        GET=to(*RUN, others=FORBIDDEN),
        POST=to(*RUN, others=FORBIDDEN),
    ),
)


# --- The API --------------------------------------------------------------------------------


def api_public(route: str) -> Row:
    rest = cells(others=NOT_ALLOWED, visitor=UNKNOWN)
    return Row(route, {"GET": EVERYONE, "OPTIONS": NO_SUCH_METHOD}, rest=rest)


def api_private(route: str, **methods: Cells) -> Row:
    return Row(route, methods, rest=cells(others=NOT_ALLOWED, visitor=UNKNOWN))


def api_to(*allowed: Kind, others: Outcome = NOT_FOUND) -> Cells:
    return cells(*allowed, others=others, visitor=UNKNOWN)


API = (
    api_public("api:course-list"),
    api_public("api:course-detail"),
    api_public("api:lecture-list"),
    api_public("api:lecture-detail"),
    api_public("api:meeting-list"),
    api_public("api:milestone-list"),
    api_public("api:milestone-detail"),
    api_private(
        "api:submission-list",
        GET=api_to(*Kind),
        POST=api_to(*STUDENTS, others=FORBIDDEN),
    ),
    api_private("api:submission-detail", GET=api_to(*OWNER, *RUN)),
    api_private("api:receipt-list", GET=api_to(*Kind)),
    api_private("api:receipt-detail", GET=api_to(*OWNER, *RUN)),
    api_public("api:track-list"),
    api_public("api:track-detail"),
    api_public("api:session-list"),
    api_public("api:session-detail"),
    # By token alone: the session counts for nothing here.
    Row("api:token", {"POST": EVERYONE, "DELETE": cells(others=UNKNOWN)}),
    public("api:schema"),
    Row("api:docs", {"GET": EVERYONE, "OPTIONS": EVERYONE}),
)


# --- Accounts: pages of django-allauth --------------------------------------------------------


def library(route: str, *, get: Cells = EVERYONE, post: Cells = EVERYONE) -> Row:
    return Row(route, {"GET": get, "POST": post}, rest=None)


ACCOUNTS = (
    library("account_login"),
    library("account_logout"),
    library("account_inactive", post=NO_SUCH_METHOD),
    library("account_signup"),  # says that nobody signs themselves up
    library("account_request_login_code"),
    library("account_confirm_login_code", get=SIGNED_IN, post=SIGNED_IN),
    library("account_reset_password"),
    library("account_reset_password_done", post=NO_SUCH_METHOD),
    library("account_reset_password_from_key"),
    library("account_reset_password_from_key_done", post=NO_SUCH_METHOD),
    library("account_confirm_email", post=NOBODY_AT_ALL),  # for a key that is none
    library("account_email_verification_sent", post=NO_SUCH_METHOD),
    library("account_reauthenticate", get=SIGNED_IN, post=SIGNED_IN),
    library("account_email", get=SIGNED_IN, post=SIGNED_IN),
    library("account_change_password", get=SIGNED_IN, post=SIGNED_IN),
    library("account_set_password", get=SIGNED_IN, post=SIGNED_IN),
)


# --- The admin ------------------------------------------------------------------------------

STAFF = (Kind.ELSEWHERE, *RUN)
OUTSIDE = (Kind.VISITOR, Kind.STRANGER, *STUDENTS)


@dataclass(frozen=True, slots=True)
class InAdmin:
    """Who may do what with one noun of a course: in the lists and forms of the admin."""

    noun: str
    look: tuple[Kind, ...]
    add: tuple[Kind, ...]
    change: tuple[Kind, ...]
    remove: tuple[Kind, ...]
    past: tuple[Kind, ...] | None = None  # who reads its history, if not all who look

    def rows(self) -> list[Row]:
        name = f"admin:{self.noun.replace('.', '_')}"
        look, add = _anywhere(self.look), _anywhere(self.add)
        one, change, remove = _here(self.look), _here(self.change), _here(self.remove)
        past = _here(self.look if self.past is None else self.past)
        return [
            library(f"{name}_changelist", get=look, post=look),
            library(f"{name}_add", get=add, post=add),
            library(f"{name}_change", get=one, post=change),
            library(f"{name}_delete", get=remove, post=remove),
            library(f"{name}_history", get=past, post=past),
        ]


def _here(allowed: tuple[Kind, ...]) -> Cells:
    """Who works in the admin of one course meets nothing of another."""
    return {**cells(*allowed, others=HIDDEN), **dict.fromkeys(OUTSIDE, SIGN_IN)}


def _anywhere(allowed: tuple[Kind, ...]) -> Cells:
    """A list or an empty form opens for an instructor of whichever course, with that course's
    rows alone."""
    also = (Kind.ELSEWHERE,) if Kind.INSTRUCTOR in allowed else ()
    return _here((*allowed, *also))


IN_ADMIN = (
    InAdmin("courses.course", look=RUN, add=DEPARTMENT, change=LEAD, remove=NOBODY),
    InAdmin("courses.announcement", look=RUN, add=RUN, change=RUN, remove=RUN),
    # Its history tells of accommodations (rule 2).
    InAdmin("courses.membership", look=RUN, add=LEAD, change=LEAD, remove=NOBODY, past=LEAD),
    InAdmin("courses.auditentry", look=LEAD, add=NOBODY, change=NOBODY, remove=NOBODY),
    InAdmin("courses.department", look=MACHINE, add=MACHINE, change=MACHINE, remove=MACHINE),
    InAdmin("courses.user", look=MACHINE, add=MACHINE, change=MACHINE, remove=MACHINE),
    InAdmin("schedule.lecture", look=RUN, add=RUN, change=RUN, remove=RUN),
    InAdmin("schedule.meetingpattern", look=RUN, add=RUN, change=RUN, remove=RUN),
    InAdmin("schedule.booking", look=RUN, add=NOBODY, change=NOBODY, remove=NOBODY),
    InAdmin("schedule.break", look=RUN, add=LEAD, change=LEAD, remove=LEAD),
    InAdmin("schedule.track", look=RUN, add=RUN, change=RUN, remove=RUN),
    InAdmin("schedule.tutoringsession", look=RUN, add=RUN, change=RUN, remove=RUN),
    InAdmin("projects.milestone", look=RUN, add=LEAD, change=LEAD, remove=LEAD),
    InAdmin("projects.project", look=RUN, add=LEAD, change=LEAD, remove=NOBODY),
    InAdmin("projects.work", look=RUN, add=NOBODY, change=RUN, remove=NOBODY),
    # Marking is done on the page of the work; here the marks are only read.
    InAdmin("projects.grade", look=RUN, add=NOBODY, change=NOBODY, remove=NOBODY),
    # Why somebody has more time is no tutor's business, and a reminder would tell them.
    InAdmin("projects.extension", look=LEAD, add=LEAD, change=LEAD, remove=LEAD),
    InAdmin("mail.outgoingmail", look=LEAD, add=NOBODY, change=NOBODY, remove=NOBODY),
)

_STAFF_ONLY = _here(STAFF)
ADMIN = (
    library("admin:index", get=_STAFF_ONLY, post=_STAFF_ONLY),
    library("admin:app_list", get=_STAFF_ONLY, post=_STAFF_ONLY),
    # Nobody signs in here; it leads to the one sign-in page, or where one was going.
    library(
        "admin:login",
        get=cells(*Kind, others=YES, visitor=SIGN_IN),
        post=cells(*Kind, others=YES, visitor=SIGN_IN),
    ),
    library("admin:logout"),
    library("admin:password_change", get=_STAFF_ONLY, post=_STAFF_ONLY),
    library("admin:password_change_done", get=_STAFF_ONLY, post=_STAFF_ONLY),
    library(
        "admin:autocomplete",
        get=_STAFF_ONLY,
        post={**_STAFF_ONLY, **dict.fromkeys(STAFF, NOT_ALLOWED)},
    ),
    library(
        "admin:jsi18n",
        get=_STAFF_ONLY,
        post={**_STAFF_ONLY, **dict.fromkeys(STAFF, NOT_ALLOWED)},
    ),
)
# Two kinds of routes have no name and no row: an old address of a change page, and anything else
# under /admin/. They only send on, or nowhere.


def rows() -> list[Row]:
    """Return every row of the table."""
    admin = [row for noun in IN_ADMIN for row in noun.rows()]
    return [*PAGES, *API, *ACCOUNTS, *ADMIN, *admin]


def nouns_in_admin() -> set[str]:
    """Return what the admin shows in fact, as `app.model`."""
    return {model._meta.label_lower for model in site._registry}  # noqa: SLF001
