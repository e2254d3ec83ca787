from django.db import migrations
from django.db.models import Count, Sum


def name_recipients(apps, schema_editor):
    plans = apps.get_model('payments', 'PaymentPlan').objects
    plans.filter(recipient='citizen').update(recipient='person')
    named = plans.filter(recipient='provider')
    grants = apps.get_model('decisions', 'Grant').objects
    families = grants.filter(offer__provider__ownership='foster_family')
    named.filter(grant__in=families).update(recipient='payroll')
    named.update(recipient='company')


def give_pay_days(apps, schema_editor):
    from helhed.kernel.period import Month
    from helhed.rules.payments.bankdag import month_pay_day

    lines = apps.get_model('payments', 'PaymentLine').objects.order_by()
    for month in lines.values_list('month', flat=True).distinct():
        lines.filter(month=month).update(due_on=month_pay_day(Month.of(month)))


def sum_runs(apps, schema_editor):
    totals = apps.get_model('payments', 'RunTotal')
    totals.objects.all().delete()
    lines = apps.get_model('payments', 'PaymentLine').objects.order_by()
    sums = lines.values('run', 'unit', 'account', 'plan__recipient', 'kind').annotate(
        lines=Count('id'), oere=Sum('oere')
    )
    totals.objects.bulk_create(
        [
            totals(
                run_id=one['run'],
                unit_id=one['unit'],
                account=one['account'],
                recipient=one['plan__recipient'],
                kind=one['kind'],
                lines=one['lines'],
                oere=one['oere'],
            )
            for one in sums
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0005_ledger'),
    ]

    operations = [
        migrations.RunPython(name_recipients, migrations.RunPython.noop),
        migrations.RunPython(give_pay_days, migrations.RunPython.noop),
        migrations.RunPython(sum_runs, migrations.RunPython.noop),
    ]
