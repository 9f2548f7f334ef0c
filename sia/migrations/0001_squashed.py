"""Models, ballots, runs, notes and snapshots."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import sia.models.ballots
from pathlib import Path
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / 'sql'


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('sia', '0001_initial'),
        ('sia', '0002_weighing_tool'),
        ('sia', '0003_what_is_fixed'),
        ('sia', '0004_how_figures_are_normalised'),
        ('sia', '0005_what_a_run_rests_on'),
    ]

    dependencies = [
        ('accounts', '0001_squashed'),
        ('datasets', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL((SQL / 'divisions.sql').read_text(), migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Bottleneck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='bottleneck')),
                ('theme', models.CharField(choices=[('social', 'Social'), ('health', 'Health'), ('housing', 'Housing'), ('safety', 'Safety'), ('living_environment', 'Living environment'), ('climate', 'Climate'), ('assets', 'Assets'), ('investment_window', 'Investment window'), ('organised_residents', 'Organised residents'), ('population', 'Population')], max_length=20, verbose_name='theme')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bottlenecks', to='datasets.area')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
            ],
            options={
                'verbose_name': 'bottleneck',
                'verbose_name_plural': 'bottlenecks',
                'ordering': ['theme', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Interpretation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('confirm', 'confirms the figures'), ('nuance', 'adds a nuance'), ('correct', 'says the figures are wrong')], max_length=10, verbose_name='kind')),
                ('text', models.TextField(max_length=2000, verbose_name='what you know')),
                ('effect', models.CharField(blank=True, max_length=300, verbose_name='what it means for the advice')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interpretations', to='datasets.area')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
            ],
            options={
                'verbose_name': 'interpretation',
                'verbose_name_plural': 'interpretations',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Opportunity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='chance')),
                ('activity', models.CharField(blank=True, max_length=200, verbose_name='activity that already runs')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='datasets.asset', verbose_name='asset to use')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bottleneck', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opportunities', to='sia.bottleneck')),
                ('taken_up_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party', verbose_name='party that takes it up')),
            ],
            options={
                'verbose_name': 'chance',
                'verbose_name_plural': 'chances',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ScoreModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in_ballot', 'in ballot'), ('agreed', 'agreed'), ('retired', 'retired')], default='draft', max_length=10, verbose_name='state')),
                ('starter', models.BooleanField(default=False, verbose_name='proposed from the loaded figures')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name='reference of the goalposts')),
                ('normalisation', models.CharField(choices=[('goalposts', 'fixed goalposts'), ('minmax', 'from the lowest to the highest area (min–max)'), ('percentile', 'by place among the areas (percentile)'), ('zscore', 'by distance to the mean (z-score)'), ('simd', 'by place, the worst far apart (SIMD)')], default='goalposts', help_text='Only fixed goalposts let years be compared. With the others a score depends on which areas are listed.', max_length=10, verbose_name='how figures are made comparable')),
                ('power', models.FloatField(default=1, verbose_name='power of the mean')),
                ('neighbour_share', models.FloatField(default=0.25, verbose_name="weight of neighbours' assets")),
                ('top_share', models.FloatField(default=0.25, verbose_name='share of areas that counts as urgent')),
                ('min_top_chance', models.FloatField(default=0.5, verbose_name='least chance of being urgent')),
                ('min_quotient', models.FloatField(default=1, verbose_name='least corporation share against the city')),
                ('min_potential_quantile', models.FloatField(default=0.5, verbose_name='share of areas with less potential')),
                ('max_running', models.PositiveSmallIntegerField(blank=True, help_text='How many joint agendas can run at the same time. Empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='agendas at once')),
                ('first_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='first year of an agenda')),
                ('agenda_years', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(10)], verbose_name='years of an agenda')),
                ('shrink', models.BooleanField(default=False, help_text='Figures of few people are drawn towards the figure of the wijk around them.', verbose_name='pull small numbers to the wijk')),
                ('tame_outliers', models.BooleanField(default=False, help_text='An extreme figure is set to the next one, so that it does not decide everything.', verbose_name='hold extreme figures back')),
                ('draw_errors', models.BooleanField(default=True, help_text='Where a standard error is known, it widens the interval of a rank.', verbose_name='count errors of measurement')),
                ('assumed_spread', models.FloatField(default=0.25, help_text='Share by which parties are taken to differ on a weight, until they have voted.', verbose_name='assumed spread of the weights')),
                ('note', models.TextField(blank=True, verbose_name='what is new')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agreed_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, verbose_name='decision and reason')),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sia.scoremodel')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='score_models', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'score model',
                'verbose_name_plural': 'score models',
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(blank=True, max_length=200, verbose_name='what it is about')),
                ('due', models.DateField(blank=True, null=True, verbose_name='vote before')),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('method', models.CharField(blank=True, choices=[('mean', 'mean of the parties'), ('other', 'other weights, with a reason')], max_length=10, verbose_name='weights')),
                ('reason', models.TextField(blank=True, verbose_name='decision and reason')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='sia.scoremodel')),
            ],
            options={
                'verbose_name': 'ballot',
                'verbose_name_plural': 'ballots',
            },
        ),
        migrations.CreateModel(
            name='ScoreRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('gemeente', 'gemeente'), ('wijk', 'wijk'), ('buurt', 'buurt'), ('deelgebied', 'deelgebied')], max_length=10)),
                ('vintage', models.PositiveSmallIntegerField()),
                ('data_version', models.PositiveBigIntegerField()),
                ('engine_version', models.CharField(max_length=20)),
                ('input_hash', models.CharField(max_length=64)),
                ('area_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ('weighing', models.JSONField(default=dict)),
                ('inputs', models.BinaryField()),
                ('treatment', models.JSONField(default=dict)),
                ('sources', models.JSONField(default=list)),
                ('rests_on', models.JSONField(null=True)),
                ('breaks', models.JSONField(default=dict)),
                ('robustness', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='sia.scoremodel')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='score_runs', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'score run',
                'verbose_name_plural': 'score runs',
            },
        ),
        migrations.CreateModel(
            name='Diagnosis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='diagnosis', to='sia.scorerun')),
            ],
        ),
        migrations.CreateModel(
            name='AreaResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveIntegerField(null=True)),
                ('urgency', models.FloatField(null=True)),
                ('urgency_coverage', models.FloatField()),
                ('potential_own', models.FloatField(null=True)),
                ('potential', models.FloatField(help_text="With the neighbours' assets.", null=True)),
                ('potential_coverage', models.FloatField()),
                ('neighbour_gain', models.FloatField(default=0)),
                ('locked_gain', models.FloatField(default=0, help_text='What crossing the barriers could add.')),
                ('theme_scores', models.JSONField(default=dict)),
                ('advice', models.CharField(choices=[('dia', 'joint agenda'), ('couple', 'couple'), ('watch', 'watch'), ('regular', 'regular'), ('insufficient', 'insufficient data')], max_length=12)),
                ('advice_order', models.PositiveSmallIntegerField(null=True)),
                ('priority', models.FloatField(null=True)),
                ('gates', models.JSONField(default=dict)),
                ('mean_rank', models.FloatField(null=True)),
                ('rank_low', models.PositiveIntegerField(null=True)),
                ('rank_high', models.PositiveIntegerField(null=True)),
                ('top_chance', models.FloatField(null=True)),
                ('tranche', models.PositiveIntegerField(null=True)),
                ('advice_chances', models.JSONField(default=dict)),
                ('advice_tranche', models.PositiveIntegerField(null=True)),
                ('start_year', models.PositiveSmallIntegerField(null=True)),
                ('facts', models.FloatField(null=True)),
                ('perception', models.FloatField(null=True)),
                ('peaks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='datasets.area')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='sia.scorerun')),
            ],
        ),
        migrations.CreateModel(
            name='ScoreTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tree', models.CharField(choices=[('urgency', 'urgency'), ('potential', 'potential')], max_length=10, verbose_name='tree')),
                ('theme', models.CharField(choices=[('social', 'Social'), ('health', 'Health'), ('housing', 'Housing'), ('safety', 'Safety'), ('living_environment', 'Living environment'), ('climate', 'Climate'), ('assets', 'Assets'), ('investment_window', 'Investment window'), ('organised_residents', 'Organised residents'), ('population', 'Population')], max_length=20, verbose_name='theme')),
                ('weight', models.FloatField(verbose_name='weight')),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='sia.scoremodel')),
            ],
            options={
                'ordering': ['-tree', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ScoreIndicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.FloatField(verbose_name='weight')),
                ('low', models.FloatField(verbose_name='low goalpost')),
                ('high', models.FloatField(verbose_name='high goalpost')),
                ('direction', models.SmallIntegerField(choices=[(1, 'more counts more'), (-1, 'less counts more')], verbose_name='direction')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='datasets.indicator')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='sia.scoretheme')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('state', models.CharField(choices=[('computed', 'computed'), ('interpreting', 'in interpretation'), ('proposed', 'proposed'), ('adopted', 'adopted'), ('replaced', 'replaced')], default='computed', max_length=14, verbose_name='state')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('adopted_at', models.DateTimeField(null=True)),
                ('decision', models.TextField(blank=True, verbose_name='decision')),
                ('body', models.TextField(blank=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('adopted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='accounts.partnership')),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sia.snapshot')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='sia.scorerun')),
            ],
            options={
                'verbose_name': 'snapshot of the advice',
                'verbose_name_plural': 'snapshots of the advice',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Deviation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('advice', models.CharField(choices=[('dia', 'joint agenda'), ('couple', 'couple'), ('watch', 'watch'), ('regular', 'regular'), ('insufficient', 'insufficient data')], max_length=12, verbose_name='class that is adopted')),
                ('reason', models.TextField(verbose_name='reason')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='datasets.area')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deviations', to='sia.snapshot')),
            ],
            options={
                'verbose_name': 'deviation',
                'verbose_name_plural': 'deviations',
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cast_at', models.DateTimeField(auto_now=True)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='sia.ballot')),
                ('cast_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
            ],
            options={
                'verbose_name': 'vote',
                'verbose_name_plural': 'votes',
            },
        ),
        migrations.CreateModel(
            name='Division',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tree', models.CharField(choices=[('urgency', 'urgency'), ('potential', 'potential')], max_length=10)),
                ('theme', models.CharField(blank=True, max_length=20)),
                ('members', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=10)),
                ('points', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=10)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='divisions', to='sia.vote')),
            ],
        ),
        migrations.AddConstraint(
            model_name='bottleneck',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='bottleneck_has_text'),
        ),
        migrations.AddConstraint(
            model_name='interpretation',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='interpretation_has_text'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='opportunity_has_text'),
        ),
        migrations.AddConstraint(
            model_name='scoremodel',
            constraint=models.UniqueConstraint(fields=('partnership', 'version'), name='score_model_version_once'),
        ),
        migrations.AddConstraint(
            model_name='scoremodel',
            constraint=models.CheckConstraint(condition=models.Q(('normalisation__in', ['goalposts', 'minmax', 'percentile', 'zscore', 'simd'])), name='score_model_normalisation_known'),
        ),
        migrations.AddConstraint(
            model_name='scoremodel',
            constraint=models.CheckConstraint(condition=models.Q(('power__gte', 1), ('power__lte', 10)), name='score_model_power'),
        ),
        migrations.AddConstraint(
            model_name='scoremodel',
            constraint=models.CheckConstraint(condition=models.Q(('min_top_chance__range', (0, 1)), ('neighbour_share__range', (0, 1)), ('top_share__range', (0, 1))), name='score_model_shares'),
        ),
        migrations.AddConstraint(
            model_name='scoremodel',
            constraint=models.CheckConstraint(condition=models.Q(('assumed_spread__range', (0, 1))), name='score_model_assumed_spread'),
        ),
        migrations.AddConstraint(
            model_name='scoremodel',
            constraint=models.CheckConstraint(condition=models.Q(('min_potential_quantile__range', (0, 1))), name='score_model_quantile'),
        ),
        migrations.AddConstraint(
            model_name='scoremodel',
            constraint=models.CheckConstraint(condition=models.Q(('agenda_years__range', (5, 10))), name='score_model_agenda_years'),
        ),
        migrations.AddConstraint(
            model_name='scoremodel',
            constraint=models.CheckConstraint(condition=models.Q(('max_running__isnull', True), ('max_running__gte', 1), _connector='OR'), name='score_model_max_running'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('model',), name='ballot_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(('decided_at__isnull', True), ('closed_at__isnull', False), _connector='OR'), name='ballot_closed_before_decided'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(('decided_at__isnull', True), models.Q(('method', ''), _negated=True), _connector='OR'), name='ballot_decided_by_a_method'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'other'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ballot_other_needs_reason'),
        ),
        migrations.AddIndex(
            model_name='scorerun',
            index=models.Index(fields=['partnership', 'level', '-created_at'], name='score_run_newest'),
        ),
        migrations.AddConstraint(
            model_name='arearesult',
            constraint=models.UniqueConstraint(fields=('run', 'area'), name='area_result_once'),
        ),
        migrations.AddConstraint(
            model_name='arearesult',
            constraint=models.CheckConstraint(condition=models.Q(('urgency__isnull', True), ('urgency__range', (0, 100.000001)), _connector='OR'), name='area_result_urgency_range'),
        ),
        migrations.AddConstraint(
            model_name='arearesult',
            constraint=models.CheckConstraint(condition=models.Q(('potential__isnull', True), ('potential__range', (0, 100.000001)), _connector='OR'), name='area_result_potential_range'),
        ),
        migrations.AddConstraint(
            model_name='arearesult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rank__isnull', True), ('urgency__isnull', True)), models.Q(('rank__gte', 1), ('rank__isnull', False), ('urgency__isnull', False)), _connector='OR'), name='area_result_rank_with_urgency'),
        ),
        migrations.AddConstraint(
            model_name='arearesult',
            constraint=models.CheckConstraint(condition=models.Q(('rank_low__isnull', True), models.Q(('rank_low__gte', 1), ('rank_low__lte', models.F('rank_high'))), _connector='OR'), name='area_result_interval_in_order'),
        ),
        migrations.AddConstraint(
            model_name='arearesult',
            constraint=models.CheckConstraint(condition=models.Q(('top_chance__isnull', True), ('top_chance__range', (0, 1)), _connector='OR'), name='area_result_top_chance'),
        ),
        migrations.AddConstraint(
            model_name='scoretheme',
            constraint=models.UniqueConstraint(fields=('model', 'tree', 'theme'), name='score_theme_once'),
        ),
        migrations.AddConstraint(
            model_name='scoretheme',
            constraint=models.CheckConstraint(condition=models.Q(('weight__range', (0, 1))), name='score_theme_weight'),
        ),
        migrations.AddConstraint(
            model_name='scoreindicator',
            constraint=models.UniqueConstraint(fields=('theme', 'indicator'), name='score_indicator_once'),
        ),
        migrations.AddConstraint(
            model_name='scoreindicator',
            constraint=models.CheckConstraint(condition=models.Q(('weight__range', (0, 1))), name='score_indicator_weight'),
        ),
        migrations.AddConstraint(
            model_name='scoreindicator',
            constraint=models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='score_indicator_goalposts'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('adopted_at__isnull', False), ('state__in', ['adopted', 'replaced']), models.Q(('sha256', ''), _negated=True), models.Q(('decision', ''), _negated=True)), models.Q(('adopted_at__isnull', True), ('sha256', ''), ('state__in', ['computed', 'interpreting', 'proposed'])), _connector='OR'), name='snapshot_adopted_with_hash_and_decision'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replaced_by__isnull', False), ('state', 'replaced')), models.Q(models.Q(('state', 'replaced'), _negated=True), ('replaced_by__isnull', True)), _connector='OR'), name='snapshot_replaced_by_another'),
        ),
        migrations.AddConstraint(
            model_name='deviation',
            constraint=models.UniqueConstraint(fields=('snapshot', 'area'), name='deviation_once_per_area'),
        ),
        migrations.AddConstraint(
            model_name='deviation',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='deviation_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('ballot', 'party'), name='vote_once_per_party'),
        ),
        migrations.AddConstraint(
            model_name='division',
            constraint=models.UniqueConstraint(fields=('vote', 'tree', 'theme'), name='division_once'),
        ),
        migrations.AddConstraint(
            model_name='division',
            constraint=models.CheckConstraint(condition=models.Q(('points__len', models.F('members__len'))), name='division_points_for_each_member'),
        ),
        migrations.AddConstraint(
            model_name='division',
            constraint=models.CheckConstraint(condition=sia.models.ballots.IsDivision(models.F('points')), name='division_sums_to_100'),
        ),
        migrations.RunSQL((SQL / 'adopted.sql').read_text(), migrations.RunSQL.noop),
    ]
