from django.db import migrations


def give_pay_days(apps, schema_editor):
    from helhed.kernel.period import Month
    from helhed.rules.payments.bankdag import month_pay_day

    lines = apps.get_model('payments', 'PaymentLine').objects.order_by()
    for month in lines.values_list('month', flat=True).distinct():
        lines.filter(month=month).update(due_on=month_pay_day(Month.of(month)))


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0005_ledger'),
    ]

    operations = [migrations.RunPython(give_pay_days, migrations.RunPython.noop)]
