"""Passwords: long ones are good, and guessing ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.access.adgangskode import LEAST_CHARACTERS, Tries, is_good, must_wait


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_good_password_is_long_varied_and_not_the_name(password, username):
    if is_good(password, username):
        assert len(password.strip()) >= LEAST_CHARACTERS
        assert len(set(password)) > 2
        assert password.lower() != username.lower()
    assert not is_good(f" {'a' * (LEAST_CHARACTERS - 1)} ", username)
    assert is_good("en lang kode her", username[:3])


def test_five_wrong_tries_are_borne_and_a_town_hall_behind_one_address_bears_more():
    assert not must_wait(Tries(here=4, with_name=19, from_address=199))
    assert must_wait(Tries(here=5, with_name=5, from_address=5))
    assert must_wait(Tries(here=0, with_name=20, from_address=0))
    assert must_wait(Tries(here=0, with_name=0, from_address=200))
