"""The page on which staff edit a lecture: slides, recordings and references hang under it, and
files are neither lost nor left over."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from courseapp.courses import storing
from courseapp.courses.models import Role
from schedule.models import Lecture, LectureLink, LinkKind, Reference
from tests import factories
from tests.actors import enrolled
from tests.forms import fields_of

pytestmark = pytest.mark.django_db
LINK = "link-new-0"


@pytest.fixture
def lecture():
    return factories.LectureFactory(title="Graphs")


@pytest.fixture
def path(client, lecture):
    client.force_login(enrolled(lecture.course, Role.TUTOR))
    return f"/courses/{lecture.course.slug}/staff/lectures/{lecture.public_id}/"


@pytest.fixture
def send(client, lecture, path):
    """Send the form as it stands, with changes."""

    def post(sent=None, **changes):
        fields = sent or form(client.get(path))
        changes = {name.replace("__", "-"): value for name, value in changes.items()}
        return client.post(f"/files/lectures/{lecture.public_id}/", fields | changes)

    return post


def form(page):
    page.content = page.content.replace(b'class="lecture-form"', b'id="lecture-form"')
    return {name: value for name, value in fields_of(page, "lecture-form").items() if name}


def upload(name="slides.pdf", content=b"%PDF-1.4 new"):
    return SimpleUploadedFile(name, content)


def stored():
    try:
        folders, _ = default_storage.listdir("lectures")
    except FileNotFoundError:
        return set()
    return {
        f"lectures/{f}/{name}"
        for f in folders
        for name in default_storage.listdir(f"lectures/{f}")[1]
    }


def test_a_file_becomes_the_slides(send, lecture, path):
    answer = send(**{f"{LINK}-upload": upload("Lec 6.pdf")})
    assert answer["Location"] == path
    link = lecture.links.get()
    assert (link.kind, link.title, link.file_name) == (LinkKind.SLIDES, "Lec 6.pdf", "Lec 6.pdf")
    with default_storage.open(link.key) as file:
        assert file.read() == b"%PDF-1.4 new"


def test_a_link_and_references_are_added_in_order(send, lecture):
    send(
        **{
            f"{LINK}-kind": "recording",
            f"{LINK}-url": "https://video.example.edu/1",
            "link-new-1-url": "https://example.edu/notes",
            "link-new-1-kind": "notes",
            "reference-new-0-title": "First",
            "reference-new-1-title": "Second",
            "reference-new-1-url": "mailto:a@example.edu",
        }
    )
    assert [(link.kind, link.title) for link in lecture.links.all()] == [
        ("recording", "Recording"),
        ("notes", "Notes"),
    ]
    assert [row.title for row in lecture.references.all()] == ["First", "Second"]


def test_the_lecture_itself_is_edited(send, lecture):
    send(**{"lecture-title": "Trees", "lecture-remark": "Bring $x$", "lecture-day": "2027-03-01"})
    lecture.refresh_from_db()
    assert (lecture.title, lecture.remark, str(lecture.day)) == ("Trees", "Bring $x$", "2027-03-01")


def test_a_form_in_which_nobody_typed_changes_nothing(send, lecture):
    factories.lecture_file(lecture)
    factories.ReferenceFactory(lecture=lecture)
    send()
    revisions = {row.revision for row in (*LectureLink.objects.all(), *Reference.objects.all())}
    assert revisions == {1}
    assert Lecture.objects.get().revision == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "javascript:alert(1)"}, "Links begin with https://"),
        ({"url": "ftp://example.edu/x"}, "Links begin with https://"),
        ({"url": "/somewhere"}, "Links begin with https://"),
        ({"title": "Only a title"}, "Give a link, or choose a file."),
        ({"url": "https://example.edu", "upload": upload()}, "Either a link or a file"),
        ({"upload": upload(content=b"")}, "The submitted file is empty."),
        ({"kind": "video", "url": "https://example.edu"}, "not one of the available choices"),
        ({"url": "https://example.edu", "title": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_is_not_taken_is_told_and_nothing_is_saved_by_half(send, lecture, changes, words):
    before = stored()
    named = {f"{LINK}-{name}": value for name, value in changes.items()}
    answer = send(**{**named, "lecture-title": "Typed title", "reference-new-0-title": "Typed too"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert "Typed title" in html
    assert "Typed too" in html
    assert not LectureLink.objects.exists()
    assert not Reference.objects.exists()
    assert stored() == before


@override_settings(MAX_UPLOAD_BYTES=1000)
def test_a_file_that_is_too_large_is_told_and_the_text_is_kept(send):
    answer = send(**{"lecture-title": "Typed", f"{LINK}-upload": upload(content=b"x" * 2000)})
    html = answer.content.decode()
    assert answer.status_code == 413
    assert "larger than 1000" in html
    assert 'value="Typed"' in html
    assert "Files must be chosen again." in html
    assert not LectureLink.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\slides\\one.pdf", "one.pdf"),
        ("slides\u202efdp.exe", "slidesfdp.exe"),
        (".htaccess", "htaccess"),
    ],
)
def test_names_are_cleaned(send, lecture, given, kept):
    send(**{f"{LINK}-upload": upload(given)})
    assert lecture.links.get().file_name == kept


def test_a_name_of_300_characters_is_shortened_and_keeps_its_ending(send, lecture):
    send(**{f"{LINK}-upload": upload("x" * 300 + ".pdf")})
    name = lecture.links.get().file_name
    assert len(name) <= 200
    assert set(name.removesuffix(".pdf")) == {"x"}


def test_storage_that_fails_is_told_and_keeps_the_text(send, lecture, monkeypatch):
    def fail(*args, **options):
        raise storing.StorageError("disk full")

    monkeypatch.setattr(storing, "keep", fail)
    answer = send(**{"lecture-title": "Typed", f"{LINK}-upload": upload()})
    assert answer.status_code == 503
    assert 'value="Typed"' in answer.content.decode()
    lecture.refresh_from_db()
    assert lecture.title == "Graphs"


@pytest.mark.django_db(transaction=True)
def test_a_replaced_and_a_removed_file_go_after_the_commit_and_not_before(send, lecture):
    first, second = factories.lecture_file(lecture), factories.lecture_file(lecture)
    old, gone = first.key, second.key
    send(
        **{
            f"link-{first.public_id}-upload": upload("better.pdf"),
            f"link-{second.public_id}-drop": "on",
        }
    )
    link = lecture.links.get()
    assert (link.pk, link.file_name, link.title) == (first.pk, "better.pdf", "Slides")
    assert not default_storage.exists(old)
    assert not default_storage.exists(gone)
    assert default_storage.exists(link.key)


@pytest.mark.django_db(transaction=True)
def test_a_file_becomes_a_link(send, lecture):
    link = factories.lecture_file(lecture)
    old = link.key
    send(**{f"link-{link.public_id}-url": "https://example.edu/new"})
    link.refresh_from_db()
    assert (link.url, link.is_file, link.file_name) == ("https://example.edu/new", False, "")
    assert not default_storage.exists(old)


def test_what_somebody_else_changed_meanwhile_shows_both(client, send, lecture, path):
    reference = factories.ReferenceFactory(lecture=lecture, title="Old")
    sent = form(client.get(path))
    reference.title = "Theirs"
    reference.save()
    name = f"reference-{reference.public_id}-title"
    before = stored()
    answer = send(sent, **{name: "Mine", f"{LINK}-upload": upload()})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in html
    assert 'value="Mine"' in html
    assert stored() == before
    reference.refresh_from_db()
    assert reference.title == "Theirs"
    send(form(answer))
    reference.refresh_from_db()
    assert reference.title == "Mine"


def test_a_part_removed_meanwhile_gives_back_what_was_typed(client, send, lecture, path):
    reference = factories.ReferenceFactory(lecture=lecture, title="Old")
    sent = form(client.get(path))
    reference.delete()
    answer = send(sent, **{f"reference-{reference.public_id}-title": "My words"})
    assert answer.status_code == 409
    assert "My words" in answer.content.decode()


def test_parts_of_another_lecture_are_out_of_reach(send, lecture):
    other = factories.ReferenceFactory(title="Other")
    send(
        **{
            f"reference-{other.public_id}-shown": "x",
            f"reference-{other.public_id}-title": "Taken",
        }
    )
    other.refresh_from_db()
    assert other.title == "Other"


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_takes_as_many_queries_with_1_part_as_with_30(
    client, lecture, path, rows, django_assert_num_queries
):
    for _ in range(rows):
        factories.lecture_file(lecture)
        factories.ReferenceFactory(lecture=lecture)
    # session, person, memberships, departments, lecture with course, links, references
    with django_assert_num_queries(7):
        assert client.get(path).status_code == 200
