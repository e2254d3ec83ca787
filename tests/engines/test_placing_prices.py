"""Plans at prices that differ by path and period."""

import numpy as np
import pytest

from helhed.placing import Change, Kind, Outlook, PricePaths, UnableToPlan, case_of, plan


def test_where_buying_grows_dearer_a_change_pays_later_and_its_case_is_as_wide_as_prices_are():
    """Own 1.0 mio. a year throughout; bought 1.0 rising by 0.1 or 0.3 a year in two paths."""
    kind = Kind("§ 108", 0, standing=800_000_00, used=200_000_00, bought=1_000_000_00)
    change = Change("åbn", None, "§ 108", most=10, lead=0, once=100_000_00)
    need = np.full((2, 1, 4), 10.0)
    flat = Outlook([kind], [change], need)
    assert plan(flat).made == {}
    years = np.arange(4)
    bought = 1_000_000_00 + np.array([10_000_000, 30_000_000])[:, None, None] * years
    same = np.ones_like(need)
    rising = Outlook(
        [kind], [change], need, PricePaths(same * kind.standing, same * kind.used, bought)
    )
    found = plan(rising)
    # the first year saves nothing, so it is as well to wait: the rest 10 × (0.1 + 0.2 + 0.3) or
    # three times that, once 10 × 0.1
    assert found.made in ({("åbn", 0): 10}, {("åbn", 1): 10})
    case = case_of(rising, found.made, change)
    assert sorted(case.saved) == pytest.approx([5_000_000_00, 17_000_000_00])
    assert case.low < case.expected < case.high


def test_a_price_that_is_unknown_somewhere_is_refused():
    need = np.ones((1, 1, 2))
    prices = PricePaths(need, need, np.array([[[1.0, np.nan]]]))
    with pytest.raises(UnableToPlan, match="every price"):
        Outlook([Kind("a", 1, 1, 1, 1)], [], need, prices)
    with pytest.raises(UnableToPlan, match="every price"):
        Outlook([Kind("a", 1, 1, 1, 1)], [], need, PricePaths(need, need, np.ones((1, 1, 1))))
