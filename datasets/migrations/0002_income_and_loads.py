from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('datasets', '0002_income_as_a_theme'), ('datasets', '0003_load_without_a_look')]

    dependencies = [
        ('datasets', '0001_squashed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='indicator',
            name='theme',
            field=models.CharField(choices=[('income', 'Income and work'), ('social', 'Social'), ('health', 'Health'), ('housing', 'Housing'), ('safety', 'Safety'), ('living_environment', 'Living environment'), ('climate', 'Climate'), ('assets', 'Assets'), ('investment_window', 'Investment window'), ('organised_residents', 'Organised residents'), ('population', 'Population')], max_length=20, verbose_name='theme'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='load_tries',
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='fetch',
            name='load_tries',
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
    ]
