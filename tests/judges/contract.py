"""Schemathesis: the OpenAPI document against the laptop, phase by phase, without a failure."""
import os
import subprocess
import sys
import tempfile
import urllib.request

from claims import claim

api, token = sys.argv[1:3]

# Not asked, each for a reason:
#  unsupported_method: API Gateway itself answers a method that a path has not, by 404; it knows no 405.
#  positive_data_acceptance: cursors are opaque, and SQL and column names are texts to a schema: most of what fits it is
#  refused by name, as it should be.
excluded = "unsupported_method,positive_data_acceptance"
# The requests of one seed, not of luck; a long poll holds an answer for up to 24 s.
options = ["--request-timeout", "28", "--seed", "1", "--generation-database", "none", "--max-examples", "15", "--no-color"]

document = os.path.join(tempfile.mkdtemp(), "openapi.json")
urllib.request.urlretrieve(f"{api}/v1/openapi.json", document)


def run(phase):
    said = subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", document, "-u", api]
        + ["-H", f"Authorization: Bearer {token}", "--phases", phase, "--exclude-checks", excluded]
        + options,
        capture_output=True, text=True, timeout=900,
        cwd=os.path.dirname(document),
    )  # fmt: skip
    cases = [line.strip() for line in said.stdout.splitlines() if " generated" in line]
    assert said.returncode == 0, said.stdout[-3000:]
    print(f"   {phase}: {cases[-1] if cases else 'no case'}", flush=True)
    assert cases, "nothing was asked"


@claim("schemathesis: bounds of every parameter and body")
def _():
    run("coverage")


@claim("schemathesis: whatever fits the document, and what does not")
def _():
    run("fuzzing")


@claim("schemathesis: one operation’s answer in the next one’s request")
def _():
    run("stateful")
