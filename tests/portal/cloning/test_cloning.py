"""A clone is the course again, a term later: everything in draft, nobody's work, nobody mailed."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from courseapp.courses.models import AuditEntry, Course, CourseLink, CourseState, Membership, Role
from courseapp.mail.models import OutgoingMail
from courseapp.portal.cloning import copying
from courseapp.portal.cloning.planning import Asked, CloneRefused, Person, Plan
from courseapp.portal.cloning.terms import DaysOff
from courseapp.portal.data_register import COPIED, REGISTER
from courseapp.portal.demo.loading import demo_page
from courseapp.portal.importing.saving.whole_page import save_page
from projects.models import MilestoneKind
from schedule.models import LectureLink, TutoringSession
from tests import factories
from tests.actors import enrolled, handed_in, team

pytestmark = pytest.mark.django_db
NOW = factories.NOW
STARTS = date(2028, 1, 24)
OTHER_BREAK = DaysOff("Spring break", date(2028, 3, 6), date(2028, 3, 12))


@pytest.fixture
def demo():
    return save_page(demo_page(), by=None, now=NOW).course


@pytest.fixture
def boss(demo):
    person = factories.UserFactory()
    demo.department.admins.add(person)
    return person


def plan_of(source, **asked):
    given = {"slug": "next-term", "starts": STARTS, "off": (OTHER_BREAK,)} | asked
    return Plan(source, Asked(**given))


def clone(source, *, by=None, **asked):
    [course] = copying.clone([plan_of(source, **asked)], by=by, now=NOW)
    return course


# Written by hand from a calendar of 2028: fourteen Mondays from 24 January, none on 6 March.
BY_HAND = [
    (1, "", "2028-01-24"),
    (2, "Lec2", "2028-01-31"),
    (3, "", "2028-02-07"),
    (4, "Lec3", "2028-02-14"),
    (5, "Lec4", "2028-02-21"),
    (6, "Lec5", "2028-02-28"),
    (8, "Lec6", "2028-03-13"),
    (9, "Lec7", "2028-03-20"),
    (10, "Lec8", "2028-03-27"),
    (11, "Lec9", "2028-04-03"),
    (12, "Lec10", "2028-04-10"),
    (13, "Lec11", "2028-04-17"),
    (14, "Lec12", "2028-04-24"),
    (15, "Lec13", "2028-05-01"),
]


def test_each_lecture_of_the_demo_has_its_new_date_around_another_break(demo):
    course = clone(demo)
    found = [(row.week, row.label, row.day.isoformat()) for row in course.lectures.all()]
    assert found == BY_HAND
    assert (course.first_day, course.last_day) == (STARTS, date(2028, 5, 1))
    assert [(row.first_day, row.last_day) for row in course.breaks.all()] == [
        (OTHER_BREAK.first, OTHER_BREAK.last)
    ]


def test_milestones_move_with_the_weeks_or_keep_their_calendar_date(demo):
    final = demo.milestones.get(kind=MilestoneKind.FINAL)
    zone = demo.zone
    moved = clone(demo)
    assert moved.milestones.get(kind=MilestoneKind.FINAL).due.astimezone(zone) == datetime(
        2028, 4, 26, 23, 59, 59, tzinfo=zone
    )
    pinned = clone(demo, slug="pinned", pinned=frozenset({final.public_id}))
    dues = {row.kind: row.due.astimezone(zone) for row in pinned.milestones.all()}
    assert dues[MilestoneKind.FINAL] == datetime(2028, 5, 1, 23, 59, 59, tzinfo=zone)
    assert dues[MilestoneKind.ABSTRACT] == datetime(2028, 3, 3, 22, 0, tzinfo=zone)


def test_a_milestone_that_keeps_its_date_does_so_unasked(demo):
    final = demo.milestones.get(kind=MilestoneKind.FINAL)
    final.keeps_date = True
    final.save()
    copy = clone(demo).milestones.get(kind=MilestoneKind.FINAL)
    assert copy.due.astimezone(demo.zone).date() == date(2028, 5, 1)
    assert copy.keeps_date


def test_opening_and_closing_keep_their_distance_from_the_due_time(demo):
    abstract = demo.milestones.get(kind=MilestoneKind.ABSTRACT)
    abstract.opens = datetime(2019, 3, 1, 14, tzinfo=UTC)
    abstract.closes = datetime(2019, 3, 20, 3, 59, tzinfo=UTC)  # 23:59 of the 19th, in summer time
    abstract.save()
    copy = clone(demo).milestones.get(kind=MilestoneKind.ABSTRACT)
    assert copy.opens.astimezone(demo.zone) == datetime(2028, 2, 25, 9, tzinfo=demo.zone)
    assert copy.closes.astimezone(demo.zone) == datetime(2028, 3, 14, 23, 59, tzinfo=demo.zone)


# --- What is copied and what is not -----------------------------------------------------------


@pytest.fixture
def full():
    """A course with a row of everything that a clone copies, and of much that it must not."""
    course = factories.CourseFactory(syllabus="Part I", state=CourseState.OPEN)
    tutor = enrolled(course, Role.TUTOR, name="Ada Tutor")
    Membership.objects.filter(user=tutor).update(title="Tutor (geometry)", extra_hours=7)
    CourseLink.objects.create(course=course, title="Forum", url="https://forum.example.edu/")
    pattern = factories.MeetingPatternFactory(course=course, host=tutor)
    factories.MeetingChangeFactory(pattern=pattern)
    factories.BookingFactory(pattern=pattern)
    factories.BreakFactory(course=course)
    lecture = factories.LectureFactory(course=course, day=date(2027, 2, 8), attendance_at=NOW)
    factories.LectureLinkFactory(lecture=lecture)
    link = LectureLink(lecture=lecture, kind="slides", title="File", file_name="a.pdf")
    link.file.save("a.pdf", ContentFile(b"%PDF-1.4 slides"))
    factories.ReferenceFactory(lecture=lecture)
    track = factories.TrackFactory(course=course)
    factories.ResourceFactory(track=track)
    session = factories.TutoringSessionFactory(track=track, day=date(2027, 2, 12))
    session.tutors.add(tutor)
    factories.ReadingFactory(session=session, depth=1)
    factories.QuestionFactory(session=session)
    milestone = factories.MilestoneFactory(course=course, weight=Decimal(40))
    factories.ReminderRuleFactory(milestone=milestone, swept_at=NOW)
    factories.AnnouncementFactory(course=course)
    project, (student, _mate) = team(course)
    handed_in(milestone, project, student)
    OutgoingMail.objects.all().delete()
    return course


def rows_of(course):
    """Everything that hangs under a course, by model name, whoever declares it."""
    found, waiting = {}, [course]
    while waiting:
        row = waiting.pop()
        for relation in row._meta.related_objects:
            if relation.related_model._meta.app_label in {"admin", "authtoken"}:
                continue
            if relation.one_to_many or relation.one_to_one:
                name = relation.field.name
                for below in relation.related_model._base_manager.filter(**{name: row}):
                    seen = found.setdefault(below._meta.label, set())
                    if below.pk not in seen:
                        seen.add(below.pk)
                        if below._meta.label != "courses.User":
                            waiting.append(below)
    return {label: len(keys) for label, keys in found.items()}


# What the clone makes itself: its own trace, its staff and the new term's breaks.
OWN = {
    "courses.AuditEntry",
    "courses.Membership",
    "courses.HistoricalMembership",
    "projects.HistoricalMilestone",
    "schedule.Break",
    "schedule.TutoringSession_tutors",
}


def test_what_the_register_says_is_copied_is_copied_and_nothing_else(full):
    before, after = rows_of(full), rows_of(clone(full))
    copied = {entry.model for entry in REGISTER if entry.clone.startswith(COPIED.split(",")[0])}
    expected = {name: count for name, count in before.items() if name in copied - OWN}
    assert {name: count for name, count in after.items() if name not in OWN} == expected
    assert set(expected) >= {"schedule.Lecture", "schedule.Resource", "projects.ReminderRule"}


def test_a_copy_says_what_its_original_says_and_is_a_row_of_its_own(full):
    course = clone(full)
    assert (course.syllabus, course.time_zone, course.term) == (
        "Part I",
        full.time_zone,
        "Spring 2028",
    )
    for old, new in zip(
        full.lectures.get().references.all(), course.lectures.get().references.all(), strict=True
    ):
        assert (new.title, new.url) == (old.title, old.url)
        assert (new.pk, new.public_id) != (old.pk, old.public_id)
    reading = TutoringSession.objects.get(track__course=course).readings.get()
    assert reading.depth == 1


def test_everything_is_in_draft_and_nothing_has_been_attended(full):
    course = clone(full)
    assert course.state == CourseState.DRAFT
    session = TutoringSession.objects.get(track__course=course)
    assert (session.published_at, session.attendance_at) == (None, None)
    assert course.lectures.get().attendance_at is None
    assert course.milestones.get().reminder_rules.get().swept_at is None


def test_staff_stay_as_they_were_without_anybodys_accommodation(full):
    copy = clone(full).memberships.get()
    assert (copy.user.name, copy.role, copy.title) == ("Ada Tutor", Role.TUTOR, "Tutor (geometry)")
    assert copy.extra_hours == 0


def test_other_staff_can_be_named_and_who_is_no_longer_staff_stands_nowhere(full):
    new = (Person("new@example.edu", "New Person", Role.INSTRUCTOR),)
    course = clone(full, staff=new)
    assert [row.user.email for row in course.memberships.all()] == ["new@example.edu"]
    assert course.meeting_patterns.get().host is None
    assert not TutoringSession.objects.get(track__course=course).tutors.exists()


def test_a_file_is_copied_so_that_removing_one_leaves_the_other(full):
    course = clone(full)
    old, new = (c.lectures.get().links.exclude(file="").get() for c in (full, course))
    assert old.file.name != new.file.name
    with new.file.open() as content:
        assert content.read() == b"%PDF-1.4 slides"


def test_nobody_is_mailed_and_the_source_is_untouched(full):
    full.refresh_from_db()
    before = (full.revision, full.page_version, rows_of(full))
    clone(full)
    full.refresh_from_db()
    assert (full.revision, full.page_version, rows_of(full)) == before
    assert not OutgoingMail.objects.exists()


def test_it_leaves_a_trace_of_who_did_it(full):
    person = factories.UserFactory()
    course = clone(full, by=person)
    entry = AuditEntry.objects.get(verb="clone")
    assert (entry.course, entry.actor, entry.details["source"]) == (course, person, full.public_id)
    assert course.milestones.get().history.get().history_user == person


def test_several_are_made_together_or_not_at_all(full, demo):
    good, bad = plan_of(full, slug="one"), plan_of(demo, slug="two")
    factories.CourseFactory(slug="two")  # somebody was quicker
    files = LectureLink.objects.exclude(file="").count()
    with pytest.raises(CloneRefused):
        copying.clone([good, bad], by=None, now=NOW)
    assert not Course.objects.filter(slug="one").exists()
    assert LectureLink.objects.exclude(file="").count() == files


def test_a_course_without_any_dates_can_be_cloned(db):
    bare = factories.CourseFactory(first_day=None, last_day=None)
    factories.LectureFactory(course=bare)
    course = clone(bare)
    assert course.lectures.get().day is None
    assert course.first_day == STARTS


# --- The rehearsal ------------------------------------------------------------------------------


def line(plan, title):
    [found] = [one for one in plan.lines if title in one.title]
    return found


def test_the_rehearsal_tells_every_date_and_writes_nothing(demo):
    before = Course.objects.count()
    plan = plan_of(demo)
    found = line(plan, "Lec6")
    assert (found.old, found.new) == (date(2019, 3, 11), date(2028, 3, 13))
    titles = {one.title for one in plan.lines}
    assert {"first day", "last day", "Abstract", "Final Project", "Spring break"} <= titles
    assert Course.objects.count() == before


def test_it_flags_holidays_clock_changes_and_what_has_no_break(demo):
    plan = plan_of(demo, off=())
    assert "a holiday: Washington's Birthday" in line(plan, "Lec4").remarks
    assert plan.clock_changes == [date(2028, 3, 12)]
    assert line(plan, "Spring Break").remarks == ("no such break is given for the new term",)


def test_an_hour_that_the_clock_skips_is_flagged(full):
    full.meeting_patterns.update(weekday=6, start=time(2, 30), end=time(4))
    [found] = [one for one in plan_of(full).lines if one.kind == "weekly"]
    assert "2028-03-12" in found.remarks[0]


def test_a_country_of_which_nothing_is_known_has_no_holidays(full):
    full.time_zone = "UTC"
    full.save()
    assert plan_of(full).holidays == {}


# --- The command --------------------------------------------------------------------------------


def run(*arguments, **options):
    call_command("clone_course", *arguments, **options)


def test_the_command_makes_a_draft_and_tells_every_date(demo, capsys):
    run(
        demo.slug,
        "again",
        "--starts",
        "2028-01-24",
        "--break",
        "2028-03-06 2028-03-12 Spring break",
    )
    told = capsys.readouterr().out
    assert "Mon 11 Mar 2019 → Mon 13 Mar 2028" in told
    assert "The clock is set on Sun 12 Mar 2028." in told
    assert Course.objects.get(slug="again").state == CourseState.DRAFT


def test_the_command_rehearses(demo, capsys):
    run(demo.slug, "again", "--starts", "2028-01-24", "--dry-run")
    assert "→" in capsys.readouterr().out
    assert not Course.objects.filter(slug="again").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere", "again", "--starts", "2028-01-24"),
        ("{demo}", "a b", "--starts", "2028-01-24"),
        ("{demo}", "{demo}", "--starts", "2028-01-24"),
        ("{demo}", "again", "--starts", "2/30"),
        ("{demo}", "again", "--starts", "2028-01-24", "--break", "next week"),
        ("{demo}", "again", "--starts", "2028-01-24", "--break", "2028-03-12 2028-03-06 x"),
        ("{demo}", "again", "--starts", "2028-01-24", "--break", "2028-02-30"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(demo, arguments):
    count = Course.objects.count()
    with pytest.raises(CommandError) as told:
        run(*(one.format(demo=demo.slug) for one in arguments))
    assert "\n" not in str(told.value)
    assert Course.objects.count() == count


# --- The page -----------------------------------------------------------------------------------


def form(*courses, **changes):
    data = {
        "breaks": "2028-03-06 2028-03-12 Spring break",
        "form-TOTAL_FORMS": str(len(courses)),
        "form-INITIAL_FORMS": str(len(courses)),
    }
    for number, course in enumerate(courses):
        data |= {
            f"form-{number}-wanted": "on",
            f"form-{number}-source": course.slug,
            f"form-{number}-slug": f"{course.slug}-2028",
            f"form-{number}-starts": "2028-01-24",
            f"form-{number}-instructors": "Ada Example <ada@example.edu>",
        }
    return data | changes


def told_by(answer):
    html = answer.content.decode()
    return html.partition('name="told" value="')[2].partition('"')[0]


def test_a_department_admin_rehearses_and_then_makes_many(client, demo, full, boss):
    full.department = demo.department
    full.save()
    client.force_login(boss)
    rehearsed = client.post("/bulk/clone/", form(demo, full))
    html = rehearsed.content.decode()
    assert "Mon 13 Mar 2028</time>" in html
    assert "Make 2 drafts" in html
    assert not Course.objects.filter(slug__endswith="-2028").exists()
    client.post("/bulk/clone/", form(demo, full, told=told_by(rehearsed), make="yes"))
    made = Course.objects.filter(slug__endswith="-2028")
    assert {course.memberships.get().user.email for course in made} == {"ada@example.edu"}


def test_what_has_changed_since_the_rehearsal_is_shown_before_it_is_made(client, demo, boss):
    client.force_login(boss)
    told = told_by(client.post("/bulk/clone/", form(demo)))
    demo.lectures.first().save()
    answer = client.post("/bulk/clone/", form(demo, told=told, make="yes"))
    assert answer.status_code == 409
    assert "Something has changed since the rehearsal" in answer.content.decode()
    assert not Course.objects.filter(slug__endswith="-2028").exists()


def test_a_milestone_is_pinned_in_the_rehearsal(client, demo, boss):
    client.force_login(boss)
    told = told_by(client.post("/bulk/clone/", form(demo)))
    final = demo.milestones.get(kind=MilestoneKind.FINAL)
    pinned = form(demo, told=told, pin=final.public_id)
    again = client.post("/bulk/clone/", pinned)
    assert "Mon 1 May 2028</time>, 23:59" in again.content.decode()
    client.post("/bulk/clone/", pinned | {"told": told_by(again), "make": "yes"})
    copy = Course.objects.get(slug__endswith="-2028").milestones.get(kind=MilestoneKind.FINAL)
    assert copy.due.astimezone(demo.zone).date() == date(2028, 5, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"form-0-slug": ""},
        {"form-0-slug": "a b"},
        {"form-0-starts": "soon"},
        {"form-0-instructors": "nobody"},
        {"form-0-wanted": ""},
        {"breaks": "next week"},
        {"breaks": "x" * 5000},
        {"form-TOTAL_FORMS": "x"},
        {"form-0-slug": "next-\x00"},
    ],
)
def test_a_bad_form_is_told_and_makes_nothing(client, demo, boss, changes):
    client.force_login(boss)
    answer = client.post("/bulk/clone/", form(demo, **changes))
    assert answer.status_code == 422
    assert Course.objects.count() == 1


def test_a_course_of_another_department_is_not_there(client, demo, boss):
    client.force_login(boss)
    answer = client.post("/bulk/clone/", form(factories.CourseFactory()))
    assert answer.status_code == 404


def test_the_table_begins_with_the_staff_of_each_course(
    client, demo, boss, django_assert_num_queries
):
    client.force_login(boss)
    html = client.get(f"/bulk/clone/?course={demo.slug}").content.decode()
    tutors = demo.memberships.filter(role=Role.TUTOR)
    assert all(row.user.email in html for row in tutors)


@pytest.mark.parametrize("count", [1, 30])
def test_the_table_takes_as_many_queries_with_1_course_as_with_30(
    client, count, django_assert_num_queries
):
    boss, department = factories.UserFactory(), factories.DepartmentFactory()
    department.admins.add(boss)
    for _ in range(count):
        enrolled(factories.CourseFactory(department=department), Role.TUTOR)
    client.force_login(boss)
    with django_assert_num_queries(8):
        client.get("/bulk/clone/")
