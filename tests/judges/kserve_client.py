"""KServe's REST client, as it is, through the gateway: health and inference, binary tensors and JSON."""
import asyncio
import json
import sys

import httpx
import numpy
from claims import claim
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

api, token = sys.argv[1:]
with open("cli/demo/late/sample.json") as file:
    sample = json.load(file)
with open("cli/demo/late/model.json") as file:
    columns = json.load(file)["signature"]["inputs"]
wanted = numpy.array([prediction["late"] for prediction in sample["predictions"]])
types = {"long": ("INT64", numpy.int64), "double": ("FP64", numpy.float64), "string": ("BYTES", numpy.object_)}


def bearer():
    """New each time: the client writes its own headers into what it is given."""
    return {"Authorization": f"Bearer {token}"}


def request(binary, outputs):
    made = []
    for column in columns:
        datatype, dtype = types[column["type"]]
        values = [row[column["name"]] for row in sample["rows"]]
        data = numpy.array([[numpy.nan if value is None else value] for value in values], dtype=dtype)
        made.append(InferInput(column["name"], list(data.shape), datatype))
        made[-1].set_data_from_numpy(data, binary_data=binary)
    return InferRequest(model_name="late", infer_inputs=made, request_id="7", request_outputs=outputs)


def asked(what):
    """A client of its own for each question: it belongs to its event loop."""

    async def ask():
        async with InferenceRESTClient(RESTConfig(protocol="v2")) as client:
            return await what(client)

    return asyncio.run(ask())


@claim("kserve: the server is live and ready, and so is the model")
def _():
    assert asked(lambda client: client.is_server_live(api, headers=bearer()))
    assert asked(lambda client: client.is_server_ready(api, headers=bearer()))
    assert asked(lambda client: client.is_model_ready(api, "late", headers=bearer()))


for to_server in (True, False):
    for to_client in (True, False):
        names = ["binary" if binary else "JSON" for binary in (to_server, to_client)]

        @claim(f"kserve: {names[0]} tensors in, {names[1]} out, as the trainer predicted")
        def _():
            made = request(to_server, [RequestedOutput("late", {"binary_data": to_client})])
            answer = asked(lambda client: client.infer(api, made, model_name="late", headers=bearer()))
            found = answer.get_output_by_name("late").as_numpy()
            assert found.size == len(wanted) and answer.id == "7"
            assert numpy.abs(found.reshape(-1) - wanted).max() < 1e-5


@claim("kserve: without a token it is refused")
def _():
    try:
        asked(lambda client: client.infer(api, request(True, None), model_name="late"))
        raise AssertionError("no error")
    except httpx.HTTPStatusError as error:
        assert error.response.status_code == 401, error
