import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0006_amendments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('writing', models.UUIDField(verbose_name='key of the form')),
                ('answer', models.CharField(choices=[('same', 'the same: I support it'), ('close', 'close, mine differs by…'), ('different', 'different')], max_length=10, verbose_name='answer')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='mine differs by')),
                ('at', models.DateTimeField(verbose_name='answered at')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='comparisons', to=settings.AUTH_USER_MODEL)),
                ('newer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='compared_with_earlier', to='proposals.proposal')),
                ('older', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='compared_with_later', to='proposals.proposal')),
            ],
            options={
                'verbose_name': 'comparison of two proposals',
                'verbose_name_plural': 'comparisons of two proposals',
                'indexes': [models.Index(fields=['at'], name='comparison_age')],
                'constraints': [models.UniqueConstraint(fields=('writing', 'older'), name='comparison_once_a_writing'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'close'), models.Q(('words', ''), _negated=True)), models.Q(('answer__in', ['same', 'different']), ('words', '')), _connector='OR'), name='comparison_close_has_words'), models.CheckConstraint(condition=models.Q(('newer__isnull', True), models.Q(('newer', models.F('older')), _negated=True), _connector='OR'), name='comparison_of_two'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'same'), _negated=True), ('newer__isnull', True), _connector='OR'), name='comparison_same_ends_the_writing')],
            },
        ),
        migrations.CreateModel(
            name='Impression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('writing', models.UUIDField(verbose_name='key of the form')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                ('score', models.FloatField(verbose_name='score')),
                ('by_meaning', models.BooleanField(default=False, verbose_name='compared by meaning too')),
                ('shown_at', models.DateTimeField(verbose_name='shown at')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='impressions', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='impressions', to='proposals.proposal')),
            ],
            options={
                'verbose_name': 'proposal shown as close',
                'verbose_name_plural': 'proposals shown as close',
                'indexes': [models.Index(fields=['shown_at'], name='impression_age')],
                'constraints': [models.UniqueConstraint(fields=('writing', 'proposal'), name='impression_once_a_writing'), models.CheckConstraint(condition=models.Q(('rank__gte', 1), ('rank__lte', 5)), name='impression_rank_known')],
            },
        ),
    ]
