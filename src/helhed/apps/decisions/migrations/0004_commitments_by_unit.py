from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0003_index_by_day'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='commitment',
            name='commitment_by_month',
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['month', 'unit', 'account', 'grant', 'oere'], name='commitment_by_month'),
        ),
    ]
