"""tritonclient, as it is, through the gateway: health, metadata, and inference with binary tensors (its default) and with JSON."""
import json
import sys

import numpy
from claims import claim
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput
from tritonclient.utils import InferenceServerException

with open("cli/demo/late/sample.json") as file:
    sample = json.load(file)
address, token = sys.argv[1:]
client = InferenceServerClient(address)


def bearer():
    """New each time: tritonclient writes its own headers into what it is given."""
    return {"headers": {"Authorization": f"Bearer {token}"}}


metadata = client.get_model_metadata("late", **bearer())
types = {"INT64": numpy.int64, "FP64": numpy.float64, "FP32": numpy.float32, "BYTES": numpy.object_}
wanted = numpy.array([prediction["late"] for prediction in sample["predictions"]])


def inputs(binary, rows):
    made = []
    for column in metadata["inputs"]:
        values = [row[column["name"]] for row in rows]
        data = numpy.array([[numpy.nan if value is None else value] for value in values], dtype=types[column["datatype"]])
        made.append(InferInput(column["name"], list(data.shape), column["datatype"]))
        made[-1].set_data_from_numpy(data, binary_data=binary)
    return made


@claim("tritonclient: the server is live and ready, and so is the model")
def _():
    assert client.is_server_live(**bearer()) and client.is_server_ready(**bearer())
    assert client.is_model_ready("late", **bearer()) and client.is_model_ready("late", "1", **bearer())
    assert not client.is_model_ready("early", **bearer())
    assert "binary_tensor_data" in client.get_server_metadata(**bearer())["extensions"]


for to_server in (True, False):
    for to_client in (True, False):
        names = ["binary" if binary else "JSON" for binary in (to_server, to_client)]

        @claim(f"tritonclient: {names[0]} tensors in, {names[1]} out, as the trainer predicted")
        def _():
            outputs = [InferRequestedOutput("late", binary_data=to_client)]
            answer = client.infer("late", inputs(to_server, sample["rows"]), outputs=outputs, request_id="7", **bearer())
            found = answer.as_numpy("late")
            assert found.shape == (len(wanted), 1) and found.dtype == numpy.float32
            assert numpy.abs(found[:, 0] - wanted).max() < 1e-5
            assert answer.get_response()["id"] == "7"


@claim("tritonclient: without a word on outputs it gets all of them")
def _():
    found = client.infer("late", inputs(True, sample["rows"] * 400), **bearer()).as_numpy("late")
    assert found.shape == (len(wanted) * 400, 1)


@claim("tritonclient: a missing input is its own error, by name")
def _():
    try:
        client.infer("late", inputs(True, sample["rows"])[1:], **bearer())
        raise AssertionError("no error")
    except InferenceServerException as error:
        assert "hour" in str(error), error


@claim("tritonclient: without a token, or with a false one, it is refused")
def _():
    for headers in (None, {"Authorization": f"Bearer {token[:-4]}AAAA"}):
        try:
            client.infer("late", inputs(True, sample["rows"]), headers=headers)
            raise AssertionError("no error")
        except InferenceServerException as error:
            assert "401" in error.status(), error
