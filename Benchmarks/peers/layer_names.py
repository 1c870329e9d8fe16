"""Which convolution of the Keras model a node of an engine's profile is.

Converters rename layers, so the weights tell: the made-up weights of a layer have signs of their
own, and what is folded into a kernel is positive.
"""

import json
import os

import numpy as np
import onnx
from onnx import numpy_helper

import fill


def signs(kernel):
    """The signs of the first elements, 64 where there are as many."""
    return tuple(np.asarray(kernel).ravel()[:64] > 0)


def convolutions(folder):
    """The shape of each convolution, such as '3x3 96->128 224x224', by its name in Keras."""
    with open(os.path.join(folder, "model.json")) as file:
        layers = json.load(file)["config"]["layers"]
    shapes = {}
    for layer in layers:
        if layer["class_name"] != "Conv2D":
            continue
        config = layer["config"]
        height, width, channels = layer["build_config"]["input_shape"][1:]
        window = "x".join(str(size) for size in config["kernel_size"])
        stride = "" if config["strides"] == [1, 1] else f" stride {config['strides'][0]}"
        padding = "" if config["padding"] == "same" or window == "1x1" else " valid"
        groups = "" if config["groups"] == 1 else f" groups {config['groups']}"
        shapes[config["name"]] = (
            f"{window} {channels}->{config['filters']} {height}x{width}{stride}{padding}{groups}")
    return shapes


def of_onnx(path, names):
    """The convolution that a node or a tensor of an ONNX file belongs to, by the file's names.

    Sums, products and activations belong to the convolution that engines fuse them into.
    """
    graph = onnx.load(path).graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    signs_of = {name: signs(fill.uniform(name + "/kernel", 64)) for name in names}
    layers, order = {}, {}
    for index, node in enumerate(graph.node):
        layer = None
        if node.op_type == "Conv":
            # From [out, in, height, width] to Keras' [height, width, in, out].
            kernel = signs(numpy_helper.to_array(weights[node.input[1]]).transpose(2, 3, 1, 0))
            [layer] = [name for name in names if signs_of[name][: len(kernel)] == kernel]
        elif node.op_type in ("Relu", "Add", "Mul"):
            # Of two operands the one that is computed last.
            operands = [name for name in node.input if name in layers]
            layer = layers[max(operands, key=order.get)] if operands else None
        order[node.output[0]] = index
        if layer:
            layers[node.name] = layers[node.output[0]] = layer
    return layers
