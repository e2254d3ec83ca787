"""Relations between models go downwards only, and no row disappears by accident."""

from tests.conventions.house import models, start_django

start_django()


def rank():
    from django.conf import settings

    return {name: number for number, name in enumerate(settings.APPS_IN_ORDER)}


def test_a_foreign_key_points_only_to_rooms_below():
    order = rank()
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model._meta.app_label in order
        and order[field.related_model._meta.app_label] > order[model._meta.app_label]
    ]
    assert upwards == []


def test_the_order_of_rooms_is_the_one_that_the_import_contract_holds():
    import tomllib

    from tests.conventions.house import ROOT

    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    order = next(
        c for c in contracts["tool"]["importlinter"]["contracts"] if c["id"] == "order-of-apps"
    )["layers"]
    downwards = [name for name in reversed(list(rank())) if name in order]
    assert [name for name in order if name in rank()] == downwards
    assert set(order) == set(rank())


def test_only_parts_of_a_thing_go_with_the_thing():
    from django.db.models import CASCADE

    parts = {
        "access.RoleHolding.user",
        "access.UnsentWords.user",
        "plans.SecondaryTheme.goal",
        "plans.GoalResult.follow_up",
        "plans.EffortResult.follow_up",
        "efforts.EffortService.effort",
        "assessments.SecondaryTargetGroup.assessment",
        "assessments.ThemeNote.assessment",
        "assessments.FieldVersion.assessment",
        "forecasts.ForecastAnswer.forecast",
    }
    goes_along = {
        f"{model._meta.label}.{field.name}"
        for model in models()
        for field in model._meta.fields
        if field.remote_field is not None and field.remote_field.on_delete is CASCADE
    }
    rows = ("decisions.Commitment", "refunds.Payer", "refunds.LeftOutTotal")
    computed = {name for name in goes_along if name.startswith(rows)}
    assert goes_along - computed <= parts


def test_money_is_whole_oere_and_never_a_float():
    from django.db.models import BigIntegerField, FloatField

    for model in models():
        for field in model._meta.fields:
            assert not isinstance(field, FloatField), f"{model._meta.label}.{field.name}"
            if field.name == "oere" or field.name.endswith("_oere"):
                assert isinstance(field, BigIntegerField), f"{model._meta.label}.{field.name}"


def test_the_database_itself_refuses_a_period_that_ends_before_it_starts():
    from django.db.models import CheckConstraint

    unguarded = [
        model._meta.label
        for model in models()
        if {"start", "end"} <= {f.name for f in model._meta.fields}
        and not model._meta.get_field("start").null
        and not any(
            isinstance(rule, CheckConstraint) and "start" in str(rule.condition)
            for rule in model._meta.constraints
        )
    ]
    assert unguarded == []
