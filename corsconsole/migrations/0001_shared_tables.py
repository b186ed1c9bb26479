"""On PostgreSQL: the tables of the cache and of the queue, so that `migrate` alone makes them all.

Here and not when a process first needs them, because several processes that make the same table
at once are in each other's way. With SQLite both are files, which make themselves.
"""

from django.core.management import call_command
from django.db import migrations
from huey.storage import PostgresStorage


def create_tables(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)
    for statement in PostgresStorage(create_tables=False).ddl:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    operations = [migrations.RunPython(create_tables, migrations.RunPython.noop)]
