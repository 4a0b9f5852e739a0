"""The JSON that scripts rely on: exactly this shape."""

import json

from courseapp.portal.importing.report import as_json
from tests.portal.importing.course_pages import demo_page, read

SHAPE = {
    "course": {
        "slug",
        "code",
        "title",
        "institution",
        "term",
        "year",
        "timezone",
        "first_day",
        "last_day",
    },
    "staff": {"name", "email", "role"},
    "meetings": {"kind", "weekday", "start", "end", "place", "optional"},
    "lectures": {
        "position",
        "week",
        "date",
        "kind",
        "label",
        "title",
        "speaker",
        "slides",
        "references",
    },
    "tracks": {"name", "document", "sessions"},
    "milestones": {"kind", "title", "due"},
    "links": {"title", "url"},
    "notes": {"line", "text", "reason"},
}
SESSION = {"number", "title", "date", "required", "optional", "questions"}


def test_the_shape_is_exactly_that():
    report = json.loads(json.dumps(as_json(demo_page(timezone="America/New_York"))))
    assert report.keys() == SHAPE.keys()
    for part, names in SHAPE.items():
        rows = report[part] if isinstance(report[part], list) else [report[part]]
        assert all(row.keys() == names for row in rows), part
    assert all(row.keys() == SESSION for track in report["tracks"] for row in track["sessions"])


def test_values_are_plain():
    report = as_json(demo_page())
    assert report["course"]["first_day"] == "2019-01-28"
    assert report["meetings"][0] == {
        "kind": "lecture",
        "weekday": "monday",
        "start": "19:10",
        "end": "21:00",
        "place": "CIWW 102",
        "optional": False,
    }
    assert report["lectures"][1] == {
        "position": 2,
        "week": 2,
        "date": "2019-02-04",
        "kind": "lecture",
        "label": "Lec2",
        "title": "Euclidean Geometric Stability",
        "speaker": None,
        "slides": 1,
        "references": 2,
    }
    assert report["milestones"][0]["due"] == "2019-03-08T22:00:00-05:00"


def test_what_is_absent_is_null():
    report = as_json(read("# CS 101\n\nDate | Topic\n---|---\n1/28 | Heaps\n-- | Tries\n"))
    assert report["course"]["institution"] is None
    assert report["lectures"][1]["date"] is None
    assert report["lectures"][1]["label"] is None
    assert report["lectures"][1]["slides"] == 0
