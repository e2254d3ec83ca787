"""An address that answers a button alone is told as one, and is never where one comes back to."""

import pytest
from django.urls import reverse

from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

MAKE, LIST = reverse("refunds:make"), reverse("refunds:claims")


def test_opening_a_buttons_address_tells_where_the_button_is():
    client = b.signed_in(Town().finance)
    answer = client.get(MAKE, headers={"referer": f"http://testserver{LIST}?q=1"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "Siden er svar på en knap" in page
    assert f'href="{LIST}?q=1"' in page


def test_a_page_of_elsewhere_is_never_gone_back_to():
    client = b.signed_in(Town().finance)
    answer = client.get(MAKE, headers={"referer": "http://elsewhere.invalid/x"})
    assert "elsewhere" not in answer.content.decode()


def test_the_language_is_switched_back_to_the_page_with_the_form():
    client = b.signed_in(Town().finance)
    wrong = {"through": "2026-12"}
    answer = client.post(MAKE, wrong, headers={"referer": f"http://testserver{LIST}"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f'name="next" value="{LIST}"' in page
    assert f'name="next" value="{MAKE}"' not in page


def test_after_the_log_in_one_comes_to_the_page_and_not_to_the_button(client):
    Town()
    answer = client.post(MAKE, {}, headers={"referer": f"http://testserver{LIST}"})
    assert answer["Location"].endswith("next=%2Frefusion%2Fkrav%2F")
    assert client.post(MAKE)["Location"].endswith("next=%2F")
