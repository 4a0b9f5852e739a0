"""Guest lectures in the wordings that pages use."""

import pytest

from tests.portal.importing.course_pages import read


def lecture(cell: str, header: str = "Topic"):
    return read(f"# CS 101\n\n## Lectures\n\nDate | {header}\n---|---\n1/28 | {cell}\n").lectures[0]


@pytest.mark.parametrize(
    ("cell", "title", "affiliation"),
    [
        ("**Guest Lecture: Ada Byron (MIT)**", "Guest Lecture", "MIT"),
        ("**Guest Lecture: Ada Byron (MIT/NYU): Deep Sets**", "Deep Sets", "MIT/NYU"),
        ("Guest lecture by Ada Byron, MIT: Deep Sets", "Deep Sets", "MIT"),
        ("Guest lecture by Prof. Ada Byron from MIT – Deep Sets", "Deep Sets", "MIT"),
        ("Deep Sets (guest lecture by Ada Byron, MIT)", "Deep Sets", "MIT"),
        ("Guest Lecture (Ada Byron, MIT): Deep Sets", "Deep Sets", "MIT"),
        ("Invited talk: Ada Byron (MIT) — Deep Sets", "Deep Sets", "MIT"),
        ("Deep Sets — guest: Ada Byron (MIT)", "Deep Sets", "MIT"),
        ("Guest lecture: Deep Sets by Ada Byron (MIT)", "Deep Sets", "MIT"),
        ("**Guest lecture**<br>Ada Byron (MIT)<br>Deep Sets", "Deep Sets", "MIT"),
        ("Guest lecture: Ada Byron, “Deep Sets”", "Deep Sets", ""),
        ("Ada Byron (MIT), guest lecture: Deep Sets", "Deep Sets", "MIT"),
        ("Guest lecture (MIT) — Ada Byron: Deep Sets", "Deep Sets", "MIT"),
        ("Guest lecture: Sets, and depth — Ada Byron (MIT)", "Sets, and depth", "MIT"),
        ("Guest lecture: Sets, and depth (Ada Byron, MIT)", "Sets, and depth", "MIT"),
        ("Guest Lecture: Dr. Ada Byron, MIT -- Deep Sets", "Deep Sets", "MIT"),
    ],
)
def test_speaker_affiliation_and_title_are_told_apart(cell, title, affiliation):
    found = lecture(cell)
    assert (found.kind, found.speaker) == ("guest", "Ada Byron")
    assert (found.title, found.affiliation) == (title, affiliation)


@pytest.mark.parametrize(
    "cell", ["Guest lecture", "Guest lecture: TBD", "Guest lecture on networks"]
)
def test_a_guest_without_a_name_is_still_a_guest(cell):
    found = lecture(cell)
    assert (found.kind, found.speaker, found.title) == ("guest", "", cell)


def test_a_column_of_guests_makes_guests():
    text = "# CS 101\n\n## Lectures\n\nDate | Topic | Guest\n---|---|---\n"
    page = read(text + "1/28 | Sets | Ada Byron (MIT)\n2/4 | Heaps | --\n")
    assert [(one.kind, one.speaker, one.affiliation) for one in page.lectures] == [
        ("guest", "Ada Byron", "MIT"),
        ("lecture", "", ""),
    ]


@pytest.mark.parametrize(
    ("cell", "kind", "speaker", "affiliation"),
    [
        ("Ada Byron (guest, MIT)", "guest", "Ada Byron", "MIT"),
        (
            "Guests: Ada Byron (MIT), Eve Moneypenny (MI6)",
            "guest",
            "Ada Byron, Eve Moneypenny",
            "MIT, MI6",
        ),
        ("Ada Byron, Eve Moneypenny", "lecture", "Ada Byron, Eve Moneypenny", ""),
        ("Ada (TA)", "lecture", "Ada", "TA"),
    ],
)
def test_cells_of_speakers(cell, kind, speaker, affiliation):
    text = f"# CS 101\n\n## Lectures\n\nDate | Topic | Speaker\n---|---|---\n1/28 | Sets | {cell}\n"
    found = read(text).lectures[0]
    assert (found.kind, found.speaker, found.affiliation) == (kind, speaker, affiliation)


def test_a_title_loses_the_word_guest_when_a_column_names_the_speaker():
    text = "# CS 101\n\n## Lectures\n\nDate | Topic | Speaker\n---|---|---\n"
    page = read(text + "1/28 | Guest lecture: Deep Sets | Ada Byron\n")
    assert page.lectures[0].title == "Deep Sets"


def test_a_column_of_speakers_does_not():
    text = "# CS 101\n\n## Lectures\n\nDate | Topic | Speaker\n---|---|---\n"
    page = read(text + "1/28 | Sets | Ada Byron\n2/4 | Heaps | Guest: Eve Moneypenny (MI6)\n")
    assert [(one.kind, one.speaker) for one in page.lectures] == [
        ("lecture", "Ada Byron"),
        ("guest", "Eve Moneypenny"),
    ]


def test_a_speaker_told_in_words_is_found():
    found = lecture("Score matching. Speaker: Ada Byron (ENS)")
    assert (found.kind, found.title, found.speaker) == ("lecture", "Score matching", "Ada Byron")
