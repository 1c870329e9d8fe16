"""ncnn on the processor: float32 throughout, Winograd and packed layouts on."""

import importlib.metadata

import ncnn
import numpy as np


class Engine:
    def __init__(self, stem, threads):
        self.version = importlib.metadata.version("ncnn")
        self.net = ncnn.Net()
        options = self.net.opt
        options.num_threads = threads
        options.lightmode = True
        options.use_winograd_convolution = True
        options.use_sgemm_convolution = True
        options.use_packing_layout = True
        options.use_fp16_packed = False
        options.use_fp16_storage = False
        options.use_fp16_arithmetic = False
        options.use_bf16_packed = False
        options.use_bf16_storage = False
        if self.net.load_param(stem + ".ncnn.param") or self.net.load_model(stem + ".ncnn.bin"):
            raise RuntimeError(f"ncnn cannot read {stem}.ncnn.param")

    def give(self, image):
        # ncnn's own layout is CHW. The Mat refers to the array's memory, so that it has to stay.
        self.array = np.ascontiguousarray(image[0].transpose(2, 0, 1))
        self.image = ncnn.Mat(self.array)

    def run(self):
        extractor = self.net.create_extractor()
        extractor.input(self.net.input_names()[0], self.image)
        self.results = []
        for name in sorted(self.net.output_names()):
            code, mat = extractor.extract(name)
            if code:
                raise RuntimeError(f"ncnn ends with {code} for {name}")
            self.results.append(mat)

    def outputs(self):
        arrays = [np.array(mat) for mat in self.results]
        # The converted network ends in a transposition to HWC, and has no batch axis.
        return [array[None] for array in arrays]
