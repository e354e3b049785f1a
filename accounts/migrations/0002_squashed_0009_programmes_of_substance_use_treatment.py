"""What accounts keeps beyond its first tables, at once for a new database; replaces the steps that older ones went through.

The packages whose tables point to people come first: their many steps are quick while few tables stand.
"""

import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import workflow.identifiers
from django.conf import settings
from django.db import migrations, models

CREATE = """
    CREATE TABLE accounts_throttle (
        cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL
    );
    CREATE INDEX accounts_throttle_expires ON accounts_throttle (expires);
"""


class Migration(migrations.Migration):

    replaces = [('accounts', '0002_api_clients_and_access_tokens'), ('accounts', '0003_throttle_table'), ('accounts', '0004_scopes_of_assessments'), ('accounts', '0005_scopes_of_plans_and_transitions'), ('accounts', '0006_days_until_a_plan_is_reviewed'), ('accounts', '0007_hours_time_off_cover_and_duty'), ('accounts', '0008_office_hours'), ('accounts', '0009_programmes_of_substance_use_treatment')]

    dependencies = [
        ('accounts', '0001_initial'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('oauth2_provider', '0022_refreshtoken_token_family_index'),
        ('usersessions', '0001_initial'),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='agency',
            name='office_closes',
            field=models.TimeField(default=datetime.time(17, 0), verbose_name='office closes'),
        ),
        migrations.AddField(
            model_name='agency',
            name='office_opens',
            field=models.TimeField(default=datetime.time(9, 0), verbose_name='office opens'),
        ),
        migrations.AddField(
            model_name='agency',
            name='part_2_programmes',
            field=models.TextField(blank=True, verbose_name='substance use treatment programmes (42 CFR Part 2)'),
        ),
        migrations.AddField(
            model_name='agency',
            name='plan_review_days',
            field=models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(365)], verbose_name='days until a plan is reviewed'),
        ),
        migrations.AddConstraint(
            model_name='agency',
            constraint=models.CheckConstraint(condition=models.Q(('office_closes__gt', models.F('office_opens'))), name='office_closes_after_it_opens'),
        ),
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('active', 'Active'), ('revoked', 'Revoked')], default='active', editable=False, max_length=20)),
                ('name', models.CharField(max_length=120, verbose_name='what it is for')),
                ('fingerprint', models.CharField(editable=False, max_length=64, unique=True)),
                ('expires_at', models.DateTimeField(editable=False)),
                ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='access_tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'access token',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='ApiClient',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('active', 'Active'), ('disabled', 'Disabled')], default='active', editable=False, max_length=20)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('clients:read', 'Clients: read'), ('clients:write', 'Clients: change'), ('cases:read', 'Cases: read'), ('cases:write', 'Cases: refer and change'), ('contacts:read', 'Contacts and notes: read'), ('contacts:write', 'Contacts and notes: write'), ('support:read', 'Support system: read'), ('support:write', 'Support system: change'), ('consents:read', 'Consents: read'), ('consents:write', 'Consents: record'), ('documents:read', 'Documents: read'), ('documents:write', 'Documents: add'), ('follow-ups:read', 'Follow-ups: read'), ('follow-ups:write', 'Follow-ups: change'), ('assessments:read', 'Assessments: read'), ('assessments:write', 'Assessments: take and change'), ('instruments:read', 'Instruments: read'), ('instruments:write', 'Instruments: import and switch on'), ('plans:read', 'Needs, plans and commitments: read'), ('plans:write', 'Needs, plans and commitments: change'), ('transitions:read', 'Transitions: read'), ('transitions:write', 'Transitions: send notices and change'), ('events:read', 'Events: read'), ('people:read', 'People and teams: read'), ('people:write', 'People and teams: change'), ('staff:act', "Act in place of staff: only for the agency's own integrations")], max_length=40), size=None)),
                ('application', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='api_client', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team')),
            ],
            options={
                'verbose_name': 'API client',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='TimeOff',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('begun', 'Begun'), ('ended', 'Ended'), ('cancelled', 'Cancelled')], default='planned', editable=False, max_length=20)),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('summary', models.JSONField(blank=True, default=dict, editable=False)),
                ('summary_read_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='time_off', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'time off',
                'verbose_name_plural': 'time off',
                'ordering': ('-starts_at', '-id'),
                'indexes': [models.Index(fields=['user', '-starts_at'], name='time_off_of'), models.Index(condition=models.Q(('status', 'planned')), fields=['starts_at'], name='time_off_to_begin'), models.Index(condition=models.Q(('status', 'begun')), fields=['ends_at'], name='time_off_to_end'), models.Index(condition=models.Q(('status', 'ended'), ('summary_read_at__isnull', True)), fields=['user'], name='time_off_unread')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='time_off_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Cover',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('begun', 'Begun'), ('returned', 'Returned')], default='proposed', editable=False, max_length=20)),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('note', models.TextField(blank=True, max_length=4000, verbose_name='hand-over note')),
                ('answer', models.CharField(blank=True, editable=False, max_length=300)),
                ('away', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='covered_by', to=settings.AUTH_USER_MODEL)),
                ('coverer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='covering', to=settings.AUTH_USER_MODEL)),
                ('time_off', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='covers', to='accounts.timeoff')),
            ],
            options={
                'verbose_name': 'cover',
                'ordering': ('-starts_at', '-id'),
                'indexes': [models.Index(condition=models.Q(('status__in', ('accepted', 'begun'))), fields=['coverer', 'ends_at'], include=('starts_at', 'away'), name='cover_agreed_coverer'), models.Index(condition=models.Q(('status__in', ('accepted', 'begun'))), fields=['away', 'ends_at'], include=('starts_at', 'coverer'), name='cover_agreed_away'), models.Index(condition=models.Q(('status__in', ('proposed', 'accepted', 'begun'))), fields=['ends_at'], name='cover_unfinished')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='cover_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('away', models.F('coverer')), _negated=True), name='nobody_covers_oneself')],
            },
        ),
        migrations.CreateModel(
            name='DutyShift',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('cancelled', 'Cancelled')], default='planned', editable=False, max_length=20)),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duty_shifts', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duty_shifts', to='accounts.team')),
            ],
            options={
                'verbose_name': 'duty shift',
                'ordering': ('starts_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('status', 'planned')), fields=['ends_at', 'starts_at'], name='duty_shift_planned')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='duty_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='WorkingHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='working_hours', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'working hours',
                'verbose_name_plural': 'working hours',
                'ordering': ('weekday', 'starts'),
                'constraints': [models.UniqueConstraint(fields=('user', 'weekday', 'starts'), name='one_span_a_start'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='a_weekday'), models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts')), ('ends', datetime.time(0, 0)), _connector='OR'), name='a_span_ends_after_it_starts')],
            },
        ),
        migrations.RunSQL(CREATE, "DROP TABLE accounts_throttle"),
    ]
