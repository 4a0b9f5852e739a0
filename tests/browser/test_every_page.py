"""Every page that somebody may open, opened by them in a real browser: no console message, no
violation of the content policy, and nothing wider than a phone's screen.

The pages come from the access table, so a new one is here as soon as it has its row.
"""

import pytest
from django.conf import settings
from django.urls import reverse

from courseapp.portal import access_table
from courseapp.portal.access_table import YES, Kind
from courseapp.portal.demo.accounts import ACCOUNTS
from tests import access_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READERS = (Kind.VISITOR, Kind.OWNER, Kind.INSTRUCTOR)
# Tables of the stock admin scroll within the page at this width.
MAY_BE_WIDE = "/admin/"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def addresses(world: access_world.World, kind: Kind) -> list[str]:
    """What this kind of person may read, as far as it is a page at all and not a download."""
    found = []
    for row in access_table.rows():
        allowed = row.of("GET")
        if allowed is None or allowed[kind] != YES or row.route == "account_logout":
            continue
        path = reverse(row.route, kwargs=world.arguments.get(row.route))
        query = access_world.QUERIES.get(row.route)
        answer = world.client(kind).get(path, query)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        answer.close()
        if is_page and answer.status_code == 200:
            found.append(path)
    return found


@pytest.mark.parametrize("kind", READERS)
def test_no_page_complains_or_is_wider_than_a_phone(kind, open_page, served):
    world = access_world.build()
    session = world.sessions.get(kind)
    cookies = {settings.SESSION_COOKIE_NAME: session} if session else {}
    page = open_page("phone", cookies=cookies)
    paths = addresses(world, kind)
    assert "/" in paths
    wide = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        if not path.startswith(MAY_BE_WIDE) and page.evaluate(TOO_WIDE):
            wide.append(path)
    assert wide == []


def test_the_pages_of_the_demo_do_not_complain_either(open_page, served):
    served.manage("load_demo")
    for account in ACCOUNTS:
        page = open_page("phone")
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(account.email)
        page.get_by_label("Password").fill(account.password)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/dashboard/")
        for path in ("/", "/courses/mathsdl/", "/demo/mail/"):
            page.goto(path)
            assert not page.evaluate(TOO_WIDE), path
