"""The table of the database cache, which holds rate limits where there is no Redis.

Made whether or not Redis is in use now, so that taking Redis away later needs no command.
"""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "courseapp_cache"


def create(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(f"DROP TABLE IF EXISTS {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
