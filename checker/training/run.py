"""`checker train`: from labelled pairs and worlds to the three shipped models, in one resumable command.

Stages, each kept in the work folder and skipped when it is there: a small scout on the pairs; the embedder;
negatives, the hardest chosen by the scout; the judge (public data first, then pairs, worlds and excerpts);
negatives again, the hardest chosen by that judge, and a second pass of the judge that meets them and learns
with rounded weights; export, calibration, weights, measurement and cards.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from checker.errors import InputError
from checker.training import bi_encoder, cross_encoder, data, examples, fit, hard, publish, quantised
from checker.training.excerpts import Excerpt, read_excerpts
from checker.training.mining import World, read_world


@dataclass(frozen=True)
class TrainOptions:
    """What to train from and how.

    Attributes:
        corpus: folder with ``pairs/``, ``worlds/``, ``excerpts/`` and ``turns/``.
        judge_base: folder (or Hugging Face name) of all-mpnet-base-v2.
        small_base: the same of all-MiniLM-L6-v2, from which embedder and scout are made.
        public: folder of public inference data, or None for no warm-up.
        work: folder of checkpoints; a second run goes on where the first stopped.
        output: folder that gets ``judge/`` and ``embedder/``.
        version: version written into the cards.
        seed: of everything that is drawn.
        threads: CPU threads; 0 leaves torch's choice.
    """

    corpus: Path
    judge_base: str
    small_base: str
    public: Path | None
    work: Path
    output: Path
    version: str = "1.0.0"
    seed: int = 7
    threads: int = 0


@dataclass(frozen=True)
class Recipe:
    """Numbers of the training that were chosen by measurement on development data; the cards print them."""

    warm_up_scale: float = 0.2
    warm_up_rate: float = 3e-5
    judge_rate: float = 3.5e-5
    judge_frozen_layers: int = 0
    judge_repeats: int = 1
    judge_rounded_from: float = 0.5
    hard_negatives: int = 2200
    other_negatives: int = 1400
    scout_rate: float = 8e-5
    scout_epochs: float = 4.0
    embedder_epochs: int = 1
    embedder_negatives: int = 12
    smoothing: float = 0.03


@dataclass(frozen=True)
class Training:
    """What all stages share."""

    options: TrainOptions
    recipe: Recipe
    split: data.Split
    worlds: tuple[World, ...]
    excerpts: tuple[Excerpt, ...]
    log: Callable[[str], None]

    def path(self, name: str) -> Path:
        """A file of the work folder."""
        return self.options.work / name


def train(options: TrainOptions, recipe: Recipe | None = None, log: Callable[[str], None] = print) -> None:
    """Runs every stage that is not done yet and writes the models to ``options.output``.

    Raises:
        InputError: there are no pairs, or a base model is not found.
    """
    recipe = recipe or Recipe()
    if options.threads:
        torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    pairs = sorted((options.corpus / "pairs").glob("*.jsonl"))
    if not pairs:
        raise InputError(
            f"{options.corpus / 'pairs'} holds no pairs", "Name a corpus folder with pairs/*.jsonl."
        )
    kept_out = (*data.HELD_OUT_WORLDS, *data.DEVELOPMENT_WORLDS)
    folders = sorted(p.parent for p in (options.corpus / "worlds").glob("*/gold.yaml"))
    worlds = tuple(read_world(folder) for folder in folders if folder.name not in kept_out)
    split = data.split_pairs(pairs)
    apart = {example.group for example in (*split.held_out, *split.development)}
    told = tuple(e for e in read_excerpts(options.corpus / "excerpts")[0] if e.product not in apart)
    run = Training(options, recipe, split, worlds, told, log)
    scout = _scout(run)
    embedder = _embedder(run)
    negatives = examples.negatives(worlds, told, embedder, scout, options.seed, run.path("negatives.json"))
    known = examples.labelled(split.train, worlds, told, options.seed)
    judge = _judge(run, known, negatives)
    mistaken = _hard(run, embedder, scout, judge)
    judge = _judge_again(run, judge, known, mistaken)
    settings = {**asdict(recipe), "seed": options.seed, "torch": torch.__version__}
    publish.publish(options, settings, split, judge, embedder, log)


def base_folder(name: str) -> Path:
    """The folder of a base model: a local one, or a name of the Hugging Face hub, downloaded.

    Raises:
        InputError: it is neither.
    """
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        return Path(snapshot_download(name, allow_patterns=["*.json", "*.safetensors", "vocab.txt"]))
    except (OSError, HfHubHTTPError, HFValidationError) as error:
        raise InputError(
            f"The base model {name} is neither a folder nor to be downloaded ({error})"
        ) from error


def _scout(run: Training) -> examples.Net:
    """A small cross-encoder on the pairs alone; it finds hard negatives."""
    base = base_folder(run.options.small_base)
    net = examples.Net.of(cross_encoder.build(base, run.options.seed), base)
    options = fit.FitOptions(
        run.recipe.scout_epochs, run.recipe.scout_rate, batch_tokens=1536, average_from=0.8,
        smoothing=run.recipe.smoothing, seed=run.options.seed,
    )  # fmt: skip
    return _trained(run, "scout", net, run.split.train, options)


def _judge(run: Training, known: list[data.Example], negatives: list[data.Example]) -> examples.Net:
    recipe, seed = run.recipe, run.options.seed
    base = base_folder(run.options.judge_base)
    net = examples.Net.of(cross_encoder.build(base, seed), base)
    cross_encoder.freeze_layers(net.model, recipe.judge_frozen_layers)
    if run.options.public is not None:
        public = data.read_warm_up(run.options.public, seed, recipe.warm_up_scale)
        options = fit.FitOptions(1.0, recipe.warm_up_rate, final_share=0.4, layer_decay=0.95, seed=seed)
        net = _trained(run, "warm", net, public, options)
    options = fit.FitOptions(
        1.0, recipe.judge_rate, warm_up=0.05, final_share=0.03, average_from=0.7, layer_decay=0.95,
        smoothing=recipe.smoothing, seed=seed,
    )  # fmt: skip
    return _trained(run, "judge-first", net, known + negatives, options)


def _hard(
    run: Training, embedder: examples.Finder, scout: examples.Net, judge: examples.Net
) -> list[data.Example]:
    """What the judge of the first pass takes for a clash in worlds and excerpts, where there is none."""
    path = run.path("hard.json")
    if not path.exists():
        found = hard.candidates(run.worlds, run.excerpts, embedder.rank, run.options.seed)
        chosen = hard.hardest(
            found, scout.scores, judge.scores, hard=run.recipe.hard_negatives,
            others=run.recipe.other_negatives, seed=run.options.seed,
        )  # fmt: skip
        examples.write(path, chosen)
    return examples.read(path)


def _judge_again(
    run: Training, net: examples.Net, known: list[data.Example], negatives: list[data.Example]
) -> examples.Net:
    """The second pass: with the hard negatives, and from half of it on with weights rounded as shipped."""
    recipe = run.recipe
    quantised.round_token_vectors(net.model.encoder.embeddings.word_embeddings)
    options = fit.FitOptions(
        1.0, recipe.judge_rate, warm_up=0.05, final_share=0.02, average_from=0.75, layer_decay=0.95,
        smoothing=recipe.smoothing, seed=run.options.seed + 1, rounded_from=recipe.judge_rounded_from,
        round_block=publish.JUDGE_PRECISION.block,
    )  # fmt: skip
    return _trained(run, "judge", net, known * recipe.judge_repeats + negatives, options)


def _embedder(run: Training) -> examples.Finder:
    base = base_folder(run.options.small_base)
    finder = examples.Finder.of(bi_encoder.build(base), base)
    path = run.path("embedder.pt")
    if path.exists():
        finder.model.load_state_dict(torch.load(path, weights_only=True))
        return finder
    turns = run.options.corpus / "turns" / "t01.jsonl"
    rows = (
        [json.loads(line) for line in turns.read_text(encoding="utf-8").splitlines()]
        if turns.exists()
        else []
    )
    queries = [
        *bi_encoder.queries_of_pairs(run.split.train),
        *(query for world in run.worlds for query in bi_encoder.queries_of_world(world, run.options.seed)),
        *(query for excerpt in run.excerpts for query in bi_encoder.queries_of_excerpt(excerpt)),
        *bi_encoder.queries_of_needs(rows),
    ]
    # The base model's nearest: among all others a claim would learn little from its two a step.
    queries = bi_encoder.hardened(
        queries, lambda texts: finder.vectors(texts).numpy(), run.recipe.embedder_negatives
    )
    options = bi_encoder.TuneOptions(
        run.recipe.embedder_epochs, seed=run.options.seed, round_block=publish.EMBEDDER_PRECISION.block
    )
    bi_encoder.tune(finder.model, finder.tokenizer, finder.pad, queries, options, run.log)
    _keep(finder.model, path)
    return finder


def _trained(
    run: Training, name: str, net: examples.Net, told: tuple[data.Example, ...] | list[data.Example],
    options: fit.FitOptions,
) -> examples.Net:  # fmt: skip
    """``net`` trained on ``told``, or read from the work folder if that stage is done."""
    path = run.path(f"{name}.pt")
    if not path.exists():
        run.log(f"{name}: {len(told)} pairs")
        device = "cuda" if torch.cuda.is_available() else "cpu"
        net.model.to(device)
        rows = cross_encoder.encode(net.tokenizer, [example.pair for example in told])
        targets = torch.tensor([example.target for example in told])
        checkpoint = run.path(f"{name}.part")
        fit.fit(
            net.model, rows, targets, net.pad, options, checkpoint, lambda line: run.log(f"{name}: {line}")
        )
        _keep(net.model, path)
        checkpoint.unlink(missing_ok=True)
    net.model.load_state_dict(torch.load(path, weights_only=True))
    return net


def _keep(model: Any, path: Path) -> None:
    torch.save(model.state_dict(), path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)
