"""Works, agendas, money, bundles, scenarios and look-backs."""

import dia.models.agendas
import django.contrib.gis.db.models.fields
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import uuid
from pathlib import Path
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / 'sql'


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('dia', '0001_initial'),
        ('dia', '0002_joint_agenda'),
        ('dia', '0003_caps_and_closed_years'),
        ('dia', '0004_lookbacks'),
        ('dia', '0006_agenda_history'),
        ('dia', '0007_agendas_that_change'),
        ('dia', '0008_bundles_carried_out'),
        ('dia', '0009_scenarios_as_asked'),
        ('dia', '0010_search_marks'),
        ('dia', '0012_random_chances'),
    ]

    dependencies = [
        ('accounts', '0001_squashed'),
        ('sia', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Work',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=20, verbose_name='area')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('description', models.TextField(blank=True, verbose_name='what is done')),
                ('kind', models.CharField(choices=[('sewer', 'sewer'), ('heat_grid', 'heat grid'), ('electricity', 'electricity'), ('gas', 'gas'), ('water', 'drinking water'), ('telecom', 'telecom'), ('water_storage', 'water storage'), ('pavement', 'pavement'), ('crossing', 'crossing'), ('greening', 'greening'), ('renovation', 'renovation'), ('new_housing', 'new housing'), ('demolition', 'demolition'), ('social', 'social measure'), ('other', 'other work')], max_length=20, verbose_name='kind')),
                ('state', models.CharField(choices=[('idea', 'idea'), ('planned', 'planned'), ('programmed', 'programmed'), ('execution', 'in execution'), ('finished', 'finished'), ('suspended', 'suspended'), ('cancelled', 'cancelled')], default='planned', max_length=12, verbose_name='state')),
                ('place', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=28992, verbose_name='place')),
                ('earliest', models.PositiveSmallIntegerField(verbose_name='earliest year')),
                ('latest', models.PositiveSmallIntegerField(verbose_name='latest year')),
                ('preferred', models.PositiveSmallIntegerField(verbose_name='preferred year')),
                ('flexibility', models.PositiveSmallIntegerField(default=0, verbose_name='years it may move outside its window')),
                ('direct_cost', models.PositiveIntegerField(verbose_name='direct cost (€)')),
                ('common_cost', models.PositiveIntegerField(default=0, verbose_name='common cost (€)')),
                ('fte_years', models.DecimalField(decimal_places=1, default=0, max_digits=6, verbose_name='manpower (fte-years)')),
                ('days', models.PositiveSmallIntegerField(default=0, verbose_name='days of hindrance')),
                ('severity', models.FloatField(default=0.5, help_text='1 is a full closure, 0.5 a half one, 0.25 a footway or noise.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='severity')),
                ('households', models.PositiveIntegerField(default=0, verbose_name='households affected')),
                ('mandatory', models.BooleanField(default=True, verbose_name='has to be done')),
                ('value', models.PositiveIntegerField(default=0, verbose_name='what it is worth if it is optional (€)')),
                ('confidential', models.BooleanField(default=False, help_text='Others see the area and the years, not the place, until an agreement says otherwise.', verbose_name='confidential place')),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='works', to='accounts.partnership')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='works', to='accounts.party', verbose_name='party')),
            ],
            options={
                'verbose_name': 'work',
                'verbose_name_plural': 'works',
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('area_code', models.CharField(max_length=20, verbose_name='area')),
                ('place', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=28992, verbose_name='place')),
                ('households', models.PositiveIntegerField(default=0, verbose_name='households around it')),
                ('shops', models.PositiveIntegerField(default=0, verbose_name='shops around it')),
                ('common_cost', models.PositiveIntegerField(default=0, verbose_name='common cost of an opening (€)')),
                ('setup_days', models.PositiveSmallIntegerField(default=0, verbose_name='days to set up')),
                ('last_renewed', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='last renewed in')),
                ('closed_until', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='stays closed until')),
                ('rest_years', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1)], verbose_name='years between two openings')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'site',
                'verbose_name_plural': 'sites',
            },
        ),
        migrations.CreateModel(
            name='Agenda',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('state', models.CharField(choices=[('opened', 'opened'), ('drafting', 'being drawn up'), ('agreed', 'agreed'), ('running', 'running'), ('completed', 'completed'), ('stopped', 'stopped')], default='opened', max_length=10, verbose_name='state')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='first year')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='last year')),
                ('goals', models.TextField(blank=True, verbose_name='goals')),
                ('price_year', models.PositiveSmallIntegerField(default=dia.models.agendas.this_year, verbose_name='prices of the year')),
                ('with_vat', models.BooleanField(default=False, verbose_name='amounts with VAT')),
                ('reason', models.TextField(blank=True, verbose_name='decision and reason')),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agendas', to='accounts.partnership')),
                ('snapshot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agendas', to='sia.snapshot')),
            ],
            options={
                'verbose_name': 'agenda',
                'verbose_name_plural': 'agendas',
                'ordering': ['first_year', 'name'],
            },
        ),
        migrations.CreateModel(
            name='AgendaArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=20, verbose_name='area')),
                ('agenda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='dia.agenda')),
            ],
        ),
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('state', models.CharField(choices=[('sketched', 'sketched'), ('offered', 'offered'), ('consented', 'consented'), ('programmed', 'programmed'), ('execution', 'in execution'), ('evaluated', 'evaluated'), ('dissolved', 'dissolved')], default='sketched', max_length=10, verbose_name='state')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('split', models.CharField(choices=[('proportional', 'by what each would pay alone'), ('equal', 'equal parts'), ('shapley', 'by what each brings (Shapley)')], default='proportional', max_length=14, verbose_name='split of the common cost')),
                ('overlap', models.FloatField(default=0.6, verbose_name='share of the days that works need together')),
                ('tolerance', models.FloatField(default=0.05, help_text='How far cost may change before consent lapses.', verbose_name='tolerance')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence for a large saving')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agenda', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bundles', to='dia.agenda')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='led_bundles', to='accounts.party', verbose_name='lead party')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bundles', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'bundle',
                'verbose_name_plural': 'bundles',
                'ordering': ['year', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CarryOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('agenda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='carry_overs', to='dia.agenda')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('yes', 'yes'), ('condition', 'yes, on a condition'), ('no', 'no')], max_length=10, verbose_name='answer')),
                ('condition', models.CharField(blank=True, max_length=300, verbose_name='condition')),
                ('above_alone', models.BooleanField(default=False, verbose_name='accepts to pay more than alone')),
                ('share', models.PositiveBigIntegerField(default=0, verbose_name='share of the common cost (€)')),
                ('year', models.PositiveSmallIntegerField()),
                ('split', models.CharField(choices=[('proportional', 'by what each would pay alone'), ('equal', 'equal parts'), ('shapley', 'by what each brings (Shapley)')], max_length=14)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('lapsed_at', models.DateTimeField(null=True)),
                ('met_at', models.DateTimeField(null=True)),
                ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='dia.bundle')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('met_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
            },
        ),
        migrations.CreateModel(
            name='CouplingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('sewer', 'sewer'), ('heat_grid', 'heat grid'), ('electricity', 'electricity'), ('gas', 'gas'), ('water', 'drinking water'), ('telecom', 'telecom'), ('water_storage', 'water storage'), ('pavement', 'pavement'), ('crossing', 'crossing'), ('greening', 'greening'), ('renovation', 'renovation'), ('new_housing', 'new housing'), ('demolition', 'demolition'), ('social', 'social measure'), ('other', 'other work')], max_length=20, verbose_name='kind')),
                ('other', models.CharField(blank=True, choices=[('sewer', 'sewer'), ('heat_grid', 'heat grid'), ('electricity', 'electricity'), ('gas', 'gas'), ('water', 'drinking water'), ('telecom', 'telecom'), ('water_storage', 'water storage'), ('pavement', 'pavement'), ('crossing', 'crossing'), ('greening', 'greening'), ('renovation', 'renovation'), ('new_housing', 'new housing'), ('demolition', 'demolition'), ('social', 'social measure'), ('other', 'other work')], max_length=20, verbose_name='other kind')),
                ('trench_m', models.PositiveSmallIntegerField(default=10, verbose_name='metres in one trench')),
                ('site_m', models.PositiveSmallIntegerField(default=100, verbose_name='metres at one site')),
                ('gap_years', models.PositiveSmallIntegerField(default=0, verbose_name='years between their windows')),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coupling_rules', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'rule for chances',
                'verbose_name_plural': 'rules for chances',
                'ordering': ['kind', 'other'],
            },
        ),
        migrations.CreateModel(
            name='LookBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('state', models.CharField(choices=[('open', 'open'), ('closed', 'closed')], default='open', max_length=6, verbose_name='state')),
                ('plan', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('summary', models.TextField(blank=True, verbose_name='what we learned')),
                ('shown', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('agenda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='look_backs', to='dia.agenda')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'look-back',
                'verbose_name_plural': 'look-backs',
                'ordering': ['year'],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('street', 'Street and underground'), ('housing', 'Dwellings'), ('social', 'Meeting and social care'), ('green', 'Green and climate'), ('other', 'Other')], default='other', max_length=10, verbose_name='group')),
                ('agenda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='dia.agenda')),
                ('work', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='measure', to='dia.work')),
            ],
            options={
                'ordering': ['group', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LookBackLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('kept', 'done as agreed'), ('late', 'comes later'), ('dropped', 'dropped')], max_length=7, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('later_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year in which it comes')),
                ('at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('look_back', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='dia.lookback')),
                ('measure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='look_backs', to='dia.measure')),
            ],
        ),
        migrations.CreateModel(
            name='AgendaEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(choices=[('opened', 'opened'), ('changed', 'agenda changed'), ('moved', 'state'), ('cap', 'what an area bears'), ('added', 'measure added'), ('removed', 'measure removed'), ('group', 'group'), ('cell', 'plan of a year'), ('commitment', 'commitment'), ('contribution', 'contribution'), ('actual', 'actual'), ('bundle', 'bundle'), ('request', 'request to join'), ('scenario', 'scenario'), ('look_back', 'look-back')], max_length=12, verbose_name='kind')),
                ('subject', models.CharField(blank=True, max_length=160)),
                ('year', models.PositiveSmallIntegerField(null=True, verbose_name='year')),
                ('before', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('after', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('agenda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='dia.agenda')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('measure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='dia.measure')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Actual',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('euros', models.PositiveBigIntegerField(default=0, verbose_name='euros')),
                ('fte', models.DecimalField(decimal_places=1, default=0, max_digits=6, verbose_name='manpower (fte)')),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days of hindrance')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why it differs')),
                ('version', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actuals', to='dia.measure')),
            ],
            options={
                'verbose_name': 'actual',
                'verbose_name_plural': 'actuals',
            },
        ),
        migrations.CreateModel(
            name='MeasureYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('euros', models.PositiveBigIntegerField(default=0)),
                ('fte', models.DecimalField(decimal_places=1, default=0, max_digits=6)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='years', to='dia.measure')),
            ],
        ),
        migrations.CreateModel(
            name='NuisanceCap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(max_length=20, verbose_name='area')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('household_days', models.PositiveIntegerField(verbose_name='household-days')),
                ('refuses', models.BooleanField(default=False, verbose_name='refuses what comes above')),
                ('agenda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='caps', to='dia.agenda')),
            ],
        ),
        migrations.CreateModel(
            name='Pot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('closed', models.BooleanField(default=False)),
                ('agenda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pots', to='dia.agenda')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pots', to='accounts.party')),
            ],
            options={
                'ordering': ['party', 'year'],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('euros', models.PositiveBigIntegerField(default=0, verbose_name='euros')),
                ('fte', models.DecimalField(decimal_places=1, default=0, max_digits=6, verbose_name='manpower (fte)')),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='dia.measure')),
                ('pot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='dia.pot')),
            ],
            options={
                'verbose_name': 'contribution',
                'verbose_name_plural': 'contributions',
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('funding', models.CharField(choices=[('regular', 'regular'), ('forward', 'regular, brought forward'), ('back', 'regular, moved back'), ('additional', 'additional'), ('subsidy', 'subsidy')], default='regular', max_length=10, verbose_name='kind of money')),
                ('state', models.CharField(choices=[('intended', 'intended'), ('committed', 'committed'), ('fulfilled', 'fulfilled'), ('lapsed', 'lapsed')], default='intended', max_length=10, verbose_name='state')),
                ('euros', models.PositiveBigIntegerField(default=0, verbose_name='euros')),
                ('fte', models.DecimalField(decimal_places=1, default=0, max_digits=6, verbose_name='manpower (fte)')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1)),
                ('current', models.BooleanField(default=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='dia.pot')),
            ],
            options={
                'verbose_name': 'commitment',
                'verbose_name_plural': 'commitments',
            },
        ),
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('state', models.CharField(choices=[('waiting', 'waits'), ('running', 'is computed'), ('done', 'computed'), ('cancelled', 'cancelled'), ('failed', 'failed'), ('adopted', 'adopted')], default='waiting', max_length=10, verbose_name='state')),
                ('settings', models.JSONField(default=dict)),
                ('problem', models.JSONField(default=dict)),
                ('outcome', models.JSONField(default=dict)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('stop', models.BooleanField(default=False)),
                ('error', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('adopted_at', models.DateTimeField(null=True)),
                ('agenda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scenarios', to='dia.agenda')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'scenario',
                'verbose_name_plural': 'scenarios',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ScenarioConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agrees', models.BooleanField(verbose_name='agrees')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='dia.scenario')),
            ],
        ),
        migrations.CreateModel(
            name='SearchMark',
            fields=[
                ('work', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_mark', serialize=False, to='dia.work')),
                ('seal', models.CharField(max_length=32)),
            ],
            options={
                'verbose_name': 'search mark',
                'verbose_name_plural': 'search marks',
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='message')),
                ('due', models.DateField(verbose_name='answer before')),
                ('state', models.CharField(choices=[('sent', 'sent'), ('agreed', 'agreed'), ('conditional', 'agreed on a condition'), ('refused', 'refused'), ('withdrawn', 'withdrawn'), ('expired', 'expired')], default='sent', max_length=12, verbose_name='state')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer')),
                ('sent_at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='dia.bundle')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='accounts.party', verbose_name='party')),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='dia.work')),
            ],
            options={
                'verbose_name': 'request to join',
                'verbose_name_plural': 'requests to join',
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reopening', 'street opened again'), ('order', 'wrong order'), ('overload', 'too much hindrance'), ('means', 'too little money or manpower')], max_length=10, verbose_name='kind')),
                ('area_code', models.CharField(blank=True, max_length=20)),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('facts', models.JSONField(default=dict)),
                ('found_at', models.DateTimeField(auto_now_add=True)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='accounts.partnership')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.party')),
                ('works', models.ManyToManyField(related_name='conflicts', to='dia.work')),
            ],
            options={
                'verbose_name': 'conflict',
                'verbose_name_plural': 'conflicts',
                'ordering': ['year', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Chance',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('trench', 'same trench'), ('site', 'same site'), ('area', 'same area')], max_length=8, verbose_name='kind')),
                ('confidential', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('detected', 'found'), ('seen', 'seen'), ('talk', 'in talk'), ('taken', 'taken'), ('declined', 'declined'), ('expired', 'expired')], default='detected', max_length=10, verbose_name='state')),
                ('score', models.FloatField(verbose_name='score')),
                ('facts', models.JSONField(default=dict)),
                ('fingerprint', models.CharField(max_length=64)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('found_at', models.DateTimeField(auto_now_add=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chances', to='accounts.partnership')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chances_as_first', to='dia.work')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chances_as_second', to='dia.work')),
            ],
            options={
                'verbose_name': 'coupling chance',
                'verbose_name_plural': 'coupling chances',
                'ordering': ['-score', 'first_id', 'second_id'],
            },
        ),
        migrations.CreateModel(
            name='BundleWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True)),
                ('share', models.PositiveBigIntegerField(null=True)),
                ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='dia.bundle')),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bundlings', to='dia.work')),
            ],
        ),
        migrations.AddField(
            model_name='work',
            name='site',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='works', to='dia.site', verbose_name='site'),
        ),
        migrations.CreateModel(
            name='WorkRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sequence', 'first, then'), ('together', 'in the same year'), ('apart', 'never in the same year')], max_length=10, verbose_name='kind')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations_as_first', to='dia.work')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations_as_second', to='dia.work')),
            ],
            options={
                'verbose_name': 'relation of works',
                'verbose_name_plural': 'relations of works',
            },
        ),
        migrations.AddConstraint(
            model_name='agenda',
            constraint=models.UniqueConstraint(fields=('partnership', 'name'), name='agenda_name_once'),
        ),
        migrations.AddConstraint(
            model_name='agenda',
            constraint=models.CheckConstraint(condition=models.Q(('last_year__gte', django.db.models.expressions.CombinedExpression(models.F('first_year'), '+', models.Value(4))), ('last_year__lte', django.db.models.expressions.CombinedExpression(models.F('first_year'), '+', models.Value(9)))), name='agenda_of_five_to_ten_years'),
        ),
        migrations.AddConstraint(
            model_name='agenda',
            constraint=models.CheckConstraint(condition=models.Q(('snapshot__isnull', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='agenda_rests_on_advice_or_reason'),
        ),
        migrations.AddConstraint(
            model_name='agenda',
            constraint=models.CheckConstraint(condition=models.Q(('price_year__range', (1950, 2150))), name='agenda_price_year'),
        ),
        migrations.AddConstraint(
            model_name='agendaarea',
            constraint=models.UniqueConstraint(fields=('agenda', 'area_code'), name='agenda_area_once'),
        ),
        migrations.AddConstraint(
            model_name='bundle',
            constraint=models.UniqueConstraint(fields=('partnership', 'name'), name='bundle_name_once'),
        ),
        migrations.AddConstraint(
            model_name='bundle',
            constraint=models.CheckConstraint(condition=models.Q(('overlap__range', (0, 1))), name='bundle_overlap'),
        ),
        migrations.AddConstraint(
            model_name='bundle',
            constraint=models.CheckConstraint(condition=models.Q(('tolerance__range', (0, 1))), name='bundle_tolerance'),
        ),
        migrations.AddConstraint(
            model_name='carryover',
            constraint=models.UniqueConstraint(fields=('agenda', 'party'), name='carry_over_once'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('lapsed_at__isnull', True)), fields=('bundle', 'party'), name='consent_one_standing'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'condition'), _negated=True), models.Q(('condition', ''), _negated=True), _connector='OR'), name='consent_names_condition'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('met_at__isnull', True), ('answer', 'condition'), _connector='OR'), name='consent_met_condition'),
        ),
        migrations.AddConstraint(
            model_name='couplingrule',
            constraint=models.UniqueConstraint(fields=('partnership', 'kind', 'other'), name='coupling_rule_once_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='couplingrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), ('other', '')), models.Q(models.Q(('kind', ''), _negated=True), models.Q(('other', ''), _negated=True)), _connector='OR'), name='coupling_rule_of_two_kinds_or_all'),
        ),
        migrations.AddConstraint(
            model_name='couplingrule',
            constraint=models.CheckConstraint(condition=models.Q(('trench_m__lte', models.F('site_m'))), name='coupling_rule_trench_within_site'),
        ),
        migrations.AddConstraint(
            model_name='couplingrule',
            constraint=models.CheckConstraint(condition=models.Q(('site_m__lte', 1000)), name='coupling_rule_not_too_far'),
        ),
        migrations.AddConstraint(
            model_name='couplingrule',
            constraint=models.CheckConstraint(condition=models.Q(('gap_years__lte', 10)), name='coupling_rule_not_too_long'),
        ),
        migrations.AddConstraint(
            model_name='lookback',
            constraint=models.UniqueConstraint(fields=('agenda', 'year'), name='look_back_once'),
        ),
        migrations.AddConstraint(
            model_name='lookback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('shown', {}), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('shown', {}), _negated=True)), _connector='OR'), name='look_back_closed_with_what_it_showed'),
        ),
        migrations.AddConstraint(
            model_name='lookbackline',
            constraint=models.UniqueConstraint(fields=('look_back', 'measure'), name='look_back_line_once'),
        ),
        migrations.AddConstraint(
            model_name='lookbackline',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', 'kept'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='look_back_line_says_why'),
        ),
        migrations.AddConstraint(
            model_name='lookbackline',
            constraint=models.CheckConstraint(condition=models.Q(('later_year__isnull', True), ('outcome', 'late'), _connector='OR'), name='look_back_line_later_year_if_late'),
        ),
        migrations.AddIndex(
            model_name='agendaevent',
            index=models.Index(fields=['agenda', '-at', '-id'], name='agenda_event_newest'),
        ),
        migrations.AddConstraint(
            model_name='actual',
            constraint=models.UniqueConstraint(fields=('measure', 'year'), name='actual_once'),
        ),
        migrations.AddConstraint(
            model_name='measureyear',
            constraint=models.UniqueConstraint(fields=('measure', 'year'), name='measure_year_once'),
        ),
        migrations.AddConstraint(
            model_name='measureyear',
            constraint=models.CheckConstraint(condition=models.Q(('fte__gte', 0)), name='measure_year_fte'),
        ),
        migrations.AddConstraint(
            model_name='nuisancecap',
            constraint=models.UniqueConstraint(fields=('agenda', 'area_code', 'year'), name='nuisance_cap_once'),
        ),
        migrations.AddConstraint(
            model_name='pot',
            constraint=models.UniqueConstraint(fields=('agenda', 'party', 'year'), name='pot_once'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.UniqueConstraint(fields=('pot', 'measure'), name='contribution_once'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.CheckConstraint(condition=models.Q(('fte__gte', 0)), name='contribution_fte'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.UniqueConstraint(fields=('pot', 'funding', 'version'), name='commitment_version_once'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.UniqueConstraint(condition=models.Q(('current', True)), fields=('pot', 'funding'), name='commitment_one_current'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('fte__gte', 0)), name='commitment_fte'),
        ),
        migrations.AddConstraint(
            model_name='scenario',
            constraint=models.UniqueConstraint(fields=('agenda', 'name'), name='scenario_name_once'),
        ),
        migrations.AddConstraint(
            model_name='scenarioconsent',
            constraint=models.UniqueConstraint(fields=('scenario', 'party'), name='scenario_consent_once'),
        ),
        migrations.AddConstraint(
            model_name='scenarioconsent',
            constraint=models.CheckConstraint(condition=models.Q(('agrees', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='scenario_refused_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'sent')), fields=('bundle', 'work'), name='join_request_one_open'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['conditional', 'refused']), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='join_request_says_why'),
        ),
        migrations.AddConstraint(
            model_name='chance',
            constraint=models.UniqueConstraint(fields=('first', 'second', 'confidential'), name='chance_once_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='chance',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='chance_one_direction'),
        ),
        migrations.AddConstraint(
            model_name='chance',
            constraint=models.CheckConstraint(condition=models.Q(('score__range', (0, 100))), name='chance_score'),
        ),
        migrations.AddConstraint(
            model_name='chance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='chance_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='bundlework',
            constraint=models.UniqueConstraint(fields=('bundle', 'work'), name='bundle_work_once'),
        ),
        migrations.AddConstraint(
            model_name='bundlework',
            constraint=models.UniqueConstraint(condition=models.Q(('live', True)), fields=('work',), name='work_in_one_live_bundle'),
        ),
        migrations.AddConstraint(
            model_name='work',
            constraint=models.UniqueConstraint(fields=('partnership', 'party', 'title'), name='work_title_once_per_party'),
        ),
        migrations.AddConstraint(
            model_name='work',
            constraint=models.CheckConstraint(condition=models.Q(('earliest__lte', models.F('latest'))), name='work_window_in_order'),
        ),
        migrations.AddConstraint(
            model_name='work',
            constraint=models.CheckConstraint(condition=models.Q(('preferred__gte', models.F('earliest')), ('preferred__lte', models.F('latest'))), name='work_preferred_year_in_window'),
        ),
        migrations.AddConstraint(
            model_name='work',
            constraint=models.CheckConstraint(condition=models.Q(('severity__range', (0, 1))), name='work_severity'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.UniqueConstraint(fields=('partnership', 'name'), name='site_name_once'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('rest_years__gte', 1)), name='site_rest_years'),
        ),
        migrations.AddConstraint(
            model_name='workrelation',
            constraint=models.UniqueConstraint(fields=('kind', 'first', 'second'), name='work_relation_once'),
        ),
        migrations.AddConstraint(
            model_name='workrelation',
            constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='work_relation_of_two'),
        ),
        migrations.RunSQL((SQL / 'money.sql').read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / 'bundles.sql').read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / 'agendas.sql').read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / 'look_backs.sql').read_text(), migrations.RunSQL.noop),
    ]
