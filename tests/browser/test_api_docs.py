"""The API's page is drawn without anything from elsewhere, under the strict content policy."""

import pytest

pytestmark = pytest.mark.browser


def test_the_description_is_drawn_and_can_be_tried(open_page):
    page = open_page()
    page.goto("/api/docs/")
    page.click(".opblock-summary >> nth=0")
    page.click("button.try-out__btn")
    page.click("button.execute")
    answer = page.wait_for_selector(".live-responses-table .response .response-col_status")
    assert answer.text_content().strip() == "200"


def test_without_a_script_the_page_leads_to_the_description(open_page):
    page = open_page("phone", javascript=False)
    page.goto("/api/docs/")
    assert page.get_by_text("drawn here by a script").is_visible()
    assert page.get_by_role("link", name="OpenAPI").get_attribute("href") == "/api/schema/"
