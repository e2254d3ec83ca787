from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_tables'),
        ('cases', '0002_signed_entries_stand'),
        ('citizens', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_unit',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_department',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['unit', 'closed_on', 'opened_on', 'id'], name='case_by_unit'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['department', 'closed_on', 'opened_on', 'id'], name='case_by_department'),
        ),
    ]
