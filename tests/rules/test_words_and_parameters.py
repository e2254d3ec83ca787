"""What holds for every rule: codes with words, numbers with a source, pages with an origin."""

import enum
import importlib
import pkgutil
from datetime import date
from importlib import resources

import pytest

import helhed.rules
from helhed.kernel.dated import Certainty, load_parameters
from helhed.rules.offers.ejerforhold import BOOKED, TO_CITIZEN, Ownership

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(helhed.rules.__path__, "helhed.rules.")
]
LISTS = sorted(
    {
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, enum.Enum)
        and value.__module__ == module.__name__
        and len(value)
        and hasattr(next(iter(value)), "label")
    },
    key=lambda found: (found.__module__, found.__name__),
)
PARAMETER_FILES = [
    (module.__name__, path.name)
    for module in MODULES
    if hasattr(module, "__path__")
    for folder in [resources.files(module) / "parameters"]
    if folder.is_dir()
    for path in sorted(folder.iterdir(), key=lambda p: p.name)
    if path.name.endswith(".toml")
]


@pytest.mark.parametrize("codes", LISTS, ids=lambda c: c.__name__)
def test_each_code_has_words_of_its_own(codes):
    labels = [member.label for member in codes]
    assert all(label.strip() for label in labels)
    assert len(set(labels)) == len(labels)
    assert len({member.value for member in codes}) == len(list(codes))


@pytest.mark.parametrize("codes", LISTS, ids=lambda c: c.__name__)
def test_a_code_list_reads_its_own_codes_and_refuses_others(codes):
    if not hasattr(codes, "of"):
        return
    assert [codes.of(code) for code in codes.codes()] == list(codes)
    assert codes.choices() == [(str(member), member.label) for member in codes]
    with pytest.raises(ValueError, match=codes.__name__):
        codes.of("no such code")


def test_the_lists_and_parameters_were_found():
    assert len(LISTS) > 20
    assert ("helhed.rules.notifications", "underretning.toml") in PARAMETER_FILES


@pytest.mark.parametrize(("package", "name"), PARAMETER_FILES)
def test_every_parameter_says_what_it_is_whence_and_how_sure_and_holds_today(package, name):
    for parameter in load_parameters(package, name).values():
        assert parameter.meaning
        assert parameter.unit
        now = parameter.dated(date(2026, 11, 2))
        assert now.source
        assert now.certainty in Certainty


def test_every_folder_of_facts_says_where_they_come_from():
    folders = [
        resources.files(module) / "data" for module in MODULES if hasattr(module, "__path__")
    ]
    kept = [folder for folder in folders if folder.is_dir()]
    assert kept
    for folder in kept:
        text = (folder / "ORIGIN.md").read_text(encoding="utf-8")
        files = {path.name for path in folder.iterdir()} - {"ORIGIN.md"}
        assert {name for name in files if f"`{name}`" not in text} == set()


def test_every_owner_has_its_place_in_the_accounts_and_no_ejerforhold_5_exists():
    assert set(BOOKED) == set(Ownership)
    for booking in [*BOOKED.values(), TO_CITIZEN]:
        assert booking.ejerforhold in range(5)
        assert len(booking.art) == 2
        assert booking.art.isdecimal()


def test_a_place_is_bought_outside_when_neither_the_house_nor_a_foster_family_has_it():
    outside = {owner for owner in Ownership if owner.is_external}
    assert outside == set(Ownership) - {Ownership.OWN, Ownership.FOSTER_FAMILY}
