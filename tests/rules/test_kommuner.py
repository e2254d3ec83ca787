"""Municipalities by the digits that files name them by."""

from helhed.rules.citizens.kommuner import kommune_name, kommuner, others


def test_there_are_98_municipalities_in_danish_order_and_each_has_four_digits_and_a_name():
    real = [one for one in kommuner().values() if not one.is_made_up]
    assert len(real) == 98
    assert len({one.name for one in real}) == 98
    assert all(len(one.code) == 4 and one.code.isdecimal() for one in real)
    assert (real[0].name, real[-1].name) == ("Albertslund", "Aarhus")


def test_a_municipality_is_called_by_its_name_and_an_unknown_one_by_its_digits():
    assert kommune_name("0740") == "Silkeborg Kommune"
    assert kommune_name("0400") == "Bornholms Regionskommune"
    assert kommune_name("0001") == "0001"


def test_made_up_municipalities_are_offered_to_made_up_ones_alone():
    assert not any(one.is_made_up for one in others("0740"))
    assert len(others("0740")) == 97
    offered = others("0999")
    assert offered[0].is_made_up
    assert len(offered) == 6 + 98
    assert "0999" not in {one.code for one in offered}
