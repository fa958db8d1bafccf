"""BERT for sequence classification in plain PyTorch, as one would write it: the baseline of the benchmarks.

Names, shapes and mathematics of Hugging Face's BertForSequenceClassification. `heads` and `neurons` are lists, one
number a layer, so that a pruned model of ours can be built too.
"""
import json
import math
import struct

import torch
from torch import nn


class Embeddings(nn.Module):
    def __init__(self, vocabulary, hidden, positions, segments, dropout):
        super().__init__()
        self.word_embeddings = nn.Embedding(vocabulary, hidden, padding_idx=0)
        self.position_embeddings = nn.Embedding(positions, hidden)
        self.token_type_embeddings = nn.Embedding(segments, hidden)
        self.LayerNorm = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids, segments):
        positions = torch.arange(ids.shape[1]).unsqueeze(0)
        summed = self.word_embeddings(ids) + self.position_embeddings(positions) + self.token_type_embeddings(segments)
        return self.dropout(self.LayerNorm(summed))


class SelfAttention(nn.Module):
    def __init__(self, hidden, heads, head_size, dropout):
        super().__init__()
        self.heads, self.head_size = heads, head_size
        self.query = nn.Linear(hidden, heads * head_size)
        self.key = nn.Linear(hidden, heads * head_size)
        self.value = nn.Linear(hidden, heads * head_size)
        self.dropout = nn.Dropout(dropout)

    def split(self, x):  # [batch, tokens, heads * size] -> [batch, heads, tokens, size]
        return x.view(x.shape[0], x.shape[1], self.heads, self.head_size).transpose(1, 2)

    def forward(self, x, mask):
        query, key, value = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = query @ key.transpose(-1, -2) / math.sqrt(self.head_size) + mask
        context = self.dropout(scores.softmax(-1)) @ value
        return context.transpose(1, 2).reshape(x.shape[0], x.shape[1], -1)


class Output(nn.Module):
    def __init__(self, inputs, hidden, dropout):
        super().__init__()
        self.dense = nn.Linear(inputs, hidden)
        self.LayerNorm = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, residual):
        return self.LayerNorm(self.dropout(self.dense(x)) + residual)


class Layer(nn.Module):
    def __init__(self, hidden, heads, head_size, neurons, dropout):
        super().__init__()
        self.attention = nn.ModuleDict({"self": SelfAttention(hidden, heads, head_size, dropout), "output": Output(heads * head_size, hidden, dropout)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(hidden, neurons)})
        self.output = Output(neurons, hidden, dropout)

    def forward(self, x, mask):
        x = self.attention["output"](self.attention["self"](x, mask), x)
        return self.output(nn.functional.gelu(self.intermediate["dense"](x)), x)


class Bert(nn.Module):
    def __init__(self, vocabulary, hidden, head_size, heads, neurons, classes, positions=512, segments=2, dropout=0.1):
        super().__init__()
        layers = [Layer(hidden, h, head_size, n, dropout) for h, n in zip(heads, neurons)]
        self.bert = nn.ModuleDict({
            "embeddings": Embeddings(vocabulary, hidden, positions, segments, dropout),
            "encoder": nn.ModuleDict({"layer": nn.ModuleList(layers)}),
            "pooler": nn.ModuleDict({"dense": nn.Linear(hidden, hidden)}),
        })
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(hidden, classes)
        self.apply(self.initialise)

    @staticmethod
    def initialise(module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            module.weight.data.normal_(0.0, 0.02)
        if isinstance(module, nn.Linear):
            module.bias.data.zero_()
        if isinstance(module, nn.Embedding) and module.padding_idx is not None:
            module.weight.data[module.padding_idx].zero_()

    def encode(self, ids, mask, segments):  # each [batch, tokens]; mask is 1 at real tokens
        added = (1.0 - mask[:, None, None, :].to(torch.float32)) * torch.finfo(torch.float32).min
        x = self.bert["embeddings"](ids, segments)
        for layer in self.bert["encoder"]["layer"]:
            x = layer(x, added)
        return x

    def pool(self, x):
        return torch.tanh(self.bert["pooler"]["dense"](x[:, 0]))

    def forward(self, ids, mask, segments):
        return self.classifier(self.dropout(self.pool(self.encode(ids, mask, segments))))


class BertForPreTraining(Bert):
    """Masked words and next sentence. Masked tokens are gathered before the decoder, as a tuned script does."""

    def __init__(self, vocabulary, hidden, *shape):
        super().__init__(vocabulary, hidden, *shape, classes=2)  # the classifier is the next-sentence head
        self.dense, self.norm = nn.Linear(hidden, hidden), nn.LayerNorm(hidden, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(vocabulary))
        self.initialise(self.dense)

    def forward(self, ids, mask, segments, masked):  # masked: [words], into batch x tokens
        x = self.encode(ids, mask, segments)
        words = self.norm(nn.functional.gelu(self.dense(x.reshape(-1, x.shape[2])[masked])))
        return nn.functional.linear(words, self.bert["embeddings"].word_embeddings.weight, self.bias), self.classifier(self.pool(x))


def load(folder):
    """The model of a Hugging Face folder (config.json, model.safetensors), float32."""
    with open(f"{folder}/config.json", encoding="utf-8") as file:
        config = json.load(file)
    layers, heads = config["num_hidden_layers"], config["num_attention_heads"]
    kept_heads = [len(kept) for kept in config.get("kept_heads") or []] or [heads] * layers
    kept_neurons = [len(kept) for kept in config.get("kept_neurons") or []] or [config["intermediate_size"]] * layers
    tensors = {}
    with open(f"{folder}/model.safetensors", "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    for name, entry in header.items():
        if name != "__metadata__":
            assert entry["dtype"] == "F32", f"{name} is {entry['dtype']}, this reader takes F32"
            begin, end = entry["data_offsets"]
            tensors[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32).reshape(entry["shape"])
    model = Bert(config["vocab_size"], config["hidden_size"], config["hidden_size"] // heads, kept_heads, kept_neurons,
                 tensors["classifier.weight"].shape[0], config["max_position_embeddings"], config["type_vocab_size"])
    model.load_state_dict(tensors)
    return model.eval()
