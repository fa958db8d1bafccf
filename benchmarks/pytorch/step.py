"""Times training steps of plain PyTorch on the batches of a file, and prints one JSON line.

The file is what EarlyBert.Benchmarks wrote (TrainingBatches.cs): little-endian int32: number of batches, then for each batch
rows, columns, rows x columns token ids (0 behind the end of a row), rows lengths, rows labels.
"""
import argparse
import json
import time

import numpy
import torch

from bert import Bert, BertForPreTraining


def read(path):
    numbers = numpy.fromfile(path, dtype="<i4").astype(numpy.int64)
    batches, at = [], 1
    for _ in range(numbers[0]):
        rows, columns = numbers[at:at + 2]
        at += 2
        ids = torch.from_numpy(numbers[at:at + rows * columns].reshape(rows, columns).copy())
        at += rows * columns
        lengths = torch.from_numpy(numbers[at:at + rows].copy())
        labels = torch.from_numpy(numbers[at + rows:at + 2 * rows].copy())
        at += 2 * rows
        batches.append((ids, lengths, labels))
    return batches


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batches", required=True)
    parser.add_argument("--layers", type=int, required=True)
    parser.add_argument("--hidden", type=int, required=True)
    parser.add_argument("--vocabulary", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--warmup", type=int, required=True)
    parser.add_argument("--threads", type=int, help="as torch.set_num_threads; left out: as PyTorch chooses")
    parser.add_argument("--pretraining", action="store_true", help="predict every seventh token and the label as next sentence, instead of the label alone")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)

    torch.manual_seed(42)
    batches = read(arguments.batches)
    hidden, layers = arguments.hidden, arguments.layers
    shape = (64, [hidden // 64] * layers, [4 * hidden] * layers)
    model = (BertForPreTraining(arguments.vocabulary, hidden, *shape) if arguments.pretraining else Bert(arguments.vocabulary, hidden, *shape, classes=2)).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.0)
    total = arguments.warmup + arguments.steps
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / total)

    times, tokens, loss = [], 0, None
    for step in range(total):
        ids, lengths, labels = batches[step % len(batches)]
        start = time.perf_counter()
        mask = (torch.arange(ids.shape[1])[None, :] < lengths[:, None]).long()
        if arguments.pretraining:
            masked = torch.arange(ids.numel()).view_as(ids)[:, 3::7].reshape(-1)
            words, following = model(ids, mask, torch.zeros_like(ids), masked)
            loss = torch.nn.functional.cross_entropy(words, ids.view(-1)[masked]) + torch.nn.functional.cross_entropy(following, labels)
        else:
            loss = torch.nn.functional.cross_entropy(model(ids, mask, torch.zeros_like(ids)), labels)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step >= arguments.warmup:
            times.append(time.perf_counter() - start)
            tokens += int(lengths.sum())
    print(json.dumps({"seconds": times, "tokens": tokens, "loss": loss.item(), "threads": torch.get_num_threads(), "version": torch.__version__}))


main()
