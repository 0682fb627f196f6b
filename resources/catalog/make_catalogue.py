#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns a price table (CSV, columns in README.md) into models.json.

usage: make_catalogue.py PRICES.csv YYYY-MM-DD > models.json
"""
import csv
import json
import sys

RATES = ["input", "cached_input", "cache_write", "output"]
FEATURES = ["vision", "tools", "json_schema", "reasoning"]

# Models of the built-in simulator. Their prices are invented; the vendor's name says so wherever one sees them.
SIMULATED = [
    ("sim-swift", 64000, 4096, ("0.10", "0.01", None, "0.40"), ["json_schema"]),
    ("sim-balanced", 128000, 8192, ("1", "0.1", None, "4"), ["tools", "json_schema"]),
    ("sim-thorough", 256000, 16384, ("5", "0.5", None, "20"), ["tools", "json_schema", "reasoning"]),
]


def rates(values):
    return {name: value for name, value in zip(RATES, values) if value}


def entry(row):
    model = {"vendor": row["provider"], "model": row["model"]}
    for limit in ("context_window", "max_output"):
        if row[limit]:
            model[limit] = int(row[limit])
    model["usd_per_mtok"] = rates(row[f"{name}_usd_per_mtok"] for name in RATES)
    if row["tier_above_tokens"]:
        above = int(row["tier_above_tokens"])
        # xAI's dearer prices hold from the limit on, everybody else's beyond it.
        model["tiers"] = [{
            "above_tokens": above - 1 if row["provider"] == "xai" else above,
            "usd_per_mtok": rates(row[f"tier_{name}"] for name in RATES),
        }]
    model["features"] = [name for name in FEATURES if row[name] == "1"]
    if row["deprecated_on"]:
        model["deprecated_on"] = row["deprecated_on"]
    return model


def simulated(name, window, output, prices, features):
    return {"vendor": "simulated", "model": name, "context_window": window, "max_output": output,
            "usd_per_mtok": rates(prices), "features": features}


def main():
    path, as_of = sys.argv[1:]
    with open(path, newline="", encoding="utf-8") as table:
        models = [entry(row) for row in csv.DictReader(table)]
    models += [simulated(*model) for model in SIMULATED]
    print('{\n"prices_as_of": %s,\n"models": [' % json.dumps(as_of))
    print(",\n".join(json.dumps(model, ensure_ascii=False) for model in models))
    print("]\n}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
