"""LiteRT (TensorFlow Lite) with its default delegate, XNNPACK."""

import importlib.metadata

from ai_edge_litert.interpreter import Interpreter


class Engine:
    def __init__(self, stem, threads):
        self.version = importlib.metadata.version("ai-edge-litert")
        self.interpreter = Interpreter(model_path=stem + ".tflite", num_threads=threads)
        self.interpreter.allocate_tensors()

    def give(self, image):
        self.interpreter.set_tensor(self.interpreter.get_input_details()[0]["index"], image)

    def run(self):
        self.interpreter.invoke()

    def outputs(self):
        runner = sorted(self.interpreter.get_output_details(), key=lambda detail: detail["name"])
        return [self.interpreter.get_tensor(detail["index"]) for detail in runner]
