"""ministack, an emulator of AWS that is not ours: the service as `npm run package` wrote it is deployed there, unchanged.

Its CloudFormation makes the stack, its S3 tells its SQS, its Lambda runs the functions. What it cannot do is claimed too,
each by the name under which docs/deploy.md lists it, so that the list stays true.
"""
import base64
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import zipfile
from pathlib import Path
from tempfile import mkdtemp

import boto3

from claims import claim

ROOT = Path(__file__).parents[2]
PACKAGED = sys.argv[1]
WORK = Path(mkdtemp(prefix="hypatia-ministack-"))
REGION, ACCOUNT, STAGE = "eu-central-1", "000000000000", "dev"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


PORT = free_port()
ENDPOINT = f"http://127.0.0.1:{PORT}"
WHERE = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "HYPATIA_"))} | WHERE


def start():
    """In a mount namespace of its own: Lambda lays a layer out under /opt, which ministack's processes do not."""
    layer = WORK / "opt"
    zipfile.ZipFile(Path(PACKAGED) / "duckdb.zip").extractall(layer)
    ministack = Path(sys.executable).with_name("ministack")
    program = ["bwrap", "--die-with-parent", "--dev-bind", "/", "/", "--bind", layer, "/opt", ministack]
    settings = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(PORT), "MINISTACK_REGION": REGION}
    log = open(WORK / "log", "w")
    server = subprocess.Popen(program, env=PLAIN | settings, stdout=log, stderr=log, start_new_session=True)
    for _ in range(120):
        if server.poll() is not None:
            break
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).request("GET", "/")
            return server
        except OSError:
            time.sleep(0.5)
    raise RuntimeError((WORK / "log").read_text()[-2000:])


def client(service):
    return boto3.client(
        service, endpoint_url=ENDPOINT, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test"
    )


def serverless(verb, *more, folder=ROOT):
    command = [ROOT / "node_modules/.bin/serverless", verb, *more]
    env = PLAIN | {"AWS_ENDPOINT_URL": ENDPOINT, "HOME": str(WORK)}
    said = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=600)
    assert said.returncode == 0, (said.stdout + said.stderr)[-1500:]


def ask(path, host=None, method="GET", body=None, **headers):
    """Status, headers and text; as a viewer of CloudFront by TLS where `host` is a distribution's."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, named | ({"Host": host, "X-Forwarded-Proto": "https"} if host else {}))
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def soon(what, seconds=60):
    """The first answer that is not None, or the reason of the last failure."""
    until = time.time() + seconds
    while True:
        try:
            found = what()
            if found is not None:
                return found
            last = "nothing"
        except Exception as error:  # noqa: BLE001 - asked again until the time is over
            last = error
        assert time.time() < until, f"not within {seconds} s: {last}"
        time.sleep(0.5)


def bucket(name):
    return f"hypatia-{STAGE}-{name}-{ACCOUNT}"


def outputs():
    stack = client("cloudformation").describe_stacks(StackName=f"hypatia-{STAGE}")["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


def api(path, **more):
    [one] = client("apigateway").get_rest_apis()["items"]
    return ask(f"/restapis/{one['id']}/{STAGE}/_user_request_{path}", **more)


def receipts():
    s3 = client("s3")
    listed = s3.list_objects_v2(Bucket=bucket("work"), Prefix="receipts/").get("Contents", [])
    bodies = [s3.get_object(Bucket=bucket("work"), Key=one["Key"])["Body"].read() for one in listed]
    return {one["object"]["key"]: one for one in map(json.loads, bodies)}


def lake_rows(table):
    """Rows of the current snapshot, by Iceberg's own summary."""
    found = client("glue").get_table(DatabaseName=f"hypatia_{STAGE}_lake", Name=table)["Table"]
    where = urllib.parse.urlparse(found["Parameters"]["metadata_location"])
    metadata = json.loads(client("s3").get_object(Bucket=where.netloc, Key=where.path[1:])["Body"].read())
    snapshots = {one["snapshot-id"]: one for one in metadata.get("snapshots", [])}
    current = snapshots.get(metadata.get("current-snapshot-id"))
    return int(current["summary"]["total-records"]) if current else None


def land(key, text):
    client("s3").put_object(Bucket=bucket("raw"), Key=key, Body=text.encode())
    return soon(lambda: (one := receipts().get(key)) and one["state"] in ("committed", "quarantined") and one or None)


def deployed():
    @claim("ministack: the account's own stack makes the registries, in which no tag moves")
    def _():
        account = ROOT / "infra/account"
        serverless("package", "--package", str(WORK / "account"), folder=account)
        serverless("deploy", "--package", str(WORK / "account"), folder=account)
        made = client("ecr").describe_repositories()["repositories"]
        assert {one["repositoryName"]: one["imageTagMutability"] for one in made} == {
            "hypatia-collect": "IMMUTABLE",
            "hypatia-nifi": "IMMUTABLE",
            "hypatia-predict": "IMMUTABLE",
        }, made

    @claim("ministack: the packaged service deploys as it is, every resource of it")
    def _():
        serverless("deploy", "--package", PACKAGED)
        template = json.loads((Path(PACKAGED) / "cloudformation-template-update-stack.json").read_text())
        stands = {name for name, one in template["Resources"].items() if "Condition" not in one}
        cloudformation = client("cloudformation")
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=f"hypatia-{STAGE}")
        made = {
            one["LogicalResourceId"]
            for page in pages
            for one in page["StackResourceSummaries"]
            if one["ResourceStatus"].endswith("COMPLETE")
        }
        assert stands <= made, stands - made

    @claim("ministack: the dashboard's files follow the deployment, the page itself never cached")
    def _():
        s3 = client("s3")
        page = s3.head_object(Bucket=bucket("dashboard"), Key="index.html")
        assert page["CacheControl"] == "no-cache" and page["ContentType"].startswith("text/html"), page
        assets = s3.list_objects_v2(Bucket=bucket("dashboard"), Prefix="assets/")["Contents"]
        assert "immutable" in s3.head_object(Bucket=bucket("dashboard"), Key=assets[0]["Key"])["CacheControl"]

    @claim("ministack: every alarm of the template stands, and each tells the topic")
    def _():
        alarms = client("cloudwatch").describe_alarms(MaxRecords=100)["MetricAlarms"]
        assert len(alarms) > 20 and {a for one in alarms for a in one["AlarmActions"]} == {outputs()["AlarmTopicArn"]}


def pipeline():
    @claim("ministack: a CSV that is put becomes raw.<table> by its S3 event, its SQS and its Lambda")
    def _():
        receipt = land("shop/orders/a.csv", "id,name,price\n1,Ada,1.5\n2,Bob,2.5\n")
        assert receipt["state"] == "committed", receipt.get("reason")
        table = client("glue").get_table(DatabaseName=f"hypatia_{STAGE}_raw", Name="shop_orders")["Table"]
        assert [one["Name"] for one in table["StorageDescriptor"]["Columns"]] == ["id", "name", "price"]

    @claim("ministack: and an Iceberg table of its rows, DuckDB coming with the layer")
    def _():
        assert lake_rows("shop_orders") == 2, lake_rows("shop_orders")

    @claim("ministack: a second file adds its rows, one put again replaces its own")
    def _():
        land("shop/orders/b.csv", "id,name,price\n3,Cid,3.5\n")
        soon(lambda: lake_rows("shop_orders") == 3 or None)
        client("s3").put_object(Bucket=bucket("raw"), Key="shop/orders/a.csv", Body=b"id,name,price\n1,Ada,9\n")
        soon(lambda: lake_rows("shop_orders") == 2 or None)

    @claim("ministack: an object that is deleted takes its rows with it")
    def _():
        client("s3").delete_object(Bucket=bucket("raw"), Key="shop/orders/b.csv")
        soon(lambda: lake_rows("shop_orders") == 1 or None)

    @claim("ministack: what cannot be read is set aside with its reason")
    def _():
        receipt = land("shop/orders/c.json", '{"a": 1}\n{"a": \n')
        assert receipt["state"] == "quarantined" and receipt["reason"]["code"], receipt["state"]


def gateway():
    @claim("ministack: the API answers through its gateway, and tells where people sign in")
    def _():
        status, _, text = api("/v1")
        assert status == 200, text
        sign_in = json.loads(text)["signIn"]
        assert sign_in["clientId"] == outputs()["DashboardClientId"], sign_in
        assert sign_in["tokenUrl"] == outputs()["SignInUrl"] + "/oauth2/token", sign_in

    @claim("ministack: without a token, and at no route, the gateway answers in problems of ours")
    def _():
        for path, wanted in (("/v1/overview", 401), ("/v1/nothing", 404)):
            status, _, text = api(path)
            assert status == wanted and json.loads(text)["type"].startswith("/problems/"), (path, status, text)


def edge(name):
    """The page by CloudFront, once nothing asks of ministack's own CloudFront that it reads S3 by TLS."""
    s3, host = client("s3"), outputs()["DistributionDomainName"]
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket("dashboard"))["Policy"])
    only = [one for one in policy["Statement"] if one["Sid"] == "CloudFrontReads"]
    s3.put_bucket_policy(Bucket=bucket("dashboard"), Policy=json.dumps(policy | {"Statement": only}))

    @claim(name)
    def _():
        for path in ("/", "/datasets/shop_orders", "/sql"):
            status, headers, text = ask(path, host)
            assert status == 200 and "<!doctype html>" in text, (path, status)
            assert headers["Content-Security-Policy"].startswith("default-src 'none'"), headers
        assert ask("/mark.svg", host)[1]["Content-Type"] == "image/svg+xml"
        assert ask("/assets/none.js", host)[0] != 200

    s3.put_bucket_policy(Bucket=bucket("dashboard"), Policy=json.dumps(policy))


def no_opt():
    """Whatever lies there is of the machine: ministack itself brings nothing."""
    source = "import ministack, pathlib; print(pathlib.Path(ministack.__file__).parent / 'core/lambda_runtime.py')"
    file = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout.strip()
    assert '"/opt' not in Path(file).read_text()


def no_keys():
    pool, machine = outputs()["UserPoolId"], outputs()["MachineClientId"]
    secret = client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=machine)
    both = f"{machine}:{secret['UserPoolClient']['ClientSecret']}".encode()
    status, _, text = ask(
        "/oauth2/token",
        method="POST",
        body="grant_type=client_credentials&scope=hypatia%2Flake%3Aread",
        Content_Type="application/x-www-form-urlencoded",
        Authorization=f"Basic {base64.b64encode(both).decode()}",
    )
    assert status == 200, text
    token = json.loads(text)["access_token"]
    assert api("/v1/overview", Authorization=f"Bearer {token}")[0] == 500


def no_tls_to_s3():
    assert ask("/", outputs()["DistributionDomainName"])[0] == 403


def no_way_to_the_api():
    assert ask("/v1/health", outputs()["DistributionDomainName"])[0] == 502


def no_images():
    for name in ("predict", "score"):
        try:
            answer = client("lambda").invoke(FunctionName=f"hypatia-{STAGE}-{name}", Payload=b"{}")
        except Exception:  # noqa: BLE001 - refused in whatever way
            continue
        assert answer.get("FunctionError"), answer


LIMITS = {
    "layers": no_opt,
    "the pool's keys": no_keys,
    "TLS to S3": no_tls_to_s3,
    "the API behind CloudFront": no_way_to_the_api,
    "container images": no_images,
}


def limits():
    for name, holds in LIMITS.items():
        claim(f"ministack still cannot: {name}")(holds)

    @claim("docs/deploy.md lists what ministack cannot do, no more and no less")
    def _():
        page = (ROOT / "docs/deploy.md").read_text()
        section = page.split("## What was deployed, and what was not\n")[1].split("\n## ")[0]
        assert re.findall(r"^- \*\*([^*]+)\*\*", section, re.M) == list(LIMITS), section


def removed():
    @claim("ministack: serverless remove leaves the files and the people, and nothing else")
    def _():
        serverless("remove")
        left = {
            "functions": client("lambda").list_functions()["Functions"],
            "queues": client("sqs").list_queues().get("QueueUrls", []),
            "APIs": client("apigateway").get_rest_apis()["items"],
            "alarms": client("cloudwatch").describe_alarms()["MetricAlarms"],
            "distributions": client("cloudfront").list_distributions()["DistributionList"].get("Items", []),
            "roles": [one for one in client("iam").list_roles()["Roles"] if f"-{STAGE}-" in one["RoleName"]],
        }
        assert not any(left.values()), left
        buckets = [one["Name"] for one in client("s3").list_buckets()["Buckets"] if f"-{STAGE}-" in one["Name"]]
        assert sorted(buckets) == [bucket(name) for name in ("dashboard", "lake", "models", "raw", "work")], buckets
        assert len(client("cognito-idp").list_user_pools(MaxResults=10)["UserPools"]) == 1


server = start()
try:
    deployed()
    pipeline()
    gateway()
    edge("ministack: its CloudFront serves the page at every address, by our function and with our headers")
    limits()
    removed()
finally:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    shutil.rmtree(WORK, ignore_errors=True)
