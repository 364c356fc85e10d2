"""The first tables."""


import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('four_eyes', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='FollowerMark',
            fields=[
                ('follower', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='LedgerLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=200)),
                ('number', models.PositiveIntegerField()),
                ('hashes', models.TextField()),
                ('before', models.CharField(max_length=64, unique=True)),
                ('signature', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('connector', models.CharField(max_length=60)),
                ('settings', models.TextField(default='{}')),
                ('enabled', models.BooleanField(default=True)),
                ('interval', models.FloatField(default=300.0)),
                ('streams', models.BooleanField(default=False)),
                ('retention_days', models.PositiveIntegerField(null=True)),
                ('cursor', models.TextField(null=True)),
                ('state', models.CharField(default='healthy', max_length=20)),
                ('sentence', models.TextField(blank=True, default='')),
                ('since', models.DateTimeField(null=True)),
                ('last_look_at', models.DateTimeField(null=True)),
                ('last_success_at', models.DateTimeField(null=True)),
                ('next_look_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('wanted', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='StandingQuery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('text', models.TextField()),
                ('active', models.BooleanField(default=True)),
                ('about', models.CharField(default='own', max_length=20)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()])),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('display_name', models.CharField(blank=True, default='', max_length=150)),
                ('is_administrator', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('language', models.CharField(blank=True, default='', max_length=8)),
                ('time_zone', models.CharField(blank=True, default='', max_length=64)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='user_name_once'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='user_email_once')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('prefix', models.CharField(max_length=16)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=10)),
                ('alive', models.SmallIntegerField()),
                ('priority', models.SmallIntegerField()),
                ('subject', models.CharField(blank=True, max_length=120)),
                ('author', models.CharField(blank=True, max_length=80)),
                ('folded', models.CharField(blank=True, max_length=401)),
                ('subject_of', models.CharField(max_length=2000)),
                ('channel', models.CharField(max_length=40)),
                ('thread', models.CharField(max_length=2000)),
                ('kind', models.CharField(max_length=20)),
                ('sentiment', models.CharField(max_length=20)),
                ('lang', models.CharField(max_length=20)),
                ('route', models.CharField(blank=True, max_length=200)),
                ('opened_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('mention_count', models.PositiveIntegerField(default=1)),
                ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='relational.department')),
            ],
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=40)),
                ('detail', models.TextField(blank=True)),
                ('mention', models.CharField(max_length=2000, null=True)),
                ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='relational.case')),
            ],
        ),
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('onboarding', models.CharField(default='company', max_length=20)),
                ('changed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='company_alone')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('key', models.CharField(blank=True, default='', max_length=200)),
                ('arguments', models.TextField(default='{}')),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('run_at', models.DateTimeField()),
                ('worker', models.CharField(blank=True, default='', max_length=100)),
                ('lease', models.CharField(blank=True, default='', max_length=32)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('max_tries', models.PositiveIntegerField(default=5)),
                ('schedule', models.CharField(blank=True, default='', max_length=100)),
                ('done', models.BigIntegerField(default=0)),
                ('total', models.BigIntegerField(null=True)),
                ('message', models.CharField(blank=True, default='', max_length=300)),
                ('trouble', models.TextField(blank=True, default='')),
                ('made_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'run_at'], name='job_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running']), models.Q(('key', ''), _negated=True)), fields=('key',), name='one_live_job_a_key')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.PositiveSmallIntegerField(choices=[(1, 'reader'), (2, 'member'), (3, 'lead'), (4, 'administrator')])),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='relational.department')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OwnAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=40)),
                ('account', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('channel', 'account'), name='own_account_once')],
            },
        ),
        migrations.CreateModel(
            name='Payload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.BigIntegerField()),
                ('mention', models.CharField(max_length=2000)),
                ('form', models.CharField(max_length=60)),
                ('body', models.BinaryField()),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['seen_at'], name='payload_by_age')],
                'constraints': [models.UniqueConstraint(fields=('mention', 'form'), name='payload_once')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('reply_to', models.CharField(max_length=2000)),
                ('text', models.TextField()),
                ('state', models.CharField(default='draft', max_length=20)),
                ('needs_four_eyes', models.BooleanField()),
                ('created_at', models.DateTimeField()),
                ('tries', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('sent_id', models.CharField(max_length=2000, null=True)),
                ('sent_url', models.CharField(max_length=2000, null=True)),
                ('trouble', models.TextField(blank=True, default='')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='relational.case')),
            ],
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('address', models.CharField(max_length=2000)),
                ('shared', models.BooleanField(default=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='searches', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SourceSecret',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='secret', serialize=False, to='relational.source')),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='SkipHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField()),
                ('reason', models.CharField(max_length=80)),
                ('number', models.PositiveIntegerField(default=0)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skips', to='relational.source')),
            ],
        ),
        migrations.CreateModel(
            name='SourceGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField(null=True)),
                ('reason', models.TextField()),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gaps', to='relational.source')),
            ],
        ),
        migrations.CreateModel(
            name='SourceHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField()),
                ('new', models.PositiveIntegerField(default=0)),
                ('revised', models.PositiveIntegerField(default=0)),
                ('known', models.PositiveIntegerField(default=0)),
                ('removed', models.PositiveIntegerField(default=0)),
                ('skipped', models.PositiveIntegerField(default=0)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='relational.source')),
            ],
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.IntegerField(db_index=True)),
                ('name', models.CharField(max_length=200, unique=True)),
                ('priority', models.CharField(default='normal', max_length=10)),
                ('opens_case', models.BooleanField(default=True)),
                ('active', models.BooleanField(default=True)),
                ('kinds', models.TextField(blank=True, default='')),
                ('sentiments', models.TextField(blank=True, default='')),
                ('langs', models.TextField(blank=True, default='')),
                ('channels', models.TextField(blank=True, default='')),
                ('text', models.TextField(blank=True, default='')),
                ('author', models.CharField(blank=True, default='', max_length=300)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='relational.department')),
                ('queries', models.ManyToManyField(related_name='routes', to='relational.standingquery')),
            ],
        ),
        migrations.CreateModel(
            name='QueryVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('active', models.BooleanField()),
                ('about', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('query', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='relational.standingquery')),
            ],
        ),
        migrations.CreateModel(
            name='Competitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('query', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='relational.standingquery')),
            ],
        ),
        migrations.CreateModel(
            name='AuditLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=200)),
                ('detail', models.TextField(default='{}')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['subject'], name='audit_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='CaseMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mention', models.CharField(max_length=2000)),
                ('revision', models.BigIntegerField(default=0)),
                ('joined_at', models.DateTimeField()),
                ('is_reaction', models.BooleanField(default=False)),
                ('forgotten', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='relational.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mention', 'case'), name='mention_once_a_case')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['department', 'alive', 'changed_at'], name='case_inbox'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['department', 'alive', 'priority', 'opened_at'], name='case_inbox_urgent'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['alive', 'changed_at'], name='case_all'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['alive', 'priority', 'opened_at'], name='case_all_urgent'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('owner__isnull', False)), fields=['owner', 'alive', 'changed_at'], name='case_mine'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('thread',), name='one_case_a_thread'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'department'), name='membership_once'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['state', 'next_try_at'], name='reply_due'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(condition=models.Q(('sent_id__isnull', False)), fields=['sent_id'], name='reply_sent'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='saved_search_once'),
        ),
        migrations.AddConstraint(
            model_name='skiphour',
            constraint=models.UniqueConstraint(fields=('source', 'hour', 'reason'), name='skip_hour_once'),
        ),
        migrations.AddIndex(
            model_name='sourcegap',
            index=models.Index(fields=['source', 'start'], name='gap_by_start'),
        ),
        migrations.AddConstraint(
            model_name='sourcegap',
            constraint=models.UniqueConstraint(condition=models.Q(('end', None)), fields=('source',), name='one_open_gap'),
        ),
        migrations.AddConstraint(
            model_name='sourcehour',
            constraint=models.UniqueConstraint(fields=('source', 'hour'), name='source_hour_once'),
        ),
        migrations.AddConstraint(
            model_name='queryversion',
            constraint=models.UniqueConstraint(fields=('query', 'version'), name='query_version_once'),
        ),
    ]
