"""From torch to what is shipped: an int8 ONNX encoder and a file of small matrices."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from kg.extract.encoding import FEATURES

if TYPE_CHECKING:
    from torch import Tensor

    from kg.train.network import Encoder, Heads


class _Whole(nn.Module):
    """The encoder on one whole text: nothing is padded."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pieces: Tensor, features: Tensor) -> Tensor:
        out: Tensor = self.encoder(pieces, features, None)
        return out


def export(encoder: Encoder, heads: Heads, folder: Path) -> None:
    """Write ``encoder.onnx`` (weights of 7 bits, so that no processor overflows) and ``heads.npz`` to ``folder``."""
    encoder.eval()
    pieces = torch.ones((1, 20), dtype=torch.long)
    features = torch.zeros((1, 20, len(FEATURES)), dtype=torch.long)
    length = torch.export.Dim("length", min=3, max=encoder.shape.places)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            _Whole(encoder).eval(),
            (pieces, features),
            str(whole),
            input_names=["pieces", "features"],
            output_names=["vectors"],
            dynamic_shapes=({1: length}, {1: length}),
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        quantize_dynamic(
            whole,
            folder / "encoder.onnx",
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            weight_type=QuantType.QInt8,
            reduce_range=True,
            per_channel=True,
        )
    arrays = {name: tensor.detach().float().numpy() for name, tensor in heads.state_dict().items()}
    np.savez_compressed(folder / "heads.npz", **arrays)
