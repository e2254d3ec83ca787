"""Order messages (FFB messaging 1.0.0): plain facts to a bundle, and back."""

from helhed.fhir.ordering.comparing import Difference, differences
from helhed.fhir.ordering.message import Message, bundle
from helhed.fhir.ordering.taking import facts

__all__ = ["Difference", "Message", "bundle", "differences", "facts"]
