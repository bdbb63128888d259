"""What all our LightGBM models have in common."""

from __future__ import annotations

from typing import Any

REPEATABLE: dict[str, Any] = {
    "num_threads": 1, "deterministic": True, "force_row_wise": True, "verbose": -1,
}  # fmt: skip
"""The same model from the same data on any machine; jobs use several cores by processes."""
ENERGY: dict[str, Any] = {
    **REPEATABLE,
    "objective": "regression_l1", "num_leaves": 31, "learning_rate": 0.12, "max_bin": 63,
    "min_data_in_leaf": 60, "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1,
    "lambda_l2": 1.0,
}  # fmt: skip
"""A meter's energy by days or months: medians, as single readings are wild."""
