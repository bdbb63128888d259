"""Lines customers say, read from Rasa's training format."""

from __future__ import annotations

from pathlib import Path

from bot.storage.sayings import load_foreign, load_sayings

TRAINING = """
version: "3.1"
nlu:
  - intent: query_bill
    examples: |
      - 查[5月](time)电费
      - [这个月]{"entity": "time"}多少钱
      - 查[5月](time)电费
  - synonym: 电表
    examples: |
      - 电度表
"""


def test_lines_come_without_marks_and_once(tmp_path: Path) -> None:
    """Only intents, entity marks taken off."""
    (tmp_path / "billing.yml").write_text(TRAINING, encoding="utf-8")

    assert load_sayings([tmp_path / "billing.yml"]) == {"query_bill": ("查5月电费", "这个月多少钱")}


def test_foreign_lines_come_from_both_places_where_they_are(tmp_path: Path) -> None:
    """A machine without the brain's training lines has those of `knowledge/`."""
    assert load_foreign(tmp_path) == ()
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "not_ours.yml").write_text("questions:\n  - 水费\n", "utf-8")
    assert load_foreign(tmp_path) == ("水费",)
    (tmp_path / "nlu_data").mkdir()
    lines = TRAINING.replace("query_bill", "out_of_scope")
    (tmp_path / "nlu_data" / "out_of_scope.yml").write_text(lines, "utf-8")

    assert load_foreign(tmp_path) == ("水费", "查5月电费", "这个月多少钱")
