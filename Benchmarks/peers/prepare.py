"""Makes the files that the engines read of one model, all from the same Keras model.

usage: prepare.py EXPLORER MODEL FOLDER

`explorer export` writes the model, Keras loads it, and fill.py fills it. FOLDER then holds

  input.npy      the input, NHWC, that every engine gets
  model.*        the network: .pb (TensorFlow, frozen), .tflite (LiteRT), .onnx (ONNX Runtime and
                 OpenVINO), .ncnn.param and .ncnn.bin (ncnn, made from the ONNX file)
  layers.*       the same network with two inner layers as further outputs, to check values
  expected.npz   what Keras computes: the output and the two inner layers
  facts.json     names and sizes, and which files could not be made, with the reason

ONNX files compute in NCHW inside. They take NHWC and transpose it, but for ncnn, whose own layout
is CHW, that transposition is taken out.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

import fill


def inner_layers(model):
    """Two layers where branches meet: one in the middle, and the last."""
    merges = [
        layer for layer in model.layers
        if isinstance(layer.input, list) and len(layer.output.shape) == 4]
    return [merges[len(merges) // 2], merges[-1]]


def frozen(model):
    """The model as one function of TensorFlow, with its weights as constants."""
    signature = tf.TensorSpec([1, *model.inputs[0].shape[1:]], tf.float32, name="input")

    def function(image):
        outputs = model([image], training=False)
        # Names keep the outputs in order, as TensorFlow sorts by them.
        return {f"output_{index}": output for index, output in enumerate(as_list(outputs))}

    return convert_variables_to_constants_v2(tf.function(function).get_concrete_function(signature))


def as_list(outputs):
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def write_tensorflow(function, stem):
    with open(stem + ".pb", "wb") as file:
        file.write(function.graph.as_graph_def().SerializeToString())


def write_litert(model, function, stem):
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], model)
    with open(stem + ".tflite", "wb") as file:
        file.write(converter.convert())


def write_onnx(function, path):
    tf2onnx.convert.from_graph_def(
        function.graph.as_graph_def(), input_names=[tensor.name for tensor in function.inputs],
        output_names=[tensor.name for tensor in function.outputs], opset=18, output_path=path)


def write_ncnn(onnx_path, stem):
    """Converts an ONNX file with pnnx, without the transposition of the input to NCHW."""
    model = onnx.load(onnx_path)
    graph = model.graph
    image = graph.input[0]
    first = [node for node in graph.node if image.name in node.input]
    for node in first:
        if node.op_type != "Transpose" or list(node.attribute[0].ints) != [0, 3, 1, 2]:
            raise RuntimeError(f"the input goes to {node.op_type}, not to a transposition")
        for reader in graph.node:
            for index, name in enumerate(reader.input):
                if name == node.output[0]:
                    reader.input[index] = image.name
        graph.node.remove(node)
    sizes = image.type.tensor_type.shape.dim
    height, width, channels = (size.dim_value for size in sizes[1:])
    for size, value in zip(sizes, [1, channels, height, width], strict=True):
        size.dim_value = value
    path = stem + "_nchw.onnx"
    onnx.save(model, path)
    # The program itself, as the module beside it wants PyTorch.
    specification = importlib.util.find_spec("pnnx")
    if not specification:
        raise RuntimeError("pnnx is not installed")
    program = os.path.join(specification.submodule_search_locations[0], "pnnx")
    result = subprocess.run(
        [program, path, f"inputshape=[1,{channels},{height},{width}]", "fp16=0"],
        capture_output=True, text=True, cwd=os.path.dirname(stem))
    base = path.removesuffix(".onnx")
    if result.returncode or not os.path.exists(base + ".ncnn.bin"):
        raise RuntimeError(f"pnnx ended with {result.returncode}: {result.stderr.strip()[-500:]}")
    for extension in (".ncnn.param", ".ncnn.bin"):
        os.replace(base + extension, stem + extension)
    for name in os.listdir(os.path.dirname(stem)):
        if "_nchw" in name:
            os.remove(os.path.join(os.path.dirname(stem), name))


def main(explorer, name, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    path = os.path.join(folder, "model.json")
    subprocess.run([explorer, "export", name, path], check=True)
    with open(path) as file:
        model = keras.models.model_from_json(file.read())
    fill.fill(model)
    shape = tuple(model.inputs[0].shape[1:])
    image = fill.image(shape)
    np.save(os.path.join(folder, "input.npy"), image)
    inner = inner_layers(model)
    with_layers = keras.Model(model.inputs, [model.output, *(layer.output for layer in inner)])
    outputs = [np.asarray(output) for output in with_layers(image, training=False)]
    np.savez(os.path.join(folder, "expected.npz"), *outputs)

    failures = {}

    def attempt(engine, write, *arguments):
        try:
            write(*arguments)
        except Exception as error:
            failures.setdefault(engine, f"{type(error).__name__}: {str(error)[:500]}")

    whole, checked = os.path.join(folder, "model"), os.path.join(folder, "layers")
    for stem, network in [(whole, model), (checked, with_layers)]:
        function = frozen(network)
        attempt("tensorflow", write_tensorflow, function, stem)
        attempt("litert", write_litert, network, function, stem)
    attempt("onnx", write_onnx, function, checked + ".onnx")
    inputs = [tensor.name for tensor in function.inputs]
    attempt(
        "onnx", onnx.utils.extract_model, checked + ".onnx", whole + ".onnx", inputs,
        [function.outputs[0].name])
    attempt("ncnn", write_ncnn, whole + ".onnx", whole)
    attempt("ncnn", write_ncnn, checked + ".onnx", checked)

    summary = subprocess.run(
        [explorer, "summary", path, "--format", "json"], check=True, capture_output=True, text=True)
    facts = {
        "model": name, "input_shape": shape,
        "layers": [model.layers[-1].name, *(layer.name for layer in inner)],
        "macs": json.loads(summary.stdout)["macs"], "weight_bytes": 4 * model.count_params(),
        "failures": failures,
    }
    # Written last: its presence says that the folder is complete.
    with open(os.path.join(folder, "facts.json"), "w") as file:
        json.dump(facts, file, indent=2)


main(*sys.argv[1:])
