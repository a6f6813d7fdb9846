"""How does Splink look for doubles, by its own comparisons, on the fields that ours gets?

As written: small letters, no spaces around, nothing else. Cleaned: with what our engine makes of each field before it
compares (legal forms cut off, abbreviations written out, house numbers apart), then Splink's comparisons as before.
"""

from __future__ import annotations

import warnings
from typing import Any

from grappe.engines.linkage import columns, company_name

Record = dict[str, str]
Pair = tuple[int, int]


def load() -> None:
    """Import what is measured, before it is measured."""
    import pandas  # noqa: F401
    import splink.backends.duckdb
    import splink.comparison_library  # noqa: F401


def cleaned(kind: str, record: Record) -> Record:
    """Return a record as our engine sees it; a name's legal form and a street's number get columns of their own."""
    texts = {name: columns.clean_text(value) for name, value in record.items()}
    texts["postcode"] = columns.clean_postcode(record["postcode"])
    if kind == "citizen":
        texts |= {
            name: " ".join(sorted(texts[name].split())) for name in ("given_name", "surname", "address_2")
        }
        texts["date_of_birth"] = columns.clean_date(record["date_of_birth"])
        texts["soc_sec_id"] = columns.clean_number(record["soc_sec_id"])
        texts["street_number"] = columns.house_number(record["street_number"])
        return texts | {"address_1": columns.clean_street(record["address_1"])}
    name, street = company_name(record["name"]), record["street"]
    texts |= {
        "name": " ".join(name.words),
        "form": name.form,
        "founded": columns.clean_date(record["founded"]),
    }
    texts |= {"street": columns.clean_street(street), "house": columns.house_number(street)}
    return texts | {"website": columns.clean_domain(record["website"])}


def linked(
    clean: bool, kind: str, records: list[Record], against: list[Record] | None = None
) -> dict[Pair, float]:
    """Return the pairs that Splink finds, with their probability; it learns from the records alone."""
    import pandas as pd
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI

    warnings.filterwarnings("ignore")
    tables, api, offset = [], DuckDBAPI(), 0
    for number, some in enumerate([records, against] if against is not None else [records]):
        frame = pd.DataFrame([cleaned(kind, each) for each in some] if clean else some).astype("string")
        frame = frame.apply(lambda texts: texts.str.lower().str.strip()).replace("", None)
        frame["unique_id"] = range(offset, offset + len(some))
        offset += len(some)
        tables.append(api.register(frame, dataset_display_name=f"side{number}"))
    compared, blocks, training, sure = (_citizen if kind == "citizen" else _company)(clean)
    settings = SettingsCreator(
        link_type="link_only" if against is not None else "dedupe_only", comparisons=compared,
        blocking_rules_to_generate_predictions=blocks, retain_matching_columns=False,
    )  # fmt: skip
    linker = Linker(tables if against is not None else tables[0], settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    frame = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    pairs = zip(frame["unique_id_l"], frame["unique_id_r"], frame["match_probability"], strict=True)
    return {(min(a, b), max(a, b)): float(p) for a, b, p in pairs}


Settings = tuple[list[Any], list[Any], list[Any], list[Any]]  # compared, blocks, trained on, surely one


def _citizen(_clean: bool) -> Settings:
    import splink.comparison_library as cl
    from splink import block_on

    compared = [
        cl.NameComparison("given_name"), cl.NameComparison("surname"),
        cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]), cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address_1", [0.92, 0.8]), cl.JaroWinklerAtThresholds("address_2", [0.92, 0.8]),
        cl.JaroWinklerAtThresholds("suburb", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]), cl.ExactMatch("state"),
    ]  # fmt: skip
    blocks = [block_on("soc_sec_id"), block_on("given_name", "surname"), block_on("surname", "postcode"),
              block_on("date_of_birth"), block_on("given_name", "postcode"), block_on("address_1", "street_number")]  # fmt: skip
    training = [block_on("given_name", "surname"), block_on("date_of_birth")]
    return (
        compared,
        blocks,
        training,
        [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
    )


def _company(clean: bool) -> Settings:
    import splink.comparison_library as cl
    from splink import block_on

    compared = [
        cl.JaroWinklerAtThresholds("name", [0.92, 0.88, 0.7]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("street", [1, 3]), cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True), cl.LevenshteinAtThresholds("website", 2),
        cl.ExactMatch("country"), cl.ExactMatch("founded"),
    ]  # fmt: skip
    if clean:
        compared += [cl.ExactMatch("form"), cl.ExactMatch("house")]
    door = ("street", "house", "postcode") if clean else ("street", "postcode")
    blocks = [block_on("name"), block_on("website"), block_on("substr(name, 1, 5)", "country"), block_on(*door),
              block_on("founded", "country"), block_on("substr(name, 1, 4)", "postcode")]  # fmt: skip
    training = [block_on("name"), block_on("website"), block_on("founded")]
    return compared, blocks, training, [block_on("name", "postcode"), block_on("website", "founded")]
