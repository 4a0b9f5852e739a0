"""Hours, weekdays, places: when and where the course meets."""

from datetime import time

import pytest

from courseapp.portal.importing.reading.hours import find_hours
from courseapp.portal.importing.reading.weekdays import find_weekdays
from tests.portal.importing.course_pages import noted, read


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("7.10pm-9pm", "19:10", "21:00"),
        ("11am-12:15pm", "11:00", "12:15"),
        ("9:30am-11:00am", "09:30", "11:00"),
        ("16:00-18:00", "16:00", "18:00"),
        ("4-6pm", "16:00", "18:00"),
        ("11-12:15pm", "11:00", "12:15"),
        ("11-1pm", "11:00", "13:00"),
        ("9-11am", "09:00", "11:00"),
        ("19h10–21h", "19:10", "21:00"),
        ("14h-16h", "14:00", "16:00"),
        ("noon-1pm", "12:00", "13:00"),
        ("12-1pm", "12:00", "13:00"),
        ("2:00-3:15", "14:00", "15:15"),
        ("12:30-2", "12:30", "14:00"),
        ("10:00 a.m. to 11:20 a.m.", "10:00", "11:20"),
        ("8:30 pm - 9:00 pm", "20:30", "21:00"),
        ("1:00 PM–2:15 PM", "13:00", "14:15"),
        ("from 4 to 6 PM", "16:00", "18:00"),
        ("9.00 bis 11.00 Uhr", "09:00", "11:00"),
        ("10–11:30 AM", "10:00", "11:30"),
        ("11:30-12:45", "11:30", "12:45"),
        ("5pm to midnight", "17:00", "23:59"),
        ("08:00-10:00", "08:00", "10:00"),
    ],
)
def test_spans_of_hours(text, start, end):
    (found,) = find_hours(text)
    assert (f"{found.start:%H:%M}", f"{found.end:%H:%M}") == (start, end)


@pytest.mark.parametrize(
    "text", ["25:00-26:00", "9:75-10:00", "pages", "3/4", "60%", "version 1.2.3"]
)
def test_what_is_no_span_of_hours(text):
    assert [found for found in find_hours(text) if found.end] == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mondays", "mon"),
        ("Mon 3pm", "mon"),
        ("Tues. 3pm", "tue"),
        ("Weds 3pm", "wed"),
        ("MW 10-11", "mon wed"),
        ("MWF 9am", "mon wed fri"),
        ("TTh 3-4", "tue thu"),
        ("TuTh 11:00", "tue thu"),
        ("Tu/Th 2pm", "tue thu"),
        ("M/W/F 10:00", "mon wed fri"),
        ("TR 2:00-3:15", "tue thu"),
        ("T, Th 3pm", "tue thu"),
        ("Mon/Wed 3", "mon wed"),
        ("Mondays and Wednesdays", "mon wed"),
        ("Mon, Wed, and Fri", "mon wed fri"),
        ("Tuesday & Thursday", "tue thu"),
        ("Mon thru Thu", "mon tue wed thu"),
        ("Mon-Thu", "mon tue wed thu"),
        ("weekdays 9am", "mon tue wed thu fri"),
        ("F 2-3pm", "fri"),
        ("lundi 9h", "mon"),
        ("Di 14-16 Uhr", "tue"),
        ("We meet Mondays", "mon"),
        ("sun and sat", ""),
    ],
)
def test_weekdays(text, days):
    found = [day[:3] for one in find_weekdays(text) for day in one.days]
    assert " ".join(found) == days


SCHEDULE = "Date | Topic\n---|---\n1/28 | Heaps\n"


def meetings(*lines: str, heading: str = "Logistics") -> list[tuple]:
    items = "\n".join(f"- {line}" for line in lines)
    page = read(f"# CS 101\n\n## {heading}\n\n{items}\n\n## Lectures\n\n{SCHEDULE}")
    return [
        (one.kind.value, one.weekday[:3], one.start and f"{one.start:%H:%M}", one.place)
        for one in page.meetings
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Mondays from 7.10pm-9pm. CIWW 102", ("lecture", "mon", "19:10", "CIWW 102")),
        ("Lectures: Mon 4-6pm in Hall 5", ("lecture", "mon", "16:00", "Hall 5")),
        ("**Recitation** Fri 4-5pm @ WWH 101", ("tutoring", "fri", "16:00", "WWH 101")),
        (
            "Lab: Fri 16:00-18:00 (Weeks 2-8), Room 3",
            ("tutoring", "fri", "16:00", "Room 3 (Weeks 2-8)"),
        ),
        (
            "Every other Thursday, 17h–18h30, B107",
            ("lecture", "thu", "17:00", "B107 (Every other)"),
        ),
        ("Held in Hall 5, Tuesdays 4-6pm", ("lecture", "tue", "16:00", "Hall 5")),
        ("4-6pm on Tuesdays", ("lecture", "tue", "16:00", "")),
        (
            "Office hours: Tue 4:30pm-6:00pm, office 612",
            ("office_hours", "tue", "16:30", "office 612"),
        ),
        ("Consultation Wed noon-1pm (room 7)", ("office_hours", "wed", "12:00", "room 7")),
        ("Mondays 1-2pm ET, on Zoom", ("lecture", "mon", "13:00", "Zoom")),
        ("Mon 11:00 - 12:30 (Vancouver time), Hall 5", ("lecture", "mon", "11:00", "Hall 5")),
        ("Lab (optional): Fri 2-3pm @ B7 (optional)", ("tutoring", "fri", "14:00", "B7")),
        (
            "Office hours: Tue 4-5:30pm, and by appointment; Hall 5",
            ("office_hours", "tue", "16:00", "Hall 5 (and by appointment)"),
        ),
        ("Cours : le mercredi de 9h30 à 12h30, salle 5", ("lecture", "wed", "09:30", "salle 5")),
        ("Clases: lunes de 17 a 20 hs, aula 5", ("lecture", "mon", "17:00", "aula 5")),
        ("Office hours W 1-2", ("office_hours", "wed", "13:00", "")),
        ("Lectures: Mon 2-3pm (Zoom; see Canvas)", ("lecture", "mon", "14:00", "Zoom; see Canvas")),
        ("TD : le jeudi de 14h à 16h, salle 7", ("tutoring", "thu", "14:00", "salle 7")),
    ],
)
def test_kind_day_hours_and_place(line, expected):
    assert meetings(line) == [expected]


def test_each_weekday_is_a_meeting():
    assert [one[1] for one in meetings("Lectures: MWF 10-10:50am, CSE 2154")] == [
        "mon",
        "wed",
        "fri",
    ]


def test_several_hours_on_one_line():
    assert meetings("Office hours: Mon 4-5pm (WWH 5), Thu 2-3pm (online)") == [
        ("office_hours", "mon", "16:00", "WWH 5"),
        ("office_hours", "thu", "14:00", "online"),
    ]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("Tue 11-12 (Hall 5) and Thu 2-3pm (Hall 7).", ["Hall 5", "Hall 7"]),
        ("Wed 9:30-10:55, Fri 9:30-10:55 @ CC 103", ["CC 103", "CC 103"]),
        ("Tue 4pm-5pm and Wed 3pm-4pm, Hall 5", ["Hall 5", "Hall 5"]),
        ("Office hours: Ada: Tue 3-4pm, Hall 5; TAs: Wed 5-6pm, Hall 7", ["Hall 5", "Hall 7"]),
        ("Office hours: Ada: Tue 3-5pm (Zoom) | Eve: Wed 1-2pm", ["Zoom", ""]),
        ("Office hours: Ada: Tue 3-5pm, Hall 5, Eve: Wed 1-2pm", ["Hall 5", ""]),
    ],
)
def test_each_slot_has_its_own_place_or_that_of_the_next(line, places):
    assert [place for *_when, place in meetings(line)] == places


def test_semicolons_part_meetings_of_other_kinds():
    assert meetings("Lectures: Mon 2-3pm, Hall 5; Recitations: Fri 4-5pm, Hall 7") == [
        ("lecture", "mon", "14:00", "Hall 5"),
        ("tutoring", "fri", "16:00", "Hall 7"),
    ]


def test_a_place_for_single_days_is_kept_as_text():
    page = read(
        "# CS 101\n\n## Logistics\n\n* Mondays 7-9pm. Hall 5 (except 2/11, in Hall 7). More.\n"
    )
    assert [one.place for one in page.meetings] == ["Hall 5"]
    assert "except 2/11, in Hall 7" in page.course.page_text


def test_each_sentence_is_of_its_own_kind():
    line = (
        "Lectures: Tue 9-10am & Wed 12-1pm (Hall 2). Tutorial: Thu 2-3pm. Consultation: Fri 1-2pm."
    )
    assert [one[:2] for one in meetings(line)] == [
        ("lecture", "tue"),
        ("lecture", "wed"),
        ("tutoring", "thu"),
        ("office_hours", "fri"),
    ]


def test_when_and_where_on_lines_of_their_own():
    assert meetings("**When**: Tu/Th 2:00-3:15", "**Where**: Hall 5") == [
        ("lecture", "tue", "14:00", "Hall 5"),
        ("lecture", "thu", "14:00", "Hall 5"),
    ]


def test_a_list_is_about_what_the_line_above_it_announces():
    page = read("# CS 101\n\nSpring 2019\n\n**Office hours**:\n- Mon 4-5pm\n- Fri 1-2pm\n")
    assert [one.kind for one in page.meetings] == ["office_hours", "office_hours"]
    assert "Office hours" not in page.course.description


def test_optional_and_a_video_call_are_seen():
    page = read(
        "# CS 101, Spring 2019\n\nTutoring (**optional**): Fri 4-5pm, [Zoom](https://x.zoom.us/j/1)\n"
    )
    (meeting,) = page.meetings
    assert meeting.optional
    assert meeting.url == "https://x.zoom.us/j/1"


@pytest.mark.parametrize(
    "line",
    [
        "Midterm: Tuesday, March 5, 4–6pm",
        "Homework is due on Fridays at 5pm",
        "Pages 4-6 of the book",
        "We use R 4-6 times",
        "Problem sets are posted Mondays",
    ],
)
def test_what_is_no_meeting(line):
    assert meetings(line) == []


@pytest.mark.parametrize("line", ["Office hours: by appointment", "Office Hours: TBD"])
def test_office_hours_without_a_weekday_are_text_and_a_note(line):
    page = read(f"# CS 101, Spring 2019\n\n## Logistics\n\n- {line}\n- Mondays 4-6pm\n")
    assert [one.kind for one in page.meetings] == ["lecture"]
    assert line in page.course.page_text
    assert noted(page, "without a weekday") == [5]


def test_a_line_that_says_more_than_a_meeting_stays_as_text():
    line = "Mondays 4-6pm, Hall 5. Bring a pencil and two friends."
    page = read(f"# CS 101, Spring 2019\n\n## Logistics\n\n- {line}\n")
    assert page.meetings[0].start == time(16)
    assert line in page.course.page_text


def test_a_table_of_hours_is_read():
    table = "Day | Time | Room | What\n---|---|---|---\nMonday | 10:00-11:00 | 1 | Lecture\n"
    page = read(f"# CS 101, Spring 2019\n\n## Timetable\n\n{table}Friday | 9-10am | 2 | Tutorial\n")
    assert [(one.kind, one.weekday, one.place) for one in page.meetings] == [
        ("lecture", "monday", "1"),
        ("tutoring", "friday", "2"),
    ]
    assert page.lectures == ()


def test_whose_office_hours_they_are():
    page = read(
        "# CS 101\n\n## Staff\n\n**Instructor**: Ada Byron\n\n**TA**: Eve Moneypenny\n\n"
        "## Office hours\n\n- Ada: Mon 4-5pm, Tue 5-6pm\n- Wed 1-2pm (Eve), room 7\n"
        "- Bob Marley: Thu 2-3pm\n"
    )
    assert [(one.weekday[:3], one.host) for one in page.meetings] == [
        ("mon", "Ada Byron"),
        ("tue", "Ada Byron"),
        ("wed", "Eve Moneypenny"),
        ("thu", "Bob Marley"),
    ]
