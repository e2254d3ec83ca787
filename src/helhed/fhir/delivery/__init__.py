"""Delivery reports (FFB reporting 1.0.0): plain facts in, a bundle out, free of text."""

from helhed.fhir.delivery.bundle import DeliveryReport, bundle
from helhed.fhir.delivery.parts import (
    Citizen,
    Condition,
    Evaluation,
    FollowUpDate,
    Gathering,
    Goal,
    Intervention,
    Performer,
    Plan,
    Result,
    ServiceRequest,
    TargetGroup,
)

__all__ = [
    "Citizen",
    "Condition",
    "DeliveryReport",
    "Evaluation",
    "FollowUpDate",
    "Gathering",
    "Goal",
    "Intervention",
    "Performer",
    "Plan",
    "Result",
    "ServiceRequest",
    "TargetGroup",
    "bundle",
]
