#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns a price table (CSV, columns in README.md) into models.json.

usage: make_catalogue.py PRICES.csv YYYY-MM-DD > models.json
"""
import csv
import json
import sys
from decimal import Decimal

RATES = ["input", "cached_input", "cache_write", "output"]
FEATURES = ["vision", "tools", "json_schema", "reasoning"]

# Models of the built-in simulator. Their prices are invented; the vendor's name says so wherever one sees them.
SIMULATED = [
    ("sim-swift", 64000, 4096, ("0.10", "0.01", None, "0.40"), ["json_schema"]),
    ("sim-balanced", 128000, 8192, ("1", "0.1", None, "4"), ["vision", "tools", "json_schema"]),
    ("sim-thorough", 256000, 16384, ("5", "0.5", None, "20"), ["vision", "tools", "json_schema", "reasoning"]),
]


# Whose batches cost half, and what of the cached input: half as well, or what it costs otherwise.
BATCH_HALVES_ALL = {"openai", "anthropic"}
BATCH_KEEPS_CACHED = {"gemini", "mistral", "groq"}
FLEX_IS_BATCH = {"openai"}


# OpenAI's models that always reason answer 400 to these; the others do while an effort is asked for.
REFUSED_BY_REASONING = ["temperature", "top_p", "stop", "logprobs", "frequency_penalty", "presence_penalty"]
ALWAYS_REASON = {"gpt-5", "gpt-5-mini", "gpt-5-nano", "o3", "o4-mini"}


def rates(values):
    return {name: value for name, value in zip(RATES, values) if value}


def times(price, factor):
    return format((Decimal(price) * Decimal(factor)).normalize(), "f")


def with_hour(vendor, prices):
    """Anthropic's caches of an hour cost twice the input, those of five minutes 1.25 times."""
    if vendor == "anthropic" and "cache_write" in prices:
        prices["cache_write_1h"] = times(prices["input"], "2")
    return prices


def batch_rates(vendor, prices):
    half = {name: times(price, "0.5") for name, price in prices.items()}
    if vendor in BATCH_KEEPS_CACHED and "cached_input" in prices:
        half["cached_input"] = min(prices["cached_input"], half["input"], key=Decimal)
    return half


def services(model):
    """The prices that follow from a vendor's rule, by the name of the service."""
    vendor = model["vendor"]
    if vendor not in BATCH_HALVES_ALL | BATCH_KEEPS_CACHED:
        return {}
    batch = {"usd_per_mtok": batch_rates(vendor, model["usd_per_mtok"])}
    if "tiers" in model:
        batch["tiers"] = [{"above_tokens": tier["above_tokens"],
                           "usd_per_mtok": batch_rates(vendor, tier["usd_per_mtok"])} for tier in model["tiers"]]
    return {"batch": batch, "flex": batch} if vendor in FLEX_IS_BATCH else {"batch": batch}


def refusals(vendor, name, features):
    if vendor != "openai" or "reasoning" not in features:
        return {}
    always = name in ALWAYS_REASON or name.endswith("-pro")
    return {"refuses" if always else "refuses_while_reasoning": REFUSED_BY_REASONING}


def entry(row):
    model = {"vendor": row["provider"], "model": row["model"]}
    for limit in ("context_window", "max_output"):
        if row[limit]:
            model[limit] = int(row[limit])
    vendor = row["provider"]
    model["usd_per_mtok"] = with_hour(vendor, rates(row[f"{name}_usd_per_mtok"] for name in RATES))
    if row["tier_above_tokens"]:
        above = int(row["tier_above_tokens"])
        # xAI's dearer prices hold from the limit on, everybody else's beyond it.
        model["tiers"] = [{
            "above_tokens": above - 1 if vendor == "xai" else above,
            "usd_per_mtok": with_hour(vendor, rates(row[f"tier_{name}"] for name in RATES)),
        }]
    if discounted := services(model):
        model["services"] = discounted
    model["features"] = [name for name in FEATURES if row[name] == "1"]
    model.update(refusals(vendor, model["model"], model["features"]))
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
