from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('sia', '0002_area_result_ranked_share'), ('sia', '0003_errors_of_every_figure'), ('sia', '0004_groups_of_urgency_alone'), ('sia', '0005_confidence_sets_of_ranks'), ('sia', '0006_income_as_a_theme')]

    dependencies = [
        ('sia', '0001_squashed'),
    ]

    operations = [
        migrations.AddField(
            model_name='arearesult',
            name='ranked_share',
            field=models.FloatField(null=True),
        ),
        migrations.AddConstraint(
            model_name='arearesult',
            constraint=models.CheckConstraint(condition=models.Q(('ranked_share__isnull', True), ('ranked_share__range', (0, 1)), _connector='OR'), name='area_result_ranked_share'),
        ),
        migrations.AlterField(
            model_name='scoremodel',
            name='draw_errors',
            field=models.BooleanField(default=True, help_text='Every figure has an error, published or by how it was made. It widens the interval of a rank.', verbose_name='count errors of measurement'),
        ),
        migrations.RemoveField(
            model_name='arearesult',
            name='advice_tranche',
        ),
        migrations.AddField(
            model_name='arearesult',
            name='set_low',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='arearesult',
            name='set_high',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='bottleneck',
            name='theme',
            field=models.CharField(choices=[('income', 'Income and work'), ('social', 'Social'), ('health', 'Health'), ('housing', 'Housing'), ('safety', 'Safety'), ('living_environment', 'Living environment'), ('climate', 'Climate'), ('assets', 'Assets'), ('investment_window', 'Investment window'), ('organised_residents', 'Organised residents'), ('population', 'Population')], max_length=20, verbose_name='theme'),
        ),
        migrations.AlterField(
            model_name='scoretheme',
            name='theme',
            field=models.CharField(choices=[('income', 'Income and work'), ('social', 'Social'), ('health', 'Health'), ('housing', 'Housing'), ('safety', 'Safety'), ('living_environment', 'Living environment'), ('climate', 'Climate'), ('assets', 'Assets'), ('investment_window', 'Investment window'), ('organised_residents', 'Organised residents'), ('population', 'Population')], max_length=20, verbose_name='theme'),
        ),
    ]
