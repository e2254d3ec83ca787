"""What a frame is follows from its changes alone, and no change can say what makes no sense."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgets", "0003_parts_of_frames")]

    operations = [
        migrations.RemoveField("framechange", "old_oere"),
        migrations.RemoveField("framechange", "new_oere"),
        migrations.RemoveField("frame", "oere"),
        migrations.AddConstraint(
            "framechange",
            models.CheckConstraint(
                condition=models.Q(kind="moved", taken_from__isnull=False, oere__gt=0)
                | (~models.Q(kind="moved") & models.Q(taken_from__isnull=True)),
                name="frame_moved_from_another",
            ),
        ),
        migrations.AddConstraint(
            "framechange",
            models.CheckConstraint(
                condition=models.Q(taken_from__isnull=True)
                | ~models.Q(taken_from=models.F("frame")),
                name="frame_not_moved_to_itself",
            ),
        ),
    ]
