"""Courses that hypothesis makes, by the factories and the real verbs."""

from datetime import date, time, timedelta

from hypothesis import strategies as st

from courseapp.courses.models import Course, CourseLink, CourseState, Role, Visibility
from projects import grading
from projects.extending import extend
from projects.models import Each, MilestoneKind
from schedule.models import Attendance, ChangeState, LectureKind, LinkKind, MeetingKind
from tests import factories
from tests.actors import enrolled, handed_in, team
from tests.portal.exporting.full_course import lecture_file

NOW = factories.NOW
ZONES = ("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Europe/London")

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(letters, max_size=60)
words = st.text(letters, min_size=1, max_size=40)
links = st.sampled_from(["https://example.edu/a?b=1#c", "mailto:ada@example.edu", "refs.md#lec1"])
days = st.dates(date(2027, 1, 20), date(2027, 5, 20))
hours = st.times(time(6), time(21))
moments = st.integers(-90_000, 90_000).map(
    lambda minutes: NOW + timedelta(minutes=minutes, microseconds=minutes)
)
few = st.integers(0, 3)


@st.composite
def plans(draw, *, with_people: bool):
    """Return a function that makes the course which was drawn, when there is a database."""
    data = draw(st.data())
    return lambda: Making(data.draw, with_people=with_people).course


class Making:
    def __init__(self, draw, *, with_people):
        self.draw = draw
        self.course: Course = factories.CourseFactory(
            title=draw(words),
            code=draw(texts)[:40],
            description=draw(texts),
            syllabus=draw(texts),
            grading=draw(texts),
            page_text=draw(texts),
            time_zone=draw(st.sampled_from(ZONES)),
            first_day=draw(st.none() | st.just(date(2027, 1, 25))),
            hue=draw(st.integers(0, 359)),
            file_visibility=draw(st.sampled_from(Visibility)),
        )
        roles = st.sampled_from([Role.INSTRUCTOR, Role.TUTOR])
        self.staff = [self._person(draw(roles)) for _ in range(1 + draw(few))]
        self._page()
        self._meetings()
        for position in range(draw(few)):
            self._lecture(position)
        for number in range(draw(few)):
            self._track(number)
        self.milestones = [self._milestone() for _ in range(draw(few))]
        if with_people:
            for milestone in self.milestones:
                self._work(milestone)
        # What is handed in only while it is open is archived later.
        self.course.refresh_from_db()
        self.course.state = draw(st.sampled_from(CourseState))
        self.course.save()

    def _person(self, role):
        return enrolled(self.course, role, name=self.draw(words))

    def _page(self):
        for position in range(self.draw(few)):
            CourseLink.objects.create(
                course=self.course,
                position=position,
                title=self.draw(words),
                url=self.draw(links),
                is_video_call=self.draw(st.booleans()),
            )
        for _ in range(self.draw(few)):
            factories.AnnouncementFactory(
                course=self.course,
                author=self.draw(st.sampled_from(self.staff)),
                title=self.draw(words),
                body=self.draw(texts),
                published_at=self.draw(st.none() | moments),
            )

    def _meetings(self):
        for _ in range(self.draw(few)):
            start = self.draw(hours)
            pattern = factories.MeetingPatternFactory(
                course=self.course,
                kind=self.draw(st.sampled_from(MeetingKind)),
                weekday=self.draw(st.integers(0, 6)),
                start=start,
                end=start.replace(hour=start.hour + 1),
                place=self.draw(texts),
                host=self.draw(st.none() | st.sampled_from(self.staff)),
                slot_minutes=self.draw(st.sampled_from([None, 10, 15])),
            )
            for day in self.draw(st.sets(days, max_size=3)):
                factories.MeetingChangeFactory(
                    pattern=pattern,
                    day=day,
                    state=self.draw(st.sampled_from(ChangeState)),
                    note=self.draw(texts),
                )
        for first in self.draw(st.lists(days, max_size=2)):
            last = first + timedelta(days=self.draw(few))
            factories.BreakFactory(
                course=self.course, title=self.draw(words), first_day=first, last_day=last
            )

    def _lecture(self, position):
        lecture = factories.LectureFactory(
            course=self.course,
            position=position,
            week=self.draw(st.none() | st.integers(0, 60)),
            day=self.draw(st.none() | days),
            kind=self.draw(st.sampled_from(LectureKind)),
            title=self.draw(texts),
            speaker=self.draw(texts),
            remark=self.draw(texts),
        )
        for place in range(self.draw(few)):
            kind, title = self.draw(st.sampled_from(LinkKind)), self.draw(words)
            factories.LectureLinkFactory(
                lecture=lecture, position=place, kind=kind, title=title, url=self.draw(links)
            )
            factories.ReferenceFactory(
                lecture=lecture, position=place, group=self.draw(texts), title=self.draw(words)
            )
        if self.draw(st.booleans()):
            content = self.draw(st.binary(min_size=1, max_size=200))
            lecture_file(lecture, self.draw(words)[:40], content)

    def _track(self, number):
        track = factories.TrackFactory(course=self.course, name=f"{number} {self.draw(words)}")
        factories.ResourceFactory(track=track, title=self.draw(words))
        for own in range(self.draw(few)):
            session = factories.TutoringSessionFactory(
                track=track,
                number=self.draw(st.sampled_from([None, own])),
                title=self.draw(words),
                day=self.draw(st.none() | days),
                start=self.draw(st.none() | hours),
                motivation=self.draw(texts),
                published_at=self.draw(st.none() | moments),
            )
            session.tutors.set(self.draw(st.sets(st.sampled_from(self.staff))))
            for place in range(self.draw(few)):
                factories.ReadingFactory(
                    session=session,
                    position=place,
                    text=self.draw(words),
                    depth=self.draw(few),
                    required=self.draw(st.booleans()),
                )
                factories.QuestionFactory(session=session, position=place, text=self.draw(words))

    def _milestone(self):
        weights = st.none() | st.decimals(0, 100, places=2)
        milestone = factories.MilestoneFactory(
            course=self.course,
            kind=self.draw(st.sampled_from(MilestoneKind)),
            title=self.draw(words),
            instructions=self.draw(texts),
            each=self.draw(st.sampled_from(Each)),
            due=NOW + timedelta(minutes=self.draw(st.integers(-9000, 9000))),
            weight=self.draw(weights),
        )
        for before in self.draw(st.sets(st.integers(1, 200), max_size=3)):
            factories.ReminderRuleFactory(milestone=milestone, before=timedelta(hours=before))
        return milestone

    def _grade(self, submission):
        grade = grading.save_grade(
            submission.work,
            submission=submission,
            points=self.draw(st.decimals(0, 100, places=2)),
            feedback=self.draw(texts),
            by=self.staff[0],
            now=NOW,
        )
        if self.draw(st.booleans()):
            grading.release([grade], by=self.staff[0], now=NOW)

    def _work(self, milestone):
        project, people = team(self.course, size=1 + self.draw(few))
        owner = people[0] if milestone.each == Each.STUDENT else project
        if self.draw(st.booleans()):
            extend(
                milestone,
                owner=owner,
                due=milestone.due + timedelta(days=1),
                reason=self.draw(texts),
                by=self.staff[0],
                now=NOW,
            )
        for version in range(self.draw(few)):
            submission = handed_in(
                milestone,
                owner,
                people[0],
                text=f"{version} {self.draw(words)}",
                now=NOW + timedelta(hours=version),
            )
            if self.draw(st.booleans()):
                self._grade(submission)
        for lecture in self.course.lectures.all():
            if self.draw(st.booleans()):
                Attendance.objects.create(lecture=lecture, person=people[0])
