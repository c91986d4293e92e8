"""Train the general network.

    python -m sketchpose_engine.pretraining --data DATA --out FILE --minutes M --checkpoint FILE

Stopped and started again with the same checkpoint it goes on where it was.
"""

import argparse
from pathlib import Path

import torch

from ..course import follow
from ..device import choose_device
from ..loss_log import LossLog
from ..weights import save_weights
from .corpus import Corpus
from .lessons import drawing
from .pretrain import Pretraining, PretrainSettings


def main() -> None:
    """Train, or go on training, and write the weights."""
    parser = argparse.ArgumentParser(description="Train the general network.")
    parser.add_argument("--data", type=Path, help="folder of data sets; default: invented images")
    parser.add_argument("--out", type=Path, required=True, help="for the weights")
    parser.add_argument("--minutes", type=float, help="how long to train, all runs together")
    parser.add_argument("--steps", type=int, help="how many steps to train")
    parser.add_argument("--checkpoint", type=Path, help="written on the way, read at the start")
    parser.add_argument("--log", type=Path, help="CSV; default: beside the checkpoint")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.minutes is None and arguments.steps is None:
        parser.error("name --minutes or --steps")
    torch.set_num_threads(arguments.threads)
    seconds = None if arguments.minutes is None else 60 * arguments.minutes
    corpus = Corpus(arguments.data) if arguments.data else None
    training = Pretraining(
        drawing(corpus),
        PretrainSettings(arguments.steps, seconds, arguments.seed),
        choose_device("cpu"),
    )
    checkpoint, log = arguments.checkpoint, arguments.log
    if checkpoint is not None:
        log = log or checkpoint.with_suffix(".csv")
        if checkpoint.exists():
            training.resume(checkpoint)
    for _ in follow(training, checkpoint, LossLog(log, training.step_number) if log else None):
        pass
    training.close()
    trained_on = ["invented images", *(corpus.sets if corpus else ())]
    save_weights(arguments.out, training.model(trained_on), half=True)


if __name__ == "__main__":
    main()
