"""The database itself refuses to change a published definition, whoever asks."""

from django.db import migrations

KEEP = """
CREATE FUNCTION keep_published_instrument() RETURNS trigger AS $$
BEGIN
  IF OLD.status <> 'draft' AND (NEW.definition, NEW.digest, NEW.key, NEW.edition) IS DISTINCT FROM
     (OLD.definition, OLD.digest, OLD.key, OLD.edition) THEN
    RAISE EXCEPTION 'A published instrument never changes; give the changed one a new edition.';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER keep_published_instrument BEFORE UPDATE ON assessments_instrument
  FOR EACH ROW EXECUTE FUNCTION keep_published_instrument();
"""
LET_GO = """
DROP TRIGGER keep_published_instrument ON assessments_instrument;
DROP FUNCTION keep_published_instrument();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
