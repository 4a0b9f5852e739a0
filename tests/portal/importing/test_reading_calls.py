"""What lets people into a video call is told apart from what everyone may read."""

import pytest

from courseapp.portal.importing.reading.calls import is_call, lets_people_in, split_access


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (
            "Zoom (Meeting ID: 123 456 789, passcode: k7)",
            ("Zoom", "Meeting ID: 123 456 789, passcode: k7"),
        ),
        ("https://meet.google.com/abc-defg password 4711", ("", "password 4711")),
        ("Zoom, password: shibboleth", ("Zoom", "password: shibboleth")),
        ("PIN 1234, Hall 3", ("Hall 3", "PIN 1234")),
        ("office 612, 60 5th ave", ("office 612, 60 5th ave", "")),
        ("Code Lab 12", ("Code Lab 12", "")),
    ],
)
def test_a_place_is_told_without_what_lets_people_in(place, expected):
    assert split_access(place) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Join at https://nyu.zoom.us/j/42?pwd=abc",
        "[call](https://teams.microsoft.com/l/meetup)",
        "Gradescope entry code: XY77ZZ",
        "Piazza access code: spring",
        "The passcode is 4711.",
    ],
)
def test_a_line_with_a_code_or_a_call_lets_people_in(line):
    assert lets_people_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "The source code is on GitHub: https://github.com/example/course",
        "Code: [notebook](https://example.edu/a.ipynb)",
        "Course code: CSCI-GA 3033",
        "Set a password of your own.",
        "Recording: https://nyu.zoom.us/rec/share/abc",
        "Room 102",
    ],
)
def test_a_line_that_only_mentions_such_words_is_for_everyone(line):
    assert not lets_people_in(line)


@pytest.mark.parametrize(
    "url", ["http://[broken", "mailto:a@zoom.us", "", "https://notzoom.us/j/1"]
)
def test_what_is_no_call_is_none(url):
    assert not is_call(url)
