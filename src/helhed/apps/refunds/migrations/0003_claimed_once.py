"""Lines of claims are counted by payer, month and law, so that no month is claimed twice."""

from collections import Counter

from django.db import migrations, models


def count_turns(apps, schema_editor):
    """1 for what took something of a month first, in the order in which claims were made."""
    lines = apps.get_model("refunds", "RefundClaimLine").objects.order_by("claim__made_at", "id")
    turns = Counter()
    counted = []
    for line in lines:
        key = (line.citizen_id, line.household_id, line.month, line.scheme)
        turns[key] += 1
        line.turn = turns[key]
        counted.append(line)
    lines.model.objects.bulk_update(counted, ["turn"], batch_size=500)


def once(payer):
    return migrations.AddConstraint(
        "refundclaimline",
        models.UniqueConstraint(
            fields=(payer, "month", "scheme", "turn"), name=f"refund_of_a_{payer}_claimed_once"
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("refunds", "0002_settlement")]

    operations = [
        migrations.AddField(
            "refundclaimline",
            "turn",
            models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.RunPython(count_turns, migrations.RunPython.noop),
        migrations.AddConstraint(
            "refundclaimline",
            models.CheckConstraint(
                condition=models.Q(("before_oere", 0), ("turn", 1)) | models.Q(("turn__gt", 1)),
                name="first_refund_line_has_none_before",
            ),
        ),
        once("citizen"),
        once("household"),
    ]
