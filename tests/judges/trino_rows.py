"""Trino 476: every raw and lake table through the laptop's Glue and S3, row for row against the laptop's Athena; those of
`formats.py`, where it was heard before, against what their formats' own readers say."""
import os
import pickle

import boto3
import trino
from claims import JUDGED, LAKE_DATABASE, RAW_DATABASE, WORK_BUCKET, WORKGROUP, claim, row_set, tables
from formats_plain import difference
from pyathena import connect

ROWS_COMPARED = 20_000  # of a larger table the counts are compared

athena = connect(work_group=WORKGROUP, s3_staging_dir=f"s3://{WORK_BUCKET}/athena/", poll_interval=0.05).cursor()
glue = boto3.client("glue")


def asked_of_trino(catalog, sql, **session):
    cursor = trino.dbapi.connect(host="127.0.0.1", port=int(os.environ["TRINO_PORT"]), user="judge", catalog=catalog, **session).cursor()
    return cursor.execute(sql).fetchall()


def judge(catalog, database, name):
    @claim(f"Trino: {database}.{name} holds the rows that Athena gives")
    def _():
        table = f'{database}."{name}"'
        count = asked_of_trino(catalog, f"SELECT count(*) FROM {table}")[0][0]
        assert count == athena.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if count > ROWS_COMPARED:
            return
        # Text, so that arrays, rows and times of the two clients compare.
        columns = [row[0] for row in asked_of_trino(catalog, f"SHOW COLUMNS FROM {table}")]
        simple = ", ".join(f'"{column}"' for column in columns)
        assert row_set(asked_of_trino(catalog, f"SELECT {simple} FROM {table}")) == row_set(athena.execute(f"SELECT {simple} FROM {table}").fetchall())


def judge_format(catalog, database, name, names, rows):
    @claim(f"Trino: {database}.{name} holds what its format's own reader reads")
    def _():
        quoted = ", ".join(f'"{column}"' for column in names)
        exact = {"raw.timestamp_precision": "MICROSECONDS"}  # what is in the file, where Athena shows milliseconds
        read = asked_of_trino(catalog, f'SELECT {quoted} FROM {database}."{name}"', session_properties=exact)
        assert (wrong := difference(rows, read)) is None, wrong


expected = {}
if os.path.exists(JUDGED):
    with open(JUDGED, "rb") as file:
        expected = pickle.load(file)
for catalog_name, database_name in [("raw", RAW_DATABASE), ("lake", LAKE_DATABASE)]:
    for table_name in tables(glue, database_name):
        if table_name in expected:
            judge_format(catalog_name, database_name, table_name, *expected[table_name])
        elif not table_name.startswith("judged_"):
            judge(catalog_name, database_name, table_name)
