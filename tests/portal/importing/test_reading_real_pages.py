"""The three real pages, where they are at hand, and the demo page with the same facts."""

from collections import Counter
from datetime import date, time

import pytest

from courseapp.portal.importing.page import CoursePage, LectureKind, MeetingKind, Role, Weekday
from courseapp.portal.importing.reading.readings import count
from courseapp.portal.importing.reading.whole_page import read_page
from courseapp.portal.importing.report import as_json
from tests.portal.importing.course_pages import demo_page, noted, shared


@pytest.fixture(scope="module")
def original() -> CoursePage:
    return read_page(
        shared("mathsdl-spring19/README.md"),
        slug="mathsdl-spring19",
        references=shared("mathsdl-spring19/refs.md"),
    )


@pytest.fixture(params=["original", "demo"])
def mathsdl(request) -> CoursePage:
    return request.getfixturevalue("original") if request.param == "original" else demo_page()


class TestMathsOfDeepLearning:
    """What the original and the demo page have in common."""

    def test_the_head(self, mathsdl):
        course = mathsdl.course
        assert course.title == "Mathematics of Deep Learning"
        assert course.code == "CSCI-GA 3033"
        assert course.institution == "NYU"
        assert (course.term, course.year) == ("Spring 19", 2019)
        assert course.timezone == "America/New_York"
        assert (course.first_day, course.last_day) == (date(2019, 1, 28), date(2019, 5, 6))

    def test_fifteen_rows_of_which_eleven_are_lectures_three_guests_and_one_a_break(self, mathsdl):
        kinds = Counter(lecture.kind for lecture in mathsdl.lectures)
        assert kinds == {LectureKind.LECTURE: 11, LectureKind.GUEST: 3, LectureKind.BREAK: 1}
        assert [lecture.position for lecture in mathsdl.lectures] == list(range(1, 16))
        assert [lecture.week for lecture in mathsdl.lectures] == list(range(1, 16))
        assert all(lecture.day.weekday() == 0 for lecture in mathsdl.lectures)

    def test_the_guests(self, mathsdl):
        guests = [one for one in mathsdl.lectures if one.kind is LectureKind.GUEST]
        assert [(one.speaker, one.affiliation) for one in guests] == [
            ("Arthur Szlam", "Facebook"),
            ("Leon Bottou", "Facebook/NYU"),
            ("Behnam Neyshabur", "IAS/NYU"),
        ]
        assert guests[2].label == "Lec12"
        assert guests[2].title == "Generalization in Deep Learning"

    def test_twelve_lectures_have_slides(self, mathsdl):
        assert sum(bool(lecture.slides) for lecture in mathsdl.lectures) == 12

    def test_three_of_staff(self, mathsdl):
        assert [(one.name, one.email, one.role, one.title) for one in mathsdl.staff] == [
            ("Joan Bruna", "joan.bruna@example.edu", Role.INSTRUCTOR, "Lecture Instructor"),
            ("Luca Venturi", "luca.venturi@example.edu", Role.TUTOR, "Tutor (Parallel Curricula)"),
            ("Aaron Zweig", "aaron.zweig@example.edu", Role.TUTOR, "Tutor (Parallel Curricula)"),
        ]

    def test_three_meetings_of_which_the_tutoring_is_optional(self, mathsdl):
        assert {
            (one.kind, one.weekday, one.start, one.end, one.place, one.optional)
            for one in mathsdl.meetings
        } == {
            (MeetingKind.LECTURE, Weekday.MONDAY, time(19, 10), time(21), "CIWW 102", False),
            (MeetingKind.TUTORING, Weekday.FRIDAY, time(11), time(12, 15), "CIWW 101", True),
            (
                MeetingKind.OFFICE_HOURS,
                Weekday.TUESDAY,
                time(16, 30),
                time(18),
                "office 612, 60 5th ave",
                False,
            ),
        }

    def test_two_tracks_with_one_and_six_classes(self, mathsdl):
        assert [(one.name, len(one.sessions)) for one in mathsdl.tracks] == [
            ("DistributionalRL", 1),
            ("NeuralODE", 6),
        ]
        assert all(one.document.startswith("https://docs.google.com/") for one in mathsdl.tracks)

    def test_readings_and_questions_are_counted_by_the_rule(self, mathsdl):
        counted = [
            (one.number, count(one.required), count(one.optional), len(one.questions))
            for track in mathsdl.tracks
            for one in track.sessions
        ]
        assert counted == [
            (1, 2, 0, 3),
            (6, 2, 1, 0),
            (5, 2, 1, 3),
            (4, 3, 2, 3),
            (3, 3, 4, 4),
            (2, 3, 4, 1),
            (1, 1, 2, 4),
        ]

    def test_the_final_is_due_at_the_end_of_the_first_of_may(self, mathsdl):
        final = next(one for one in as_json(mathsdl)["milestones"] if one["kind"] == "final")
        assert final == {
            "kind": "final",
            "title": "Final Project",
            "due": "2019-05-01T23:59:59-04:00",
        }

    def test_the_forum_is_a_link(self, mathsdl):
        assert [link.title for link in mathsdl.links] == ["Piazza"]

    def test_prose_has_its_fields(self, mathsdl):
        course = mathsdl.course
        assert "### Detailed Syllabus" in course.syllabus
        assert "https://www.depthfirstlearning.com" in course.syllabus
        assert "participation" in course.grading.lower()
        assert course.prerequisites
        assert course.page_text == ""


class TestTheOriginal:
    def test_references_are_counted_from_the_second_file(self, original):
        counted = [len(lecture.references) for lecture in original.lectures]
        assert counted == [10, 2, 6, 6, 5, 6, 4, 2, 5, 2, 3, 5, 6, 4, 0]
        groups = {one.group for one in original.lectures[0].references}
        assert groups == {"Main References", "Further References"}

    def test_the_abstract_needs_a_date_and_is_told_of(self, original):
        abstract = next(one for one in original.milestones if one.kind == "abstract")
        assert abstract.due is None
        assert noted(original, "needs a date") == [56]

    def test_the_missing_and_the_repeated_anchors_are_told_of(self, original):
        assert noted(original, "no anchor") == [79]
        assert noted(original, "same references") == [68, 74]

    def test_there_is_nothing_else_to_tell_but_the_guessed_zone(self, original):
        assert len(original.notes) == 5
        assert noted(original, "guessed from the institution") == [1]

    def test_code_in_a_question_is_kept(self, original):
        first = original.tracks[1].sessions[-1]
        assert "y_{n+1} = y_n + h*(theta*f(y_n) + (1-theta)*f(y_{n+1}))" in first.questions[2]

    def test_a_base_address_makes_relative_links_absolute(self):
        page = read_page(
            shared("mathsdl-spring19/README.md"),
            slug="x",
            references=shared("mathsdl-spring19/refs.md"),
            base_url="https://example.edu/course/README.md",
        )
        assert page.lectures[0].notes[0].url == "https://example.edu/course/doc/refs.md#lec1"
        assert len(page.lectures[0].references) == 10


class TestTheDemoPage:
    def test_nothing_on_it_is_doubtful(self):
        assert demo_page().notes == ()

    def test_references_are_counted_from_its_own_second_file(self):
        counted = [len(lecture.references) for lecture in demo_page().lectures]
        assert counted == [10, 2, 0, 6, 5, 6, 4, 0, 5, 2, 3, 5, 6, 4, 3]

    def test_its_milestones_are_complete(self):
        abstract, final = demo_page().milestones
        assert abstract.due.isoformat() == "2019-03-08T22:00:00-05:00"
        assert (abstract.max_pages, abstract.min_references, abstract.weight) == (2, 10, 30)
        assert (final.min_pages, final.max_pages, final.weight) == (10, 15, 50)

    def test_formulas_and_code_stay_in_their_question(self):
        question = demo_page().tracks[1].sessions[-1].questions[2]
        assert r"$$y_{n+1} = y_n + h\,\bigl(\theta f(y_n)" in question
        assert "```python\ndef step(y, h, theta, f, solve):\n" in question

    def test_none_of_its_prose_is_that_of_the_original(self):
        original = shared("mathsdl-spring19/README.md")
        course = demo_page().course
        prose = course.syllabus.split("### Detailed")[0]  # a list of topics, which are facts
        ours = f"{prose} {course.grading} {course.prerequisites}"
        ours += " ".join(one.motivation for track in demo_page().tracks for one in track.sessions)
        words = ours.split()
        runs = {" ".join(words[start : start + 9]) for start in range(len(words) - 8)}
        theirs = " ".join(original.split())
        assert [run for run in runs if run in theirs and "http" not in run] == []


@pytest.fixture(scope="module")
def statistics() -> CoursePage:
    return read_page(shared("stats306-winter2021/README.md"), slug="stats306", year=2021)


class TestStatistics306:
    def test_rows_of_every_kind(self, statistics):
        kinds = Counter(lecture.kind for lecture in statistics.lectures)
        assert kinds == {LectureKind.LECTURE: 21, LectureKind.BREAK: 4, LectureKind.OTHER: 3}

    def test_the_cancelled_row_has_no_date(self, statistics):
        cancelled = next(one for one in statistics.lectures if one.title == "CANCELLED")
        assert (cancelled.label, cancelled.day, cancelled.kind) == ("11", None, LectureKind.OTHER)

    def test_numbers_count_lectures_and_dashes_do_not(self, statistics):
        assert [one.label for one in statistics.lectures[:3]] == ["00", "01", "02"]
        assert statistics.lectures[9].label == ""

    def test_exams_are_rows_and_milestones(self, statistics):
        assert [(one.kind, one.title, one.due.isoformat()) for one in statistics.milestones] == [
            ("other", "Midterm Exam", "2021-03-11T23:59:59-05:00"),
            ("other", "Final Exam", "2021-04-28T23:59:59-04:00"),
        ]

    def test_blocks_of_name_and_mail_are_people(self, statistics):
        roles = Counter(person.role for person in statistics.staff)
        assert roles == {Role.INSTRUCTOR: 1, Role.TUTOR: 4}
        assert statistics.staff[1].email == "ryandun@example.edu"

    def test_office_hours_on_four_evenings(self, statistics):
        assert {(one.weekday, one.start, one.host) for one in statistics.meetings} == {
            (day, time(20, 30), "Ambuj Tewari")
            for day in ("monday", "tuesday", "wednesday", "thursday")
        }

    def test_only_what_nobody_could_place_is_noted(self, statistics):
        assert [note.line for note in statistics.notes] == [13]
        assert "slack at various times" in statistics.course.page_text

    def test_policies_are_text_without_a_note(self, statistics):
        assert "## Academic Integrity" in statistics.course.page_text


@pytest.fixture(scope="module")
def language() -> CoursePage:
    return read_page(shared("deepnlp-oxford-2017/README.md"), slug="deepnlp")


class TestDeepNaturalLanguageProcessing:
    def test_a_heading_is_a_lecture(self, language):
        assert len(language.lectures) == 15
        assert [one.label for one in language.lectures[:3]] == [
            "Lecture 1a",
            "Lecture 1b",
            "Lecture 2a",
        ]
        assert language.lectures[0].speaker == "Phil Blunsom"
        assert language.lectures[-1].speaker == ""
        assert all(one.day is None for one in language.lectures)
        assert all(one.kind is LectureKind.LECTURE for one in language.lectures)

    def test_each_has_slides_and_a_recording(self, language):
        assert all(len(one.slides) == len(one.recordings) == 1 for one in language.lectures)

    def test_readings_are_references_in_their_groups(self, language):
        groups = Counter(one.group for one in language.lectures[2].references)
        assert groups == {
            "Embeddings Basics": 4,
            "Datasets and Visualisation": 3,
            "Blog posts": 2,
            "Further Reading": 4,
        }

    def test_lecturers_and_assistants(self, language):
        roles = Counter(person.role for person in language.staff)
        assert roles == {Role.INSTRUCTOR: 7, Role.TUTOR: 4}
        assert language.staff[0].title == "Lecturer (Oxford University and DeepMind)"

    def test_practicals_in_groups_and_public_lectures(self, language):
        assert [(one.kind, one.weekday, one.start) for one in language.meetings] == [
            (MeetingKind.TUTORING, Weekday.MONDAY, time(9)),
            (MeetingKind.TUTORING, Weekday.FRIDAY, time(16)),
            (MeetingKind.LECTURE, Weekday.TUESDAY, time(16)),
            (MeetingKind.LECTURE, Weekday.THURSDAY, time(16)),
        ]

    def test_the_head(self, language):
        course = language.course
        assert course.title == "Deep Natural Language Processing"
        assert (course.term, course.year) == ("Hilary Term 2017", 2017)
        assert course.timezone == "Europe/London"

    def test_only_the_guessed_zone_and_the_relative_links_are_noted(self, language):
        assert [note.line for note in language.notes] == [1, 42]
