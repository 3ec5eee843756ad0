"""Owns the way back from weights that ship to a network that can learn on: 8-bit numbers as floating ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from training.network import Model

PARTS = ("_quantized", "_scale", "_zero_point")


def restart(model: Model, folder: Path) -> None:
    """Set the model's weights to those in `folder`. ValueError names a weight of the encoder that is missing there."""
    found = {f"encoder.{name}": tensor for name, tensor in read_encoder(folder / "encoder.onnx").items()}
    saved = np.load(folder / "heads.npz")
    found |= {"project.weight": _tensor(saved["project.w"].T), "project.bias": _tensor(saved["project.b"])}
    for name, head in model.heads.items():
        at = [number for number, layer in enumerate(head) if isinstance(layer, nn.Linear)]
        for k, number in enumerate(at, 1):
            found[f"heads.{name}.{number}.weight"] = _tensor(saved[f"{name}.w{k}"].T)
            found[f"heads.{name}.{number}.bias"] = _tensor(saved[f"{name}.b{k}"])
    missing = set(dict(model.named_parameters())) - set(found)
    if missing:
        raise ValueError(f"{folder} has no weights for {sorted(missing)}: train without --start")
    model.load_state_dict(found, strict=False)


def read_encoder(path: Path) -> dict[str, Tensor]:
    """Weights of the transformer by their names in it."""
    graph = onnx.load(str(path)).graph
    values = {value.name: numpy_helper.to_array(value) for value in graph.initializer}

    def whole(name: str) -> np.ndarray:
        stem = name.removesuffix("_quantized")
        numbers, scale, zero = (values[f"{stem}_{part}"] for part in ("quantized", "scale", "zero_point"))
        return (numbers.astype(np.float32) - zero) * scale

    found: dict[str, np.ndarray] = {}
    for name, value in values.items():
        if name.startswith("encoder.") and not name.endswith(PARTS):
            found[name] = value
        elif name.startswith("encoder.") and name.endswith("_quantized"):
            found[name.removesuffix("_quantized")] = whole(name)
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            layer = node.name.removesuffix("/MatMul_quant").strip("/").replace("/", ".")
            found[f"{layer}.weight"] = whole(node.input[1]).T
    return {name.removeprefix("encoder."): _tensor(value) for name, value in found.items()}


def _tensor(value: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(value, dtype=np.float32))
