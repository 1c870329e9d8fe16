"""Whether engines compute the same as Keras."""

import os
import subprocess
import tempfile

import numpy as np

# The greatest difference as a share of the layer's greatest value: what Winograd may reach with
# weights of the 'he' kind.
TOLERANCE = 1e-3


def difference(layer, ours, theirs):
    """The greatest difference as a share of the greatest value; too great a one is an error."""
    if ours.shape != theirs.shape:
        raise RuntimeError(f"{layer} has the shape {ours.shape}, in Keras {theirs.shape}")
    share = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
    # Not a number is no agreement either.
    if not share <= TOLERANCE:
        raise RuntimeError(f"{layer} differs from Keras' values by {share:.2g} of the greatest")
    return share


def of_explorer(explorer, folder, layers, work):
    """The explorer's values of some layers in its fast plan."""
    values = []
    for layer in layers:
        path = os.path.join(work, "layer.npy")
        result = subprocess.run(
            [explorer, "outputs", os.path.join(folder, "model.json"), "--fill", "he", "--input",
             os.path.join(folder, "input.npy"), "--layer", layer, "--save", path, "--fast"],
            capture_output=True, text=True)
        if result.returncode:
            raise RuntimeError(result.stderr.strip())
        values.append(np.load(path))
    return values


def differences(runner, engine, folder, layers):
    """By layer the greatest difference from Keras' values, as a share of the greatest value."""
    with tempfile.TemporaryDirectory() as work:
        if engine == "explorer":
            values = of_explorer(runner.explorer, folder, layers, work)
        else:
            path = os.path.join(work, "outputs.npz")
            runner.passes(engine, folder, "layers", len(runner.cores), 0, 1, path)
            with np.load(path) as file:
                values = [file[f"arr_{index}"] for index in range(len(layers))]
    with np.load(os.path.join(folder, "expected.npz")) as file:
        expected = [file[f"arr_{index}"] for index in range(len(layers))]
    return {
        layer: difference(layer, ours, theirs)
        for layer, ours, theirs in zip(layers, values, expected, strict=True)}


def check_timed(engine, run, folder, layer):
    """Whether the passes that were timed gave the network's output."""
    with np.load(os.path.join(folder, "expected.npz")) as file:
        expected = file["arr_0"]
    if engine == "explorer":
        # It prints the most probable classes only.
        ours = np.array([chance for _, chance in run["top"]])
        theirs = expected[0, [index for index, _ in run["top"]]]
    else:
        ours, theirs = np.array(run.pop("output")), expected
    difference(layer, ours, theirs)
