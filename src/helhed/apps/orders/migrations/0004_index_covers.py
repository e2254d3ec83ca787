from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_index_counts'),
        ('decisions', '0005_index_covers'),
        ('offers', '0001_tables'),
        ('orders', '0003_case_of_each_order'),
        ('plans', '0001_tables'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='order',
            name='order_by_case',
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['case', '-sent_at', 'provider', 'id'], name='order_by_case'),
        ),
    ]
