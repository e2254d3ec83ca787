import django.db.models.deletion
from django.db import migrations, models

SUM_WHAT_IS_THERE = """
INSERT INTO payments_runtotal (run_id, unit_id, account, recipient, lines, oere)
SELECT line.run_id, line.unit_id, line.account, plan.recipient, COUNT(*), SUM(line.oere)
FROM payments_paymentline line JOIN payments_paymentplan plan ON plan.id = line.plan_id
GROUP BY line.run_id, line.unit_id, line.account, plan.recipient
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_tables'),
        ('decisions', '0002_totals'),
        ('payments', '0002_totals'),
    ]

    operations = [
        migrations.CreateModel(
            name='RunTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='totals', to='payments.payrun')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.unit')),
                ('account', models.CharField(max_length=24)),
                ('recipient', models.CharField(max_length=10)),
                ('lines', models.PositiveIntegerField()),
                ('oere', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'unit', 'account', 'recipient'), name='one_run_total')],
            },
        ),
        migrations.RemoveIndex(
            model_name='posting',
            name='posting_by_month',
        ),
        migrations.AddIndex(
            model_name='paymentline',
            index=models.Index(fields=['month', 'unit', 'grant', 'oere'], name='line_by_month'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(fields=['month', 'unit', 'account', 'grant', 'oere'], name='posting_by_month'),
        ),
        migrations.RunSQL(SUM_WHAT_IS_THERE, 'DELETE FROM payments_runtotal'),
    ]
