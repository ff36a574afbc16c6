"""boto3: S3, Glue and Athena as Python programs use them."""
import os
import threading
import time
import uuid

import boto3
from botocore.exceptions import ClientError
from claims import LAKE_DATABASE, RAW_BUCKET, RAW_DATABASE, WORK_BUCKET, WORKGROUP, claim, tables

s3, glue, athena = boto3.client("s3"), boto3.client("glue"), boto3.client("athena")
prefix = f"judges/boto-{uuid.uuid4().hex[:8]}"


def code_of(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


@claim("boto3: a put object is got back byte for byte, with its metadata and range")
def _():
    body = os.urandom(300_000)
    s3.put_object(Bucket=WORK_BUCKET, Key=f"{prefix}/a b+c/ü.bin", Body=body, Metadata={"who": "judge"})
    got = s3.get_object(Bucket=WORK_BUCKET, Key=f"{prefix}/a b+c/ü.bin")
    assert got["Body"].read() == body and got["Metadata"] == {"who": "judge"}
    part = s3.get_object(Bucket=WORK_BUCKET, Key=f"{prefix}/a b+c/ü.bin", Range="bytes=-7")
    assert part["Body"].read() == body[-7:]


@claim("boto3: a multipart upload of 12 MB is whole")
def _():
    from io import BytesIO

    body = os.urandom(12_000_000)
    s3.upload_fileobj(BytesIO(body), WORK_BUCKET, f"{prefix}/big")
    got = s3.get_object(Bucket=WORK_BUCKET, Key=f"{prefix}/big")
    assert got["Body"].read() == body and got["ETag"].strip('"').endswith("-2")


@claim("boto3: of 20 writers with If-None-Match one wins")
def _():
    won = []

    def write(number):
        if code_of(s3.put_object, Bucket=WORK_BUCKET, Key=f"{prefix}/one", Body=str(number), IfNoneMatch="*") is None:
            won.append(number)

    racers = [threading.Thread(target=write, args=[number]) for number in range(20)]
    [racer.start() for racer in racers]
    [racer.join() for racer in racers]
    assert len(won) == 1, won
    assert s3.get_object(Bucket=WORK_BUCKET, Key=f"{prefix}/one")["Body"].read() == str(won[0]).encode()


@claim("boto3: listing pages in UTF-8 order, with a delimiter")
def _():
    keys = [f"{prefix}/list/{name}" for name in ["a", "a/b", "a b", "ä", "z//y", "😀", "Z"]]
    for key in keys:
        s3.put_object(Bucket=WORK_BUCKET, Key=key, Body=b"")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=WORK_BUCKET, Prefix=f"{prefix}/list/", PaginationConfig={"PageSize": 2})
    assert [one["Key"] for page in pages for one in page.get("Contents", [])] == sorted(keys, key=lambda key: key.encode())
    top = s3.list_objects_v2(Bucket=WORK_BUCKET, Prefix=f"{prefix}/list/", Delimiter="/")
    assert sorted(one["Prefix"] for one in top["CommonPrefixes"]) == [f"{prefix}/list/a/", f"{prefix}/list/z/"]


@claim("boto3: a missing key and a wrong secret have AWS's names")
def _():
    assert code_of(s3.get_object, Bucket=WORK_BUCKET, Key=f"{prefix}/none") == "NoSuchKey"
    wrong = boto3.client("s3", aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"], aws_secret_access_key="wrong")
    assert code_of(wrong.list_buckets) == "SignatureDoesNotMatch"


@claim("boto3: a presigned URL works, and a tampered one does not")
def _():
    import urllib.error
    import urllib.request

    url = s3.generate_presigned_url("get_object", Params={"Bucket": WORK_BUCKET, "Key": f"{prefix}/one"}, ExpiresIn=60)
    assert urllib.request.urlopen(url).status == 200
    try:
        urllib.request.urlopen(url.replace("/one", "/big"))
        raise AssertionError("a tampered URL was answered")
    except urllib.error.HTTPError as error:
        assert error.code == 403


@claim("boto3: Glue lists what landed, and a stale VersionId is refused")
def _():
    assert "faa_airports" in tables(glue, RAW_DATABASE) and "faa_airports" in tables(glue, LAKE_DATABASE)
    glue.create_database(DatabaseInput={"Name": f"judge_{prefix[-8:]}"})
    scratch = {"DatabaseName": f"judge_{prefix[-8:]}"}
    glue.create_table(**scratch, TableInput={"Name": "t", "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "string"}]}})
    version = glue.get_table(**scratch, Name="t")["Table"]["VersionId"]
    glue.update_table(**scratch, TableInput={"Name": "t"}, VersionId=version)
    assert code_of(glue.update_table, **scratch, TableInput={"Name": "t"}, VersionId=version) == "ConcurrentModificationException"
    glue.delete_database(Name=f"judge_{prefix[-8:]}")


@claim("boto3: Athena runs a query, pages its rows, and names its errors")
def _():
    def run(sql):
        query = athena.start_query_execution(QueryString=sql, WorkGroup=WORKGROUP)["QueryExecutionId"]
        while True:
            execution = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
            if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
                return query, execution
            time.sleep(0.05)

    query, execution = run(f"SELECT iata, latitude FROM {LAKE_DATABASE}.faa_airports")
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
    pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=query)
    rows = [row for page in pages for row in page["ResultSet"]["Rows"]]
    assert [cell["VarCharValue"] for cell in rows[0]["Data"]] == ["iata", "latitude"] and len(rows) == 3377, len(rows)
    bucket, key = execution["ResultConfiguration"]["OutputLocation"][5:].split("/", 1)
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read().count(b"\n") >= 3376
    _, failed = run(f"SELECT nope FROM {LAKE_DATABASE}.faa_airports")
    assert failed["Status"]["StateChangeReason"].startswith("COLUMN_NOT_FOUND"), failed["Status"]


@claim("boto3: the raw bucket keeps versions")
def _():
    versions = s3.list_object_versions(Bucket=RAW_BUCKET, Prefix="faa/airports/airports.csv")["Versions"]
    assert versions[0]["VersionId"] not in ("", "null")
