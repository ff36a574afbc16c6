"""PyIceberg: a scan of every lake table through the laptop's Glue and S3, row for row against Athena."""

import boto3
from claims import LAKE_DATABASE, WORK_BUCKET, WORKGROUP, claim, laptop_catalog, row_set, tables
from pyathena import connect

ROWS_COMPARED = 20_000  # of a larger table the count is compared

catalog = laptop_catalog()
athena = connect(work_group=WORKGROUP, s3_staging_dir=f"s3://{WORK_BUCKET}/athena/", poll_interval=0.05).cursor()


def judge(name):
    @claim(f"PyIceberg: {LAKE_DATABASE}.{name} scans to the rows that Athena gives")
    def _():
        table = catalog.load_table(f"{LAKE_DATABASE}.{name}")
        arrow = table.scan().to_arrow()
        assert arrow.num_rows == athena.execute(f'SELECT count(*) FROM {LAKE_DATABASE}."{name}"').fetchone()[0]
        assert arrow.num_rows == int(table.current_snapshot().summary["total-records"])
        if arrow.num_rows > ROWS_COMPARED:
            return
        scanned = [tuple(row.values()) for row in arrow.to_pylist()]
        names = ", ".join(f'"{column}"' for column in arrow.column_names)
        asked = athena.execute(f'SELECT {names} FROM {LAKE_DATABASE}."{name}"').fetchall()
        assert row_set(scanned) == row_set(asked)


for table_name in tables(boto3.client("glue"), LAKE_DATABASE):
    if not table_name.startswith("judged_"):  # `formats.py` has its own word of those
        judge(table_name)
