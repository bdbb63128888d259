"""Insight from one meter: advice in yuan, forecasts, abnormal use."""
