"""cfn-lint: the packaged template has no error."""
import json
import subprocess
import sys

from claims import claim


@claim("cfn-lint: 0 errors in the packaged template")
def _():
    said = subprocess.run(["cfn-lint", "--format", "json", sys.argv[1]], capture_output=True, text=True)
    errors = [one for one in json.loads(said.stdout or "[]") if one["Level"] == "Error"]
    assert not errors, [f"{one['Rule']['Id']} {one['Message']}" for one in errors]
