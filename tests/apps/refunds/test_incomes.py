"""Incomes through the page: written, told of, corrected, taken back; what was typed stays."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.refunds.models import Income, PayerTotal
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.refunds.house import KR, close_year, closed, grant, post, year
from tests.apps.refunds.slow_twin import check_kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    """90,000 kr. posted January to October 2026, and what December 2025 cost."""
    b.municipality()
    closed(Month(2026, 10))
    made = grant(b.unit("Voksne", "adults"), b.citizen())
    post(made, [Month(2025, 12), *year(2026, 10)], 90_000)
    return made


@pytest.fixture
def client(home):
    return b.signed_in(b.actor(Role.FINANCE))


def sent(client, home, *, of_year=2026, **typed):
    """What the page says after an income was sent."""
    given = {"grant": str(home.id), "kind": "user_payment", "month": "2026-03"}
    given |= {"oere": "4.500", "note": "Bilag 7", **typed}
    address = f"{reverse('refunds:income', args=[home.citizen_id])}?year={of_year}"
    return client.post(address, given, follow=True).content.decode()


def pressed(client, name, row, **typed):
    address = reverse(f"refunds:{name}", args=[row.id])
    return client.post(address, typed, follow=True).content.decode()


def corrected(client, row, **typed):
    given = {"month": f"{row.month:%Y-%m}", "oere": "4.600", "note": "", "why": "Bilag 8"}
    return pressed(client, "correct-income", row, **{**given, **typed})


def written(home, oere=4_500 * KR, month=3):
    return Income.objects.create(
        grant=home,
        kind="user_payment",
        month=date(2026, month, 1),
        oere=oere,
        recorded_at=b.NOON,
    )


def stands(typed, page):
    """What was typed is still in the form."""
    for value in typed:
        assert f'value="{value}"' in page


def test_an_income_says_who_wrote_it_and_when(client, home):
    page = sent(client, home)
    row = Income.objects.get()
    assert "Indtægten er skrevet" in page
    assert "2.11.2026 kl." in page
    assert row.recorded_by.name in page
    assert "4.500,00" in page
    assert "Bilag 7" in page


def test_an_income_of_another_year_is_written_from_that_years_page(client, home):
    page = sent(client, home, of_year=2025, month="2025-12")
    assert "Indtægten er skrevet" in page
    assert "<h1>Refusion i sag" in page
    assert Income.objects.get().month == date(2025, 12, 1)


def test_a_double_is_told_of_and_only_taken_when_it_is_sent_again(client, home):
    written(home)
    page = sent(client, home)
    assert "Der står allerede 4.500,00 kr." in page
    assert "Jeg har læst det. Skriv den" in page
    stands(["2026-03", "4.500", "Bilag 7"], page)
    assert Income.objects.count() == 1
    mark = f"{home.id} user_payment {Month(2026, 3)} 450000"
    assert f'value="{mark}"' in page
    assert "Indtægten er skrevet" in sent(client, home, sure=mark)
    assert Income.objects.count() == 2


def test_what_was_read_holds_for_no_other_amount(client, home):
    written(home, 9_000 * KR)
    mark = f"{home.id} user_payment {Month(2026, 3)} 450000"
    page = sent(client, home, oere="9.000", sure=mark)
    assert "Der står allerede 9.000,00 kr." in page
    assert Income.objects.count() == 1


def test_more_than_the_help_costs_is_told_of(client, home):
    page = sent(client, home, oere="90.001")
    assert "bliver 90.001,00 kr., og bevillingen koster 90.000,00 kr." in page
    stands(["90.001", "Bilag 7"], page)
    assert not Income.objects.exists()


def test_a_month_does_not_come_below_0(client, home):
    written(home)
    page = sent(client, home, oere="-4.501")
    assert "Måneden har 4.500,00 kr. og ville komme ned på −1,00 kr." in page
    stands(["-4.501", "Bilag 7"], page)
    assert Income.objects.count() == 1


def test_0_is_refused_where_nothing_runs_and_where_the_month_is_written(client, home):
    assert "Kun en løbende slutter med 0" in sent(client, home, oere="0")
    for month in (1, 2, 3):
        written(home, month=month)
    assert "så 0 kr. slutter intet" in sent(client, home, oere="0")
    assert "Indtægten er skrevet" in sent(client, home, oere="0", month="2026-04")
    check_kept((2026,))


def test_a_month_that_is_not_begun_is_refused(client, home):
    page = sent(client, home, month="2026-12")
    assert "Måneden er ikke begyndt" in page
    stands(["2026-12", "4.500", "Bilag 7"], page)


def test_what_makes_no_sense_is_said_at_its_field_and_stays(client, home):
    page = sent(client, home, oere="mange", month="2026-99")
    assert "Skriv et beløb som 1.234,50." in page
    assert "Skriv måneden som 2026-03." in page
    stands(["mange", "2026-99", "Bilag 7"], page)


def test_a_closed_year_is_told_and_nothing_in_it_is_written_corrected_or_taken_back(client, home):
    row = Income.objects.create(
        grant=home, kind="user_payment", month=date(2025, 12, 1), oere=100, recorded_at=b.NOON
    )
    close_year(2025, b.actor(Role.FINANCE), b.actor(Role.FINANCE))
    said = "Refusionen for 2025 er lukket. Få året åbnet"
    page = sent(client, home, of_year=2025, month="2025-12")
    assert said in page
    stands(["2025-12", "4.500", "Bilag 7"], page)
    page = corrected(client, row, month="2026-03", why="Forkert år")
    assert said in page
    stands(["2026-03", "4.600", "Forkert år"], page)
    page = pressed(client, "withdraw-income", row, why="Kom aldrig")
    assert said in page
    stands(["Kom aldrig"], page)
    assert Income.objects.get().withdrawn_at is None


def test_a_corrected_income_stays_and_says_what_came_instead(client, home):
    row = written(home)
    page = corrected(client, row, oere="5.400")
    assert "Indtægten er rettet" in page
    assert "<s>4.500,00</s>" in page
    assert "til 5.400,00 kr. for mar. 2026" in page
    row.refresh_from_db()
    assert (row.replaced_by.oere, row.withdrawn_why) == (5_400 * KR, "Bilag 8")
    check_kept((2026,))
    assert Entry.objects.filter(action="income.correct", object_id=row.id).exists()
    page = client.get(reverse("refunds:correct-income", args=[row.replaced_by_id]))
    assert "Skrevet i stedet for 4.500,00 kr. for mar. 2026" in page.content.decode()


def test_an_income_is_moved_to_another_month(client, home):
    row = written(home)
    assert "Indtægten er rettet" in corrected(client, row, oere="4.500", month="2026-04")
    assert Income.objects.get(withdrawn_at=None).month == date(2026, 4, 1)


def test_an_income_that_is_taken_back_counts_no_more_and_stays(client, home):
    written(home, month=1)
    row = written(home, month=2)
    check_kept((2026,))
    paid = PayerTotal.objects.get(year=2026).earned_oere
    page = pressed(client, "withdraw-income", row, why="Kom fra en anden")
    assert "Indtægten er trukket tilbage" in page
    assert "Kom fra en anden" in page
    check_kept((2026,))
    assert PayerTotal.objects.get(year=2026).earned_oere > paid, "it runs on no further"
    assert Entry.objects.filter(action="income.withdraw", object_id=row.id).exists()
    assert "allerede trukket tilbage" in pressed(client, "withdraw-income", row, why="Igen")


def test_a_reason_is_asked_for_and_the_amount_that_was_typed_stays(client, home):
    row = written(home)
    page = corrected(client, row, oere="5.400", why=" ")
    stands(["5.400"], page)
    pressed(client, "withdraw-income", row, why="")
    assert Income.objects.get().withdrawn_at is None


def test_a_correction_that_changes_nothing_is_told(client, home):
    assert "Intet er ændret" in corrected(client, written(home), oere="4.500")


def test_a_correction_to_a_double_or_above_the_cost_is_told_of_first(client, home):
    written(home, 4_600 * KR)
    row = written(home)
    page = corrected(client, row)
    assert "Der står allerede 4.600,00 kr." in page
    stands(["4.600", "Bilag 8"], page)
    assert "Indtægten er rettet" in corrected(client, row, sure=f"{Month(2026, 3)} 460000")


def test_a_row_is_not_taken_from_under_what_was_taken_off(client, home):
    row = written(home)
    written(home, -1_000 * KR)
    assert "Træk først det fradrag tilbage" in pressed(client, "withdraw-income", row, why="Nej")
    assert "Træk først det fradrag tilbage" in corrected(client, row, month="2026-04")
    assert "ville komme ned på −500,00 kr." in corrected(client, row, oere="500")
    assert not Income.objects.exclude(withdrawn_at=None).exists()


def test_nobody_but_finance_opens_an_income(home):
    row = written(home)
    for role in (Role.CASEWORKER_ADULTS, Role.ADMINISTRATOR):
        client = b.signed_in(b.actor(role))
        assert client.get(reverse("refunds:correct-income", args=[row.id])).status_code == 403
