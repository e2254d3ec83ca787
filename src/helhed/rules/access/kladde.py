"""Words that were typed in a form and not sent: how long the house keeps them for their writer.

That personal data is kept no longer than its purpose needs stands in GDPR art. 5, stk. 1, litra e;
how many days that is, no law says.
"""

from __future__ import annotations

from datetime import date, timedelta

from helhed.kernel.dated import load_parameters

PARAMETERS = load_parameters(__package__, "kladde.toml")


def kept_since(today: date) -> date:
    """The oldest day whose words are still there today; what is older is deleted."""
    return today - timedelta(days=PARAMETERS["unsent_days"].int_on(today))
