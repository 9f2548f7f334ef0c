"""Meetings, decisions, tasks, bids and agreements."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.lookups
from pathlib import Path
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / 'sql'


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('coregroup', '0001_initial'),
        ('coregroup', '0002_what_is_fixed'),
        ('coregroup', '0003_prepared_from_one_page'),
        ('coregroup', '0004_items_about_covenants'),
        ('coregroup', '0005_meetings_by_their_day'),
        ('coregroup', '0006_agreements_looked_back_on'),
        ('coregroup', '0007_items_about_datasets'),
    ]

    dependencies = [
        ('accounts', '0001_squashed'),
        ('datasets', '0001_squashed'),
        ('dia', '0001_squashed'),
        ('sia', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='introduction')),
                ('state', models.CharField(choices=[('draft', 'being drawn up'), ('signing', 'to be signed'), ('running', 'running'), ('ended', 'ended')], default='draft', max_length=8, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'performance agreement',
                'verbose_name_plural': 'performance agreements',
                'ordering': ['-year', 'title'],
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('supply', 'New dwellings and purchase'), ('affordable', 'Affordable rents'), ('groups', 'Groups that need attention'), ('sustainable', 'Sustainable dwellings'), ('liveable', 'Liveable neighbourhoods')], max_length=12, verbose_name='subject')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('text', models.TextField(max_length=1500, verbose_name='what is agreed')),
                ('due', models.DateField(blank=True, null=True, verbose_name='before')),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'done as agreed'), ('late', 'comes later'), ('dropped', 'dropped')], max_length=7, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('said_at', models.DateTimeField(null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='articles', to='coregroup.agreement')),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party', verbose_name='done by')),
                ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Bid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('state', models.CharField(choices=[('draft', 'being drawn up'), ('offered', 'offered'), ('discussed', 'discussed'), ('absorbed', 'taken up in an agreement')], default='draft', max_length=9, verbose_name='state')),
                ('body', models.TextField(blank=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('offered_at', models.DateTimeField(null=True)),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bids', to='coregroup.agreement')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bids', to='accounts.partnership')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bids', to='accounts.party')),
            ],
            options={
                'verbose_name': 'bid',
                'verbose_name_plural': 'bids',
                'ordering': ['-year', 'party__name'],
            },
        ),
        migrations.CreateModel(
            name='BidText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('supply', 'New dwellings and purchase'), ('affordable', 'Affordable rents'), ('groups', 'Groups that need attention'), ('sustainable', 'Sustainable dwellings'), ('liveable', 'Liveable neighbourhoods')], max_length=12, verbose_name='subject')),
                ('text', models.TextField(blank=True, max_length=1000, verbose_name='insight')),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='coregroup.bid')),
            ],
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('number', models.PositiveIntegerField(null=True)),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('taken', 'taken'), ('rejected', 'not taken')], default='proposed', max_length=8, verbose_name='state')),
                ('text', models.TextField(max_length=1000, verbose_name='decision')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('area_code', models.CharField(blank=True, max_length=20, verbose_name='area')),
                ('deviates', models.BooleanField(default=False, verbose_name='deviates from the advice')),
                ('deviation_reason', models.TextField(blank=True, max_length=1000, verbose_name='why it deviates')),
                ('what_if', models.CharField(blank=True, max_length=1000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='accounts.partnership')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='coregroup.decision', verbose_name='replaces decision')),
                ('snapshot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='sia.snapshot', verbose_name='advice it rests on')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('yes', 'for'), ('condition', 'for, on a condition'), ('no', 'against'), ('abstain', 'abstains')], max_length=10, verbose_name='answer')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='condition or objection')),
                ('by_itself', models.BooleanField(default=True)),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='coregroup.decision')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['party__name'],
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wanted', models.BooleanField(default=True, verbose_name='send me a daily e-mail when something waits for me')),
                ('told', models.JSONField(default=list)),
                ('sent_at', models.DateTimeField(null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='digest', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'e-mail digest',
                'verbose_name_plural': 'e-mail digests',
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('title', models.CharField(max_length=200, verbose_name='item')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='what it is about')),
                ('minutes', models.PositiveSmallIntegerField(default=10, verbose_name='minutes')),
                ('shows_changes', models.BooleanField(default=False, verbose_name='shows what changed since the last meeting')),
                ('area_code', models.CharField(blank=True, max_length=20, verbose_name='area')),
                ('said', models.TextField(blank=True, max_length=4000, verbose_name='what was said')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agenda', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dia.agenda')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coregroup.agreement')),
                ('bundle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dia.bundle')),
                ('covenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='datasets.covenant')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dataset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='datasets.dataset')),
                ('delivery', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='datasets.delivery')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='accounts.partnership')),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party', verbose_name='brought by')),
                ('request', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='item', to='dia.joinrequest')),
                ('snapshot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sia.snapshot')),
            ],
            options={
                'verbose_name': 'item',
                'verbose_name_plural': 'items',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='coregroup.item'),
        ),
        migrations.CreateModel(
            name='KeyDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='what')),
                ('month', models.PositiveSmallIntegerField(verbose_name='month')),
                ('day', models.PositiveSmallIntegerField(verbose_name='day')),
                ('remind', models.PositiveSmallIntegerField(default=30, verbose_name='days of warning')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='key_dates', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'key date',
                'verbose_name_plural': 'key dates',
                'ordering': ['month', 'day', 'title'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('on', models.DateField(verbose_name='date')),
                ('begins', models.TimeField(verbose_name='begins at')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('open', 'in session'), ('closed', 'closed')], default='planned', max_length=8, verbose_name='state')),
                ('chair', models.CharField(blank=True, max_length=120, verbose_name='chair')),
                ('version', models.PositiveIntegerField(default=1)),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('body', models.TextField(blank=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'meeting',
                'verbose_name_plural': 'meetings',
                'ordering': ['-on', '-begins', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='item',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='coregroup.meeting'),
        ),
        migrations.AddField(
            model_name='decision',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='coregroup.meeting'),
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('votes', models.BooleanField(default=True, verbose_name='votes')),
                ('present', models.BooleanField(default=False, verbose_name='present')),
                ('names', models.CharField(blank=True, max_length=300, verbose_name='who')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='coregroup.meeting')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendance',
                'ordering': ['party__name'],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='action')),
                ('person', models.CharField(blank=True, max_length=120, verbose_name='who')),
                ('due', models.DateField(verbose_name='due')),
                ('done_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='outcome')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='accounts.party', verbose_name='party')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='coregroup.decision')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='coregroup.item')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='coregroup.meeting')),
            ],
            options={
                'verbose_name': 'action',
                'verbose_name_plural': 'actions',
                'ordering': ['due', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Presentation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=1000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='coregroup.item')),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='presentation', to='coregroup.meeting')),
            ],
            options={
                'verbose_name': 'presentation',
                'verbose_name_plural': 'presentations',
            },
        ),
        migrations.CreateModel(
            name='PublicPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.BooleanField(default=False, verbose_name='the page is open to everybody')),
                ('intro', models.TextField(blank=True, max_length=2000, verbose_name='introduction')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='where to ask')),
                ('version', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='public_page', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'page for residents',
                'verbose_name_plural': 'pages for residents',
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='what')),
                ('text', models.TextField(blank=True, max_length=1000, verbose_name='what residents notice')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='from')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='until')),
                ('days', models.PositiveSmallIntegerField(default=0, verbose_name='days of hindrance')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='dia.work')),
            ],
            options={
                'verbose_name': 'release to residents',
                'verbose_name_plural': 'releases to residents',
                'ordering': ['first_year', 'title'],
            },
        ),
        migrations.CreateModel(
            name='RulesOfPlay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField(verbose_name='rules of play')),
                ('way', models.CharField(choices=[('consent', 'nobody objects'), ('majority', 'more parties for than against; an objection is written down')], default='consent', max_length=10, verbose_name='a decision is taken when')),
                ('quorum', models.PositiveSmallIntegerField(default=2, verbose_name='parties that must be there')),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules_of_play', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'rules of play',
                'verbose_name_plural': 'rules of play',
                'ordering': ['-version'],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='rules',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='coregroup.rulesofplay'),
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('week', models.PositiveSmallIntegerField(default=2, verbose_name='which of the month')),
                ('weekday', models.PositiveSmallIntegerField(default=3, verbose_name='weekday')),
                ('begins', models.TimeField(verbose_name='begins at')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'series of meetings',
                'verbose_name_plural': 'series of meetings',
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='meetings', to='coregroup.series'),
        ),
        migrations.CreateModel(
            name='Signatory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_at', models.DateTimeField(null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatories', to='coregroup.agreement')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['party__name'],
            },
        ),
        migrations.CreateModel(
            name='Spearhead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='spearhead')),
                ('text', models.TextField(max_length=2000, verbose_name='why now')),
                ('area_code', models.CharField(blank=True, max_length=20, verbose_name='area')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='from')),
                ('last_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='until')),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('adopted', 'adopted'), ('finished', 'finished'), ('dropped', 'dropped')], default='proposed', max_length=8, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='why it ended')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spearheads', to='coregroup.agreement')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spearheads', to='accounts.partnership')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party', verbose_name='brought by')),
            ],
            options={
                'verbose_name': 'spearhead',
                'verbose_name_plural': 'spearheads',
                'ordering': ['-first_year', 'title'],
            },
        ),
        migrations.CreateModel(
            name='StandingItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='place in the order')),
                ('title', models.CharField(max_length=200, verbose_name='item')),
                ('minutes', models.PositiveSmallIntegerField(default=5, verbose_name='minutes')),
                ('shows_changes', models.BooleanField(default=False, verbose_name='shows what changed since the last meeting')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standing_items', to='accounts.partnership')),
            ],
            options={
                'verbose_name': 'standing item',
                'verbose_name_plural': 'standing items',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('partnership', 'year', 'title'), name='agreement_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='article_has_text'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('reason', ''), ('said_at__isnull', True)), models.Q(('outcome__in', ['kept', 'late', 'dropped']), ('said_at__isnull', False)), _connector='OR'), name='article_outcome_with_moment'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['late', 'dropped']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='article_outcome_says_why'),
        ),
        migrations.AddConstraint(
            model_name='bid',
            constraint=models.UniqueConstraint(fields=('partnership', 'party', 'year'), name='bid_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='bid',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('offered_at__isnull', True), ('sha256', ''), ('state', 'draft')), models.Q(('offered_at__isnull', False), ('state__in', ['offered', 'discussed', 'absorbed']), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='bid_offered_with_hash'),
        ),
        migrations.AddConstraint(
            model_name='bid',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement__isnull', False), ('state', 'absorbed')), models.Q(models.Q(('state', 'absorbed'), _negated=True), ('agreement__isnull', True)), _connector='OR'), name='bid_absorbed_in_an_agreement'),
        ),
        migrations.AddConstraint(
            model_name='bidtext',
            constraint=models.UniqueConstraint(fields=('bid', 'subject'), name='bid_text_once'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('decision', 'party'), name='answer_once_per_party'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['condition', 'no']), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='answer_says_why'),
        ),
        migrations.AddConstraint(
            model_name='keydate',
            constraint=models.UniqueConstraint(fields=('partnership', 'title'), name='key_date_once'),
        ),
        migrations.AddConstraint(
            model_name='keydate',
            constraint=models.CheckConstraint(condition=models.Q(('day__range', (1, 31)), ('month__range', (1, 12))), name='key_date_in_a_year'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='item_has_title'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(models.Func(django.db.models.functions.comparison.NullIf(models.F('area_code'), models.Value('')), models.F('snapshot'), models.F('agenda'), models.F('bundle'), models.F('delivery'), models.F('agreement'), models.F('covenant'), models.F('dataset'), function='num_nonnulls', output_field=models.IntegerField()), 1), name='item_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('partnership', 'year', 'number'), name='decision_number_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='decision_has_text'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deviates', False), ('deviation_reason', '')), models.Q(('deviates', True), models.Q(('deviation_reason', ''), _negated=True)), _connector='OR'), name='decision_deviates_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('number__isnull', True), ('state', 'proposed'), ('year__isnull', True)), models.Q(('answered_at__isnull', False), ('number__isnull', False), ('state__in', ['taken', 'rejected']), ('year__isnull', False)), _connector='OR'), name='decision_numbered_when_answered'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('replaces', models.F('id')), _negated=True), name='decision_replaces_another'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('meeting', 'party'), name='attendance_once'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='action_has_text'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('work',), name='release_one_standing'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='release_years'),
        ),
        migrations.AddConstraint(
            model_name='rulesofplay',
            constraint=models.UniqueConstraint(fields=('partnership', 'version'), name='rules_of_play_version_once'),
        ),
        migrations.AddConstraint(
            model_name='rulesofplay',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='rules_of_play_have_text'),
        ),
        migrations.AddConstraint(
            model_name='rulesofplay',
            constraint=models.CheckConstraint(condition=models.Q(('quorum__gte', 1)), name='rules_of_play_quorum'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.UniqueConstraint(fields=('partnership', 'name'), name='series_name_once'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('week__range', (1, 5)), ('weekday__range', (0, 6))), name='series_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('partnership', 'on', 'title'), name='meeting_title_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('opened_at__isnull', True), ('state', 'planned')), models.Q(('closed_at__isnull', True), ('opened_at__isnull', False), ('rules__isnull', False), ('state', 'open')), models.Q(('closed_at__isnull', False), ('opened_at__isnull', False), ('state', 'closed'), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='meeting_closed_with_hash'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('partnership',), name='meeting_one_in_session'),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=models.UniqueConstraint(fields=('agreement', 'party'), name='signatory_once'),
        ),
        migrations.AddConstraint(
            model_name='spearhead',
            constraint=models.UniqueConstraint(fields=('partnership', 'title'), name='spearhead_once'),
        ),
        migrations.AddConstraint(
            model_name='spearhead',
            constraint=models.CheckConstraint(condition=models.Q(('last_year__isnull', True), ('last_year__gte', models.F('first_year')), _connector='OR'), name='spearhead_years'),
        ),
        migrations.AddConstraint(
            model_name='spearhead',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='spearhead_dropped_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='standingitem',
            constraint=models.UniqueConstraint(fields=('partnership', 'title'), name='standing_item_once'),
        ),
        migrations.RunSQL((SQL / 'agreements.sql').read_text(), migrations.RunSQL.noop),
    ]
