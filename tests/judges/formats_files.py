"""Files of every format, each written by a library that is not ours, with the rows that the format's own reader gives of it."""
import csv
import datetime
import decimal
import io
import json
import os
import random
import re
import sqlite3
import tempfile
import xml.etree.ElementTree as xml
import zipfile
from dataclasses import dataclass

import fastavro
import openpyxl
import pandas
import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.orc as orc
import pyarrow.parquet as parquet
import pyorc

ROWS = 300
SEED = 20261129
WORDS = ["Zürich", "Łódź", "naïve", "say “so”", 'the "Gate"', "a,b;c", "tab\there", "O'Hare", "  padded", "Ωμέγα", "東京", "007", "1.10", "N/A or so", "back\\slash"]
NAMES = ["id", "name", "price", "share", "day", "at", "ok", "note"]


@dataclass
class File:
    dataset: str
    name: str
    body: bytes
    reader: str
    """Whose rows these are."""
    names: list
    rows: list


def plain_rows(words=WORDS):
    draw = random.Random(SEED)
    begun = datetime.datetime(2024, 2, 28, 23, 59, 59)
    for place in range(ROWS):
        at = begun + datetime.timedelta(seconds=draw.randrange(10**8), microseconds=draw.choice([0, 123456, 500000]))
        yield (
            place + 1,
            draw.choice(words) + (f" {place}" if place % 3 else ""),
            decimal.Decimal(draw.randrange(-(10**7), 10**9)).scaleb(-2),
            draw.random() * 10 ** draw.randrange(-5, 9),
            at.date(),
            at,
            bool(place % 2),
            None if place % 4 == 0 else f"note {place}",
        )


def as_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat(sep=" ", timespec="microseconds") if isinstance(value, datetime.datetime) else str(value)


# ---- texts


def csv_files():
    kinds = {
        "comma": ({"delimiter": ","}, "utf-8", WORDS),
        "semicolon": ({"delimiter": ";", "lineterminator": "\n"}, "utf-8-sig", WORDS),
        "tab": ({"delimiter": "\t", "quoting": csv.QUOTE_ALL}, "utf-16", WORDS),
        "pipe": ({"delimiter": "|", "quotechar": "'"}, "utf-8", [*WORDS, "north|south"]),
        "escaped": ({"delimiter": ",", "doublequote": False, "escapechar": "\\", "quoting": csv.QUOTE_ALL}, "utf-8", WORDS),
        "western": ({"delimiter": ";", "lineterminator": "\n"}, "cp1252", ["Zürich", "naïve", "Ærø", "Señor", "garçon, so", "Straße"]),
        "cyrillic": ({"delimiter": ",", "lineterminator": "\n"}, "cp1251", ["Москва", "Санкт-Петербург", "Ёлка, белая", "щука", "объезд"]),
    }
    for kind, (dialect, encoding, words) in kinds.items():
        out = io.StringIO(newline="")
        writer = csv.writer(out, **dialect)
        writer.writerow(NAMES)
        writer.writerows([as_text(value) for value in row] for row in plain_rows(words))
        body = out.getvalue().encode(encoding)
        _, *rows = csv.reader(io.StringIO(body.decode(encoding), newline=""), **dialect)
        yield File(f"csv_{kind}", f"{kind}.csv", body, "Python’s csv", NAMES, [tuple(row) for row in rows])


def json_files():
    objects = [dict(zip(NAMES, [row[0], row[1], float(row[2]), row[3], *map(as_text, row[4:6]), *row[6:]], strict=True)) for row in plain_rows()]
    for one in objects:
        one["tags"] = [one["name"], "x"][: one["id"] % 3]
        one["place"] = {"city": one["name"], "zip": f"{one['id']:05}"}
    names = [*NAMES, "tags", "place"]
    kinds = {
        "array": (json.dumps(objects, ensure_ascii=False), json.loads),
        "pretty": (json.dumps(objects, indent=2), json.loads),
        "within": (json.dumps({"total": ROWS, "items": objects}), lambda text: json.loads(text)["items"]),
        "lines": ("".join(json.dumps(one) + "\n" for one in objects), lambda text: list(map(json.loads, text.splitlines()))),
    }
    for kind, (text, read) in kinds.items():
        rows = [tuple(one[name] for name in names) for one in read(text)]
        yield File(f"json_{kind}", f"{kind}.json", text.encode(), "Python’s json", names, rows)


def xml_files():
    frame = pandas.DataFrame([list(map(as_text, row)) for row in plain_rows()], columns=NAMES)
    body = frame.to_xml(index=False, root_name="orders", row_name="order")
    rows = [tuple(order.findtext(name) or "" for name in NAMES) for order in xml.fromstring(body)]
    yield File("xml", "orders.xml", body.encode(), "Python’s ElementTree", NAMES, rows)


def log_files():
    texts = []
    for place, (id_, name, *_) in enumerate(plain_rows()):
        texts.append(f'10.0.{place % 7}.{place % 250} - - [{place % 28 + 1:02}/Feb/2026:10:00:{place % 60:02} +0000] "GET /{id_}?q={place} HTTP/1.1" {200 + place % 3} {id_} "-" "agent {place}"')
    pattern = re.compile(r'(\S+) (\S+) (\S+) \[([^\]]+)\] "(\S+) (\S+) (\S+)" (\d+) (\d+) "([^"]*)" "([^"]*)"')
    rows = [pattern.fullmatch(line).groups() for line in texts]
    names = ["bytes", "host", "method", "path", "protocol", "status", "user_agent"]
    rows = [tuple(row[place] for place in [8, 0, 4, 5, 6, 7, 10]) for row in rows]
    yield File("log_access", "access.log", ("\n".join(texts) + "\n").encode(), "a regular expression", names, rows)


def fixed_files():
    words = ["Zurich", "Lodz", "naive so", "Gate B", "Ohara"]
    frame = pandas.DataFrame([[row[0], row[1], f"{row[2]}", row[4].isoformat()] for row in plain_rows(words)], columns=["id", "name", "price", "day"])
    body = frame.to_string(index=False) + "\n"
    read = pandas.read_fwf(io.StringIO(body), dtype=str, infer_nrows=ROWS)
    yield File("fixed", "orders.txt", body.encode(), "pandas.read_fwf", list(frame.columns), [tuple(row) for row in read.itertuples(index=False)])


# ---- workbooks, databases, archives


def sheet_files():
    rows = [[row[0], row[1], float(row[2]), row[3], row[4], row[5].replace(microsecond=0), row[6], row[7]] for row in plain_rows()]
    book = openpyxl.Workbook()
    book.active.append(NAMES)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    read = [list(row) for row in openpyxl.load_workbook(io.BytesIO(out.getvalue())).active.iter_rows(min_row=2, values_only=True)]
    for row in read:  # a number of Excel has no type beside
        row[2], row[3], row[4] = float(row[2]), float(row[3]), row[4].date()
    yield File("xlsx", "orders.xlsx", out.getvalue(), "openpyxl", NAMES, [tuple(row) for row in read])
    for row in rows:  # pandas writes a tab as it is, which is a blank in OpenDocument
        row[1] = row[1].replace("\t", " ")
    frame = pandas.DataFrame(rows, columns=NAMES)
    out = io.BytesIO()
    frame.to_excel(out, engine="odf", index=False)
    read = pandas.read_excel(io.BytesIO(out.getvalue()), engine="odf", keep_default_na=False).astype(object)
    rows = [(int(r[0]), r[1], float(r[2]), float(r[3]), r[4].date(), r[5].to_pydatetime(), bool(r[6]), r[7]) for r in read.itertuples(index=False)]
    yield File("ods", "orders.ods", out.getvalue(), "odfpy", NAMES, rows)


def sqlite_files():
    path = os.path.join(tempfile.mkdtemp(), "orders.sqlite")
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, name TEXT, price REAL, big INTEGER, day TEXT, note TEXT)")
        for row in plain_rows():
            database.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)", [row[0], row[1], row[3], 2**62 - row[0], row[4].isoformat(), row[7]])
    database.close()
    read = sqlite3.connect(path).execute("SELECT * FROM orders").fetchall()
    with open(path, "rb") as file:
        yield File("sqlite", "orders.sqlite", file.read(), "sqlite3", ["id", "name", "price", "big", "day", "note"], read)


def zip_files():
    out = io.BytesIO()
    rows = [[as_text(value) for value in row] for row in plain_rows()]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, part in enumerate([rows[:100], rows[100:]]):
            text = io.StringIO(newline="")
            csv.writer(text).writerows([NAMES, *part])
            archive.writestr(f"part-{place}.csv", text.getvalue())
    read = []
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        for name in archive.namelist():
            _, *part = csv.reader(io.StringIO(archive.read(name).decode(), newline=""))
            read += [tuple(row) for row in part]
    yield File("zip", "orders.zip", out.getvalue(), "zipfile and csv", NAMES, read)


# ---- formats with types of their own


def arrow_table():
    rows = list(plain_rows())
    columns = dict(zip(NAMES, map(list, zip(*rows, strict=True)), strict=True))
    types = [pa.int64(), pa.string(), pa.decimal128(18, 2), pa.float64(), pa.date32(), pa.timestamp("us"), pa.bool_(), pa.string()]
    table = pa.table({name: pa.array(columns[name], kind) for name, kind in zip(NAMES, types, strict=True)})
    table = table.append_column("small", pa.array([None if place % 5 == 0 else place for place in range(ROWS)], pa.int32()))
    table = table.append_column("bytes", pa.array([bytes([place % 256, 0, 255]) for place in range(ROWS)], pa.binary()))
    table = table.append_column("tags", pa.array([[f"t{one}" for one in range(place % 4)] if place % 6 else None for place in range(ROWS)], pa.list_(pa.string())))
    return table.append_column("spot", pa.array([{"x": place / 8, "y": f"y{place}"} for place in range(ROWS)], pa.struct([("x", pa.float64()), ("y", pa.string())])))


def of_arrow(dataset, name, body, reader, table):
    return File(dataset, name, body, reader, table.column_names, [tuple(row.values()) for row in table.to_pylist()])


def arrow_files():
    table = arrow_table()
    for kind, codec, open_out, open_in in [
        ("file", "lz4", ipc.new_file, ipc.open_file),
        ("feather", "zstd", ipc.new_file, ipc.open_file),
        ("stream", None, ipc.new_stream, ipc.open_stream),
    ]:
        out = pa.BufferOutputStream()
        with open_out(out, table.schema, options=ipc.IpcWriteOptions(compression=codec)) as writer:
            writer.write_table(table, max_chunksize=64)
        body = out.getvalue().to_pybytes()
        yield of_arrow(f"arrow_{kind}", f"{kind}.arrow", body, "pyarrow.ipc", open_in(body).read_all())


def parquet_files():
    table = arrow_table()
    kinds = {
        "snappy": {"compression": "snappy"},
        "zstd_v2": {"compression": "zstd", "data_page_version": "2.0", "version": "2.6"},
        "gzip": {"compression": "gzip", "use_dictionary": False},
        "brotli": {"compression": "brotli"},
        "delta": {"use_dictionary": False, "column_encoding": {"id": "DELTA_BINARY_PACKED", "name": "DELTA_BYTE_ARRAY", "note": "DELTA_LENGTH_BYTE_ARRAY", "share": "BYTE_STREAM_SPLIT"}},
        "int96": {"use_deprecated_int96_timestamps": True},
    }
    for kind, options in kinds.items():
        out = io.BytesIO()
        parquet.write_table(table, out, row_group_size=100, **options)
        read = parquet.read_table(io.BytesIO(out.getvalue()))
        yield of_arrow(f"parquet_{kind}", f"{kind}.parquet", out.getvalue(), "pyarrow.parquet", read)


def orc_files():
    table = arrow_table()
    for codec in ["uncompressed", "zlib", "snappy", "zstd", "lz4"]:
        out = io.BytesIO()
        orc.write_table(table, out, compression=codec, stripe_size=64 * 1024)
        yield of_arrow(f"orc_{codec}", f"{codec}.orc", out.getvalue(), "pyarrow.orc", orc.read_table(io.BytesIO(out.getvalue())))
    out = io.BytesIO()
    schema = pyorc.TypeDescription.from_string("struct<id:bigint,name:string,price:decimal(18,2),share:double,day:date,ok:boolean,note:string>")
    with pyorc.Writer(out, schema, compression=pyorc.CompressionKind.ZLIB) as writer:
        for row in plain_rows():
            writer.write((*row[:5], *row[6:]))
    read = list(pyorc.Reader(io.BytesIO(out.getvalue())))
    yield File("orc_pyorc", "pyorc.orc", out.getvalue(), "pyorc", [*NAMES[:5], *NAMES[6:]], read)


def avro_files():
    schema = {
        "type": "record",
        "name": "order",
        "fields": [
            {"name": "id", "type": "long"},
            {"name": "name", "type": "string"},
            {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2}},
            {"name": "share", "type": "double"},
            {"name": "day", "type": {"type": "int", "logicalType": "date"}},
            {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
            {"name": "ok", "type": "boolean"},
            {"name": "note", "type": ["null", "string"]},
            {"name": "kind", "type": {"type": "enum", "name": "kind", "symbols": ["new", "old"]}},
            {"name": "tags", "type": {"type": "array", "items": "string"}},
            {"name": "spot", "type": {"type": "record", "name": "spot", "fields": [{"name": "x", "type": "double"}, {"name": "y", "type": ["null", "int"]}]}},
        ],
    }
    names = [field["name"] for field in schema["fields"]]
    for codec in ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"]:
        records = []
        for row in plain_rows():
            record = dict(zip(NAMES, row, strict=True))
            record["at"] = row[5].replace(tzinfo=datetime.timezone.utc)
            record |= {"kind": "new" if row[6] else "old", "tags": ["a", "b"][: row[0] % 3], "spot": {"x": row[3], "y": row[0] if row[6] else None}}
            records.append(record)
        out = io.BytesIO()
        fastavro.writer(out, schema, records, codec=codec, sync_interval=4000)
        read = [tuple(record[name] for name in names) for record in fastavro.reader(io.BytesIO(out.getvalue()))]
        yield File(f"avro_{codec}", f"{codec}.avro", out.getvalue(), "fastavro", names, read)


def files():
    for kind in [csv_files, json_files, xml_files, log_files, fixed_files, sheet_files, sqlite_files, zip_files, arrow_files, parquet_files, orc_files, avro_files]:
        yield from kind()
