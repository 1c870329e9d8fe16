"""The explorer's convolutions beside OpenVINO's and ONNX Runtime's, by shape.

usage: layer_times.py EXPLORER FOLDER THREADS PASSES ENGINE,...   (bench.py --profile)

The engines' own profilers give the times, medians over the passes; an engine that writes its
profile is a little slower than one that does not. A convolution counts with whatever its engine has
fused into it. Convolutions of one shape are one row, and the rows stand in the order of what they
cost the explorer more than the fastest of the others. GFLOP/s count the operations of direct
convolutions.
"""

import collections
import glob
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

import layer_names
import medians
import report

WARMUP = 3


def openvino(stem, threads, count, image, layers):
    """Milliseconds of each node in each pass, named as in the ONNX file if it is from there."""
    from engines.openvino import compiled

    network = compiled(stem, threads, {"PERF_COUNT": True})
    names = {}
    for node in network.get_runtime_model().get_ordered_ops():
        information = node.get_rt_info()
        if "originalLayersNames" in information:
            originals = information["originalLayersNames"].value.split(",")
            names[node.friendly_name] = next((name for name in originals if name in layers), None)
    request = network.create_infer_request()
    passes = []
    for index in range(WARMUP + count):
        request.infer([image])
        if index >= WARMUP:
            passes.append({
                names.get(node.node_name) or node.node_name: node.real_time.total_seconds() * 1e3
                for node in request.profiling_info})
    return passes


def onnxruntime(stem, threads, count, image, layers):
    """Milliseconds of each node in each pass, named by its output or as in the ONNX file."""
    from engines.onnxruntime import session

    with tempfile.TemporaryDirectory() as work:
        prefix = os.path.join(work, "profile")
        session = session(stem, threads, profile=prefix)
        name = session.get_inputs()[0].name
        for _ in range(WARMUP + count):
            session.run(None, {name: image})
        session.end_profiling()
        [path] = glob.glob(prefix + "*")
        with open(path) as file:
            events = json.load(file)
    times = collections.defaultdict(list)
    for event in events:
        if event.get("cat") == "Node" and event["name"].endswith("_kernel_time"):
            node = event["name"].removesuffix("_kernel_time").removesuffix("_nchwc")
            times[node].append(event["dur"] / 1e3)
    return [
        {node: values[index] for node, values in times.items()}
        for index in range(WARMUP, WARMUP + count)]


def by_layer(passes, layers):
    """The median milliseconds of each convolution, and of everything else together."""
    times = collections.defaultdict(float)
    for node in passes[0]:
        times[layers.get(node, "else")] += medians.median([one.get(node, 0.0) for one in passes])
    return times


def explorer(binary, folder, threads, count, names):
    """The median milliseconds of each convolution, of everything else, and the operations."""
    run = json.loads(subprocess.run(
        [binary, "run", os.path.join(folder, "model.json"), "--fill", "he", "--input",
         os.path.join(folder, "input.npy"), "--threads", str(threads), "--warmup", str(WARMUP),
         "--repeat", str(count), "--format", "json"],
        check=True, capture_output=True, text=True).stdout)
    times = collections.defaultdict(float)
    for layer in run["layers"]:
        times[layer["name"] if layer["name"] in names else "else"] += layer["milliseconds"]
    return times, {layer["name"]: 2 * (layer["macs"] or 0) for layer in run["layers"]}


def row(name, count, times, operations):
    """A row of the table, after what the explorer spends more than the fastest peer."""
    ours = times["explorer"]
    best = min(time for engine, time in times.items() if engine != "explorer")
    rate = lambda time: f"{operations / time / 1e6:.0f}" if operations and time else ""
    return ours - best, [
        name, count, *(f"{time:.2f}" for time in times.values()),
        f"{ours / best:.2f}" if best else "", rate(ours), rate(best)]


def main(binary, folder, threads, count, peers):
    threads, count = int(threads), int(count)
    convolutions = layer_names.convolutions(folder)
    stem = os.path.join(folder, "model")
    layers = layer_names.of_onnx(stem + ".onnx", convolutions)
    image = np.load(os.path.join(folder, "input.npy"))
    engines = {}
    engines["explorer"], operations = explorer(binary, folder, threads, count, convolutions)
    profilers = {"openvino": openvino, "onnxruntime": onnxruntime}
    for peer in peers.split(","):
        engines[peer] = by_layer(profilers[peer](stem, threads, count, image, layers), layers)
    groups = collections.defaultdict(list)
    for name, convolution in convolutions.items():
        groups[convolution.shape].append(name)

    def total(names):
        return {engine: sum(times[name] for name in names) for engine, times in engines.items()}

    rows = sorted((
        row(shape, len(names), total(names), sum(operations[name] for name in names))
        for shape, names in groups.items()), key=lambda pair: -pair[0])
    rows.append(row("everything else", "", total(["else"]), 0))
    rows.append(row("sum", "", total([*convolutions, "else"]), sum(operations.values())))
    print(report.table(
        ["convolution", "layers", *(f"{report.NAMES[engine]} ms" for engine in engines), "ratio",
         "explorer GFLOP/s", "fastest peer"], [cells for _, cells in rows]))


main(*sys.argv[1:])
