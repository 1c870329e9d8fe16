"""Weights and inputs from a seed, a name and an index alone, as `explorer --fill he` makes them.

All integers are unsigned with 64 bits and wrap around.

  FNV-1a of a name's UTF-8 bytes:
    h = 0xCBF29CE484222325; for each byte b: h = (h ^ b) * 0x100000001B3
  Word i = 0, 1, ... of (seed, name), which is SplitMix64 with random access:
    z = (seed ^ fnv1a(name)) + (i + 1) * 0x9E3779B97F4A7C15
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB
    z =  z ^ (z >> 31)
  Uniform in [-1, 1):  u = (z >> 40) / 2^23 - 1

Element i, in row-major order of Keras' own layout, of the weight named 'layer/weight', computed in
double precision and rounded to float32 once:

  kernels           u * sqrt(6 / fan_in)                        ('he')
  bias              0.01 u
  gamma             1 + 0.1 u
  beta, moving_mean 0.1 u
  moving_variance   1 + 0.5 u

fan_in is the inputs of a dense kernel, height * width * input channels of a convolution's, and
height * width of a depthwise one. The input image is u of the name 'input' in NHWC order.
"""

import numpy as np

SEED = 1


def fnv1a(name):
    h = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def uniform(name, count, seed=SEED):
    word = np.uint64
    with np.errstate(over="ignore"):
        index = np.arange(1, count + 1, dtype=word)
        z = word(seed ^ fnv1a(name)) + index * word(0x9E3779B97F4A7C15)
        z = (z ^ (z >> word(30))) * word(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> word(27))) * word(0x94D049BB133111EB)
        z = z ^ (z >> word(31))
    return (z >> word(40)).astype(np.float64) / 2.0**23 - 1.0


def fan_in(shape, is_depthwise):
    if len(shape) == 2:
        return shape[0]
    height, width, channels, _ = shape
    return height * width * (1 if is_depthwise else channels)


def weight(layer, name, shape, is_depthwise=False, seed=SEED):
    u = uniform(f"{layer}/{name}", int(np.prod(shape)), seed)
    if name.endswith("kernel"):
        values = np.sqrt(6.0 / fan_in(shape, is_depthwise)) * u
    elif name == "bias":
        values = 0.01 * u
    elif name == "gamma":
        values = 1.0 + 0.1 * u
    elif name in ("beta", "moving_mean"):
        values = 0.1 * u
    elif name == "moving_variance":
        values = 1.0 + 0.5 * u
    else:
        raise ValueError(f"no rule for the weight {layer}/{name}")
    return values.astype(np.float32).reshape(shape)


def fill(model, seed=SEED):
    """Fills a Keras model that holds no other model."""
    for layer in model.layers:
        for variable in layer.weights:
            is_depthwise = variable.name == "depthwise_kernel" or (
                type(layer).__name__ == "DepthwiseConv2D" and variable.name == "kernel")
            variable.assign(
                weight(layer.name, variable.name, tuple(variable.shape), is_depthwise, seed))


def image(shape, seed=SEED):
    """An input of height x width x channels with batch 1."""
    return uniform("input", int(np.prod(shape)), seed).astype(np.float32).reshape(1, *shape)
