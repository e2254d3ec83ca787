# What citizens are decided to pay, and when a grant rests, make refund another

from django.db import migrations

from helhed.apps.refunds import triggers


def watch(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0010_own_payments'),
        ('refunds', '0008_incomes_withdrawn'),
    ]

    operations = [
        migrations.RunPython(watch, migrations.RunPython.noop),
    ]
