"""The database itself refuses to change a published protocol, whoever asks."""

from django.db import migrations

KEEP = """
CREATE FUNCTION keep_published_protocol() RETURNS trigger AS $$
BEGIN
  IF (NEW.definition, NEW.key, NEW.edition, NEW.title, NEW.source) IS DISTINCT FROM
     (OLD.definition, OLD.key, OLD.edition, OLD.title, OLD.source) THEN
    RAISE EXCEPTION 'A published protocol never changes; give the changed one a new edition.';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER keep_published_protocol BEFORE UPDATE ON transitions_protocol
  FOR EACH ROW EXECUTE FUNCTION keep_published_protocol();
"""
LET_GO = """
DROP TRIGGER keep_published_protocol ON transitions_protocol;
DROP FUNCTION keep_published_protocol();
"""


class Migration(migrations.Migration):
    dependencies = [("transitions", "0001_transitions")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
