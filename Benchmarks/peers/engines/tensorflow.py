"""TensorFlow: the frozen graph as one function, with oneDNN as it comes."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import tensorflow as tf


class Engine:
    def __init__(self, stem, threads):
        self.version = tf.__version__
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        definition = tf.compat.v1.GraphDef()
        with open(stem + ".pb", "rb") as file:
            definition.ParseFromString(file.read())
        names = [node.name for node in definition.node]
        wrapped = tf.compat.v1.wrap_function(
            lambda: tf.compat.v1.import_graph_def(definition, name=""), [])
        outputs = sorted(name for name in names if name.startswith("Identity"))
        self.function = wrapped.prune("input:0", [name + ":0" for name in outputs])

    def give(self, image):
        self.image = tf.constant(image)

    def run(self):
        self.results = self.function(self.image)

    def outputs(self):
        return [result.numpy() for result in self.results]
