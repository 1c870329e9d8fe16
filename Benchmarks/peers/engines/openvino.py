"""OpenVINO on the processor: latency hint, one stream, float32 forced."""

import numpy as np
import openvino


def compiled(stem, threads, more={}):
    # Without the precision hint OpenVINO computes in bfloat16 where the processor has it.
    return openvino.Core().compile_model(stem + ".onnx", "CPU", {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": 1,
        **more,
    })


class Engine:
    def __init__(self, stem, threads):
        self.version = openvino.__version__.split("-")[0]
        self.compiled = compiled(stem, threads)
        self.request = self.compiled.create_infer_request()

    def give(self, image):
        self.image = np.ascontiguousarray(image)
        self.request.set_input_tensor(openvino.Tensor(self.image, shared_memory=True))

    def run(self):
        self.request.infer()

    def outputs(self):
        names = sorted(self.compiled.outputs, key=lambda port: port.get_any_name())
        return [np.array(self.request.get_tensor(port).data) for port in names]
