"""The address of one's own calendar: shown to its owner, renewed and revoked by them."""

import pytest

from courseapp.courses.models import AuditEntry
from courseapp.portal.calendar import address
from courseapp.portal.models import CalendarToken
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/calendar/"


@pytest.fixture
def ana(client):
    ana = factories.UserFactory()
    client.force_login(ana)
    return ana


def token_of(person):
    return CalendarToken.objects.get(user=person).token


def audited():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_visitor_signs_in_first(client):
    assert client.get(URL).url == "/accounts/login/?next=/calendar/"


def test_nobody_has_an_address_until_they_make_one(client, ana):
    page = client.get(URL).content.decode()
    assert "Make my calendar&#x27;s address" in page or "Make my calendar's address" in page
    assert not CalendarToken.objects.exists()
    answer = client.post(URL, {"step": "renew"})
    assert answer.url == URL
    page = client.get(URL).content.decode()
    path = f"/calendar/{token_of(ana)}.ics"
    assert f'value="http://127.0.0.1:8000{path}"' in page
    assert f'href="webcal://127.0.0.1:8000{path}"' in page
    assert client.get(path).status_code == 200


def test_a_new_address_ends_the_old_one_at_once(client, ana):
    client.post(URL, {"step": "renew"})
    old = token_of(ana)
    client.post(URL, {"step": "renew"})
    new = token_of(ana)
    assert old != new
    assert client.get(f"/calendar/{old}.ics").status_code == 404
    assert client.get(f"/calendar/{new}.ics").status_code == 200
    assert CalendarToken.objects.count() == 1


def test_a_revoked_address_opens_nothing(client, ana):
    client.post(URL, {"step": "renew"})
    old = token_of(ana)
    client.post(URL, {"step": "revoke"})
    assert client.get(f"/calendar/{old}.ics").status_code == 404
    assert not CalendarToken.objects.exists()
    assert old not in client.get(URL).content.decode()


def test_each_step_is_in_the_book_without_the_token(client, ana):
    for step in ("renew", "renew", "revoke", "revoke"):
        client.post(URL, {"step": step})
    assert audited() == [
        "renew calendar address",
        "renew calendar address",
        "revoke calendar address",
    ]
    entry = AuditEntry.objects.first()
    assert (entry.actor, entry.subject_id, entry.details) == (ana, ana.public_id, {})


@pytest.mark.parametrize("form", [{}, {"step": "give"}, {"step": "renew\x00"}])
def test_what_is_no_step_changes_nothing_and_says_so(client, ana, form):
    answer = client.post(URL, form)
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.content.decode()
    assert not CalendarToken.objects.exists()


def test_it_is_its_owners_alone(client, ana):
    boris = factories.UserFactory()
    token = address.renew(boris, now=factories.NOW).token
    assert token not in client.get(URL).content.decode()
    client.post(URL, {"step": "revoke"})
    assert token_of(boris) == token


def test_the_page_is_kept_by_nobody(client, ana):
    assert "no-store" in client.get(URL)["Cache-Control"]


def test_a_token_cannot_be_guessed():
    tokens = {address.renew(factories.UserFactory(), now=factories.NOW).token for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43  # 32 random bytes
