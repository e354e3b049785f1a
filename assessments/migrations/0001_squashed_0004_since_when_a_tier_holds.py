"""The tables of assessments as they are now, at once for a new database; replaces the steps that older ones went through."""

import django.core.validators
import django.db.models.deletion
import workflow.identifiers
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE FUNCTION keep_published_instrument() RETURNS trigger AS $$
BEGIN
  IF OLD.status <> 'draft' AND (NEW.definition, NEW.digest, NEW.key, NEW.edition) IS DISTINCT FROM
     (OLD.definition, OLD.digest, OLD.key, OLD.edition) THEN
    RAISE EXCEPTION 'A published instrument never changes; give the changed one a new edition.';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER keep_published_instrument BEFORE UPDATE ON assessments_instrument
  FOR EACH ROW EXECUTE FUNCTION keep_published_instrument();
"""
LET_GO = """
DROP TRIGGER keep_published_instrument ON assessments_instrument;
DROP FUNCTION keep_published_instrument();
"""


class Migration(migrations.Migration):

    replaces = [('assessments', '0001_initial'), ('assessments', '0002_published_instruments_never_change'), ('assessments', '0003_risk_tiers'), ('assessments', '0004_since_when_a_tier_holds')]

    initial = True

    dependencies = [
        ('clients', '0001_squashed_0013_indexes_of_teams_and_the_restricted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('retired', 'Retired')], default='draft', editable=False, max_length=20)),
                ('key', models.SlugField(max_length=80)),
                ('edition', models.CharField(default='1', help_text='The version of the questionnaire itself.', max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('domain', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(choices=[('screening', 'Screening tool'), ('assessment', 'Comprehensive assessment'), ('calculator', 'Calculator'), ('scale', 'Scale')], default='screening', max_length=20)),
                ('definition', models.JSONField()),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('origin', models.CharField(choices=[('shipped', 'Comes with the system'), ('imported', 'Imported')], default='imported', editable=False, max_length=20)),
                ('source', models.TextField(blank=True)),
                ('licence_status', models.CharField(blank=True, max_length=80)),
                ('licence_text', models.TextField(blank=True)),
                ('licence_verified', models.BooleanField(default=False)),
                ('notice', models.TextField(blank=True, help_text='Printed with the form, as the licence asks.')),
                ('release_gate', models.CharField(blank=True, help_text='What somebody has to read before it is switched on.', max_length=300, verbose_name='to be confirmed before use')),
                ('switched_on', models.BooleanField(default=False, editable=False)),
                ('terms_read_by_name', models.CharField(blank=True, editable=False, max_length=120)),
                ('terms_read_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('retired_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('terms_read_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'instrument',
                'ordering': ('title', 'edition', 'id'),
                'indexes': [models.Index(fields=['status', 'switched_on'], name='instrument_in_use')],
                'constraints': [models.UniqueConstraint(fields=('key', 'edition'), name='instrument_edition_once', violation_error_message='This edition of the instrument is here already. Give the changed one a new version number.'), models.UniqueConstraint(condition=models.Q(('status', 'published')), fields=('key',), name='one_published_edition_an_instrument', violation_error_message='Another edition of this instrument is published. Retire it first.'), models.CheckConstraint(condition=models.Q(('switched_on', False), ('status', 'published'), _connector='OR'), name='only_a_published_instrument_is_on')],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('completed', 'Completed'), ('amended', 'Amended'), ('entered_in_error', 'Entered in error')], default='draft', editable=False, max_length=20)),
                ('instrument_key', models.SlugField(editable=False, max_length=80)),
                ('occasion', models.CharField(choices=[('initial', 'Initial'), ('yearly', 'Yearly reassessment'), ('transition', 'After a move between settings of care'), ('change', "After a change in the client's situation"), ('progress', 'To see progress'), ('other', 'Other')], default='other', max_length=20)),
                ('mode', models.CharField(choices=[('client', 'The client answered alone'), ('interview', 'Asked in an interview'), ('observed', 'Rated by the worker')], default='interview', max_length=20, verbose_name='how it was taken')),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish'), ('zh', 'Chinese'), ('vi', 'Vietnamese'), ('ko', 'Korean'), ('tl', 'Tagalog'), ('ru', 'Russian'), ('ar', 'Arabic'), ('ht', 'Haitian Creole'), ('pt', 'Portuguese'), ('fr', 'French'), ('pl', 'Polish'), ('de', 'German'), ('hi', 'Hindi'), ('ase', 'American Sign Language'), ('und', 'Another language')], default='en', max_length=20)),
                ('interpreter_used', models.BooleanField(default=False, verbose_name='with an interpreter')),
                ('interpreter', models.CharField(blank=True, max_length=120, verbose_name='name or number of the interpreter')),
                ('assessed_on', models.DateField(verbose_name='taken on')),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('scores', models.JSONField(blank=True, default=dict, editable=False)),
                ('total', models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=9, null=True)),
                ('band', models.CharField(blank=True, editable=False, max_length=80)),
                ('flags', models.JSONField(blank=True, default=list, editable=False)),
                ('raised', models.JSONField(blank=True, default=list, editable=False)),
                ('conclusions', models.JSONField(blank=True, default=dict)),
                ('author_name', models.CharField(editable=False, max_length=120)),
                ('author_client_id', models.UUIDField(editable=False, null=True)),
                ('completed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('completed_by_name', models.CharField(blank=True, editable=False, max_length=120)),
                ('amended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('error_reason', models.CharField(blank=True, editable=False, max_length=300)),
                ('author', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='clients.case')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='clients.client')),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='assessments.instrument')),
            ],
            options={
                'verbose_name': 'assessment',
                'indexes': [models.Index(fields=['client', '-id'], name='assessment_client_newest'), models.Index(fields=['client', 'instrument_key', 'assessed_on'], name='assessment_trend'), models.Index(fields=['case', 'instrument_key'], name='assessment_case')],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=300)),
                ('before', models.JSONField()),
                ('author_name', models.CharField(max_length=120)),
                ('author_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='assessments.assessment')),
            ],
            options={
                'ordering': ('at',),
            },
        ),
        migrations.CreateModel(
            name='RiskTier',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('computed', 'By the rule'), ('overridden', 'Overridden')], default='computed', editable=False, max_length=20)),
                ('estimate', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Tier 1'), (2, 'Tier 2'), (3, 'Tier 3'), (4, 'Tier 4')], editable=False, null=True)),
                ('computed', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Tier 1'), (2, 'Tier 2'), (3, 'Tier 3'), (4, 'Tier 4')], editable=False, null=True, verbose_name='by the rule')),
                ('points', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('grounds', models.JSONField(blank=True, default=list, editable=False)),
                ('rule_edition', models.PositiveIntegerField(default=0, editable=False, verbose_name='edition of the rule')),
                ('computed_at', models.DateTimeField(editable=False)),
                ('computed_since', models.DateField(blank=True, editable=False, null=True)),
                ('look_again_on', models.DateField(blank=True, editable=False, null=True)),
                ('override_tier', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Tier 1'), (2, 'Tier 2'), (3, 'Tier 3'), (4, 'Tier 4')], null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)], verbose_name='overridden to')),
                ('override_reason', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('override_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('overridden_by_name', models.CharField(blank=True, editable=False, max_length=120)),
                ('case', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='risk_tier', to='clients.case')),
                ('client', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='risk_tiers', to='clients.client')),
            ],
            options={
                'verbose_name': 'risk tier',
                'indexes': [models.Index(fields=['look_again_on'], name='risk_tier_look_again')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status', 'computed'), models.Q(('override_tier__isnull', False), ('override_until__isnull', False), models.Q(('override_reason', ''), _negated=True)), _connector='OR'), name='an_override_has_its_reason_and_end')],
            },
        ),
        migrations.CreateModel(
            name='TierRule',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('current', 'In force'), ('replaced', 'Replaced')], default='current', editable=False, max_length=20)),
                ('edition', models.PositiveIntegerField(editable=False, unique=True)),
                ('definition', models.JSONField(editable=False)),
                ('why', models.CharField(max_length=300, verbose_name='why it was changed')),
                ('adopted_by_name', models.CharField(editable=False, max_length=120)),
            ],
            options={
                'verbose_name': 'tier rule',
                'ordering': ('-edition',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'current')), fields=('status',), name='one_tier_rule_in_force')],
            },
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
