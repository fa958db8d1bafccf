"""Writes a Hugging Face folder's classifier as an ONNX graph (opset 14, batch and length free): export.py FOLDER FILE.onnx"""
import json
import sys

import torch

from bert import load

folder, path = sys.argv[1:]
ids = torch.ones(2, 8, dtype=torch.long)
axes = {name: {0: "batch", 1: "tokens"} for name in ("input_ids", "attention_mask", "token_type_ids")}
torch.onnx.export(load(folder), (ids, ids, torch.zeros_like(ids)), path, opset_version=14, input_names=list(axes), output_names=["logits"],
                  dynamic_axes={**axes, "logits": {0: "batch"}})
print(json.dumps({"graph": path}))
