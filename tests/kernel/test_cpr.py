"""CPR numbers: what is read from them, what is only a warning, and that they do not leak."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.cpr import Cpr, NotACprNumber, Sex, century


def test_the_published_example_number_is_read():
    cpr = Cpr.parse("010181-4321")
    assert cpr.birth_date == date(1981, 1, 1)
    assert cpr.sex is Sex.MALE
    assert not cpr.is_replacement
    assert cpr.formatted == "010181-4321"


@pytest.mark.parametrize(
    ("seventh", "year", "expected"),
    [
        (0, 5, 1900),
        (3, 99, 1900),
        (4, 36, 2000),
        (4, 37, 1900),
        (5, 57, 2000),
        (5, 58, 1800),
        (8, 99, 1800),
        (9, 36, 2000),
        (9, 37, 1900),
    ],
)
def test_the_century_follows_the_table(seventh, year, expected):
    assert century(seventh, year) == expected


def test_a_number_that_fails_modulus_11_is_still_a_number():
    assert not Cpr.parse("0101814321").passes_modulus_11
    assert Cpr.parse("0505209996").birth_date == date(2020, 5, 5)


def test_modulus_11_holds_for_a_number_made_by_hand():
    # 4·0+3·7+2·0+7·7+6·6+5·1+4·4+3·0+2·0+1·5 = 132 = 12·11
    assert Cpr("0707614005").passes_modulus_11


def test_a_replacement_number_has_its_day_moved_by_sixty():
    cpr = Cpr.parse("610181-4321")
    assert cpr.is_replacement
    assert cpr.birth_date == date(1981, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "0101814",
        "01018143211",
        "3113814321",
        "0013814321",
        "3002014321",
        "ABCDEF1234",
        "٠١٠١٨١٤٣٢١",
    ],
)
def test_what_cannot_be_a_number_is_refused_without_repeating_it(text):
    with pytest.raises(NotACprNumber) as caught:
        Cpr.parse(text)
    assert not text or text not in str(caught.value)
    assert caught.value.__cause__ is None


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 3999))
def test_any_day_of_the_1900s_reads_back(day, serial):
    cpr = Cpr(f"{day:%d%m%y}{serial:04d}")
    assert cpr.birth_date == day
    assert Cpr.parse(cpr.formatted) == cpr


def test_printing_a_number_does_not_show_the_serial():
    cpr = Cpr.parse("010181-4321")
    assert "4321" not in f"{cpr} {cpr!r} {[cpr]}"
