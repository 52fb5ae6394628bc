"""`checker eval …`: measures the judge, the retriever and the whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from checker.cli import options, progress
from checker.errors import InputError

app = typer.Typer(help="Measure the judge, the retriever and the whole.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("pairs")
def pairs(
    files: Annotated[list[Path], typer.Argument(help="Labelled pairs, JSON lines (corpus/pairs).")],
    judge: Annotated[
        str, typer.Option("--judge", help="embedded, llm or cosine.", metavar="NAME")
    ] = "embedded",
    as_json: Json = False,
    config: options.Config = None,
) -> None:
    """Score a judge alone on labelled pairs: by label, by trap, calibration and speed."""
    from checker.evaluate.pairs import Scorer, evaluate, read_labelled

    labelled = read_labelled(files)
    scorer: Scorer
    if judge == "embedded":
        from checker.judge.embedded import EmbeddedJudge

        scorer = EmbeddedJudge().probabilities
    elif judge == "cosine":
        from checker.evaluate.rivals import cosine_rival
        from checker.store.local_embedder import LocalEmbedder

        scorer = cosine_rival(labelled, LocalEmbedder().embed)
    elif judge == "llm":
        from checker.evaluate.judges import scorer_of
        from checker.pipeline.opening import judge_of

        scorer = scorer_of(judge_of(options.settings_of(config, judge="llm")))
    else:
        raise InputError(f"--judge {judge}: unknown judge", "Take embedded, llm or cosine.")
    _print(evaluate(labelled, scorer).to_json(), as_json)


@app.command("retrieval")
def retrieval(
    worlds: Annotated[list[Path], typer.Argument(help="Worlds (corpus/worlds/*).")], as_json: Json = False
) -> None:
    """Recall of gold evidence among the first 10, 30, 60 and 100 candidates."""
    from checker.evaluate.world_retrieval import CUTS, world_recall

    found = world_recall(worlds)
    total = sum(r.evidence for r in found)
    rows: dict[str, Any] = {
        r.world: {"evidence": r.evidence, **{str(c): round(r.at[c], 3) for c in CUTS}} for r in found
    }
    mean = {str(c): round(sum(r.at[c] * r.evidence for r in found) / max(1, total), 3) for c in CUTS}
    _print(rows | {"all": {"evidence": total, **mean}}, as_json)


@app.command("excerpts")
def excerpts(
    paths: Annotated[list[Path], typer.Argument(help="Excerpts of calls (corpus/excerpts), or folders.")],
    judge: Annotated[str, typer.Option("--judge", help="embedded or llm.", metavar="NAME")] = "embedded",
    as_json: Json = False,
    config: options.Config = None,
) -> None:
    """What is flagged at the base rate of real calls: after retrieval, at the judge's own thresholds."""
    from checker.evaluate.excerpts import evaluate, read
    from checker.pipeline.opening import judge_of
    from checker.store.local_embedder import LocalEmbedder

    chosen = judge_of(options.settings_of(config, judge=judge))
    local = LocalEmbedder()
    _print(evaluate(read(paths), chosen, local.embed, f"{local.name} {local.version}"), as_json)


@app.command("needs")
def needs(
    files: Annotated[list[Path], typer.Argument(help="Labelled turns, JSON lines (corpus/turns).")],
    as_json: Json = False,
) -> None:
    """Score the kinds of statements and the grouping of needs (pairwise) on labelled turns of buyers."""
    from checker.evaluate.needs import evaluate, read_turns
    from checker.needs.kinds import KindModel
    from checker.needs.recipe import Recipe
    from checker.store.embedding import embed_unique
    from checker.store.local_embedder import LocalEmbedder

    embedder, model = LocalEmbedder(), KindModel.load()
    model.check(f"{embedder.name} {embedder.version}")
    report = evaluate(
        read_turns(files), lambda texts: embed_unique(embedder, list(texts)), model, Recipe.load()
    )
    _print(report.to_json(), as_json)


@app.command("worlds")
def worlds(
    folders: Annotated[list[Path], typer.Argument(help="Worlds (corpus/worlds/*).")],
    as_json: Json = False,
    variants: Annotated[
        bool,
        typer.Option("--variants", help="Also without their clashes, with half of the calls, and mixed."),
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Review whole companies and score the findings against what a perfect reader reports."""
    from checker.evaluate.worlds import evaluate_variants, evaluate_worlds

    with progress.reporter(quiet) as report:
        if variants:
            found = evaluate_variants(folders, progress=report)
        else:
            found = evaluate_worlds(folders, progress=report).to_json()
    _print(found, as_json)


@app.command("speed")
def speed(
    calls: Annotated[int, typer.Option("--calls", help="Calls to make.", min=2)] = 100,
    assets: Annotated[int, typer.Option("--assets", help="Assets to make, of 8 claims each.", min=1)] = 5,
    seed: Annotated[int, typer.Option("--seed", help="Equal seeds make equal calls.")] = 7,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Work in this folder and leave it.", metavar="DIR")
    ] = None,
    as_json: Json = False,
) -> None:
    """Time indexing and reviewing on calls mixed from the corpus, beside the bare engines."""
    from checker.evaluate.speed import measure

    _print(measure(calls, assets, seed, keep=keep).to_json(), as_json)


def _print(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report, indent=1))
        return
    for key, value in report.items():
        if isinstance(value, dict):
            typer.echo(f"{key}:")
            for name, inner in value.items():
                typer.echo(f"  {name:<22} {_flat(inner)}")
        else:
            typer.echo(f"{key}: {value}")


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{k} {v}" for k, v in value.items())
    return str(value)
