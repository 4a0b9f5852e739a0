"""The frame of all pages: signing in and out, and what is said when something goes wrong."""

import re
from math import cos, radians, sin
from pathlib import Path

import pytest
from django.core import mail
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import clear_script_prefix, reverse, set_script_prefix
from django.utils import translation

from courseapp.courses.models import Course
from courseapp.portal.demo.accounts import ACCOUNTS
from courseapp.portal.public_course import PublicCourse
from courseapp.portal.templatetags.frame import hue_class
from tests import factories

CSS = Path("static/css/site.css").read_text()


@pytest.mark.parametrize("status", [400, 500])
def test_a_page_for_our_own_mistakes_asks_for_nothing(status):
    """No database (the test has none), no request, no context."""
    html = render_to_string(f"{status}.html")
    assert html.count("<h1") == 1
    assert 'href="/"' in html
    assert "Sign in" not in html


@pytest.mark.django_db
def test_what_is_not_there_says_so_in_the_frame_of_the_house(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert "/accounts/login/?next=/nowhere/" in response.content.decode()


@pytest.mark.django_db
def test_a_broken_view_shows_the_page_of_the_house(monkeypatch):
    course = factories.CourseFactory()
    monkeypatch.setattr(PublicCourse, "local_date", lambda *_: 1 / 0)
    response = Client(raise_request_exception=False).get(course.get_absolute_url())
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"))
    assert response.status_code == 403
    assert "The form was too old to be sent" in response.content.decode()


@pytest.mark.django_db
def test_a_person_signs_in_by_password_and_out(client):
    person = factories.UserFactory(name="Ana Sample")
    person.set_password(factories.PASSWORD)
    person.save()
    answer = client.post(
        reverse("account_login"),
        {"login": person.email.upper(), "password": factories.PASSWORD, "next": "/"},
        follow=True,
    )
    assert "Ana Sample" in answer.content.decode()
    assert "Sign out" in answer.content.decode()
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    answer = client.post(reverse("account_logout"), follow=True)
    assert "Sign in" in answer.content.decode()


@pytest.mark.django_db
def test_a_person_signs_in_by_a_code(client):
    person = factories.UserFactory()
    assert "by a code" in client.get(reverse("account_request_login_code")).content.decode()
    answer = client.post(
        reverse("account_request_login_code"), {"email": person.email, "next": "/"}, follow=True
    )
    assert "<main" in answer.content.decode()
    [code] = re.findall(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[0].body, re.MULTILINE)
    answer = client.post(
        reverse("account_confirm_login_code"), {"code": code, "next": "/"}, follow=True
    )
    assert "Sign out" in answer.content.decode()


@pytest.mark.django_db
def test_a_wrong_password_is_told_beside_the_field(client):
    answer = client.post(reverse("account_login"), {"login": "a@example.edu", "password": "x"})
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_request_login_code"],
)
def test_pages_of_accounts_stand_in_the_frame_of_the_house(client, name):
    html = client.get(reverse(name)).content.decode()
    assert html.count("<h1") == 1
    assert 'class="bar"' in html
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", html)


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_the_sign_ins_of_the_demo_are_shown_in_the_demo_alone(client, demo):
    with override_settings(DEMO=demo):
        html = client.get(reverse("account_login")).content.decode()
    assert all((account.email in html) is demo for account in ACCOUNTS)
    assert all((account.password in html) is demo for account in ACCOUNTS)


# --- What never changes --------------------------------------------------------------------------


def test_what_is_rendered_once_can_hold_nothing_of_anybody():
    source = "{% load frame %}{% fixed %}for {{ name }}{% endfixed %}, {{ name }}"
    template = engines["django"].from_string(source)
    assert template.render({"name": "Ana"}) == "for , Ana"
    assert template.render({"name": "Boris"}) == "for , Boris"


def test_what_is_rendered_once_is_so_for_each_language_and_place():
    inside = "{% url 'portal:home' %} {% translate 'Monday' %}"
    source = f"{{% load frame i18n %}}{{% fixed %}}{inside}{{% endfixed %}}"
    template = engines["django"].from_string(source)
    for _ in range(2):
        assert template.render() == "/ Monday"
        with translation.override("de"):
            assert template.render() == "/ Montag"
        set_script_prefix("/below/")
        assert template.render() == "/below/ Monday"
        clear_script_prefix()


# --- Colours -------------------------------------------------------------------------------------


def test_each_hue_has_a_class_in_the_style_sheet():
    classes = set(re.findall(r"\.(hue-\d+) \{", CSS))
    assert {hue_class(Course(hue=hue)) for hue in range(360)} == classes
    assert hue_class(None) == ""


def channels(lightness, chroma, hue):
    """OKLCH to linear sRGB, cut where it leaves the gamut (https://bottosson.github.io/posts/oklab)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    mixed = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return [min(max(channel, 0), 1) for channel in mixed]


def hex_channels(colour):
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def token(name, scheme, hue=0):
    """The colour of a token in the light (0) or dark (1) scheme."""
    value = re.search(rf"--{name}: light-dark\((.*?)\);", CSS)[1]
    both = re.findall(r"#\w+|oklch\([^()]*\([^()]*\)\)", value)
    if both[scheme].startswith("#"):
        return hex_channels(both[scheme][1:])
    lightness, chroma = re.match(r"oklch\(([\d.]+)% ([\d.]+)", both[scheme]).groups()
    return channels(float(lightness) / 100, float(chroma), hue)


def contrast(one, other):
    """WCAG 2.2, contrast ratio."""
    weights = (0.2126, 0.7152, 0.0722)
    light = sorted(
        sum(w * c for w, c in zip(weights, colour, strict=True)) for colour in (one, other)
    )
    return (light[1] + 0.05) / (light[0] + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_hue_keeps_its_contrast_in_both_schemes(scheme):
    for hue in map(int, re.findall(r"--hue: (\d+)", CSS)):
        accent, tint = token("accent", scheme, hue), token("tint", scheme, hue)
        for ground in (token("paper", scheme), token("card", scheme), tint):
            assert contrast(accent, ground) >= 4.5, hue
            assert contrast(token("ink", scheme), ground) >= 7, hue
            assert contrast(token("quiet", scheme), ground) >= 4.5, hue


@pytest.mark.parametrize("scheme", [0, 1])
def test_what_is_due_done_or_wrong_is_readable(scheme):
    for name, grounds in (
        ("due", ("paper", "card", "due-tint")),
        ("done", ("paper", "card", "done-tint")),
        ("wrong", ("paper", "card")),
        ("ink", ("due-tint", "done-tint")),
        ("quiet", ("due-tint", "done-tint")),
    ):
        for ground in grounds:
            assert contrast(token(name, scheme), token(ground, scheme)) >= 4.5, (name, ground)
