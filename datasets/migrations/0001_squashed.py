"""Areas, indicators, deliveries, observations, assets, covenants and jobs."""

import datasets.models.deliveries
import datasets.models.files
import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from pathlib import Path
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / 'sql'


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('datasets', '0001_initial'),
        ('datasets', '0002_observation_references'),
        ('datasets', '0004_files'),
        ('datasets', '0005_data_desk'),
        ('datasets', '0006_covenants_fixed'),
        ('datasets', '0007_delivery_history'),
        ('datasets', '0008_places_of_works'),
        ('datasets', '0009_access_to_files_and_places'),
        ('datasets', '0010_written_figures'),
        ('datasets', '0011_largest_contributor'),
        ('datasets', '0012_replaced_areas'),
        ('datasets', '0013_jobs_stop'),
    ]

    dependencies = [
        ('accounts', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Covenant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('purpose', models.TextField(max_length=1000, verbose_name='purpose')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('review_on', models.DateField(verbose_name='review on')),
                ('signed_at', models.DateTimeField(editable=False, null=True)),
                ('ended_on', models.DateField(editable=False, null=True, verbose_name='ended on')),
                ('end_reason', models.CharField(blank=True, max_length=300, verbose_name='why it ended')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='covenants', to='accounts.partnership')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='datasets.covenant', verbose_name='replaces')),
            ],
            options={
                'verbose_name': 'covenant',
                'verbose_name_plural': 'covenants',
            },
        ),
        migrations.CreateModel(
            name='CovenantParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shows_places', models.BooleanField(default=False, verbose_name='shows the places of its confidential works')),
                ('signed_at', models.DateTimeField(null=True)),
                ('covenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='datasets.covenant')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covenants', to='accounts.party', verbose_name='party')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'party to a covenant',
                'verbose_name_plural': 'parties to a covenant',
            },
        ),
        migrations.CreateModel(
            name='CovenantReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='held on')),
                ('outcome', models.TextField(max_length=2000, verbose_name='outcome')),
                ('next_on', models.DateField(verbose_name='next review on')),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('covenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='datasets.covenant')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'review of a covenant',
                'verbose_name_plural': 'reviews of covenants',
            },
        ),
        migrations.CreateModel(
            name='Dataset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=80, verbose_name='key')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('publisher', models.CharField(blank=True, max_length=160, verbose_name='publisher')),
                ('licence', models.CharField(blank=True, max_length=80, verbose_name='licence')),
                ('covenant_required', models.BooleanField(default=False, verbose_name='only under a covenant')),
                ('minimum_denominator', models.PositiveIntegerField(blank=True, null=True, verbose_name='fewest people or dwellings behind a share')),
                ('minimum_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='smallest count that is shown')),
                ('rounding', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='counts are rounded to')),
                ('dominance', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='largest part that one contributor may bring, in %')),
                ('eased_at', models.DateTimeField(editable=False, null=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='datasets', to='accounts.party', verbose_name='owner')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='datasets', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'dataset',
                'verbose_name_plural': 'datasets',
            },
        ),
        migrations.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='what for')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_requests', to='accounts.partnership')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_requests', to='datasets.dataset')),
            ],
            options={
                'verbose_name': 'request for access',
                'verbose_name_plural': 'requests for access',
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(blank=True, choices=[('gemeente', 'gemeente'), ('wijk', 'wijk'), ('buurt', 'buurt'), ('deelgebied', 'deelgebied')], max_length=10, verbose_name='level')),
                ('kind', models.CharField(choices=[('seen', 'seen'), ('exported', 'taken along')], max_length=10, verbose_name='what was done')),
                ('file', models.CharField(blank=True, max_length=200, verbose_name='file')),
                ('purpose', models.CharField(blank=True, max_length=300, verbose_name='purpose')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_events', to='accounts.partnership')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('places_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party', verbose_name='places of')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dataset', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='access_events', to='datasets.dataset')),
            ],
            options={
                'verbose_name': 'access',
                'verbose_name_plural': 'access log',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('boundaries', 'boundaries'), ('statistics', 'figures'), ('derived', 'counted by Samenwijk')], max_length=12, verbose_name='kind')),
                ('state', models.CharField(choices=[('received', 'received'), ('unmapped', 'columns to be named'), ('refused', 'refused'), ('checked', 'checked'), ('approved', 'approved by the supplier'), ('returned', 'returned to the supplier'), ('current', 'current'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn'), ('undone', 'undone')], default='received', max_length=12, verbose_name='state')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('file', models.FileField(blank=True, upload_to=datasets.models.deliveries.delivery_path)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('options', models.JSONField(default=dict)),
                ('recognised', models.JSONField(default=dict)),
                ('mapping', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('preview', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('loaded_at', models.DateTimeField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('quality', models.JSONField(default=dict)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
                ('dataset', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='datasets.dataset')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='accounts.partnership')),
                ('supplier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='accounts.party', verbose_name='supplier')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='AreaRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('area', 'area'), ('border', 'border'), ('overlap', 'overlap'), ('map', 'map')], max_length=10)),
                ('row', models.BigIntegerField()),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('replaced_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='area_revisions', to='datasets.delivery')),
            ],
            options={
                'verbose_name': 'replaced area',
                'verbose_name_plural': 'replaced areas',
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('vintage', models.PositiveSmallIntegerField(verbose_name='vintage')),
                ('level', models.CharField(choices=[('gemeente', 'gemeente'), ('wijk', 'wijk'), ('buurt', 'buurt'), ('deelgebied', 'deelgebied')], max_length=10, verbose_name='level')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('geometry', django.contrib.gis.db.models.fields.MultiPolygonField(srid=28992, verbose_name='outline')),
                ('surface_m2', models.FloatField(verbose_name='surface in m²')),
                ('inhabitants', models.PositiveIntegerField(blank=True, null=True, verbose_name='inhabitants')),
                ('dwellings', models.PositiveIntegerField(blank=True, null=True, verbose_name='dwellings')),
                ('corporation_dwellings', models.PositiveIntegerField(blank=True, null=True, verbose_name='corporation dwellings')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='datasets.area')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='accounts.partnership')),
                ('delivery', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='datasets.delivery')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
            },
        ),
        migrations.CreateModel(
            name='DeliveryEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('before', models.CharField(blank=True, choices=[('received', 'received'), ('unmapped', 'columns to be named'), ('refused', 'refused'), ('checked', 'checked'), ('approved', 'approved by the supplier'), ('returned', 'returned to the supplier'), ('current', 'current'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn'), ('undone', 'undone')], max_length=12, verbose_name='before')),
                ('after', models.CharField(choices=[('received', 'received'), ('unmapped', 'columns to be named'), ('refused', 'refused'), ('checked', 'checked'), ('approved', 'approved by the supplier'), ('returned', 'returned to the supplier'), ('current', 'current'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn'), ('undone', 'undone')], max_length=12, verbose_name='after')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='datasets.delivery')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
            ],
            options={
                'verbose_name': 'event of a delivery',
                'verbose_name_plural': 'events of a delivery',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DeliveryPromise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField(verbose_name='first due on')),
                ('every_months', models.PositiveSmallIntegerField(default=12, verbose_name='every so many months')),
                ('dataset', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='promise', to='datasets.dataset', verbose_name='dataset')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delivery_promises', to='accounts.partnership')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delivery_promises', to='accounts.party', verbose_name='supplier')),
            ],
            options={
                'verbose_name': 'promised delivery',
                'verbose_name_plural': 'promised deliveries',
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=40)),
                ('query', models.JSONField(default=dict)),
                ('format', models.CharField(max_length=10)),
                ('language', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('file', models.FileField(blank=True, upload_to=datasets.models.files.export_path)),
                ('closed', models.JSONField(default=list)),
                ('places_of', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'file on its way out',
                'verbose_name_plural': 'files on their way out',
            },
        ),
        migrations.CreateModel(
            name='Fetch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publication', models.CharField(max_length=40)),
                ('year', models.PositiveSmallIntegerField()),
                ('problem', models.CharField(blank=True, max_length=20)),
                ('problem_about', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fetches', to=settings.AUTH_USER_MODEL)),
                ('delivery', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='fetches', to='datasets.delivery')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fetches', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'fetched table',
                'verbose_name_plural': 'fetched tables',
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, verbose_name='code')),
                ('name_nl', models.CharField(max_length=160, verbose_name='name in Dutch')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name in English')),
                ('theme', models.CharField(choices=[('social', 'Social'), ('health', 'Health'), ('housing', 'Housing'), ('safety', 'Safety'), ('living_environment', 'Living environment'), ('climate', 'Climate'), ('assets', 'Assets'), ('investment_window', 'Investment window'), ('organised_residents', 'Organised residents'), ('population', 'Population')], max_length=20, verbose_name='theme')),
                ('role', models.CharField(choices=[('urgency', 'urgency'), ('potential', 'potential'), ('context', 'context')], max_length=10, verbose_name='role')),
                ('nature', models.CharField(choices=[('fact', 'fact'), ('perception', 'perception')], default='fact', max_length=10, verbose_name='nature')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('direction', models.SmallIntegerField(choices=[(1, 'more counts more'), (-1, 'less counts more'), (0, 'does not count')], verbose_name='direction')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
                'ordering': ['theme', 'name_nl'],
            },
        ),
        migrations.CreateModel(
            name='CovenantClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('levels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('gemeente', 'gemeente'), ('wijk', 'wijk'), ('buurt', 'buurt'), ('deelgebied', 'deelgebied')], max_length=10), verbose_name='levels')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('viewer', 'viewer'), ('analyst', 'analyst'), ('planner', 'planner'), ('budget_holder', 'budget holder'), ('secretary', 'secretary'), ('administrator', 'administrator')], max_length=20), verbose_name='roles')),
                ('covenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='datasets.covenant')),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='datasets.dataset', verbose_name='dataset')),
                ('indicators', models.ManyToManyField(blank=True, related_name='clauses', to='datasets.indicator', verbose_name='indicators')),
            ],
            options={
                'verbose_name': 'clause',
                'verbose_name_plural': 'clauses',
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('key', models.CharField(help_text='What it is about; one open job per kind and key.', max_length=120)),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('running', 'running'), ('done', 'done'), ('stopped', 'stopped'), ('failed', 'needs a person')], default='queued', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('stop', models.BooleanField(db_default=False, default=False)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'job',
                'verbose_name_plural': 'jobs',
            },
        ),
        migrations.CreateModel(
            name='MappingProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('header', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), verbose_name='columns')),
                ('mapping', models.JSONField(verbose_name='how they are read')),
                ('made_at', models.DateTimeField(auto_now=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mapping_profiles', to='accounts.partnership')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mapping_profiles', to='accounts.party', verbose_name='party')),
            ],
            options={
                'verbose_name': 'saved way to read a table',
                'verbose_name_plural': 'saved ways to read a table',
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('period', models.PositiveSmallIntegerField()),
                ('value', models.FloatField(null=True)),
                ('numerator', models.FloatField(null=True)),
                ('denominator', models.FloatField(null=True)),
                ('standard_error', models.FloatField(null=True)),
                ('flag', models.CharField(blank=True, choices=[('withheld', 'withheld'), ('apportioned', 'apportioned over changed borders')], default='', max_length=12)),
                ('pk', models.CompositePrimaryKey('area_id', 'indicator_id', 'period', blank=True, editable=False, primary_key=True, serialize=False)),
                ('area', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='datasets.area')),
                ('delivery', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='datasets.delivery')),
                ('indicator', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='datasets.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='ObservationRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.PositiveSmallIntegerField()),
                ('value', models.FloatField(null=True)),
                ('numerator', models.FloatField(null=True)),
                ('denominator', models.FloatField(null=True)),
                ('standard_error', models.FloatField(null=True)),
                ('flag', models.CharField(blank=True, choices=[('withheld', 'withheld'), ('apportioned', 'apportioned over changed borders')], default='', max_length=12)),
                ('area', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='datasets.area')),
                ('delivery', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='datasets.delivery')),
                ('indicator', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='datasets.indicator')),
                ('replaced_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='datasets.delivery')),
            ],
        ),
        migrations.CreateModel(
            name='AreaLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('border_m', models.FloatField(verbose_name='shared border (m)')),
                ('corrected', models.BooleanField(default=False, verbose_name='corrected by hand')),
                ('barrier', models.CharField(choices=[('none', 'none'), ('motorway', 'motorway'), ('rail', 'railway'), ('water', 'water')], default='none', max_length=10, verbose_name='barrier')),
                ('barrier_share', models.FloatField(default=0, verbose_name='share of the border that is a barrier')),
                ('crossings', models.PositiveSmallIntegerField(default=0, verbose_name='crossings')),
                ('permeability', models.FloatField(default=1, verbose_name='permeability')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('a', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_as_first', to='datasets.area')),
                ('b', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_as_second', to='datasets.area')),
            ],
            options={
                'verbose_name': 'border',
                'verbose_name_plural': 'borders',
                'constraints': [models.UniqueConstraint(fields=('a', 'b'), name='area_link_once'), models.CheckConstraint(condition=models.Q(('a__lt', models.F('b'))), name='area_link_one_direction'), models.CheckConstraint(condition=models.Q(('border_m__gte', 0)), name='area_link_border_not_negative'), models.CheckConstraint(condition=models.Q(('barrier_share__range', (0, 1))), name='area_link_barrier_share'), models.CheckConstraint(condition=models.Q(('permeability__range', (0, 1))), name='area_link_permeability')],
            },
        ),
        migrations.CreateModel(
            name='AreaMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('gemeente', 'gemeente'), ('wijk', 'wijk'), ('buurt', 'buurt'), ('deelgebied', 'deelgebied')], max_length=10)),
                ('vintage', models.PositiveSmallIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('body', models.TextField()),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='area_maps', to='accounts.partnership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partnership', 'level', 'vintage'), name='area_map_once')],
            },
        ),
        migrations.CreateModel(
            name='AreaOverlap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('same', 'the same'), ('renamed', 'another name'), ('recoded', 'another code'), ('moved', 'border moved'), ('split', 'split'), ('merged', 'merged'), ('redrawn', 'divided anew')], max_length=10, verbose_name='what happened')),
                ('surface_share', models.FloatField(verbose_name='share of the surface')),
                ('inhabitants_share', models.FloatField(verbose_name='share of the inhabitants')),
                ('dwellings_share', models.FloatField(verbose_name='share of the dwellings')),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overlaps_before', to='datasets.area')),
                ('before', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overlaps_after', to='datasets.area')),
            ],
            options={
                'verbose_name': 'overlap',
                'verbose_name_plural': 'overlaps',
                'constraints': [models.UniqueConstraint(fields=('before', 'after'), name='area_overlap_once'), models.CheckConstraint(condition=models.Q(('dwellings_share__range', (0, 1)), ('inhabitants_share__range', (0, 1)), ('surface_share__range', (0, 1))), name='area_overlap_shares')],
            },
        ),
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('sports_club', 'sports club'), ('community_centre', 'community centre'), ('pool', 'swimming pool'), ('school', 'school'), ('library', 'library'), ('park', 'park'), ('care', 'care'), ('culture', 'culture'), ('work', 'work and learning'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=28992, verbose_name='place')),
                ('reach_m', models.PositiveIntegerField(default=800, verbose_name='reach (m)')),
                ('could_carry', models.CharField(blank=True, max_length=300, verbose_name='what it could carry')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assets', to='accounts.party', verbose_name='owner')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assets', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'asset',
                'verbose_name_plural': 'assets',
                'constraints': [models.UniqueConstraint(fields=('partnership', 'name'), name='asset_name_once'), models.CheckConstraint(condition=models.Q(('reach_m__range', (50, 20000))), name='asset_reach_in_metres')],
            },
        ),
        migrations.AddConstraint(
            model_name='covenant',
            constraint=models.UniqueConstraint(fields=('partnership', 'title'), name='covenant_title_once'),
        ),
        migrations.AddConstraint(
            model_name='covenant',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='covenant_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='covenant',
            constraint=models.CheckConstraint(condition=models.Q(('review_on__gt', models.F('since'))), name='covenant_reviewed_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='covenant',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='covenant_ended_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='covenantparty',
            constraint=models.UniqueConstraint(fields=('covenant', 'party'), name='covenant_party_once'),
        ),
        migrations.AddConstraint(
            model_name='covenantparty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='covenant_signed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='covenantreview',
            constraint=models.CheckConstraint(condition=models.Q(('next_on__gt', models.F('held_on'))), name='covenant_next_review_is_later'),
        ),
        migrations.AddConstraint(
            model_name='dataset',
            constraint=models.UniqueConstraint(fields=('partnership', 'key'), name='dataset_key_once'),
        ),
        migrations.AddConstraint(
            model_name='dataset',
            constraint=models.CheckConstraint(condition=models.Q(('rounding', 0), _negated=True), name='dataset_rounding_not_to_nothing'),
        ),
        migrations.AddConstraint(
            model_name='dataset',
            constraint=models.CheckConstraint(condition=models.Q(('dominance__gte', 1), ('dominance__lte', 100)), name='dataset_dominance_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='dataset',
            constraint=models.CheckConstraint(condition=models.Q(('covenant_required', False), ('owner__isnull', False), _connector='OR'), name='dataset_under_covenant_has_owner'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('dataset', 'party'), name='access_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='accessevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'exported'), _negated=True), models.Q(('purpose', ''), _negated=True), models.Q(('dataset', None), ('places_of', None)), _connector='OR'), name='access_taken_along_with_a_purpose'),
        ),
        migrations.AddConstraint(
            model_name='accessevent',
            constraint=models.CheckConstraint(condition=models.Q(('dataset', None), ('places_of', None), _connector='OR'), name='access_to_figures_or_to_places'),
        ),
        migrations.AddConstraint(
            model_name='accessevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dataset', None), ('places_of', None), _negated=True), models.Q(('kind', 'exported'), models.Q(('file', ''), _negated=True)), _connector='OR'), name='access_is_about_something'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['partnership', 'sha256'], name='delivery_by_hash'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['current', 'superseded']), _negated=True), models.Q(('dataset__isnull', False), ('loaded_at__isnull', False)), _connector='OR'), name='delivery_loaded_has_dataset_and_time'),
        ),
        migrations.AddConstraint(
            model_name='arearevision',
            constraint=models.UniqueConstraint(fields=('replaced_by', 'what', 'row'), name='area_revision_once_per_delivery'),
        ),
        migrations.AddIndex(
            model_name='area',
            index=models.Index(fields=['partnership', 'level', 'vintage'], name='area_by_level'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.UniqueConstraint(fields=('partnership', 'vintage', 'code'), name='area_code_once_per_vintage'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('vintage__gte', 1900), ('vintage__lte', 2100)), name='area_vintage_is_a_year'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('surface_m2__gt', 0)), name='area_has_surface'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='area_not_its_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='deliverypromise',
            constraint=models.CheckConstraint(condition=models.Q(('every_months__range', (1, 120))), name='promise_every_so_many_months'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(fields=('partnership', 'code'), name='indicator_code_once'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('direction__in', [-1, 0, 1])), name='indicator_direction_known'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('role', 'context'), models.Q(('direction', 0), _negated=True), _connector='OR'), name='indicator_scored_has_direction'),
        ),
        migrations.AddConstraint(
            model_name='covenantclause',
            constraint=models.UniqueConstraint(fields=('covenant', 'dataset'), name='covenant_clause_once_per_dataset'),
        ),
        migrations.AddConstraint(
            model_name='covenantclause',
            constraint=models.CheckConstraint(condition=models.Q(('levels__len__gt', 0)), name='covenant_clause_has_levels'),
        ),
        migrations.AddConstraint(
            model_name='covenantclause',
            constraint=models.CheckConstraint(condition=models.Q(('roles__len__gt', 0)), name='covenant_clause_has_roles'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['state', 'created_at'], name='job_by_state'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'queued')), fields=('partnership', 'kind', 'key'), name='job_queued_once_per_kind_and_key'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='job_done_within_total'),
        ),
        migrations.AddConstraint(
            model_name='mappingprofile',
            constraint=models.UniqueConstraint(fields=('partnership', 'party', 'name'), name='mapping_profile_name_once'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('period__range', (1900, 2100))), name='observation_period_is_a_year'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', True), models.Q(('value__gt', -1e+300), ('value__lt', 1e+300)), _connector='OR'), name='observation_value_is_finite'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('flag', 'withheld'), _negated=True), models.Q(('denominator__isnull', True), ('numerator__isnull', True), ('standard_error__isnull', True), ('value__isnull', True)), _connector='OR'), name='observation_withheld_has_no_values'),
        ),
        migrations.AddConstraint(
            model_name='observationrevision',
            constraint=models.UniqueConstraint(fields=('replaced_by', 'area', 'indicator', 'period'), name='revision_once_per_delivery'),
        ),
        migrations.RunSQL((SQL / 'observations.sql').read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / 'deliveries.sql').read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / 'covenants.sql').read_text(), migrations.RunSQL.noop),
    ]
