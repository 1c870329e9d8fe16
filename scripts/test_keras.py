"""Proves that Keras loads the models that the explorer writes, and counts the same.

usage: test_keras.py EXPLORER_BINARY WORK_FOLDER

Every case is written by `explorer export` or `explorer edit`. Keras loads the file with
model_from_json; then the names and classes of the layers in their order, their output shapes and
parameters, and the totals must be those that `explorer summary --format json` gives for the file.
Multiply-accumulates are counted anew from Keras' own shapes. The Python code that `explorer export`
writes is run, and the model that it builds must have the same to_json() text, key by key.
"""

import json
import math
import os
import random
import re
import runpy
import subprocess
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

EXPLORER, WORK = sys.argv[1], sys.argv[2]

# Model and script; `keras:` names a model that this file builds with Keras.
EDITS = [
    ("residual-inception", "conv2d_2.filters=96"),
    ("residual-inception", "conv2d_3.filters=24"),
    ("residual-inception", "residual_inception_1.filters_3x3=96\nresidual_inception_2.filters_3x3=96"),
    ("residual-inception", "residual_inception_2.filters_5x5=1"),
    ("residual-inception", "model.input_size=299\nmodel.classes=10"),
    ("residual-inception", "input_layer.shape=64x96x3"),
    ("residual-inception", "input_layer.shape=?x?x3"),
    ("residual-inception", "conv2d_4.kernel_size=7\nconv2d_9.activation=mish\nconv2d_9.use_bias=false"),
    ("residual-inception", "conv2d_2.groups=4\nconv2d_9.dilation_rate=2"),
    ("residual-inception", "insert conv2d_2 BatchNormalization\ninsert conv2d_2 Dropout rate=0.3"),
    ("residual-inception", "insert add residual_inception 32 48 64 8 16 16"),
    ("residual-inception", "duplicate residual_inception_2\nrename dense logits"),
    ("residual-inception", "remove residual_inception_1/5x5"),
    ("residual-inception", "remove residual_inception_2"),
    ("residual-inception", "widen model 0.5 8"),
    ("inception-module", "inception_1.filters_1x1=80\nresidual inception_1"),
    ("inception-module", "branch inception_1 Conv2D filters=8 kernel_size=1"),
    ("inception-v3", "conv2d_4.filters=256"),
    ("inception-v3", "conv2d_5.filters=96\npredictions.units=10"),
    ("inception-v3", "model.input_size=139"),
    ("inception-resnet-v2", "conv2d_12.filters=48"),
    ("inception-resnet-v2", "conv_7b.filters=1024\npredictions.units=10"),
    ("inception-resnet-v2", "custom_scale_layer.scale=0.5"),
    ("keras:every_class", "dense.units=7\nzero_padding2d.padding=2x2x2x2\nre_lu.max_value=none"),
    ("keras:every_class", "model.input_size=48\nseparable_conv2d.filters=16"),
    ("keras:every_class", "insert conv2d LayerNormalization\ninsert conv2d PReLU\ninsert conv2d ELU"),
    ("residual-inception", "numbers residual_inception_1 64 96 96 16 32 32\ngroup conv2d_6 128"),
    ("residual-inception", "conv2d_4.strides=2 ; conv2d.strides=2 ; conv2d_2.strides=2 ; "
        "conv2d_5.strides=2 ; conv2d_6.strides=2"),
    ("googlenet", "inception_4a/5x5.kernel_size=3\nresidual inception_4b\nmodel.classes=5"),
    ("inception-v4", "remove inception_b\nwiden model 0.5 8"),
    ("inception-resnet-v1", "block17/up.use_bias=false\nremove block35"),
    ("inception-resnet-v2", "block35.filters_1x1=48\nblock17/7x7.activation=relu6"),
    ("inception-resnet-v2", "group block35_1_conv 256"),
    ("inception-resnet-v2", "duplicate block8_1-9\ninsert block35 Dropout rate=0.1"),
    ("xception", "block4_sepconv1.filters=512\nblock14_sepconv2.filters=1024"),
    ("xception", "widen model 0.25 8\nmodel.input_size=160\nmodel.classes=7"),
    ("keras:shared_and_nested", "inner/conv2d.kernel_size=5\nrename inner/conv2d stem"),
    ("keras:shared_and_nested", "insert ss/conv2d_1 BatchNormalization"),
    ("keras:backbone", "model.input_size=48\nmodel.classes=4"),
    ("keras:backbone", "backbone/block3_conv.filters=24\ninsert backbone/block2_conv Dropout"),
    ("keras:several_outputs", "pyramid/right.filters=7\npair/conv2d.kernel_size=5\nscores.units=4"),
    ("keras:several_outputs", "pair/conv2d.kernel_size=1\nrename pair twins\nrename hint thumbnail"),
    ("keras:several_outputs", "insert add ReLU\nrename split halves\ninsert pyramid Dropout rate=0.2"),
    ("keras:siamese", "convolve.filters=12\nagain.filters=12\nside.filters=8"),
    ("keras:siamese", "insert norm ReLU\nremove drop\nrename relu shared_relu"),
    ("keras:augmented", "conv2d.filters=16\nmodel.input_size=40"),
    ("keras:regularized", "duplicate residual_1"),
    ("keras:sequential", "conv2d.filters=16\nrename dense logits"),
    ("keras:sequential", "insert conv2d BatchNormalization\nmodel.input_size=32"),
    ("keras:shared_and_nested", "shared.use_bias=false\nrename a first"),
    ("keras:unknown_classes", "dense.units=9"),
    ("keras:keras2", "rename bn norm\nconv.filters=6"),
    ("keras:keras2", ""),
]


def run(*arguments, code=0):
    result = subprocess.run([EXPLORER, *arguments], capture_output=True, text=True)
    if result.returncode != code:
        raise AssertionError(
            f"explorer {' '.join(arguments)} ended with {result.returncode}: {result.stderr}")
    return result.stdout


def multiply_accumulates(layer, node):
    """The count of one call: kernel elements at every output position."""
    shape = lambda tensors: tensors[0].shape
    kind = type(layer).__name__
    if not node.input_tensors:
        return 0
    inputs, output = shape(node.input_tensors), shape(node.output_tensors)
    size = lambda weight: math.prod(weight.shape)
    if kind == "Conv2D" or kind == "DepthwiseConv2D":
        positions = output[1:3]
    elif kind == "SeparableConv2D":
        positions = output[1:3]
        if None in positions:
            return None
        return math.prod(positions) * (size(layer.depthwise_kernel) + size(layer.pointwise_kernel))
    elif kind == "Conv2DTranspose":
        positions = inputs[1:3]
    elif kind == "Dense":
        positions = output[1:-1]
    else:
        return 0
    return None if None in positions else math.prod(positions) * size(layer.kernel)


def nodes_of(model):
    from keras.src.ops.function import make_node_key

    for operation in model.operations:
        for index, node in enumerate(operation._inbound_nodes):
            if make_node_key(operation, index) in model._nodes:
                yield operation, node


def total_multiply_accumulates(model):
    import keras

    functional = model._functional if isinstance(model, keras.Sequential) else model
    total = 0
    for layer, node in nodes_of(functional):
        inner = isinstance(layer, keras.Model)
        count = total_multiply_accumulates(layer) if inner else multiply_accumulates(layer, node)
        if count is None:
            return None
        total += count
    return total


def check(name, path):
    import keras

    keras.backend.clear_session()
    with open(path) as file:
        text = file.read()
    model = keras.models.model_from_json(text)
    ours = compare(name, path, model)
    # What Keras writes of what it loaded is what we wrote, but for files of Keras 2.
    if json.loads(model.to_json()) != json.loads(text) and "keras2" not in name:
        ours_again = json.loads(text)["config"]["layers"]
        theirs_again = json.loads(model.to_json())["config"]["layers"]
        for left, right in zip(ours_again, theirs_again):
            assert left == right, (name, json.dumps(left), json.dumps(right))
        raise AssertionError(f"{name}: the text that Keras writes differs")
    return len(model.layers), ours["total_params"]


def compare(name, path, model):
    """Holds our summary of a file against the model in Keras; gives the summary."""
    import keras

    ours = json.loads(run("summary", path, "--format", "json"))
    functional = model._functional if isinstance(model, keras.Sequential) else model
    theirs = [(layer.name, type(layer).__name__) for layer in functional.operations]
    seen, listed = set(), []
    for layer in ours["layers"]:
        if layer["name"] not in seen:
            seen.add(layer["name"])
            listed.append((layer["name"], layer["class"]))
    assert listed == theirs, (name, [pair for pair in zip(listed, theirs) if pair[0] != pair[1]][:3])
    by_name = {layer["name"]: layer for layer in ours["layers"]}
    uncounted = ours.get("not_counted", [])
    for layer in functional.operations:
        weights = layer.count_params() if isinstance(layer, keras.Layer) else 0
        if layer.name not in uncounted:
            assert by_name[layer.name]["params"] == weights, (name, layer.name, weights)
    for layer, node in nodes_of(functional):
        # Of a layer with several calls, the summary has a line for each.
        if len(layer._inbound_nodes) == 1:
            line = by_name[layer.name]
            recorded = [shape[1:] for shape in line.get("output_shapes", [line["output_shape"]])]
            shapes = [list(tensor.shape[1:]) for tensor in node.output_tensors]
            assert recorded == shapes, (name, layer.name, recorded, shapes)
    if not uncounted:
        count = lambda weights: sum(math.prod(weight.shape) for weight in weights)
        assert ours["total_params"] == model.count_params(), (name, model.count_params())
        assert ours["trainable_params"] == count(model.trainable_weights), name
        macs = total_multiply_accumulates(model)
        # Keras' own shapes inside a nested model with unknown sizes do not tell the work of a call.
        is_open = macs is None and any(isinstance(layer, keras.Model) for layer in model.layers)
        assert is_open or ours["macs"] == macs, (name, ours["macs"], macs)
    return ours


def check_all_applications():
    """Every model of keras.applications: what Keras writes of it comes to the same in our summary, and
    comes back from us byte for byte. Yields a line for each."""
    import keras

    for function in sorted(name for name in dir(keras.applications) if name[0].isupper()):
        keras.backend.clear_session()
        model = getattr(keras.applications, function)(weights=None)
        path = os.path.join(WORK, function + ".json")
        with open(path, "w") as file:
            file.write(model.to_json())
        ours = compare(function, path, model)
        run("export", path, path + ".back.json")
        with open(path) as left, open(path + ".back.json") as right:
            assert left.read() == right.read(), f"{function} does not come back as it was"
        remarks = json.loads(run("check", path, "--format", "json")).get("remarks", [])
        classes = {match[1] for remark in remarks
                   if (match := re.match(r'class "([^"]*)"', remark["message"]))}
        unknown = f", not known: {', '.join(sorted(classes))}" if classes else ""
        yield (f"{len(model.layers):4} layers {ours['total_params']:>12,} parameters  "
               f"keras.applications.{function}{unknown}")


def renumber(config):
    """Numbers the calls of each layer in the order in which a walk from the outputs meets them."""
    layers = {layer["name"]: layer for layer in config["layers"]}
    order = {name: [] for name in layers}

    def tensors(value):
        if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
            yield value["config"]["keras_history"]
        elif isinstance(value, (dict, list)):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from tensors(inner)

    def ends(value):
        if isinstance(value, list) and value and isinstance(value[0], str):
            yield value
        elif isinstance(value, (dict, list)):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from ends(inner)

    def visit(name, call):
        if call in order[name]:
            return
        order[name].append(call)
        if layers[name]["inbound_nodes"]:
            for history in tensors(layers[name]["inbound_nodes"][call]):
                visit(*history[:2])

    # Keras counts a call that a nested Functional model starts out with here.
    first = lambda end: 1 if layers[end[0]]["class_name"] == "Functional" else 0
    outputs = list(ends(config.get("output_layers", [])))
    for end in outputs:
        visit(end[0], end[1] - first(end))
    for end in outputs:
        end[1] = order[end[0]].index(end[1] - first(end)) + first(end)
    for name, layer in layers.items():
        for history in tensors(layer["inbound_nodes"]):
            history[1] = order[history[0]].index(history[1])
        if layer["inbound_nodes"]:
            layer["inbound_nodes"] = [layer["inbound_nodes"][call] for call in order[name]]


def check_code(name, source, path):
    """The Python that we export of `source` builds what Keras loads from `path`."""
    import keras

    keras.backend.clear_session()
    with open(path) as file:
        expected = json.loads(keras.models.model_from_json(file.read()).to_json())
    code = path.removesuffix(".json") + ".py"
    run("export", source, code)
    keras.backend.clear_session()
    module = runpy.run_path(code, run_name="exported")
    built = json.loads(module["build_model"]().to_json())
    if built == expected:
        return
    # The code may call a shared layer in another order, which numbers its calls otherwise.
    for model in built, expected:
        renumber(model["config"])
    ours, theirs = built["config"]["layers"], expected["config"]["layers"]
    assert [layer["name"] for layer in ours] == [layer["name"] for layer in theirs], (
        name, [pair for pair in zip(ours, theirs) if pair[0]["name"] != pair[1]["name"]][:1])
    for left, right in zip(ours, theirs):
        assert left == right, (name, json.dumps(left), json.dumps(right))
    # A file of Keras 2 has a list around a single input or output, which Keras keeps.
    single = lambda value: value[0] if isinstance(value, list) and len(value) == 1 else value
    for left, right in (built, expected), (built["config"], expected["config"]):
        for key in left.keys() | right.keys():
            assert key in ("config", "layers") or single(left.get(key)) == single(right.get(key)), (
                name, key, left.get(key), right.get(key))


def tangle(seed):
    """A model of random wiring: blocks, shortcuts, shared layers, several inputs and outputs."""
    import keras
    from keras import layers

    keras.backend.clear_session()
    chance = random.Random(seed)
    inputs = chance.choice([1, 1, 2])
    maps = [keras.Input((8, 8, 3)) for _ in range(inputs)]
    shared = layers.Conv2D(4, 1, activation="relu")
    for _ in range(chance.randrange(5, 40)):
        x = chance.choice(maps[-3:])
        others = [y for y in chance.sample(maps, min(3, len(maps))) if y is not x]
        kind = chance.randrange(8)
        if kind < 2 or not others:
            x = layers.Conv2D(chance.choice([3, 4, 4, 5]), 3, padding="same", use_bias=False)(x)
            if kind == 0:
                x = layers.BatchNormalization()(x)
                x = layers.Activation("relu")(x)
        elif kind == 2:
            x = layers.Concatenate()([x, *others])
        elif kind == 3:
            y = layers.Conv2D(x.shape[-1], 1, name=f"fit_{len(maps)}")(others[0])
            x = layers.Add()([x, y] if chance.random() < 0.5 else [y, x])
        elif kind == 4 and x.shape[-1] == 4:
            x = shared(x)
        elif kind == 5:
            parts = [layers.Conv2D(chance.choice([2, 3]), n, padding="same")(x) for n in (1, 3, 5)]
            y = layers.Concatenate()(parts)
            if y.shape[-1] != x.shape[-1]:
                x = layers.Conv2D(y.shape[-1], 1)(x)
            x = layers.Add()([x, y])
        elif kind == 6:
            x = layers.MaxPooling2D(3, strides=1, padding="same")(x)
        else:
            x = layers.Multiply()([x, x])
        maps.append(x)
    outputs = [maps[-1], *chance.sample(maps, chance.choice([0, 0, 1, 2]))]
    outputs = list({id(x): x for x in outputs}.values())
    return keras.Model(maps[:inputs], outputs)


def keras_models():
    """Models written by Keras, as files for the explorer to read."""
    fixtures = os.path.join(os.path.dirname(__file__), "..", "Tests/ModelFilesTests/Fixtures/keras")
    paths = {}
    for name in ["every_class", "sequential", "shared_and_nested", "unknown_classes"]:
        paths[f"keras:{name}"] = os.path.join(fixtures, name + ".json")
    layers = [
        {"class_name": "InputLayer", "config": {
            "batch_input_shape": [None, 8, 8, 4], "dtype": "float32", "sparse": False,
            "ragged": False, "name": "input_1"}, "name": "input_1", "inbound_nodes": []},
        {"class_name": "BatchNormalization", "config": {"name": "bn", "trainable": True,
            "dtype": "float32", "axis": [3], "epsilon": 0.001}, "name": "bn",
            "inbound_nodes": [[["input_1", 0, 0, {}]]]},
        {"class_name": "Conv2D", "config": {"name": "conv", "trainable": True, "dtype": "float32",
            "filters": 5, "kernel_size": [3, 3], "padding": "same", "activation": "relu"},
            "name": "conv", "inbound_nodes": [[["bn", 0, 0, {}]]]},
        {"class_name": "Concatenate", "config": {"name": "cat", "trainable": True,
            "dtype": "float32", "axis": -1}, "name": "cat",
            "inbound_nodes": [[["bn", 0, 0, {}], ["conv", 0, 0, {}]]]},
    ]
    paths.update(built_models())
    for seed in range(20):
        paths[f"keras:tangle {seed}"] = os.path.join(WORK, f"tangle{seed}.json")
        with open(paths[f"keras:tangle {seed}"], "w") as file:
            file.write(tangle(seed).to_json())
    paths["keras:keras2"] = os.path.join(WORK, "keras2.json")
    with open(paths["keras:keras2"], "w") as file:
        json.dump({"class_name": "Functional", "config": {"name": "old", "layers": layers,
            "input_layers": [["input_1", 0, 0]], "output_layers": [["cat", 0, 0]]},
            "keras_version": "2.4.0", "backend": "tensorflow"}, file)
    return paths


def built_models():
    """Models that Keras builds here: as users build them, and those of keras.applications."""
    import keras
    from keras import layers

    def backbone():
        x = inputs = keras.Input((32, 32, 3))
        for number in range(1, 4):
            x = layers.Conv2D(8 * number, 3, strides=2, padding="same", name=f"block{number}_conv")(x)
            x = layers.BatchNormalization(name=f"block{number}_bn")(x)
            y = layers.DepthwiseConv2D(3, padding="same")(x)
            x = layers.ReLU(max_value=6)(layers.Add()([x, y]))
        inner = keras.Model(inputs, x, name="backbone")
        outer = keras.Input((32, 32, 3))
        x = layers.GlobalAveragePooling2D()(inner(outer))
        return keras.Model(outer, layers.Dense(10, activation="softmax")(x))

    def augmented():
        return keras.Sequential([
            keras.Input((32, 32, 3)), layers.RandomFlip("horizontal"), layers.RandomRotation(0.1),
            layers.Rescaling([0.1, 0.2, 0.3]), layers.Conv2D(8, 3, activation=layers.LeakyReLU()),
            layers.GroupNormalization(groups=4), layers.Flatten(), layers.Dense(5)])

    def regularized():
        x = keras.Input((8, 8, 4))
        y = layers.Conv2D(4, 3, padding="same", kernel_regularizer="l2", activation="sparse_plus")(x)
        return keras.Model(x, layers.Add()([x, layers.SpatialDropout2D(0.2)(y)]))

    def several_outputs():
        """Nested models with lists and dictionaries of inputs and outputs, an input that nothing
        reads, an operation with several outputs, and models whose outputs are read in part."""
        small, large = keras.Input((4, 4, 3), name="small"), keras.Input((8, 8, 3), name="large")
        a = layers.Conv2D(4, 3, padding="same", name="left")(large)
        b = layers.Conv2D(5, 1, name="right")(small)
        c = layers.MaxPooling2D(name="pooled")(a)
        pyramid = keras.Model({"small": small, "large": large}, {"z": a, "c": c, "b": b}, name="pyramid")

        x = inputs = keras.Input((None, None, 4))
        x = layers.Conv2D(4, 3, padding="same", activation="relu")(x)
        y = layers.BatchNormalization()(x)
        pair = keras.Model(inputs, [y, x, layers.ReLU()(inputs)], name="pair")

        picture, hint = keras.Input((8, 8, 3), name="picture"), keras.Input((4, 4, 3), name="hint")
        unread = keras.Input((7,), name="unread")
        levels = pyramid({"large": picture, "small": hint})
        first, second, other = pair(levels["c"])
        _, third, _ = pair(levels["z"])
        x = layers.Add()([first, second, other])
        halves = keras.ops.split(x, 2, axis=-1)
        x = layers.Concatenate()([levels["b"], halves[1], halves[0]])
        x = layers.GlobalAveragePooling2D()(x)
        return keras.Model(
            [picture, unread, hint],
            {"scores": layers.Dense(3, name="scores")(x), "map": third, "level": levels["b"]},
            name="several_outputs")

    def siamese():
        """Shared layers at different depths, whose order in Keras is not that of execution."""
        left, right = keras.Input((16, 16, 3), name="left"), keras.Input((16, 16, 3), name="right")
        convolve = layers.Conv2D(6, 3, padding="same", name="convolve")
        again = layers.Conv2D(6, 3, padding="same", name="again")
        relu = layers.ReLU(name="relu")
        pool = layers.MaxPooling2D(name="pool")
        a = pool(relu(again(relu(convolve(left)))))
        b = relu(convolve(right))
        b = layers.Dropout(0.1, name="drop")(b)
        b = pool(relu(again(layers.BatchNormalization(name="norm")(b))))
        c = layers.Conv2D(6, 1, strides=2, name="side")(right)
        distance = layers.Subtract(name="distance")([a, b])
        x = layers.Concatenate(name="joined")([c, distance, a])
        x = layers.Dense(4, name="dense")(layers.GlobalAveragePooling2D(name="mean")(x))
        return keras.Model([left, right], [layers.Activation("tanh", name="tanh")(x), relu(c)], name="siamese")

    paths = {}
    for function in [backbone, augmented, regularized, several_outputs, siamese]:
        keras.backend.clear_session()
        paths[f"keras:{function.__name__}"] = os.path.join(WORK, function.__name__ + ".json")
        with open(paths[f"keras:{function.__name__}"], "w") as file:
            file.write(function().to_json())
    return paths


# Built-in models and the functions of keras.applications that they must equal.
APPLICATIONS = {
    "inception-v3": "InceptionV3",
    "inception-resnet-v2": "InceptionResNetV2",
    "xception": "Xception",
}


def check_application(name, function):
    """A built-in model is the very model of keras.applications: Keras writes the same of both."""
    import keras

    keras.backend.clear_session()
    theirs = getattr(keras.applications, function)(weights=None)
    path = os.path.join(WORK, name + ".json")
    with open(path) as file:
        ours = json.load(file)
    assert ours == json.loads(theirs.to_json()), f"{name} differs from keras.applications.{function}"
    keras.backend.clear_session()
    theirs = getattr(keras.applications, function)(weights=None, input_shape=(160, 160, 3), classes=7)
    run("export", name, path + "7.json", "--set", "model.input_size=160", "--set", "model.classes=7")
    with open(path + "7.json") as file:
        ours = json.load(file)
    assert ours == json.loads(theirs.to_json()), f"{name} differs at 160 x 160 with 7 classes"
    return len(theirs.layers), theirs.count_params()


def main():
    start = time.monotonic()
    os.makedirs(WORK, exist_ok=True)
    names = [line.split()[0] for line in run("models").splitlines()[2:]]
    paths = keras_models()
    cases = []
    for name in names:
        paths[name] = os.path.join(WORK, name + ".json")
        run("export", name, paths[name])
        cases.append((name, name, paths[name]))
        cases.append((f"{name} from its file", paths[name], paths[name]))
    for number, (model, script) in enumerate(EDITS, 1):
        output = os.path.join(WORK, f"edit{number}.json")
        script_path = os.path.join(WORK, f"edit{number}.txt")
        with open(script_path, "w") as file:
            file.write(script + "\n")
        source = paths[model] if model.startswith("keras:") else model
        run("edit", source, "--script", script_path, "--output", output)
        cases.append((f"{model}: {'; '.join(script.splitlines())}", output, output))
    for model, path in paths.items():
        # Keras 3 does not load the file of Keras 2 itself.
        if model.startswith("keras:") and model != "keras:keras2":
            cases.append((model, path, path))
    # The process that ends early shows the models that it had done.
    failures = 0
    wanted = os.environ.get("EXPLORER_KERAS_MODELS", "")
    cases = [case for case in cases if wanted in case[0]]
    for name, source, path in cases:
        try:
            layers, parameters = check(name, path)
            check_code(name, source, path)
            print(f"ok    {layers:4} layers {parameters:>12,} parameters  {name}", flush=True)
        except Exception as error:
            failures += 1
            print(f"FAIL  {name}: {type(error).__name__} {str(error)[:2000]}", flush=True)
    for name, function in APPLICATIONS.items():
        try:
            layers, parameters = check_application(name, function)
            print(f"ok    {layers:4} layers {parameters:>12,} parameters  {name} at 160 x 160 with 7 "
                  f"classes and as it is = keras.applications.{function}", flush=True)
        except Exception as error:
            failures += 1
            print(f"FAIL  {name}: {type(error).__name__} {str(error)[:2000]}", flush=True)
    try:
        for line in check_all_applications():
            print(f"ok    {line}", flush=True)
    except Exception as error:
        failures += 1
        print(f"FAIL  keras.applications: {type(error).__name__} {str(error)[:2000]}", flush=True)
    print(f"{len(cases)} models ({len(EDITS)} edited), {failures} failures, "
          f"{time.monotonic() - start:.0f} s")
    sys.exit(1 if failures else 0)


main()
