"""Every format's own reader against the lake: files that pyarrow, pandas, fastavro, ORC's C++ library, openpyxl, odfpy and Python wrote are landed, and the
data file that Hypatia wrote of each is read by pyarrow and by DuckDB: the rows that the format's own reader gives. Where Trino runs, it is asked, too."""
import json
import os
import pickle
import sys
import time
import urllib.error
import urllib.request

import boto3
import duckdb
import pyarrow.parquet as parquet
from claims import JUDGED, LAKE_DATABASE, RAW_BUCKET, claim, laptop_catalog
from formats_files import files
from formats_plain import difference

api, token = sys.argv[1:3]
SECONDS_MAX = 240  # for all of them to become tables: 40 on a quiet machine
SOURCE = "judged"

s3 = boto3.client("s3")
catalog = laptop_catalog()


def asked(path):
    request = urllib.request.Request(f"{api}{path}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def said_of(dataset):
    """What became of its one file: its receipt as the API shows it, or that it is not known yet."""
    try:
        found = asked(f"/v1/datasets/{SOURCE}_{dataset}/files")
    except urllib.error.HTTPError as error:
        return f"{error.code}"
    return json.dumps(found)[:600]


def data_file(dataset):
    """The one data file of the table, as it lies in the lake's bucket; None while there is none."""
    try:
        table = catalog.load_table(f"{LAKE_DATABASE}.{SOURCE}_{dataset}")
    except Exception:  # noqa: BLE001 - no such table yet
        return None
    found = [task.file.file_path for task in table.scan().plan_files()]
    return found[0] if len(found) == 1 else None


def fetched(place):
    bucket, key = place.removeprefix("s3://").split("/", 1)
    path = os.path.join(os.environ["HYPATIA_HOME"], f"judged-{key.replace('/', '-')}")
    s3.download_file(bucket, key, path)
    return path


made = list(files())
for one in made:
    s3.put_object(Bucket=RAW_BUCKET, Key=f"{SOURCE}/{one.dataset}/{one.name}", Body=one.body)

places = {}
until = time.monotonic() + SECONDS_MAX
while len(places) < len(made) and time.monotonic() < until:
    for one in made:
        if one.dataset not in places and (place := data_file(one.dataset)):
            places[one.dataset] = place
    time.sleep(0.5)

expected = {}


def judge(one):
    @claim(f"{one.reader} reads of {one.dataset} ({one.name}) what pyarrow and DuckDB read of its data file")
    def _():
        assert one.dataset in places, f"no table after {SECONDS_MAX} s: {said_of(one.dataset)}"
        path = fetched(places[one.dataset])
        of_arrow = parquet.read_table(path, partitioning=None)
        named = of_arrow.column_names
        names, rows = one.names, one.rows
        own = [name for name in named if name in names]
        assert own == names or own == sorted(names, key=named.index), f"columns {named} are not {names}"
        assert all(name in own for name in names), f"columns {named} lack some of {names}"
        read = [tuple(row[name] for name in names) for row in of_arrow.to_pylist()]
        assert (wrong := difference(rows, read)) is None, f"pyarrow: {wrong}"
        quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
        of_duckdb = duckdb.connect().execute(f"SELECT {quoted} FROM read_parquet(?)", [path]).fetchall()
        assert (wrong := difference(rows, of_duckdb)) is None, f"DuckDB: {wrong}"
        expected[f"{SOURCE}_{one.dataset}"] = (names, rows)


for one in made:
    judge(one)

with open(JUDGED, "wb") as out:
    pickle.dump(expected, out)
