"""Who runs the course, however the page says it."""

import pytest

from courseapp.portal.importing.page import Role
from courseapp.portal.importing.reading.names import split_people
from tests.portal.importing.course_pages import read

REST = "\n\n## Lectures\n\nDate | Topic\n---|---\n1/28 | Heaps\n"


def staff(text: str) -> list[tuple]:
    page = read(f"# CS 101\n\n{text}{REST}")
    return [(one.name, one.email, one.role.value) for one in page.staff]


ADA = ("Ada Byron", "ada@x.org", "instructor")
EVE = ("Eve Moneypenny", "eve@x.org", "tutor")
BOTH = [ADA, EVE]


@pytest.mark.parametrize(
    "text",
    [
        "## Staff\n\n__Lecturer__: Ada Byron (ada@x.org)\n\n__TA__: Eve Moneypenny (eve@x.org)",
        "- **Instructor:** Prof. Ada Byron, ada@x.org\n- **Tutor:** Eve Moneypenny <eve@x.org>",
        "Instructor: Ada Byron (ada [at] x [dot] org)\nTA: Eve Moneypenny (eve at x dot org)",
        "## Instructor\n\nAda Byron (ada@x.org)\n\n## TAs\n\n* Eve Moneypenny, eve@x.org",
        "## Lecturer: Ada Byron\n\nEmail: ada@x.org\n\n## TA: Eve Moneypenny\n\nEmail: eve@x.org",
        "## Lecturers\n\n### Ada Byron\n\nada@x.org\n\n## GSIs\n\n### Eve Moneypenny\n\neve@x.org",
        (
            "## Instructor Information\n\n**Name**: Ada Byron  \n"
            "**Email**: [ada@x.org](mailto:ada@x.org)\n\n"
            "## GSI Information\n\n**Name**: Eve Moneypenny  \n**Email**: eve@x.org"
        ),
        (
            "## Staff\n\nName | Role | Email\n---|---|---\nDr. Ada Byron | Lecturer | ada@x.org\n"
            "Eve Moneypenny | Teaching Assistant | [eve@x.org](mailto:eve@x.org)"
        ),
        (
            "## Course staff\n\n**Instructor:**\n- Ada Byron, ada@x.org\n\n"
            "**Teaching assistants:**\n- Eve Moneypenny, eve@x.org"
        ),
        "**Instructor**\n\nAda Byron (ada@x.org)\n\n**Tutors**\n\nEve Moneypenny (eve@x.org)",
        "## People\n\n* Ada Byron (instructor), ada@x.org\n* Eve Moneypenny (TA), eve@x.org",
        "**Instructor**: Ada Byron · ada@x.org\n\n**TAs**:\n- [Eve Moneypenny](x.com), eve@x.org",
        "State College · Instructor: Ada Byron (ada@x.org)\n\nTA: Eve Moneypenny (eve@x.org)",
        "**Lecturer**: Ada Byron (ada@x.org) and **Tutor**: Eve Moneypenny (eve@x.org)",
        "## Staff\n\n**Lecturer**: Ada Byron (ada@x.org); **TAs**: Eve Moneypenny (eve@x.org)",
        "State College, Fall — Prof. Ada Byron, ada@x.org · TA: Eve Moneypenny, eve@x.org",
        "Ada Byron, ada@x.org, Hall 3\n\nTA: Eve Moneypenny, eve@x.org. TA office hours: Mon 1-2pm",
        (
            "## Staff\n\n| Name | Email |\n|-|-|\n| **Ada Byron** (Instructor) | ada@x.org |\n"
            "| Eve Moneypenny (TA) | eve@x.org |"
        ),
        "**Module lead:** Ada Byron (ada@x.org)\n\nAyudante: Eve Moneypenny (eve@x.org)",
        "Professor Ada Byron (ada@x.org)\n\nTA: Eve Moneypenny\nEmail: <eve@x.org>",
        "by Ada Byron (ada@x.org)\n\nChargée de TD : Eve Moneypenny (eve@x.org)",
        (
            "## Staff\n\n| | Name | Contact |\n|-|-|-|\n| Instructor | Ada Byron | ada@x.org |\n"
            "| CA | Eve Moneypenny | eve@x.org |"
        ),
    ],
)
def test_forms_of_staff(text):
    assert staff(text) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        "TAs: Eve Moneypenny and Bob Marley",
        "TAs: Eve Moneypenny, Bob Marley",
        "## TAs: Eve Moneypenny & Bob Marley",
        "## Tutors\n\nEve Moneypenny and Bob Marley",
    ],
)
def test_two_names_on_one_line_are_two_people(text):
    assert [(name, role) for name, _mail, role in staff(text)] == [
        ("Eve Moneypenny", "tutor"),
        ("Bob Marley", "tutor"),
    ]


def test_an_affiliation_behind_a_comma_is_no_second_person():
    assert staff("by Ada Byron, UC Berkeley, Statistics Department") == [
        ("Ada Byron", "", "instructor")
    ]


def test_names_below_the_title_teach_if_an_institution_stands_beside_them():
    assert staff("Ada Byron and Bob Roe, New York University, Spring 2019") == [
        ("Ada Byron", "", "instructor"),
        ("Bob Roe", "", "instructor"),
    ]
    assert staff("Heap Theory, Spring 2019") == []


def test_first_names_alone_are_people_behind_a_role():
    assert [(name, role) for name, _mail, role in staff("TAs: Eve, Bob (bob@x.org)")] == [
        ("Eve", "tutor"),
        ("Bob", "tutor"),
    ]
    assert staff("TAs: see Canvas") == staff("Tutors: TBA") == []


def test_hours_behind_a_person_are_a_meeting_and_not_lost():
    page = read(
        "# CS 101\n\nInstructor: Ada Byron (ada@x.org), NYU. Mondays 1:45-4:45pm, Hall 5." + REST
    )
    assert [(one.name, one.email) for one in page.staff] == [("Ada Byron", "ada@x.org")]
    assert [(one.weekday.value, one.place) for one in page.meetings] == [("monday", "Hall 5")]


def test_the_address_of_all_is_not_that_of_one():
    assert staff("TA: Eve Moneypenny\nEmail: cs101-staff@x.org") == [
        ("Eve Moneypenny", "", "tutor")
    ]


def test_who_holds_office_hours_as_a_professor_teaches():
    assert staff("Office hours: Prof. Ada Byron, Fridays 2-3pm\n\nContact: ada@x.org") == [ADA]


def test_people_of_other_scripts_are_people():
    assert staff("Instructor: 박민수 (Minsu Park), minsu@x.org") == [
        ("박민수", "minsu@x.org", "instructor")
    ]


def test_people_in_the_front_matter_may_have_addresses():
    front = "---\ninstructors:\n  - name: Ada Byron\n    email: ada@x.org\ntas:\n"
    page = read(f"{front}  - name: Eve Moneypenny\n    email: eve@x.org\n---\n\n# CS 101{REST}")
    assert [(one.name, one.email, one.role.value) for one in page.staff] == BOTH
    assert page.notes == ()


def test_addresses_that_follow_the_names_are_given_out_in_order():
    found = split_people("Ada Byron & José García: ada@x.org, jose@x.org")
    assert [(one.name, one.email) for one in found] == [
        ("Ada Byron", "ada@x.org"),
        ("José García", "jose@x.org"),
    ]


@pytest.mark.parametrize(
    ("words", "name", "extra"),
    [
        (
            "Ada Byron (Oxford University and DeepMind)",
            "Ada Byron",
            "Oxford University and DeepMind",
        ),
        ("Dr. Ada O'Neil-Smith, Ph.D.", "Ada O'Neil-Smith", ""),
        ("A/Prof. Ludwig van der Berg", "Ludwig van der Berg", ""),
        ("Ada Byron - Office: 12 Hall", "Ada Byron", "Office, 12 Hall"),
    ],
)
def test_a_name_and_what_stands_around_it(words, name, extra):
    (found,) = split_people(words)
    assert (found.name, found.extra) == (name, extra)


@pytest.mark.parametrize(
    "words", ["Graph Neural Networks", "TBD", "Teaching Assistants", "Room Five", ""]
)
def test_what_is_no_name(words):
    assert split_people(words) == []


def test_the_words_of_the_page_stay_as_the_title():
    page = read(f"# CS 101\n\n## Staff\n\n__Tutor (Parallel Curricula)__: Eve Moneypenny{REST}")
    assert page.staff[0].title == "Tutor (Parallel Curricula)"
    page = read(f"# CS 101\n\n## Lecturers\n\n* Ada Byron (DeepMind){REST}")
    assert page.staff[0].title == "Lecturer (DeepMind)"
    assert page.staff[0].role is Role.INSTRUCTOR


def test_a_homepage_is_a_link_that_says_whose():
    page = read(f"# CS 101\n\n## Staff\n\nTA: Eve Moneypenny ([homepage](http://eve.org)){REST}")
    assert [(one.title, one.url) for one in page.links] == [
        ("homepage – Eve Moneypenny", "http://eve.org")
    ]


def test_office_hours_on_a_persons_line_are_theirs():
    line = "- Instructor: Ada Byron, ada@x.org, office hours: Tue 2-3pm, Gates 401"
    page = read(f"# CS 101\n\n{line}{REST}")
    assert [one.name for one in page.staff] == ["Ada Byron"]
    assert [(one.kind, one.host, one.place) for one in page.meetings] == [
        ("office_hours", "Ada Byron", "Gates 401")
    ]


def test_someone_named_twice_is_one_person():
    assert staff("Instructor: Ada Byron\n\n## Staff\n\nLecturer: Ada Byron (ada@x.org)") == [ADA]


def test_running_text_about_staff_makes_nobody_up_and_is_kept():
    page = read(
        f"# CS 101\n\n## Staff\n\nPlease see Ada Byron or any of the tutors in person.{REST}"
    )
    assert page.staff == ()
    assert "Please see Ada Byron" in page.course.page_text
    assert [note.line for note in page.notes] == [5]


def test_front_matter_names_staff():
    text = "---\ninstructors:\n  - Ada Byron\n  - Bob Marley\ntas: Eve Moneypenny\n---\n# CS 101"
    page = read(text + REST)
    assert [(one.name, one.role.value) for one in page.staff] == [
        ("Ada Byron", "instructor"),
        ("Bob Marley", "instructor"),
        ("Eve Moneypenny", "tutor"),
    ]
