from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0001_tables'),
        ('cases', '0003_index_counts'),
        ('decisions', '0004_commitments_by_unit'),
        ('plans', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='decision',
            name='decision_by_case',
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['case', '-prepared_on', 'id'], name='decision_by_case'),
        ),
    ]
