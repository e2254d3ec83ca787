"""The numbers of refund, corrected through the web: they rise, tell what they move, and are
changed by two when what is claimed moves."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.catalogue.actions import UnableToCorrect, correct_parameter
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.apps.refunds.actions import claims, numbers
from helhed.apps.refunds.models import NumberChange, RefundClaim
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.refunds.house import KR, close_year, closed, grant, post, year

pytestmark = pytest.mark.django_db

# 2026: the first limit is 960,000 kr.; a twelfth is 80,000. 100,000 kr. give 25 % of 20,000.
# With 900,000 a twelfth is 75,000, and the month gives 1,250 kr. more.
MARCH = Month(2026, 3)
LOWER = {"value": "900.000", "start": "2026-01-01", "end": "2026-12-31", "source": "Satser 2026"}
STEP_1 = reverse("catalogue:parameter", args=["refunds", "refusion", "step_1_from"])


@pytest.fixture
def town():
    b.municipality()
    closed(Month(2026, 9))
    made = grant(b.unit("Voksne", "adults"), b.citizen())
    post(made, year(2026, 9), 100_000)
    return made


@pytest.fixture
def finance():
    return b.actor(Role.FINANCE)


@pytest.fixture
def admin():
    return b.actor(Role.ADMINISTRATOR)


@pytest.fixture
def claimed(town, finance):
    """Three months of 5,000 kr. each are claimed and sent."""
    claim = claims.make_claim(finance, through=MARCH)
    claims.approve_claim(b.actor(Role.FINANCE), refundclaim=claim.id)
    claims.send_claim(finance, refundclaim=claim.id)
    return claim


def sent(who, address=STEP_1, **told):
    return b.signed_in(who).post(address, {**LOWER, **told}, follow=True).content.decode()


def asked(admin):
    """The administrator sees the effect, and presses again."""
    first = sent(admin)
    assert "3 krævede måneder for 1 borgere" in first
    assert not NumberChange.objects.exists()
    page = sent(admin, seen="3:375000")
    assert "venter på en anden. Økonomi godkender den" in page
    return NumberChange.objects.get()


def test_a_limit_must_stay_below_the_next_one_and_nothing_is_saved(claimed, admin):
    page = sent(admin, value="3.000.000")
    assert "Beløbsgrænserne skal stige" in page
    assert "ville trin 1 begynde ved 3.000.000 kr. og trin 2 ved 1.890.000 kr." in page
    assert 'value="3.000.000"' in page, "what was typed is still there"
    step_3 = STEP_1.replace("step_1", "step_3")
    assert "trin 2 begynde ved 1.890.000" in sent(admin, step_3, value="1.890.000")
    assert not ParameterCorrection.objects.exists()
    assert not NumberChange.objects.exists()


def test_the_limits_rise_on_every_day_that_is_written_and_not_only_on_the_first(admin, town):
    second = STEP_1.replace("step_1", "step_2")
    for year_of, value in ((2027, "1.900.000"), (2028, "1.700.000")):
        told = {"start": f"{year_of}-01-01", "end": f"{year_of}-12-31"}
        assert "Tallet er gemt" in sent(admin, second, value=value, **told)
    page = sent(admin, value="1.800.000", start="2027-01-01", end="2028-12-31")
    assert "Beløbsgrænserne skal stige. 1.1.2028 ville trin 1" in page
    page = sent(admin, value="1.950.000", start="2027-01-01", end="2028-12-31")
    assert "Beløbsgrænserne skal stige. 1.1.2027 ville trin 1" in page


def test_a_number_that_moves_nothing_claimed_is_saved_at_once_and_says_so(claimed, admin):
    page = sent(admin, start="2027-01-01", end="2027-12-31")
    assert "Tallet er gemt og gælder fra den dag, du valgte." in page
    page = sent(admin, value="960000")
    assert "Intet, der er krævet, ændrer sig." in page, "confirmed as it stands"
    assert ParameterCorrection.objects.count() == 2


def test_before_a_claimed_month_moves_the_page_says_how_many_and_how_much(claimed, admin):
    page = sent(admin)
    assert "3 krævede måneder for 1 borgere og husstande, fra jan. 2026 til mar. 2026" in page
    assert "skal staten betale 3.750,00 kr. mere" in page
    assert "tryk igen" in page
    page = sent(admin, value="1.000.000")
    assert "skal 2.499,99 kr. tilbage til staten" in page
    assert not ParameterCorrection.objects.exists()
    assert not NumberChange.objects.exists()


def test_what_moves_claimed_money_holds_when_another_has_approved_it(claimed, admin, finance):
    change = asked(admin)
    assert not ParameterCorrection.objects.exists()
    overview = b.seen(finance, "refunds:overview", year=2026)
    assert "venter på en anden" in overview
    assert "960.000" in overview
    page = b.seen(finance, "refunds:number-change", change.id)
    assert "3.750,00" in page
    address = reverse("refunds:number-approve", args=[change.id])
    told = b.signed_in(finance).post(address, {"seen": "3:375000"}, follow=True).content.decode()
    assert "Tallet er ændret. Forskellen kommer med i det næste krav." in told
    overview = b.seen(finance, "refunds:overview", year=2026)
    assert "Tal, vi har ændret for året" in overview
    assert f"{admin.user.name} · godkendt af {finance.user.name}" in overview
    assert "flyttede 3 krævede måneder og 3.750,00 kr." in overview
    assert "venter på en anden" not in overview
    client = b.signed_in(finance)
    client.post(reverse("refunds:make"), {"through": "2026-03"})
    claim = RefundClaim.objects.get(state="draft")
    assert sorted({line.oere for line in claim.lines.all()}) == [1_250 * KR]


def test_what_waits_stands_on_the_day_page_of_those_who_may_approve_it(claimed, admin, finance):
    assert "Fire øjne" not in b.seen(finance, "desk:day")
    change = asked(admin)
    page = b.seen(finance, "desk:day")
    assert "Fire øjne: venter på dig" in page
    assert "Godkend et tal i refusionen: " in page
    assert "flytter 3.750,00 kr." in page
    assert reverse("refunds:number-change", args=[change.id]) in page
    assert "Godkend et tal" not in b.seen(b.actor(Role.CASEWORKER_ADULTS), "desk:day")
    numbers.refuse_number(finance, numberchange=change.id)
    assert "Godkend et tal" not in b.seen(finance, "desk:day")


def test_who_asked_does_not_find_the_own_change_among_what_another_must_approve(
    claimed, admin, finance
):
    asked(admin)
    NumberChange.objects.update(asked_by=finance.user)
    assert "Godkend et tal" not in b.seen(finance, "desk:day")
    assert "Godkend et tal" in b.seen(b.actor(Role.FINANCE), "desk:day")


def test_who_approves_sees_what_it_moves_then_and_not_what_it_moved_once(
    claimed, admin, finance, town
):
    change = asked(admin)
    post(town, [MARCH], -22_000)
    with pytest.raises(numbers.MovesWhatIsClaimed):
        numbers.approve_number(finance, numberchange=change.id, seen="3:375000")
    numbers.approve_number(finance, numberchange=change.id, seen="3:325000")
    change.refresh_from_db()
    assert (change.state, change.months, change.oere) == ("approved", 3, 3_250 * KR)
    assert change.correction.recorded_by == admin.user


def test_one_who_holds_both_roles_does_not_approve_the_own_change(claimed, admin, finance):
    change = asked(admin)
    NumberChange.objects.update(asked_by=finance.user)
    page = b.seen(finance, "refunds:number-change", change.id)
    assert "En anden skal godkende det" in page
    address = reverse("refunds:number-approve", args=[change.id])
    told = b.signed_in(finance).post(address, {"seen": "3:375000"}, follow=True).content.decode()
    assert "Du har selv forberedt det" in told
    assert not ParameterCorrection.objects.exists()


def test_a_change_that_is_refused_or_withdrawn_leaves_the_number_and_the_trace(
    claimed, admin, finance
):
    change = asked(admin)
    assert "venter allerede på en anden" in sent(admin, seen="3:375000")
    address = reverse("refunds:number-refuse", args=[change.id])
    told = b.signed_in(finance).post(address, follow=True).content.decode()
    assert "Ændringen er afvist" in told
    sent(admin, seen="3:375000")
    last = NumberChange.objects.exclude(id=change.id).get()
    address = reverse("refunds:number-withdraw", args=[last.id])
    told = b.signed_in(admin).post(address, follow=True).content.decode()
    assert "Ændringen er trukket tilbage" in told
    assert sorted(NumberChange.objects.values_list("state", flat=True)) == ["refused", "withdrawn"]
    with pytest.raises(UnableToCorrect, match="venter ikke længere"):
        numbers.approve_number(finance, numberchange=change.id, seen="3:375000")
    assert not ParameterCorrection.objects.exists()


def test_the_effect_tells_of_a_year_that_is_closed(claimed, admin, finance, town):
    post(town, year(2025), 100_000)
    later = claims.make_claim(finance, through=MARCH)
    claims.approve_claim(b.actor(Role.FINANCE), refundclaim=later.id)
    close_year(2025, finance, b.actor(Role.FINANCE))
    page = sent(admin, value="900.000", start="2025-01-01", end="2025-12-31")
    assert "12 krævede måneder" in page
    assert "Af 2025 kommer intet med i et krav" in page


def test_a_share_over_a_hundred_percent_is_refused(town, admin):
    address = STEP_1.replace("step_1_from", "step_3_share")
    assert "højst 100 %" in sent(admin, address, value="101")
    assert not ParameterCorrection.objects.exists()


def test_no_other_way_leads_to_a_number_of_refund(claimed, admin):
    with pytest.raises(UnableToCorrect, match="egen side"):
        correct_parameter(
            admin,
            file="refunds/refusion",
            key="step_1_from",
            value="900000",
            start=date(2026, 1, 1),
            end=None,
            source="Satser",
        )


@pytest.mark.parametrize("key", ["step_1_from", "step_3_share"])
def test_a_limit_from_a_day_inside_a_year_is_refused_with_the_day_from_which_it_would_work(
    town, admin, key
):
    address = reverse("catalogue:parameter", args=["refunds", "refusion", key])
    told = {"value": "70" if "share" in key else "900.000", "start": "2026-07-01", "end": ""}
    page = sent(admin, address, **told)
    assert "Skrevet fra 1.7.2026 ville tallet først virke fra 1.1.2027." in page
    assert "Skriv første dag som 1.1.2026, hvis det skal gælde hele det år" in page
    assert 'value="2026-07-01"' in page, "what was typed is still there"
    page = sent(admin, address, **{**told, "end": "2026-12-31"})
    assert "Skrevet fra 1.7.2026 til 31.12.2026 ville tallet aldrig virke." in page
    assert not ParameterCorrection.objects.exists()
    assert not NumberChange.objects.exists()
