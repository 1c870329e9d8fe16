"""ONNX Runtime on the processor: all optimizations, input and outputs bound."""

import numpy as np
import onnxruntime


def session(stem, threads, profile=None):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = 3
    if profile:
        options.enable_profiling = True
        options.profile_file_prefix = profile
    return onnxruntime.InferenceSession(stem + ".onnx", options, providers=["CPUExecutionProvider"])


class Engine:
    def __init__(self, stem, threads):
        self.version = onnxruntime.__version__
        self.session = session(stem, threads)
        self.binding = self.session.io_binding()

    def give(self, image):
        value = onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(image))
        self.binding.bind_ortvalue_input(self.session.get_inputs()[0].name, value)
        self.names = sorted(output.name for output in self.session.get_outputs())
        for name in self.names:
            self.binding.bind_output(name, "cpu")

    def run(self):
        self.session.run_with_iobinding(self.binding)

    def outputs(self):
        return [value.numpy().copy() for value in self.binding.get_outputs()]
