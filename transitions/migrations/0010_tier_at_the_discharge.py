"""The tier a case had when a stay ended, also for stays of the past as far as their events tell it."""

from django.db import migrations, models

# Newest change up to the discharge; else what the first change after it says was there before; else what never changed.
KNOWN_THEN = """
UPDATE transitions_transition AS stay
SET tier_then = COALESCE(
    (SELECT (e.data->>'to')::smallint FROM workflow_event e
      WHERE e.object_type = 'clients.case' AND e.object_id = stay.case_id AND e.name = 'case.tier_set' AND e.at <= stay.discharged_at
      ORDER BY e.at DESC, e.id DESC LIMIT 1),
    (SELECT (e.data->>'from')::smallint FROM workflow_event e
      WHERE e.object_type = 'clients.case' AND e.object_id = stay.case_id AND e.name = 'case.tier_set' AND e.at > stay.discharged_at
      ORDER BY e.at, e.id LIMIT 1),
    CASE WHEN NOT EXISTS (SELECT 1 FROM workflow_event e
      WHERE e.object_type = 'clients.case' AND e.object_id = stay.case_id AND e.name = 'case.tier_set') THEN episode.tier END)
FROM clients_case AS episode
WHERE episode.id = stay.case_id AND stay.discharged_at IS NOT NULL AND episode.opened_at <= stay.discharged_at
"""


class Migration(migrations.Migration):
    dependencies = [
        ("transitions", "0009_summaries_tell_of_teach_back"),
        ("workflow", "0002_events_by_time_and_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="transition",
            name="tier_then",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "Tier 1"), (2, "Tier 2"), (3, "Tier 3"), (4, "Tier 4")],
                editable=False,
                null=True,
                verbose_name="tier at the discharge",
            ),
        ),
        migrations.RunSQL(KNOWN_THEN, migrations.RunSQL.noop),
    ]
