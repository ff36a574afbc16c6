"""What every judge shares: a claim is one line, `ok` or `not ok`, and the laptop is where the environment says."""
import json
import os
import sys
import traceback

RAW_BUCKET = os.environ["HYPATIA_RAW_BUCKET"]
WORK_BUCKET = os.environ["HYPATIA_WORK_BUCKET"]
RAW_DATABASE = os.environ["HYPATIA_RAW_DATABASE"]
LAKE_DATABASE = os.environ["HYPATIA_LAKE_DATABASE"]
WORKGROUP = os.environ["HYPATIA_WORKGROUP"]
ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
JUDGED = os.path.join(os.environ["HYPATIA_HOME"], "judged.pickle")  # what `formats.py` expects of each of its tables


def claim(name):
    """Runs the function at once; an assertion or any other error is the claim's failure."""

    def judge(function):
        try:
            function()
            print(f"ok {name}", flush=True)
        except Exception as error:  # noqa: BLE001 - a judge reports whatever it meets
            last = traceback.extract_tb(sys.exc_info()[2])[-1]
            print(f"not ok {name}: {type(error).__name__}: {str(error)[:500]!r} ({last.name}:{last.lineno})", flush=True)

    return judge


def laptop_catalog():
    """PyIceberg's, over the laptop's Glue and S3."""
    from pyiceberg.catalog import load_catalog  # not every judge has it

    return load_catalog(
        "laptop",
        **{
            "type": "glue",
            "glue.endpoint": ENDPOINT,
            "glue.region": os.environ["AWS_REGION"],
            "s3.endpoint": ENDPOINT,
            "s3.region": os.environ["AWS_REGION"],
            "s3.access-key-id": os.environ["AWS_ACCESS_KEY_ID"],
            "s3.secret-access-key": os.environ["AWS_SECRET_ACCESS_KEY"],
        },
    )


def tables(glue, database):
    """Names of all tables of a database, through Glue's own paging."""
    pages = glue.get_paginator("get_tables").paginate(DatabaseName=database)
    return sorted(table["Name"] for page in pages for table in page["TableList"])


def plain(value):
    """One form for a value of Athena, Arrow or Trino, so that rows can be compared."""
    import datetime
    import decimal
    import math

    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="milliseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def row_set(rows):
    return sorted(json.dumps([plain(value) for value in row], default=str) for row in rows)
