"""A frame becomes the sum of its changes: the original budget, what was added, what was moved."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("original", "Oprindeligt budget"),
    ("additional", "Tillægsbevilling"),
    ("moved", "Omplacering"),
]
BEFORE_ANY_CHANGE = "Rammen, som den var"


def to_parts(apps, schema_editor):
    """Each change keeps what it added; what a frame had before the first is its original."""
    Frame = apps.get_model("budgets", "Frame")
    FrameChange = apps.get_model("budgets", "FrameChange")
    changes = {}
    for change in FrameChange.objects.order_by("recorded_at", "id"):
        changes.setdefault(change.frame_id, []).append(change)
    for frame in Frame.objects.all():
        theirs = changes.get(frame.id, [])
        added = 0
        for change in theirs:
            change.kind = "original" if change.old_oere is None else "additional"
            change.oere = change.new_oere - (change.old_oere or 0)
            change.save()
            added += change.oere
        if added != frame.oere or not theirs:
            FrameChange.objects.create(
                frame=frame,
                kind="original",
                oere=frame.oere - added,
                new_oere=frame.oere,
                reason=BEFORE_ANY_CHANGE,
                recorded_at=f"{frame.year}-01-01T00:00:00+00:00",
            )


class Migration(migrations.Migration):
    dependencies = [("budgets", "0002_frame_changes")]

    operations = [
        migrations.AddField(
            "framechange",
            "kind",
            models.CharField(choices=KINDS, default="original", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            "framechange",
            "taken_from",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="given",
                to="budgets.frame",
            ),
        ),
        migrations.AddField(
            "framechange", "oere", models.BigIntegerField(default=0), preserve_default=False
        ),
        migrations.RunPython(to_parts, migrations.RunPython.noop),
    ]
