"""PyAthena and awswrangler as analysts use them: databases, tables, views, CTAS, INSERT, UNLOAD, in a database of their own."""
import io
import uuid

import awswrangler as wr
from claims import WORK_BUCKET, WORKGROUP, claim
from pyathena import connect
from pyathena.pandas.cursor import PandasCursor

MINE = f"judged_{uuid.uuid4().hex[:8]}"
PLACE = f"s3://{WORK_BUCKET}/athena/{MINE}"
connection = connect(work_group=WORKGROUP, s3_staging_dir=f"s3://{WORK_BUCKET}/athena/", schema_name=MINE, poll_interval=0.05)


def ask(sql, *parameters, kind=None, **options):
    return (connection.cursor(kind, **options) if kind else connection.cursor()).execute(sql, *parameters)


@claim("PyAthena: a database, an external table, its partitions and their repair")
def _():
    ask(f"CREATE DATABASE IF NOT EXISTS {MINE}")
    ask(f"CREATE EXTERNAL TABLE IF NOT EXISTS {MINE}.t (a INT, b STRING) PARTITIONED BY (d STRING) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' LINES TERMINATED BY '\\n' STORED AS TEXTFILE LOCATION '{PLACE}/t/'")
    wr.s3.upload(io.BytesIO(b"1\tx\n"), f"{PLACE}/t/d=one/file")
    assert ask(f"SELECT * FROM {MINE}.t").fetchall() == []
    ask(f"MSCK REPAIR TABLE {MINE}.t")
    assert ask(f"SELECT * FROM {MINE}.t").fetchall() == [(1, "x", "one")]
    ask(f"ALTER TABLE {MINE}.t DROP PARTITION (d='one')")
    assert ask(f"SELECT count(*) FROM {MINE}.t").fetchone() == (0,)


@claim("PyAthena: INSERT, many rows by parameters, and CTAS with its description")
def _():
    cursor = connection.cursor()
    cursor.executemany(f"INSERT INTO {MINE}.t (a, b, d) VALUES (%(a)d, %(b)s, 'two')", [{"a": i, "b": f"row {i}"} for i in range(3)])
    assert ask(f"SELECT a, b FROM {MINE}.t ORDER BY a").fetchall() == [(i, f"row {i}") for i in range(3)]
    made = ask(f"CREATE TABLE {MINE}.c AS SELECT a, d FROM {MINE}.t")
    assert made.description == [("rows", "bigint", None, None, 19, 0, "UNKNOWN")], made.description
    assert ask(f"SELECT sum(a) FROM {MINE}.c").fetchone() == (3,)


@claim("PyAthena: a view is made, replaced, read and dropped")
def _():
    ask(f"CREATE OR REPLACE VIEW {MINE}.v AS SELECT a FROM {MINE}.t WHERE a > 0")
    ask(f"CREATE OR REPLACE VIEW {MINE}.v AS SELECT a, upper(b) AS b FROM {MINE}.t WHERE a > 1")
    assert ask(f"SELECT * FROM {MINE}.v").fetchall() == [(2, "ROW 2")]
    ask(f"DROP VIEW {MINE}.v")


@claim("PyAthena: a frame of pandas by UNLOAD")
def _():
    sql = f"SELECT a, b FROM {MINE}.t ORDER BY a"
    frame = ask(sql, kind=PandasCursor, unload=True).as_pandas()
    assert frame["b"].tolist() == ["row 0", "row 1", "row 2"], frame


@claim("awswrangler: read_sql_query by CTAS, by UNLOAD, and by neither")
def _():
    for options in [{}, {"ctas_approach": False}, {"ctas_approach": False, "unload_approach": True, "s3_output": f"{PLACE}/unload-{uuid.uuid4().hex}/"}]:
        frame = wr.athena.read_sql_query(f"SELECT a, b FROM {MINE}.t", MINE, workgroup=WORKGROUP, **options)
        assert sorted(frame["a"].tolist()) == [0, 1, 2], options


@claim("awswrangler: create_ctas_table, repair_table, and a dataset of Parquet with its table")
def _():
    import pandas

    wr.athena.create_ctas_table(f"SELECT a FROM {MINE}.t", database=MINE, ctas_table="w", ctas_database=MINE, workgroup=WORKGROUP, s3_output=f"{PLACE}/ctas/", wait=True)
    assert ask(f"SELECT count(*) FROM {MINE}.w").fetchone() == (3,)
    wr.s3.to_parquet(pandas.DataFrame({"x": [1, 2], "p": ["a", "b"]}), f"{PLACE}/frame/", dataset=True, database=MINE, table="frame", partition_cols=["p"])
    assert wr.athena.repair_table("frame", database=MINE, workgroup=WORKGROUP) == "SUCCEEDED"
    assert ask(f"SELECT x FROM {MINE}.frame WHERE p = 'b'").fetchall() == [(2,)]


@claim("PyAthena: what is dropped is gone")
def _():
    ask(f"DROP DATABASE {MINE} CASCADE")
    assert (MINE,) not in ask("SHOW DATABASES").fetchall()
