import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def tell_cases(apps, schema_editor):
    """Every order's case is that of its grant's decision."""
    grants = apps.get_model("decisions", "Grant").objects.filter(id=OuterRef("grant_id"))
    case = Subquery(grants.values("decision__case_id")[:1])
    apps.get_model("orders", "Order").objects.update(case_id=case)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_tables"),
        ("decisions", "0001_tables"),
        ("orders", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="cases.case",
            ),
        ),
        migrations.RunPython(tell_cases, migrations.RunPython.noop),
    ]
