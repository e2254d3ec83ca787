import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_index_counts'),
        ('decisions', '0003_index_by_day'),
        ('offers', '0001_tables'),
        ('orders', '0002_whose_case'),
        ('plans', '0001_tables'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='order',
            name='order_by_grant',
        ),
        migrations.AlterField(
            model_name='order',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='cases.case'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['case', 'provider'], name='order_by_case'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['-sent_at', 'id'], name='order_by_day'),
        ),
    ]
