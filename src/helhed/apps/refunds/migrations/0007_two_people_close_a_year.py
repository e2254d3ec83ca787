import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def asked_when_closed(apps, _schema):
    """Years closed before two were needed were asked for and closed in one act, by one."""
    closed = apps.get_model("refunds", "ClosedYear")
    closed.objects.update(asked_at=models.F("closed_at"))


def _by():
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("refunds", "0006_two_people_change_a_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField("closedyear", "year", models.PositiveSmallIntegerField()),
        migrations.AlterField("closedyear", "closed_at", models.DateTimeField(null=True)),
        migrations.AddField("closedyear", "asked_by", _by()),
        migrations.AddField("closedyear", "asked_at", models.DateTimeField(null=True)),
        migrations.AddField("closedyear", "open_asked_by", _by()),
        migrations.AddField("closedyear", "open_asked_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "closedyear", "open_note", models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField("closedyear", "opened_by", _by()),
        migrations.AddField("closedyear", "opened_at", models.DateTimeField(null=True)),
        migrations.RunPython(asked_when_closed, migrations.RunPython.noop),
        migrations.AlterField("closedyear", "asked_at", models.DateTimeField()),
        migrations.AddConstraint(
            "closedyear",
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(opened_at__isnull=True),
                name="refund_year_closed_once",
            ),
        ),
        migrations.AddConstraint(
            "closedyear",
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True)
                | models.Q(asked_by__isnull=True)
                | ~models.Q(closed_by=models.F("asked_by")),
                name="refund_year_closed_by_another",
            ),
        ),
        migrations.AddConstraint(
            "closedyear",
            models.CheckConstraint(
                condition=models.Q(opened_by__isnull=True)
                | models.Q(open_asked_by__isnull=True)
                | ~models.Q(opened_by=models.F("open_asked_by")),
                name="refund_year_opened_by_another",
            ),
        ),
        migrations.AddConstraint(
            "closedyear",
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False) | models.Q(open_asked_at__isnull=True),
                name="only_a_closed_refund_year_is_opened",
            ),
        ),
    ]
