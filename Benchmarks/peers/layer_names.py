"""Which convolution of the Keras model a node of an engine's profile is.

Converters rename layers, so the weights tell: the made-up weights of a layer have signs of their
own, and what is folded into a kernel is positive.
"""

import json
import os
import typing

import numpy as np
import onnx
from onnx import numpy_helper

import fill


KERNELS = {
    "Conv2D": ["kernel"], "DepthwiseConv2D": ["kernel"],
    "SeparableConv2D": ["depthwise_kernel", "pointwise_kernel"]}

KINDS = {"Conv2D": "", "DepthwiseConv2D": " depthwise", "SeparableConv2D": " separable"}


class Convolution(typing.NamedTuple):
    shape: str
    kernels: list


def signs(kernel):
    """The signs of the first elements, 64 where there are as many."""
    return tuple(np.asarray(kernel).ravel()[:64] > 0)


def convolutions(folder):
    """Each convolution by its name in Keras; a shape is such as '3x3 96->128 224x224 stride 2'."""
    with open(os.path.join(folder, "model.json")) as file:
        layers = json.load(file)["config"]["layers"]
    shapes = {}
    for layer in layers:
        if layer["class_name"] not in KERNELS:
            continue
        config = layer["config"]
        height, width, channels = layer["build_config"]["input_shape"][1:]
        window = "x".join(str(size) for size in config["kernel_size"])
        filters = config.get("filters") or channels * config["depth_multiplier"]
        stride = "" if config["strides"] == [1, 1] else f" stride {config['strides'][0]}"
        padding = "" if config["padding"] == "same" or window == "1x1" else " valid"
        kind = KINDS[layer["class_name"]]
        groups = "" if config.get("groups", 1) == 1 else f" groups {config['groups']}"
        shapes[config["name"]] = Convolution(
            f"{window} {channels}->{filters} {height}x{width}{stride}{padding}{kind}{groups}",
            KERNELS[layer["class_name"]])
    return shapes


def of_onnx(path, convolutions):
    """The convolution that a node or a tensor of an ONNX file belongs to, by the file's names.

    Sums, products and activations belong to the convolution that engines fuse them into.
    """
    graph = onnx.load(path).graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    signs_of = {
        (name, kernel): signs(fill.uniform(f"{name}/{kernel}", 64))
        for name, convolution in convolutions.items() for kernel in convolution.kernels}
    layers, order = {}, {}
    for index, node in enumerate(graph.node):
        layer = None
        if node.op_type == "Conv":
            # From [out, in, height, width] to Keras' [height, width, in, out].
            kernel = signs(numpy_helper.to_array(weights[node.input[1]]).transpose(2, 3, 1, 0))
            [layer] = [name for (name, _), known in signs_of.items()
                       if known[: len(kernel)] == kernel]
        elif node.op_type in ("Relu", "Add", "Mul"):
            # Of two operands the one that is computed last.
            operands = [name for name in node.input if name in layers]
            layer = layers[max(operands, key=order.get)] if operands else None
        order[node.output[0]] = index
        if layer:
            layers[node.name] = layers[node.output[0]] = layer
    return layers
