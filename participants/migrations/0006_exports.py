import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participants', '0005_notice_settings'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(verbose_name='asked for at')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made at')),
                ('archive', models.BinaryField(blank=True, null=True, verbose_name='archive')),
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='data_copy', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'copy of somebody’s data',
                'verbose_name_plural': 'copies of people’s data',
                'indexes': [models.Index(fields=['made_at'], name='data_copy_retention')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('archive__isnull', True), ('made_at__isnull', True)), models.Q(('archive__isnull', False), ('made_at__isnull', False)), _connector='OR'), name='data_copy_made_or_not')],
            },
        ),
    ]
