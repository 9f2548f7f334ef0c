"""Add what became of each article of an agreement; and the what-if that a decision rests on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

# While the agreement runs an article says what came of it, and nothing else of it changes; once ended, nothing at all.
FORWARD = """
CREATE FUNCTION coregroup_article_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text[] := '{outcome,reason,said_by_id,said_at}'; who text := 'said_by_id';
    stands text;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - who = to_jsonb(OLD) - who THEN RETURN NEW; END IF;
    FOR stands IN SELECT state FROM coregroup_agreement
        WHERE id IN ((to_jsonb(OLD)->>'agreement_id')::bigint, (to_jsonb(NEW)->>'agreement_id')::bigint) FOR SHARE LOOP
        IF stands = 'running' AND TG_OP = 'UPDATE' AND to_jsonb(NEW) - said = to_jsonb(OLD) - said THEN CONTINUE; END IF;
        IF stands IN ('running', 'ended') THEN PERFORM sia_refuse('a signed agreement'); END IF;
        IF TG_OP <> 'DELETE' AND NEW.outcome <> '' THEN PERFORM sia_refuse('what came of an agreement that does not run'); END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;

DROP TRIGGER article_is_fixed ON coregroup_article;
CREATE TRIGGER article_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_article FOR EACH ROW EXECUTE FUNCTION coregroup_article_is_fixed();

-- What ended does not run again: its outcomes would be open once more.
CREATE FUNCTION coregroup_agreement_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'ended' AND NEW.state <> 'ended' THEN PERFORM sia_refuse('a signed agreement'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_stays_ended BEFORE UPDATE ON coregroup_agreement FOR EACH ROW EXECUTE FUNCTION coregroup_agreement_stays_ended();
"""

BACK = """
DROP TRIGGER agreement_stays_ended ON coregroup_agreement;
DROP TRIGGER article_is_fixed ON coregroup_article;
CREATE TRIGGER article_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_article FOR EACH ROW EXECUTE FUNCTION coregroup_part_of_agreement_is_fixed();
DROP FUNCTION coregroup_article_is_fixed(), coregroup_agreement_stays_ended();
"""
OUTCOMES = [("kept", "done as agreed"), ("late", "comes later"), ("dropped", "dropped")]


class Migration(migrations.Migration):
    dependencies = [("coregroup", "0005_meetings_by_their_day"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="article",
            name="outcome",
            field=models.CharField(blank=True, choices=OUTCOMES, default="", max_length=7, verbose_name="outcome"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="article",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="reason"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="article",
            name="said_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(model_name="article", name="said_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=Q(outcome="", reason="", said_at__isnull=True)
                | Q(outcome__in=["kept", "late", "dropped"], said_at__isnull=False),
                name="article_outcome_with_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=~Q(outcome__in=["late", "dropped"]) | ~Q(reason=""), name="article_outcome_says_why"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="what_if",
            field=models.CharField(blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
