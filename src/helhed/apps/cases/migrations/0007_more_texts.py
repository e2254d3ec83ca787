"""Assessments, plans, follow-ups, decisions and orders are searched for too. No table changes: a
house that was there before writes the words of their texts when it is brought up to date."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_begun_words")]
    operations = []
