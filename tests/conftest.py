"""What every test stands on: Hypothesis without surprises, and few examples by default."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ordinary", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "nightly", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HELHED_HYPOTHESIS", "ordinary"))
