"""PyAthena: the plain cursor and the pandas cursor, which reads the result file from S3 itself."""
from claims import LAKE_DATABASE, RAW_DATABASE, WORK_BUCKET, WORKGROUP, claim
from pyathena import connect
from pyathena.pandas.cursor import PandasCursor

connection = connect(work_group=WORKGROUP, s3_staging_dir=f"s3://{WORK_BUCKET}/athena/", poll_interval=0.05)


@claim("PyAthena: types and values of a cursor")
def _():
    cursor = connection.cursor()
    cursor.execute("SELECT 1 a, 1.5E0 b, 'x' c, DATE '2024-02-29' d, TIMESTAMP '2024-01-01 10:00:00' e, true f, CAST(NULL AS varchar) g, '' h, DECIMAL '1.20' i")
    assert [one[1] for one in cursor.description] == ["integer", "double", "varchar", "date", "timestamp", "boolean", "varchar", "varchar", "decimal"]
    assert [str(one) for one in cursor.fetchone()] == ["1", "1.5", "x", "2024-02-29", "2024-01-01 10:00:00", "True", "None", "", "1.20"]


@claim("PyAthena: a pandas frame of a lake table, typed")
def _():
    frame = connection.cursor(PandasCursor).execute(f"SELECT * FROM {LAKE_DATABASE}.faa_airports").as_pandas()
    assert len(frame) == 3376 and str(frame["latitude"].dtype) == "float64"
    assert frame.loc[frame["iata"] == "BTR", "name"].item() == "Baton Rouge Metropolitan, Ryan"


@claim("PyAthena: the same rows from raw, as text")
def _():
    raw = connection.cursor(PandasCursor).execute(f"SELECT iata, name FROM {RAW_DATABASE}.faa_airports ORDER BY iata").as_pandas()
    lake = connection.cursor(PandasCursor).execute(f"SELECT iata, name FROM {LAKE_DATABASE}.faa_airports ORDER BY iata").as_pandas()
    assert raw.equals(lake)


@claim("PyAthena: parameters bind, and a statement that writes into the pipeline's tables is refused by name")
def _():
    cursor = connection.cursor()
    cursor.execute(f"SELECT count(*) FROM {LAKE_DATABASE}.faa_airports WHERE state = %(state)s", {"state": "SC"})
    assert cursor.fetchone()[0] > 10
    try:
        cursor.execute(f"CREATE TABLE {LAKE_DATABASE}.x AS SELECT 1 a")
        raise AssertionError("CTAS was answered")
    except Exception as error:  # noqa: BLE001
        assert "made of what lands" in str(error), error
