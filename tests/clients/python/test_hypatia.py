"""The Python client before a running laptop: tests/judges/clients.ts says where it is."""

import ast
import datetime
import http.server
import inspect
import io
import os
import pathlib
import tempfile
import threading
import unittest
import urllib.request
import uuid
from decimal import Decimal

import hypatia
from hypatia import Hypatia, HypatiaProblem

API = os.environ["HYPATIA_API"]
CREDENTIALS = {
    "client_id": os.environ["HYPATIA_CLIENT_ID"],
    "client_secret": os.environ["HYPATIA_CLIENT_SECRET"],
    "token_url": os.environ["HYPATIA_TOKEN_URL"],
}
SOURCE = f"py{uuid.uuid4().hex[:8]}"

lake = Hypatia(API, **CREDENTIALS)


class Source(unittest.TestCase):
    def test_is_python_3_9(self):
        ast.parse(inspect.getsource(hypatia), feature_version=(3, 9))


class Landing(unittest.TestCase):
    def test_a_path_brings_its_name(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "one.csv")
            path.write_text("a,b\n1,x\n")
            landed = lake.land(path, SOURCE, "paths")
        self.assertEqual((landed["state"], landed["rows"]), ("committed", 1))
        self.assertEqual(landed["key"], f"{SOURCE}/paths/one.csv")

    def test_an_open_file_stays_open(self):
        stream = io.BytesIO(b"a\n1\n2\n")
        landed = lake.land(stream, SOURCE, "streams", file="two.csv", partitions={"day": "1"})
        self.assertEqual((landed["rows"], stream.closed), (2, False))
        self.assertEqual(landed["key"], f"{SOURCE}/streams/day=1/two.csv")

    def test_an_overwrite_is_followed_to_its_own_end(self):
        for rows in range(1, 4):
            landed = lake.land(b"a\n" + b"7\n" * rows, SOURCE, "again", file="a.csv")
            self.assertEqual((landed["state"], landed["rows"]), ("committed", rows))
            self.assertEqual(len(list(lake.rows(f"{SOURCE}_again"))), rows)

    def test_what_is_broken_comes_back_with_its_reason(self):
        landed = lake.land(b'a,b\n1,"open\n', SOURCE, "torn", file="a.csv")
        self.assertEqual(landed["state"], "quarantined")
        self.assertEqual(landed["reason"]["code"], "csv.unterminated-quote")

    def test_bytes_need_a_name(self):
        with self.assertRaisesRegex(TypeError, "file="):
            lake.land(b"a\n1\n", SOURCE, "nameless")


class Reading(unittest.TestCase):
    table = f"{SOURCE}_kinds"

    @classmethod
    def setUpClass(cls):
        lines = (
            b'{"id":9007199254740993,"day":"2026-01-31","at":"2026-01-31T12:30:00.250Z","ok":true,"tags":["a","b"],"in":{"d":"2026-02-01","n":7}}\n'
            b'{"id":2,"day":null,"at":null,"ok":false,"tags":[],"in":null}\n'
        )
        lake.land(lines, SOURCE, "kinds", file="a.ndjson")

    def test_rows_have_types_of_python(self):
        first, second = sorted(lake.rows(self.table), key=lambda row: -row["id"])
        moment = datetime.datetime(2026, 1, 31, 12, 30, 0, 250_000, datetime.timezone.utc)
        self.assertEqual(first["id"], 9007199254740993)
        self.assertEqual(first["day"], datetime.date(2026, 1, 31))
        self.assertEqual(first["at"], moment)
        self.assertIs(first["ok"], True)
        self.assertEqual(first["tags"], ["a", "b"])
        self.assertEqual(first["in"]["n"], 7)
        self.assertEqual((second["day"], second["in"], second["ok"]), (None, None, False))

    def test_queries_have_types_of_python(self):
        sql = f"""SELECT id, day, ok, CAST(1.50 AS decimal(9,2)) AS price, 0.5E0 AS half, 'x' AS text,
                  TIMESTAMP '2026-01-31 12:00:00.123' AS at, CAST(NULL AS bigint) AS nothing
                  FROM lake.{self.table} WHERE id > ?"""
        (row,) = lake.query(sql, [2])
        expected = {
            "id": 9007199254740993,
            "day": datetime.date(2026, 1, 31),
            "ok": True,
            "price": Decimal("1.50"),
            "half": 0.5,
            "text": "x",
            "at": datetime.datetime(2026, 1, 31, 12, 0, 0, 123_000),
            "nothing": None,
        }
        self.assertEqual(row, expected)
        self.assertEqual(list(row), list(expected))

    def test_pages_are_one_iterator(self):
        text = "n\n" + "".join(f"{n}\n" for n in range(2500))
        lake.land(text.encode(), SOURCE, "many", file="a.csv")
        table = f"{SOURCE}_many"
        self.assertEqual([row["n"] for row in lake.rows(table, page_rows=999, sort=["n"])], list(range(2500)))
        self.assertEqual(len(list(lake.changes(table, page_rows=999))), 2500)
        queried = lake.query(f"SELECT n FROM lake.{table} ORDER BY n")
        self.assertEqual([row["n"] for row in queried], list(range(2500)))

    def test_datasets_are_found(self):
        self.assertEqual([one["name"] for one in lake.datasets(self.table)], [self.table])
        self.assertEqual(lake.dataset(self.table)["rows"], 2)

    def test_predictions_are_those_of_the_model(self):
        name = lake.call("GET", "/v1/models")["models"][0]["name"]
        sample = lake.call("GET", f"/v1/models/{name}")["sample"]
        predictions = lake.predict(name, sample["rows"])
        self.assertEqual(len(predictions), len(sample["rows"]))
        for predicted, expected in zip(predictions, sample["predictions"]):
            for output, value in expected.items():
                self.assertAlmostEqual(predicted[output], value, places=4)

    def test_a_row_that_is_no_input_is_refused_by_name(self):
        name = lake.call("GET", "/v1/models")["models"][0]["name"]
        with self.assertRaises(HypatiaProblem) as caught:
            lake.predict(name, [{"nothing": 1}])
        self.assertEqual(caught.exception.type, "/problems/prediction.invalid")


class Problems(unittest.TestCase):
    def test_have_a_stable_type(self):
        with self.assertRaises(HypatiaProblem) as caught:
            lake.dataset("nothing_here")
        self.assertEqual((caught.exception.status, caught.exception.type), (404, "/problems/dataset.unknown"))

    def test_a_statement_that_fails_says_why(self):
        with self.assertRaises(HypatiaProblem) as caught:
            list(lake.query("SELECT 1/0 AS x FROM lake.nothing_here"))
        self.assertIn("nothing_here", caught.exception.detail)

    def test_a_token_that_is_refused_is_fetched_anew(self):
        client = Hypatia(API, **CREDENTIALS)
        client._credentials._known = ("a.stale.token", float("inf"))
        self.assertIsInstance(list(client.datasets(SOURCE)), list)

    def test_a_token_that_is_given_is_not(self):
        with self.assertRaises(HypatiaProblem) as caught:
            list(Hypatia(API, token="not.a.token").datasets())
        self.assertEqual(caught.exception.status, 401)


class Patience(unittest.TestCase):
    """Before the API stands a gate that refuses the first requests."""

    def gate(self, refusals):
        left = list(refusals)

        class Gate(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if left:
                    status = left.pop(0)
                    if status is None:
                        self.connection.close()
                        return
                    self.send_response(status)
                    self.send_header("Retry-After", "0")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                onward = urllib.request.Request(API + self.path, headers={"Authorization": self.headers["Authorization"]})
                with urllib.request.urlopen(onward) as answer:
                    body = answer.read()
                    self.send_response(answer.status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gate)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return Hypatia(f"http://127.0.0.1:{server.server_port}", **CREDENTIALS), left

    def test_what_is_refused_for_now_is_asked_again(self):
        client, left = self.gate([429, 503, None, 429])
        self.assertIn("rows", client.call("GET", "/v1/overview"))
        self.assertEqual(left, [])

    def test_but_not_for_ever(self):
        client, left = self.gate([503] * 6)
        with self.assertRaises(HypatiaProblem) as caught:
            client.call("GET", "/v1/overview")
        self.assertEqual((caught.exception.status, len(left)), (503, 1))


if __name__ == "__main__":
    unittest.main()
