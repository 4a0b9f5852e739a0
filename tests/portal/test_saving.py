"""The laws of an import: twice is once, people's words stay, and nouns are found again."""

import copy
import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.apps import apps
from django.core import serializers
from hypothesis import given
from hypothesis import strategies as st

from courseapp.courses.models import AuditEntry, Course, CourseState, Department, Membership, User
from courseapp.mail.models import OutgoingMail
from courseapp.portal.importing.page import (
    CourseFacts,
    CoursePage,
    Lecture,
    LectureKind,
    Link,
    Meeting,
    MeetingKind,
    Milestone,
    MilestoneKind,
    Person,
    Reading,
    Reference,
    Role,
    Session,
    Track,
    Weekday,
)
from courseapp.portal.importing.saving import kinds
from courseapp.portal.importing.saving.matching import pair
from courseapp.portal.importing.saving.whole_page import ImportRefused, Saved, save_page
from courseapp.portal.models import ImportedNoun
from projects.models import Milestone as MilestoneRow
from projects.models import ReminderRule
from schedule.models import (
    Break,
    LectureLink,
    MeetingPattern,
    Question,
    Resource,
    TutoringSession,
)
from schedule.models import Lecture as LectureRow
from schedule.models import Reading as ReadingRow
from schedule.models import Reference as ReferenceRow
from schedule.models import Track as TrackRow
from tests import factories

NOW = factories.NOW
pytestmark = pytest.mark.django_db


# --- A page -----------------------------------------------------------------------------------


def a_lecture(position, title, *, day=None, label="", line=0, **fields):
    return Lecture(
        **{
            "position": position,
            "week": position,
            "day": day or date(2027, 1, 25) + timedelta(weeks=position - 1),
            "kind": LectureKind.LECTURE,
            "label": label or f"Lec{position}",
            "title": title,
            "speaker": "",
            "affiliation": "",
            "slides": (),
            "recordings": (),
            "notes": (),
            "references": (),
            "remark": "",
            "line": line or 40 + position,
            **fields,
        }
    )


def a_reading(text, *, required=True, **fields):
    values = {"title": text, "url": "", "which_part": "", "remark": "", "group": ""}
    return Reading(required=required, text=text, **{**values, **fields})


def a_session(number, title, **fields):
    values = {"day": None, "motivation": "", "required": (), "optional": (), "questions": ()}
    return Session(number=number, title=title, line=70 + number, **{**values, **fields})


def a_milestone(kind, title, **fields):
    values = {
        "due": None,
        "instructions": "",
        "min_pages": None,
        "max_pages": None,
        "min_references": None,
        "weight": None,
        "line": 30,
    }
    return Milestone(kind=kind, title=title, **{**values, **fields})


FACTS = CourseFacts(
    slug="geometry",
    code="XX 1",
    title="Geometry of Learning",
    institution="Example University",
    term="Spring 27",
    year=2027,
    timezone="America/New_York",
    first_day=date(2027, 1, 25),
    last_day=date(2027, 3, 8),
    description="",
    syllabus="*Everything* about $x$.",
    prerequisites="Analysis.",
    grading="A project.",
    page_text="",
)
ADA = Person("Ada Lovelace", "ada@example.edu", Role.INSTRUCTOR, "Lecturer", 10)
TIM = Person("Tim Tutor", "tim@example.edu", Role.TUTOR, "", 11)
LECTURES = (
    a_lecture(
        1,
        "The curse of dimensionality",
        references=(
            Reference("A book", "https://example.edu/book", "by somebody", "Main"),
            Reference("A paper", "https://example.edu/paper", "", "Further"),
        ),
    ),
    a_lecture(2, "Scattering transforms", slides=(Link("Slides", "https://example.edu/2.pdf"),)),
    a_lecture(3, "Graph networks", notes=(Link("Notes", "https://example.edu/3.ipynb"),)),
    a_lecture(4, "", kind=LectureKind.GUEST, label="", speaker="Grace Hopper", affiliation="Navy"),
    a_lecture(5, "Spring Break", kind=LectureKind.BREAK, label=""),
    a_lecture(6, "Stochastic optimisation", label="Lec4"),
    a_lecture(7, "Landscapes", label="Lec5"),
)
PAGE = CoursePage(
    course=FACTS,
    staff=(ADA, TIM),
    meetings=(
        Meeting(
            MeetingKind.LECTURE, Weekday.MONDAY, time(19, 10), time(21), "102", False, "", "", 5
        ),
        Meeting(
            MeetingKind.OFFICE_HOURS,
            Weekday.TUESDAY,
            time(16),
            time(18),
            "612",
            False,
            "",
            "Tutor",
            6,
        ),
    ),
    lectures=LECTURES,
    tracks=(
        Track(
            "Neural ODEs",
            "https://example.edu/doc",
            (
                a_session(2, "Residual networks", motivation="Why?", questions=("Is $x = y$?",)),
                a_session(
                    1,
                    "Numerical solution",
                    required=(
                        a_reading(
                            "[Book](https://example.edu/b) 1-4", children=(a_reading("More"),)
                        ),
                    ),
                    optional=(a_reading("A post", required=False, group="Posts"),),
                ),
            ),
        ),
    ),
    milestones=(
        a_milestone(MilestoneKind.ABSTRACT, "Abstract", max_pages=2, weight=30),
        a_milestone(
            MilestoneKind.FINAL,
            "Final project",
            due=datetime(2027, 5, 2, 3, 59, 59, tzinfo=UTC),
            instructions="By May 1st.",
        ),
    ),
    links=(Link("Forum", "https://example.edu/forum"),),
    notes=(),
)


def imported(page: CoursePage = PAGE, **options) -> Saved:
    return save_page(page, by=None, now=NOW, **options)


def with_lectures(*lectures: Lecture) -> CoursePage:
    numbered = (replace(lecture, position=n, week=n) for n, lecture in enumerate(lectures, 1))
    return replace(PAGE, lectures=tuple(numbered))


def whole_database() -> dict[str, list]:
    """Every row of every table, history and revisions included."""
    return {
        model._meta.label: json.loads(
            serializers.serialize("json", model._base_manager.order_by("pk"))
        )
        for model in apps.get_models(include_auto_created=True)
    }


# --- What is written --------------------------------------------------------------------------


def test_the_page_becomes_a_course():
    saved = imported()
    course = saved.course
    assert (course.slug, course.title, course.state) == ("geometry", FACTS.title, CourseState.OPEN)
    assert course.department.name == "Example University"
    assert course.time_zone == "America/New_York"
    assert [link.url for link in course.links.all()] == ["https://example.edu/forum"]
    staff = Membership.objects.staff().filter(course=course)
    assert [(one.user.email, one.role, one.shown_title) for one in staff] == [
        ("ada@example.edu", "instructor", "Lecturer"),
        ("tim@example.edu", "tutor", "tutor"),
    ]
    assert not User.objects.get(email="ada@example.edu").has_usable_password()
    assert not saved.notes


def test_lectures_come_with_links_and_references_in_order():
    imported()
    rows = LectureRow.objects.all()
    assert [row.title for row in rows] == [lecture.title for lecture in LECTURES]
    assert rows[3].speaker == "Grace Hopper"
    assert [link.kind for link in LectureLink.objects.order_by("lecture")] == ["slides", "notes"]
    references = ReferenceRow.objects.filter(lecture=rows[0])
    assert [(one.title, one.group, one.remark) for one in references] == [
        ("A book", "Main", "by somebody"),
        ("A paper", "Further", ""),
    ]


def test_a_spring_break_is_a_week_and_stays_in_the_list():
    imported()
    off = Break.objects.get()
    assert (off.first_day, off.last_day) == (date(2027, 2, 22), date(2027, 2, 28))
    assert LectureRow.objects.filter(kind="break").count() == 1


def test_a_holiday_is_a_day():
    imported(with_lectures(a_lecture(1, "Presidents' Day", kind=LectureKind.BREAK, label="")))
    off = Break.objects.get()
    assert off.first_day == off.last_day == date(2027, 1, 25)


def test_sessions_are_published_with_readings_that_hang_under_readings():
    imported()
    first, second = TutoringSession.objects.order_by("number")
    assert first.published_at == NOW
    assert [(one.text, one.required, one.depth) for one in first.readings.all()] == [
        ("[Book](https://example.edu/b) 1-4", True, 0),
        ("More", True, 1),
        ("Posts: A post", False, 0),
    ]
    assert [one.text for one in second.questions.all()] == ["Is $x = y$?"]


def test_milestones_come_with_reminder_rules_and_the_final_wants_a_file():
    imported()
    abstract, final = MilestoneRow.objects.order_by("pk")
    assert (abstract.due, abstract.max_pages, abstract.weight) == (None, 2, 30)
    assert final.due == datetime(2027, 5, 2, 3, 59, 59, tzinfo=UTC)
    assert (abstract.needs_file, final.needs_file) == (False, True)
    assert ReminderRule.objects.filter(milestone=final).count() == 3


def test_office_hours_know_their_host():
    imported()
    hours = MeetingPattern.objects.get(kind="office_hours")
    assert (hours.host.email, hours.weekday) == ("tim@example.edu", 1)


def test_nobody_is_mailed():
    imported()
    assert not OutgoingMail.objects.exists()


def test_who_has_no_address_gets_no_account_but_stands_in_the_text():
    nobody = Person("Paul Nobody", "", Role.TUTOR, "TA", 12)
    saved = imported(replace(PAGE, staff=(ADA, nobody)))
    assert [note.line for note in saved.notes] == [12]
    assert "TA: Paul Nobody" in saved.course.page_text
    assert User.objects.count() == 1


def test_a_meeting_without_hours_stands_in_the_text():
    unknown = Meeting(
        MeetingKind.TUTORING, Weekday.FRIDAY, time(11), None, "101", False,
        "https://example.edu/video", "", 7,
    )  # fmt: skip
    saved = imported(replace(PAGE, meetings=(unknown,)))
    assert not MeetingPattern.objects.exists()
    assert [note.line for note in saved.notes] == [7]
    assert "Friday, 11:00, 101, <https://example.edu/video>" in saved.course.page_text


def test_what_is_too_long_is_cut_and_told():
    saved = imported(with_lectures(a_lecture(1, "x" * 400)))
    assert len(LectureRow.objects.get().title) == 300
    assert [note.line for note in saved.notes] == [41]


def test_a_link_that_would_run_code_is_not_kept():
    bad = Link("Slides", "javascript:alert(1)")
    saved = imported(with_lectures(a_lecture(1, "One", slides=(bad,))))
    assert not LectureLink.objects.exists()
    assert [note.line for note in saved.notes] == [41]


def test_two_tracks_of_one_name_and_two_classes_of_one_number_are_kept_apart():
    twice = Track("Same", "", (a_session(1, "First"), a_session(1, "Another")))
    page = replace(PAGE, tracks=(twice, Track("Same", "", ())))
    imported(page)
    assert list(TrackRow.objects.values_list("name", flat=True)) == ["Same", "Same (2)"]
    assert set(TutoringSession.objects.values_list("number", flat=True)) == {1, None}
    before = whole_database()
    imported(page)
    assert whole_database() == before


def test_a_dry_run_tells_the_same_and_writes_nothing():
    before = whole_database()
    saved = imported(dry_run=True)
    assert saved.created["lectures"] == 7
    assert whole_database() == before


def test_the_only_department_is_taken():
    only = factories.DepartmentFactory()
    assert imported().course.department == only


def test_of_several_departments_the_one_of_the_institution_is_taken():
    factories.DepartmentFactory()
    factories.DepartmentFactory()
    own = factories.DepartmentFactory(name="Example University", slug="example-university")
    assert imported().course.department == own
    assert Department.objects.count() == 3


# --- Twice ------------------------------------------------------------------------------------


def test_the_same_page_twice_changes_nothing_at_all():
    imported()
    before = whole_database()
    saved = imported()
    assert not saved.wrote
    assert not saved.notes
    assert whole_database() == before


@pytest.mark.parametrize("count", [1, 30])
def test_an_unchanged_page_is_compared_in_a_fixed_number_of_queries(
    count, django_assert_num_queries
):
    page = with_lectures(*(a_lecture(n, f"About {n} things") for n in range(1, count + 1)))
    imported(page)
    with django_assert_num_queries(22):
        imported(page)


def test_one_changed_word_raises_one_revision_and_turns_the_page_once():
    course = imported().course
    imported(with_lectures(*LECTURES[:6], replace(LECTURES[6], title="Landscapes of loss")))
    course.refresh_from_db()
    rows = LectureRow.objects.filter(course=course)
    assert [row.revision for row in rows] == [1, 1, 1, 1, 1, 1, 2]
    assert rows[6].title == "Landscapes of loss"
    assert AuditEntry.objects.filter(verb="import").count() == 2


def test_a_changed_course_never_turns_its_page_back():
    version = imported().course.page_version
    page = replace(PAGE, course=replace(FACTS, grading="Two projects."), links=())
    assert imported(page).course.page_version > version


# --- What people did --------------------------------------------------------------------------


def test_what_people_edited_is_kept_and_told():
    imported()
    row = LectureRow.objects.get(label="Lec3")
    row.title = "Graphs, by hand"
    row.save()
    saved = imported(
        with_lectures(*LECTURES[:2], replace(LECTURES[2], title="Graph nets"), *LECTURES[3:])
    )
    row.refresh_from_db()
    assert row.title == "Graphs, by hand"
    assert [(note.line, "Graph nets" in note.reason) for note in saved.notes] == [(43, True)]
    assert saved.kept == {"lectures": 1}


def test_an_edit_is_told_also_when_the_page_is_the_same():
    imported()
    row = LectureRow.objects.get(label="Lec3")
    row.title = "Graphs, by hand"
    row.save()
    before = whole_database()
    saved = imported()
    assert [note.text for note in saved.notes] == ["Lec3 Graph networks"]
    assert whole_database() == before


def test_other_fields_of_an_edited_noun_still_follow_the_page():
    imported()
    row = LectureRow.objects.get(label="Lec3")
    row.title = "Graphs, by hand"
    row.save()
    moved = replace(LECTURES[2], day=date(2027, 2, 10))
    imported(with_lectures(*LECTURES[:2], moved, *LECTURES[3:]))
    row.refresh_from_db()
    assert (row.title, row.day) == ("Graphs, by hand", date(2027, 2, 10))


def test_saving_a_form_without_an_edit_is_no_edit():
    imported(replace(PAGE, course=replace(FACTS, grading="One.\n\nTwo.")))
    course = Course.objects.get()
    course.grading = "One.\r\n\r\nTwo.\r\n"
    course.save()
    saved = imported(replace(PAGE, course=replace(FACTS, grading="Three.")))
    assert saved.course.grading == "Three."
    assert not saved.notes


def test_what_people_deleted_stays_deleted_and_is_told_once():
    imported()
    LectureRow.objects.get(label="Lec1").delete()
    saved = imported()
    assert [note.text for note in saved.notes] == ["Lec1 The curse of dimensionality"]
    assert not LectureRow.objects.filter(label="Lec1").exists()
    assert not ReferenceRow.objects.exists()
    before = whole_database()
    assert not imported().notes
    assert whole_database() == before


def test_what_left_the_page_is_kept_and_told():
    imported()
    saved = imported(with_lectures(*LECTURES[1:]))
    assert LectureRow.objects.filter(label="Lec1").exists()
    assert [note.text for note in saved.notes] == ["Lec1 The curse of dimensionality"]
    assert saved.notes[0].line is None


def test_what_people_added_is_left_alone():
    course = imported().course
    own = factories.LectureFactory(course=course, title="Recap before the exam", position=3)
    imported(with_lectures(*LECTURES[:5], replace(LECTURES[5], title="SGD")))
    own.refresh_from_db()
    assert (own.title, own.position, own.revision) == ("Recap before the exam", 3, 1)


def test_what_people_added_first_is_not_added_again_by_the_page():
    course = imported(replace(PAGE, tracks=())).course
    own = factories.TrackFactory(course=course, name="Neural ODEs", document_url="")
    imported()
    assert TrackRow.objects.get() == own
    own.refresh_from_db()
    assert own.document_url == "https://example.edu/doc"


def test_who_left_the_staff_is_not_taken_back_in():
    course = imported().course
    member = Membership.objects.get(user__email="tim@example.edu")
    member.active, member.left_at = False, NOW
    member.save()
    imported(replace(PAGE, links=()))
    member.refresh_from_db()
    assert not member.active
    assert course.memberships.count() == 2


def test_an_archived_course_is_refused():
    course = imported().course
    course.state = CourseState.ARCHIVED
    course.save()
    before = whole_database()
    with pytest.raises(ImportRefused):
        imported(replace(PAGE, links=()))
    assert whole_database() == before


def test_an_import_into_a_course_made_by_hand_fills_what_is_empty_and_keeps_the_rest():
    hand = factories.CourseFactory(
        slug="geometry", title="My own title", description="", grading=""
    )
    saved = imported()
    assert (saved.course, saved.course.title, saved.course.grading) == (
        hand, "My own title", "A project.",
    )  # fmt: skip
    assert any("My own title" in note.text for note in saved.notes)


# --- Found again ------------------------------------------------------------------------------


def identities() -> dict[str, str]:
    return dict(LectureRow.objects.exclude(title="").values_list("title", "public_id"))


def test_a_row_put_in_between_moves_the_others_and_keeps_their_identity():
    imported()
    before = identities()
    later = [
        replace(lecture, day=lecture.day + timedelta(weeks=1), label=f"Lec{n}")
        for n, lecture in enumerate(LECTURES[2:], 4)
    ]
    saved = imported(with_lectures(*LECTURES[:2], a_lecture(3, "Wavelets"), *later))
    after = identities()
    assert {title: after[title] for title in before} == before
    assert saved.created == {"lectures": 1}
    assert [row.title for row in LectureRow.objects.all()][2] == "Wavelets"


def test_a_new_label_is_the_same_lecture():
    imported()
    before = identities()
    imported(with_lectures(*(replace(one, label=f"Class {one.position}") for one in LECTURES)))
    assert identities() == before


def test_a_new_title_on_the_same_day_is_the_same_lecture():
    imported()
    row = LectureRow.objects.get(label="Lec2")
    renamed = replace(LECTURES[1], title="Convolutions and stability")
    imported(with_lectures(LECTURES[0], renamed, *LECTURES[2:]))
    row.refresh_from_db()
    assert row.title == "Convolutions and stability"


def test_a_lecture_that_was_put_off_and_renamed_is_known_by_its_label():
    imported()
    row = LectureRow.objects.get(label="Lec2")
    put_off = replace(LECTURES[1], title="Convolutions", day=date(2027, 4, 5))
    imported(with_lectures(LECTURES[0], *LECTURES[2:], put_off))
    row.refresh_from_db()
    assert (row.title, row.day) == ("Convolutions", date(2027, 4, 5))


def test_two_classes_that_trade_numbers_stay_themselves():
    imported()
    ids = dict(TutoringSession.objects.values_list("title", "public_id"))
    track = PAGE.tracks[0]
    one, other = track.sessions
    traded = (replace(one, number=1), replace(other, number=2))
    imported(replace(PAGE, tracks=(replace(track, sessions=traded),)))
    assert dict(TutoringSession.objects.values_list("title", "public_id")) == ids
    assert TutoringSession.objects.get(title="Residual networks").number == 1


def test_reordered_references_and_questions_change_their_place_alone():
    imported()
    turned = replace(LECTURES[0], references=LECTURES[0].references[::-1])
    saved = imported(with_lectures(turned, *LECTURES[1:]))
    assert [one.title for one in ReferenceRow.objects.all()] == ["A paper", "A book"]
    assert not saved.created
    assert Question.objects.count() == 1
    assert ReadingRow.objects.count() == 3


@pytest.mark.parametrize("seen", [0, 3, 6])
def test_the_record_follows_the_page(seen):
    imported()
    changed = replace(LECTURES[seen], remark="Bring paper.")
    imported(with_lectures(*LECTURES[:seen], changed, *LECTURES[seen + 1 :]))
    remarks = [
        one.values.get("remark")
        for one in ImportedNoun.objects.filter(key__startswith="lecture:").exclude(
            key__contains="/"
        )
    ]
    assert remarks.count("Bring paper.") == 1


TITLES = ["Wavelets", "Graph nets", "Convexity", "Saddle points", "Spin glasses", "Transport"]


@given(before=st.permutations(TITLES), after=st.permutations(TITLES), kept=st.integers(1, 6))
def test_a_title_finds_its_row_wherever_it_went(before, after, kept):
    """Labels and days are given by place, as pages do: they go wrong for every row that moved."""
    rows = [_row(place, title) for place, title in enumerate(before)]
    page = [_row(place, title) for place, title in enumerate(after[:kept])]
    found = pair(page, rows, kinds.LECTURE.likeness)
    assert all(page[new]["title"] == rows[old]["title"] for new, old in found.items())
    assert len(found) == kept


@given(
    st.lists(st.sampled_from([*TITLES, ""]), max_size=8),
    st.lists(st.sampled_from(TITLES), max_size=8),
)
def test_each_noun_is_found_at_most_once(new, known):
    found = pair(
        [_row(place, title) for place, title in enumerate(new)],
        [_row(place, title) for place, title in enumerate(known)],
        kinds.LECTURE.likeness,
    )
    assert len(set(found.values())) == len(found)
    assert all(0 <= place < len(new) for place in found)


def _row(place, title):
    return {
        "position": place,
        "label": f"Lec{place}",
        "day": f"2027-02-{place + 1:02}",
        "title": title,
    }


def test_values_of_a_page_are_not_changed_by_saving():
    page = copy.deepcopy(PAGE)
    imported(page)
    assert page == PAGE


def test_what_readings_give_a_short_name_to_becomes_a_resource_of_the_track():
    book = "Ch 1 of [Numerical Mathematics](https://example.edu/nm) (NM)"
    first = replace(a_session(1, "First"), required=(a_reading(book),))
    second = replace(a_session(2, "Second"), required=(a_reading("Section 11 from NM"),))
    page = replace(PAGE, tracks=(Track("Numerics", "", (first, second)),))
    saved = imported(page)
    row = Resource.objects.get()
    assert (row.track.name, row.short_name, row.title, row.url) == (
        "Numerics",
        "NM",
        "Numerical Mathematics",
        "https://example.edu/nm",
    )
    assert saved.created["resources"] == 1
    before = whole_database()
    imported(page)
    assert whole_database() == before
