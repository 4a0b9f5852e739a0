"""What has happened in the demo's course, told in its order by the verbs that people use.

Each deed happens at its own moment, so that receipts, history and audit say when it was done; the
mail of a moment goes out at that moment too. The latest deed is 46 hours after the abstract is
due, which is past whatever the time of day and the clock changes: see `term.weeks_to_move`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courseapp.courses.models import Announcement, Course, User
from courseapp.mail.announcing import publish
from courseapp.portal.demo.abstracts import ABSTRACTS, Abstract, State
from courseapp.portal.demo.meetings import book_slots, move_office_hours, take_attendance
from courseapp.portal.demo.pdf import make_pdf
from courseapp.portal.demo.people import People
from projects import grading, reminders
from projects.drafting import save_draft
from projects.extending import extend
from projects.models import Grade, Milestone, Project, Work
from projects.owners import owned_by
from projects.submitting import HandIn, hand_in
from projects.teams import found_project

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# When each kind of abstract was handed in, counted from the moment it was due.
HANDED_IN = {
    State.RELEASED: (-29 * HOUR,),
    State.GRADED: (-20 * HOUR,),
    State.WAITING: (-HOUR / 2,),
    State.LATE: (26 * HOUR,),
    State.TWICE: (-5 * HOUR, 9 * HOUR),
}
EXTENSION_REASON = "Ill during the week before; the certificate was seen."


@dataclass(frozen=True, slots=True)
class Deed:
    at: datetime
    do: Callable[..., Any]


class Story:
    """The deeds of one course. `now` is the moment at which the demo is loaded."""

    def __init__(
        self, course: Course, abstract: Milestone, people: People, *, now: datetime
    ) -> None:
        if abstract.due is None:
            raise ValueError("The abstract of the demo needs its date.")
        self.course, self.abstract, self.people, self.now = course, abstract, people, now
        self.due = abstract.due
        self.projects: list[Project] = []

    def deeds(self) -> list[Deed]:
        """Return everything in the order in which it happens."""
        due, now = self.due, self.now
        reminding = [due - before for before in reminders.DEFAULT_RULES]
        deeds = [
            Deed(due - 14 * DAY, self._found_teams),
            Deed(due - 10 * DAY, self._announce),
            *(Deed(moment, reminders.sweep) for moment in reminding),
            Deed(due - 6 * HOUR, self._extend),
            Deed(due + 30 * HOUR, self._grade),
            Deed(due + 46 * HOUR, self._release),
            Deed(now - 2 * HOUR, partial(move_office_hours, self.course, self.people)),
            Deed(now - HOUR, partial(take_attendance, self.course, self.people)),
            Deed(now - HOUR, partial(book_slots, self.course, self.people)),
            Deed(now, reminders.sweep),
        ]
        for place, abstract in enumerate(ABSTRACTS):
            deeds += self._deeds_of(place, abstract)
        return sorted(deeds, key=lambda deed: deed.at)

    def _deeds_of(self, place: int, abstract: Abstract) -> list[Deed]:
        if abstract.state in {State.DRAFT, State.EXTENDED}:
            return [Deed(self.due - 9 * HOUR, partial(self._draft, place, abstract))]
        # No two teams hand in at the same second.
        moments = [
            self.due + after + timedelta(minutes=-7 * place, seconds=11 * place)
            for after in HANDED_IN[abstract.state]
        ]
        return [
            Deed(moment, partial(self._hand_in, place, abstract, version))
            for version, moment in enumerate(moments, 1)
        ]

    def _found_teams(self, *, now: datetime) -> None:
        for abstract, members in zip(ABSTRACTS, self.people.teams, strict=True):
            project = found_project(
                course=self.course, members=members, by=members[0], now=now, title=abstract.title
            )
            self.projects.append(project)

    def _announce(self, *, now: datetime) -> None:
        announcement = Announcement.objects.create(
            course=self.course,
            author=self.people.instructor,
            title=_("What makes a good abstract"),
            body=_(
                "One question, why it is open, and how you will know that you have answered it."
                " Half a page is enough; formulas such as $\\min_\\theta L(\\theta)$ are welcome."
                "\n\nTwo of the three of you may write; all three must agree."
            ),
        )
        publish(announcement, by=self.people.instructor, now=now)

    def _draft(self, place: int, abstract: Abstract, *, now: datetime) -> None:
        save_draft(
            self.abstract,
            owner=self.projects[place],
            text=abstract.text,
            by=self.people.teams[place][0],
            now=now,
        )

    def _extend(self, *, now: datetime) -> None:
        """More time for the student who can sign in, and so for their team, whose other members
        see the new time but not why."""
        extend(
            self.abstract,
            owner=self.people.students[0],
            due=self.extended_due(),
            reason=EXTENSION_REASON,
            by=self.people.instructor,
            now=now,
        )

    def extended_due(self) -> datetime:
        """Two days after now, at ten in the evening where the course is."""
        day = self.course.local_date(self.now) + 2 * DAY
        return datetime.combine(day, time(22), self.course.zone)

    def _hand_in(self, place: int, abstract: Abstract, version: int, *, now: datetime) -> None:
        by: User = self.people.teams[place][version - 1]
        text = abstract.text if version == 1 else f"{abstract.text}\n\nWith a figure added."
        # Text for the file: words as they are, formulas as they were typed.
        file = make_pdf(abstract.title, text.replace("\n\n", "\f").replace("\n", " ").split("\f"))
        given = HandIn(
            milestone=self.abstract,
            owner=self.projects[place],
            by=by,
            text=text,
            uploads=[SimpleUploadedFile(_file_name(abstract), file, "application/pdf")],
            form_key=f"demo-{place}-{version}",
            began=now,
        )
        hand_in(given, clock=lambda: now + timedelta(seconds=2))

    def _grade(self, *, now: datetime) -> None:
        for place, abstract in enumerate(ABSTRACTS):
            if abstract.points is None:
                continue
            work = Work.objects.get(milestone=self.abstract, **owned_by(self.projects[place]))
            if work.counting is None:
                raise ValueError("What is marked has been handed in.")
            grading.save_grade(
                work,
                submission=work.counting,
                points=Decimal(abstract.points),
                feedback=abstract.feedback,
                by=self.people.instructor,
                now=now,
            )

    def _release(self, *, now: datetime) -> None:
        places = [n for n, one in enumerate(ABSTRACTS) if one.state == State.RELEASED]
        projects = [self.projects[place] for place in places]
        grades = Grade.objects.filter(work__milestone=self.abstract, work__project__in=projects)
        grading.release(grades, by=self.people.instructor, now=now)


def _file_name(abstract: Abstract) -> str:
    return f"{slugify(abstract.title)[:40].strip('-')}.pdf"
