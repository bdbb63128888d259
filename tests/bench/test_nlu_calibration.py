"""The reliability table and its picture."""

from __future__ import annotations

from xml.etree import ElementTree

from bench.nlu_calibration import expected_error, picture, reliability

OUTCOMES = [(0.95, True), (0.95, True), (0.85, True), (0.85, False), (1.0, False)]


def test_tenths_hold_their_own() -> None:
    """0.85 twice, one right; 0.95 twice and a sure 1.0, two of three right."""
    low, high = reliability(OUTCOMES)

    assert (low.count, low.confidence, low.accuracy) == (2, 0.85, 0.5)
    assert (high.count, high.confidence, high.accuracy) == (3, 0.9667, 0.6667)


def test_the_expected_error_weighs_by_count() -> None:
    """(2 * 0.35 + 3 * 0.3) / 5 = 0.32."""
    assert expected_error(reliability(OUTCOMES)) == 32.0


def test_honest_confidences_have_no_error() -> None:
    """Sure and right."""
    assert expected_error(reliability([(1.0, True)] * 4)) == 0.0


def test_the_picture_is_an_svg_with_a_curve_each() -> None:
    """Two pipelines, two lines, a dot for every tenth."""
    bins = reliability(OUTCOMES)
    root = ElementTree.fromstring(picture({"ours": bins, "stock": bins[:1]}))
    tags = [child.tag.split("}")[1] for child in root]

    assert tags.count("polyline") == 2
    assert tags.count("circle") == 3
