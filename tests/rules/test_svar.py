"""What KL's gateway answers is said in plain Danish, whatever it answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.reports.svar import meaning


@pytest.mark.parametrize(
    ("code", "do"),
    [
        ("required", "Se på sagen, om alt er skrevet"),
        ("business-rule", "Se, om datoerne på sagen passer sammen"),
        ("code-invalid", "Se på sagen, om valg og datoer er rigtige"),
        ("structure", "systemadministrator"),
        ("forbidden", "systemadministrator"),
        ("throttled", "Lav rapporten igen senere"),
        ("duplicate", "Du skal ikke gøre mere"),
    ],
)
def test_an_error_says_what_to_do(code, do):
    assert do in meaning(code, "error")


@given(st.text(max_size=20), st.sampled_from(["", "fatal", "error", "warning"]))
def test_a_code_that_nobody_knows_is_answered_in_a_sentence_too(code, severity):
    assert meaning(code, severity).endswith(".")


def test_what_is_told_for_information_alone_asks_for_nothing():
    assert "ikke gøre noget" in meaning("processing", "information")
