"""Train the general network.

    python -m pretraining --data DATA --out FILE --minutes M --device cuda

On a graphics card, all steps are computed there, and CPU processes prepare windows. On the CPU,
training that was stopped is resumed if started again with the same checkpoint.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from sketchpose_engine.models.device import choose_device
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.unet import MERGES, UNet, UNetConfig
from sketchpose_engine.models.weights import load_weights, save_weights
from sketchpose_engine.offline.loss_log import LossLog
from sketchpose_engine.offline.resumable_trainer import follow

from .corpus import SHARES, Corpus
from .gpu_training import ResidentSettings, ResidentTraining
from .pretrain import Pretraining, PretrainSettings, general_model, started_from
from .samples import CHANNELS, drawing
from .windows import WindowSource

NEW = UNetConfig.half_resolution(CHANNELS)


def main() -> None:
    """Train, or resume training, and write the weights."""
    parser = argparse.ArgumentParser(description="Train the general network.")
    parser.add_argument("--data", type=Path, help="folder of data sets; default: invented images")
    parser.add_argument("--leave-out", nargs="*", default=[], choices=SHARES, metavar="SET")
    parser.add_argument("--out", type=Path, required=True, help="for the weights")
    parser.add_argument("--minutes", type=float, help="how long to train, all runs together")
    parser.add_argument("--steps", type=int, help="how many steps to train")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch", type=int, default=96, help="crops a step, on the card")
    parser.add_argument("--crops-an-image", type=int, default=1, help="normalised together")
    parser.add_argument("--init", type=Path, help="weights to go on from")
    parser.add_argument("--widths", type=int, nargs="*", default=NEW.widths)
    parser.add_argument("--patch-px", type=int, default=NEW.patch_px)
    parser.add_argument("--merge", choices=MERGES, default=NEW.merge)
    parser.add_argument("--rates", type=float, default=1.0, help="part of the usual ones")
    parser.add_argument("--level", type=float, help="part of the budget at the full rates")
    parser.add_argument("--eager", action="store_true", help="do not record steps as a CUDA graph")
    parser.add_argument("--processes", type=int, default=0, help="that prepare windows for it")
    parser.add_argument("--checkpoint", type=Path, help="written on the way, read at the start")
    parser.add_argument("--log", type=Path, help="CSV; default: beside the checkpoint")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.minutes is None and arguments.steps is None:
        parser.error("name --minutes or --steps")
    torch.set_num_threads(arguments.threads)
    corpus = Corpus(arguments.data, arguments.leave_out) if arguments.data else None
    trained_on = ["invented images", *(corpus.sets if corpus else ())]
    train = on_processor if arguments.processes == 0 else on_card
    save_weights(arguments.out, train(arguments, corpus, trained_on), half=True)


def on_processor(
    arguments: argparse.Namespace, corpus: Corpus | None, trained_on: list[str]
) -> Model:
    """Train on crops sampled at each step."""
    usual = PretrainSettings()
    settings = PretrainSettings(
        arguments.steps,
        seconds_of(arguments),
        arguments.seed,
        hidden_rate=arguments.rates * usual.hidden_rate,
        rate=arguments.rates * usual.rate,
        level_part=usual.level_part if arguments.level is None else arguments.level,
    )
    start = load_weights(arguments.init) if arguments.init else None
    training = Pretraining(
        drawing(corpus), settings, choose_device("cpu"), shape_of(arguments), start
    )
    checkpoint, log = arguments.checkpoint, arguments.log
    if checkpoint is not None:
        log = log or checkpoint.with_suffix(".csv")
        if checkpoint.exists():
            training.resume(checkpoint)
    for _ in follow(training, checkpoint, LossLog(log, training.step_number) if log else None):
        pass
    training.close()
    return training.model(trained_on)


def on_card(arguments: argparse.Namespace, corpus: Corpus | None, trained_on: list[str]) -> Model:
    """Train on windows that are stored in the memory of the graphics card."""
    usual = ResidentSettings()
    settings = ResidentSettings(
        seconds_of(arguments),
        arguments.steps,
        arguments.seed,
        batch=arguments.batch,
        hidden_rate=arguments.rates * usual.hidden_rate,
        rate=arguments.rates * usual.rate,
        level_part=usual.level_part if arguments.level is None else arguments.level,
        crops_an_image=arguments.crops_an_image,
        recorded=arguments.device == "cuda" and not arguments.eager,
    )
    # Processes are forked before CUDA is initialised.
    source = WindowSource(drawing(corpus), arguments.seed, arguments.processes)
    try:
        torch.manual_seed(arguments.seed)
        start = load_weights(arguments.init) if arguments.init else None
        network = start.network if start else UNet(shape_of(arguments))
        training = ResidentTraining(network, choose_device(arguments.device), settings)
        for report in training.run(source):
            sys.stderr.write(f"{report}\n")
    finally:
        source.close()
    facts: Mapping[str, Any] = {
        "trained_on": trained_on,
        **started_from(start),
        "steps": training.step_number,
        "batch": settings.batch,
        "windows": training.pool.added,
        "training_seconds": round(training.seconds),
        "date": time.strftime("%Y-%m-%d"),
    }
    return general_model(training.ema, facts)


def shape_of(arguments: argparse.Namespace) -> UNetConfig:
    """Return the configuration of a network with random weights."""
    return UNetConfig(
        CHANNELS,
        tuple(arguments.widths),
        patch_px=arguments.patch_px,
        merge=arguments.merge,
    )


def seconds_of(arguments: argparse.Namespace) -> float | None:
    """Return the budget of time."""
    return None if arguments.minutes is None else 60 * arguments.minutes


if __name__ == "__main__":
    main()
