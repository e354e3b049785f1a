import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# What waited before waits for the number it was found by; its others are written down when it is next taken up.
WAITED_ALREADY = """
UPDATE interop_adtmessage SET awaited_numbers = ARRAY[patient_index]
WHERE status = 'waiting_for_match' AND patient_index <> ''
"""


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0013_indexes_of_teams_and_the_restricted'),
        ('interop', '0005_detail_proposals'),
    ]

    operations = [
        migrations.AddField(
            model_name='adtmessage',
            name='awaited_numbers',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, editable=False, help_text='Its numbers, keyed, while one of them may yet become known.', size=None),
        ),
        migrations.RunSQL(WAITED_ALREADY, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='adtmessage',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('awaited_numbers', []), _negated=True), fields=['awaited_numbers'], name='adt_message_awaited'),
        ),
    ]
