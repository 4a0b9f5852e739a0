"""The course page: whole for a visitor, and never more than the reader may see."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from courseapp.courses.models import CourseLink, CourseState, Role, Visibility
from schedule.models import LectureKind, LinkKind, MeetingKind, Weekday
from tests import actors, factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture(autouse=True)
def _wednesday_in_march(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def course():
    return factories.CourseFactory(
        code="CSCI-GA 3033",
        institution="NYU",
        title="Mathematics of Deep Learning",
        description="The geometry behind *deep* networks.",
        syllabus="Part I: $W_2(\\mu, \\nu)$",
        prerequisites="Linear algebra",
        grading="Abstract and paper",
        page_text="Late work is late",
    )


def page(client, course, status=200):
    response = client.get(course.get_absolute_url())
    assert response.status_code == status
    return response.content.decode()


def words(html):
    """The text of a page without its tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace(" , ", ", ")


# --- What a visitor reads ------------------------------------------------------------------------


def test_a_visitor_reads_what_the_course_is(client, course):
    text = words(page(client, course))
    for expected in (
        "CSCI-GA 3033 · NYU · Spring 2027",
        "Mathematics of Deep Learning",
        "The geometry behind deep networks.",
        "Linear algebra",
        "Abstract and paper",
        "Late work is late",
    ):
        assert expected in text
    assert "<math" in page(client, course)


def test_a_visitor_reads_when_and_where(client, course):
    factories.MeetingPatternFactory(course=course, place="CIWW 102")
    factories.MeetingPatternFactory(
        course=course, kind=MeetingKind.TUTORING, weekday=Weekday.FRIDAY, optional=True, place="101"
    )
    text = words(page(client, course))
    assert "Mondays 19:10–21:00, CIWW 102" in text
    assert "Fridays 19:10–21:00 Tutoring, 101, optional" in text


def test_a_visitor_reads_what_happens_this_week_and_what_is_due(client, course):
    factories.MeetingPatternFactory(course=course)
    factories.LectureFactory(course=course, day=date(2027, 3, 8), title="Transport", label="Lec6")
    factories.MilestoneFactory(course=course, title="The abstract", min_references=10)
    week = words(page(client, course).partition('class="week"')[2].partition("</section>")[0])
    assert "Mon 8 Mar – Sun 14 Mar" in week
    assert "Mon 8 Mar, 19:10–21:00 Transport Lec6" in week
    assert "Due in 5 days · Mon 15 Mar, 23:59 New York The abstract" in week
    assert "at least 10 references" in week


def test_lectures_have_speaker_links_and_references(client, course):
    lecture = factories.LectureFactory(
        course=course,
        kind=LectureKind.GUEST,
        title="Generalisation with $n$ samples",
        speaker="Ada Example",
        affiliation="Sample Lab",
        week=3,
        day=date(2027, 2, 15),
    )
    factories.LectureLinkFactory(lecture=lecture, url="https://example.edu/lec.pdf")
    for number in range(3):
        factories.ReferenceFactory(lecture=lecture, title=f"Paper {number}", remark="2019")
    html = page(client, course)
    assert "Guest lecture Generalisation with" in words(html)
    assert "Ada Example, Sample Lab" in words(html)
    assert 'href="https://example.edu/lec.pdf"' in html
    assert "3 references" in words(html)
    assert html.index("Paper 0") < html.index("Paper 1") < html.index("Paper 2")


def test_a_link_to_the_references_stands_with_them_and_is_not_said_twice(client, course):
    for number in (1, 2):
        lecture = factories.LectureFactory(course=course, day=date(2027, 2, number))
        link = f"https://example.edu/refs#lec{number}"
        factories.LectureLinkFactory(lecture=lecture, title="References", url=link)
    factories.ReferenceFactory(lecture=lecture)
    html = page(client, course)
    assert html.count('href="https://example.edu/refs#lec1"') == 1
    assert ">References</a>" in html  # of the lecture whose list is not known
    assert html.count('href="https://example.edu/refs#lec2"') == 1
    assert 'refs#lec2" rel="noopener">Where the list comes from</a>' in html


def test_breaks_stand_in_the_list_where_they_fall(client, course):
    for day, title in ((date(2027, 3, 8), "Before"), (date(2027, 3, 22), "After")):
        factories.LectureFactory(course=course, day=day, title=title)
    factories.BreakFactory(course=course, title="Pause of spring")
    lectures = page(client, course).partition('class="lectures')[2]
    assert lectures.index("Before") < lectures.index("Pause of spring") < lectures.index("After")


def test_tutoring_shows_nested_readings_and_questions(client, course):
    track = factories.TrackFactory(
        course=course, name="NeuralODE", document_url="https://example.edu/d"
    )
    session = factories.TutoringSessionFactory(
        track=track, number=5, title="Adjoints", motivation="An efficient $\\nabla$"
    )
    session.tutors.add(factories.UserFactory(name="Luca Sample"))
    factories.ReadingFactory(session=session, text="Chapter 8", position=0)
    factories.ReadingFactory(session=session, text="only pages 1–4", position=1, depth=1)
    factories.ReadingFactory(session=session, text="Notes", required=False)
    factories.QuestionFactory(session=session, text="What is the adjoint of $A$?")
    html = page(client, course)
    text = words(html)
    assert "Class 5 · Adjoints" in text
    assert "Luca Sample" in text
    assert "https://example.edu/d" in html
    assert "Required reading Chapter 8 only pages 1–4 Optional reading Notes Questions" in text
    assert re.search(r"Chapter 8</p>\s*</div>\s*<ul><li>.*only pages", html, re.DOTALL)


def test_a_draft_of_a_session_or_announcement_is_not_shown(client, course):
    track = factories.TrackFactory(course=course)
    session = factories.TutoringSessionFactory(track=track, title="Hidden", published_at=None)
    factories.ReadingFactory(session=session, text="Hidden reading")
    factories.AnnouncementFactory(course=course, title="Hidden news", published_at=None)
    shown = factories.AnnouncementFactory(course=course, title="News", body="In **room 9**")
    html = page(client, course)
    assert "Hidden" not in html
    assert shown.title in html
    assert "<strong>room 9</strong>" in html


def test_milestones_have_due_time_with_zone_and_weight(client, course):
    factories.MilestoneFactory(course=course, title="Paper", weight=40)
    factories.MilestoneFactory(course=course, title="Review", due=None)
    text = words(page(client, course))
    assert "Paper 40 % Mon 15 Mar, 23:59 New York" in text
    assert "Review The date is not set yet." in text


def test_links_of_the_course_are_listed(client, course):
    CourseLink.objects.create(course=course, title="Forum", url="https://forum.example.edu/x")
    assert 'href="https://forum.example.edu/x"' in page(client, course)


def test_the_ribbon_has_a_name_in_words(client, course):
    assert 'role="img" aria-label="The term: 15 weeks from 1 February to 10 May.' in page(
        client, course
    )


def test_the_page_has_one_main_heading_landmarks_and_a_skip_link(client, course):
    html = page(client, course)
    assert html.count("<h1") == 1
    assert '<a class="skip" href="#main">' in html
    assert '<main id="main"' in html
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_accent_is_a_class_of_the_closed_list(client, course):
    course.hue = 359
    course.save()
    assert 'class="hue-0"' in page(client, course)


def test_nothing_is_inline_and_nothing_runs(client, course):
    html = page(client, course)
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", html)


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "[x](javascript:alert(1))"])
def test_what_people_typed_is_harmless_everywhere(client, course, hostile):
    for field in ("title", "description", "syllabus", "grading", "prerequisites", "page_text"):
        setattr(course, field, hostile)
    course.save()
    lecture = factories.LectureFactory(
        course=course, title=hostile, label=hostile[:40], speaker=hostile, remark=hostile
    )
    factories.ReferenceFactory(lecture=lecture, title=hostile, remark=hostile, group=hostile)
    factories.MilestoneFactory(course=course, title=hostile)
    html = page(client, course)
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_past_weeks_are_folded_and_within_reach(client, course):
    for number, day in enumerate((8, 15, 22)):
        factories.LectureFactory(course=course, day=date(2027, 2, day), title=f"Past {number}")
    now = factories.LectureFactory(course=course, day=date(2027, 3, 8), title="This week")
    html = page(client, course)
    folded = html.partition('<details class="past-weeks">')[2].partition("</details>")[0]
    assert "Past weeks (3)" in folded
    assert "Past 2" in folded
    assert "This week" not in folded
    assert f'id="lecture-{now.public_id}"' in html
    assert f'href="{now.get_absolute_url()}"' in html


def test_after_the_term_its_weeks_stand_open(client, course, time_machine):
    factories.LectureFactory(course=course, day=date(2027, 2, 8))
    time_machine.move_to(NOW + timedelta(weeks=30), tick=False)
    assert '<details class="past-weeks" open>' in page(client, course)


# --- Empty and large -----------------------------------------------------------------------------


def test_a_course_of_which_nothing_is_known_has_a_page(client):
    bare = factories.CourseFactory(first_day=None, last_day=None, term="", code="")
    html = page(client, bare)
    assert "No lectures are listed yet." in html
    assert "This week" not in html
    assert "<svg" not in html


def test_lectures_without_days_are_listed_in_order(client):
    bare = factories.CourseFactory(first_day=None, last_day=None)
    for number in (2, 1, 3):
        factories.LectureFactory(course=bare, position=number, title=f"Topic {number}")
    html = page(client, bare)
    assert html.index("Topic 1") < html.index("Topic 2") < html.index("Topic 3")


@pytest.mark.parametrize("rows", [1, 40])
def test_a_page_that_is_not_kept_takes_twelve_queries(
    client, course, rows, django_assert_num_queries
):
    track = factories.TrackFactory(course=course)
    for number in range(rows):
        lecture = factories.LectureFactory(course=course, day=date(2027, 3, 1))
        factories.LectureLinkFactory(lecture=lecture)
        factories.ReferenceFactory(lecture=lecture)
        session = factories.TutoringSessionFactory(track=track, number=number)
        session.tutors.add(factories.UserFactory())
        factories.ReadingFactory(session=session)
        factories.QuestionFactory(session=session)
        factories.AnnouncementFactory(course=course)
        factories.MeetingPatternFactory(course=course, host=factories.UserFactory())
        factories.MilestoneFactory(course=course)
        actors.enrolled(course, Role.TUTOR)
    with django_assert_num_queries(12):
        page(client, course)


# --- Who sees what -------------------------------------------------------------------------------


def test_recordings_and_video_links_are_for_whom_the_course_says(client, course):
    lecture = factories.LectureFactory(course=course, day=date(2027, 3, 8))
    factories.LectureLinkFactory(
        lecture=lecture, kind=LinkKind.RECORDING, title="Tape", url="https://v.example.edu/rec"
    )
    factories.MeetingPatternFactory(course=course, video_url="https://v.example.edu/call")
    CourseLink.objects.create(
        course=course, title="Zoom", url="https://v.example.edu/own-call", is_video_call=True
    )
    student, stranger = actors.enrolled(course), factories.UserFactory()
    shown = {
        Visibility.PUBLIC: (True, True, True),
        Visibility.SIGNED_IN: (False, True, True),
        Visibility.MEMBERS: (False, False, True),
    }
    for visibility, expected in shown.items():
        course.refresh_from_db()
        course.recording_visibility = course.video_visibility = visibility
        course.save()
        for person, linked in zip((None, stranger, student), expected, strict=True):
            client.logout()
            if person:
                client.force_login(person)
            html = page(client, course)
            found = [f"v.example.edu/{end}" in html for end in ("rec", "call", "own-call")]
            assert found == [linked] * 3
            assert "Tape" in html
    client.logout()
    assert "sign in for the link" in words(page(client, course))


def test_addresses_of_staff_are_for_members_alone(client, course):
    staff = actors.enrolled(course, Role.INSTRUCTOR, name="Joan Sample", email="joan@example.edu")
    assert staff.name in page(client, course)
    assert "joan@example.edu" not in page(client, course)
    client.force_login(factories.UserFactory())
    assert "joan@example.edu" not in page(client, course)
    client.force_login(actors.enrolled(course))
    assert 'href="mailto:joan@example.edu"' in page(client, course)


def test_students_are_not_named(client, course):
    student = actors.enrolled(course, name="Ana Student")
    factories.MembershipFactory(
        course=course, user=factories.UserFactory(name="Olga"), role=Role.OBSERVER
    )
    dropped = actors.enrolled(course, Role.TUTOR, name="Gone Tutor")
    dropped.memberships.update(active=False, left_at=NOW)
    html = page(client, course)
    assert not any(name in html for name in (student.name, "Olga", "Gone Tutor"))


def test_a_draft_is_seen_by_its_staff_with_a_banner(client, course):
    course.state = CourseState.DRAFT
    course.save()
    page(client, course, 404)
    client.force_login(actors.enrolled(course))
    page(client, course, 404)
    client.force_login(actors.enrolled(course, Role.TUTOR))
    assert "A draft: only the staff" in page(client, course)


@pytest.mark.parametrize("visibility", [Visibility.MEMBERS, Visibility.SIGNED_IN])
def test_a_visitor_of_a_course_that_is_not_public_is_asked_to_sign_in(client, course, visibility):
    course.page_visibility = visibility
    course.save()
    url = course.get_absolute_url()
    assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


def test_a_stranger_finds_no_members_only_course(client, course):
    course.page_visibility = Visibility.MEMBERS
    course.save()
    client.force_login(factories.UserFactory())
    page(client, course, 404)
    client.force_login(actors.enrolled(course))
    page(client, course)


def test_a_course_that_is_not_there_is_not_found(client):
    assert client.get("/courses/nowhere/").status_code == 404


def test_only_reading_is_allowed(client, course):
    assert client.post(course.get_absolute_url()).status_code == 405


def test_an_archived_course_says_so(client, course):
    course.state = CourseState.ARCHIVED
    course.save()
    assert "This course is over." in page(client, course)


def test_a_student_with_more_time_sees_their_own_due_time_and_nobody_else_does(client, course):
    project, (ana, _) = actors.team(course)
    milestone = factories.MilestoneFactory(course=course, weight=20)
    factories.ExtensionFactory(
        milestone=milestone, project=project, due=milestone.due + timedelta(days=2)
    )
    other = actors.enrolled(course)
    client.force_login(ana)
    assert "Wed 17 Mar, 23:59 New York · your own due time" in words(page(client, course))
    for person in (other, actors.enrolled(course, Role.TUTOR)):
        client.force_login(person)
        assert "your own due time" not in page(client, course)
        assert "Mon 15 Mar, 23:59" in words(page(client, course))


def test_the_bar_leads_each_person_to_their_places(client, course):
    def bar():
        html = page(client, course)
        return words(html[html.index("<header") : html.index("</header>")])

    title = course.title
    assert bar() == f"Courses {title} Schedule Sign in"
    client.force_login(actors.enrolled(course))
    assert bar() == f"Courses {title} Schedule Our project Dashboard Sign out"
    client.force_login(actors.enrolled(course, Role.TUTOR))
    assert bar() == f"Courses {title} Schedule Staff Dashboard Admin Sign out"


def test_the_way_to_sign_in_leads_back(client, course):
    assert f'href="/accounts/login/?next={course.get_absolute_url()}"' in page(client, course)


def test_the_day_is_that_of_the_courses_zone(client, course, time_machine):
    time_machine.move_to(
        datetime(2027, 3, 15, 3, 30, tzinfo=UTC), tick=False
    )  # Sunday evening there
    assert "Mon 8 Mar – Sun 14 Mar" in words(page(client, course))
    time_machine.move_to(datetime(2027, 3, 15, 4, 30, tzinfo=UTC), tick=False)
    assert "Mon 15 Mar – Sun 21 Mar" in words(page(client, course))
