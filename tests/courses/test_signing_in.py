"""Who is enrolled signs in with a code sent by mail; nobody signs themselves up."""

import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def code_in(mail) -> str:
    found = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found[1]


def test_a_person_who_was_enrolled_signs_in_by_a_code_without_ever_having_a_password(
    client, mailoutbox
):
    person = factories.UserFactory(email="ana@example.edu")
    person.set_unusable_password()
    person.save()
    client.post("/accounts/login/code/", {"email": "Ana@example.edu"})
    [mail] = mailoutbox
    assert mail.to == ["ana@example.edu"]
    client.post("/accounts/login/code/confirm/", {"code": code_in(mail)})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_mail_with_the_code_says_where_and_for_how_long_and_no_more(
    client, mailoutbox, settings
):
    factories.UserFactory(email="ana@example.edu")
    page = client.post("/accounts/login/code/", {"email": "ana@example.edu"}, follow=True)
    [mail] = mailoutbox
    assert mail.subject == "Your code to sign in"
    assert mail.body.startswith("With this code you sign in to testserver.")
    assert settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT == 600
    assert "good for 10 minutes" in mail.body
    assert "good for 10 minutes" in page.content.decode()


def test_whom_no_course_knows_is_told_so_by_mail_and_not_to_sign_up(client, mailoutbox):
    client.post("/accounts/login/code/", {"email": "nobody@example.edu"})
    [mail] = mailoutbox
    assert mail.subject == "This address is in no course"
    assert "ask the staff of your course" in mail.body
    assert "http" not in mail.body


def test_a_forgotten_password_is_replaced_by_a_link_in_the_mail(client, mailoutbox):
    person = factories.UserFactory(email="ana@example.edu")
    client.post("/accounts/password/reset/", {"email": "ana@example.edu"})
    [mail] = mailoutbox
    assert mail.subject == "A new password"
    [link] = re.findall(r"http://testserver(/\S+)", mail.body)
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "a-long-phrase-9", "password2": "a-long-phrase-9"})
    person.refresh_from_db()
    assert person.check_password("a-long-phrase-9")


def test_a_wrong_code_signs_nobody_in(client, mailoutbox):
    factories.UserFactory(email="ana@example.edu")
    client.post("/accounts/login/code/", {"email": "ana@example.edu"})
    client.post("/accounts/login/code/confirm/", {"code": "WRONG1"})
    assert "_auth_user_id" not in client.session


def test_the_page_does_not_tell_whether_an_address_is_known(client, mailoutbox):
    factories.UserFactory(email="ana@example.edu")
    known = client.post("/accounts/login/code/", {"email": "ana@example.edu"})
    client.cookies.clear()
    unknown = client.post("/accounts/login/code/", {"email": "nobody@example.edu"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_nobody_signs_themselves_up(client):
    page = client.post(
        "/accounts/signup/",
        {
            "email": "eve@example.edu",
            "password1": "a-long-phrase-9",
            "password2": "a-long-phrase-9",
        },
    )
    assert not factories.User.objects.filter(email="eve@example.edu").exists()
    assert page.status_code in {200, 403, 404}


def test_a_password_cannot_be_guessed_without_end(client):
    """Five wrong ones for an address, then nothing helps for a while, not even the right one."""
    person = factories.UserFactory(email="ana@example.edu")
    person.set_password("quiet-harbour-41")
    person.save()

    def page(password):
        return client.post("/accounts/login/", {"login": person.email, "password": password})

    for number in range(5):
        assert "Too many" not in page(f"wrong-{number}").content.decode()
    assert "Too many failed login attempts" in page("quiet-harbour-41").content.decode()
    assert "_auth_user_id" not in client.session


def test_who_asks_too_often_gets_a_page_that_says_so(client):
    client.post("/accounts/login/code/", {"email": "nobody@example.edu"})
    for _ in range(40):
        answer = client.post("/accounts/login/", {"login": "a@example.edu", "password": "x"})
    assert answer.status_code == 429
    assert "Too often" in answer.content.decode()
