from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0003_run_totals'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='paymentline',
            name='line_by_run',
        ),
        migrations.AddIndex(
            model_name='paymentline',
            index=models.Index(fields=['run', 'oere', 'unit'], name='line_by_run'),
        ),
    ]
