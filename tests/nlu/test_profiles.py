"""The pipelines one can choose: each in step with the usual one, DIET trained for real."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.profile import PROFILES, VARIABLE, NoProfile, config_of
from tests.nlu import lines

ROOT = lines.ROOT
PYTHON = (sys.executable, "-W", "ignore")
INTENTS = ("query_bill", "report_outage", "out_of_scope")
HELD_OUT = {
    "query_bill": "帮我查下上个月电费",
    "report_outage": "我家停电了",
    "safety": "电线着火了",
}


def pipeline(path: Path) -> list[dict[str, Any]]:
    """The steps of a configuration."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))["pipeline"]


def named(path: Path) -> dict[str, dict[str, Any]]:
    """The steps by the last part of their names."""
    return {step["name"].split(".")[-1]: step for step in pipeline(path)}


def test_the_setting_names_a_pipeline(tmp_path: Path) -> None:
    """Nothing set is ours; a name is one of the profiles; a path is a file of one's own."""
    own = tmp_path / "own.yml"
    own.write_text("pipeline: []\n")

    assert config_of({}, root=ROOT) == ROOT / "config.yml"
    assert config_of({VARIABLE: "diet"}, root=ROOT) == ROOT / PROFILES / "diet.yml"
    assert config_of({VARIABLE: str(own)}, root=ROOT) == own


def test_a_name_that_is_none_is_refused_with_those_that_are() -> None:
    """A slip of the pen must not train another pipeline."""
    with pytest.raises(NoProfile, match="diet, sentence"):
        config_of({VARIABLE: "dite"}, root=ROOT)


def test_the_sentence_profile_is_the_usual_one_and_a_vector() -> None:
    """Whoever changes config.yml changes the profile; thresholds may differ."""
    ours, other = named(ROOT / "config.yml"), named(ROOT / PROFILES / "sentence.yml")
    vector, classifier = other.pop("SentenceFeaturizer"), other["LinearIntentClassifier"]
    weight = classifier.pop("sentence")
    for pipeline in (ours, other):
        pipeline["IntentDecision"] = {}

    assert list(other.items()) == list(ours.items())
    assert weight > 0
    assert vector["model"]


def test_the_diet_profile_shares_our_other_steps() -> None:
    """Only the classifier and what hangs on it are others."""
    ours, other = named(ROOT / "config.yml"), named(ROOT / PROFILES / "diet.yml")
    shared = {"ZhNormalizer", "ZhCharTokenizer", "PowerWordFeaturizer", "FormatExtractor"}
    shared |= {"LookupExtractor", "ZhCrfExtractor"}

    assert {name: other[name] for name in shared} == {name: ours[name] for name in shared}
    assert {"DIETClassifier", "IntentDecision"} <= set(other)


@pytest.mark.parametrize("profile", sorted(p.stem for p in (ROOT / PROFILES).glob("*.yml")))
def test_every_profile_plays_the_same_rules(profile: str) -> None:
    """The dialogue does not depend on the classifier."""
    policies = [
        yaml.safe_load(path.read_text(encoding="utf-8"))["policies"]
        for path in (ROOT / "config.yml", ROOT / PROFILES / f"{profile}.yml")
    ]

    assert policies[0] == policies[1]


PROGRAM = """
import json, sys
from pathlib import Path
from bot.nlu import train
from bot.nlu.reader import Reader

config, data, out, said = sys.argv[1:5]
sys.argv = ["train", "--config", config, "--data", data, "--out", out, "--nlu-only"]
assert train.main() == 0
reader = Reader(Path(out) / "brain.tar.gz", config=Path(config))
print("PARSED", json.dumps(reader.parse_all(json.loads(said))))
"""


def test_diet_learns_and_reads_by_our_steps(tmp_path: Path) -> None:
    """Really trained, on a few lines for a few epochs, in a process with the real TensorFlow."""
    data, config = _few_lines(tmp_path / "data"), tmp_path / "diet.yml"
    text = (ROOT / PROFILES / "diet.yml").read_text(encoding="utf-8")
    assert "epochs: 40" in text
    config.write_text(text.replace("epochs: 40", "epochs: 8"), encoding="utf-8")
    said = [*HELD_OUT.values(), "查户号3501234567的电费"]

    done = subprocess.run(
        [*PYTHON, "-c", PROGRAM, config, data, tmp_path / "out", json.dumps(said)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    parsed = json.loads(done.stdout.split("PARSED ", 1)[1].splitlines()[0])
    intents = [parse["intent"]["name"] for parse in parsed]
    assert intents[:3] == ["query_bill", "report_outage", "safety_hazard"]
    assert [e["entity"] for e in parsed[3]["entities"]] == ["account_no"]
    assert 0 <= parsed[0]["strangeness"] < 0.5


def _few_lines(folder: Path) -> Path:
    """Twenty-five lines of each of three intents, without marks."""
    folder.mkdir()
    learned = [line for line in lines.read(lines.TRAINING) if line.intent in INTENTS]
    blocks = []
    for intent in INTENTS:
        texts = [line.text for line in learned if line.intent == intent][:25]
        blocks.append({"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)})
    text = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True)
    (folder / "few.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_marked_entity_that_cuts_a_token_stops_training(tmp_path: Path) -> None:
    """Training names file, line and text and makes no model; Rasa alone would drop the mark."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "bad.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: query_bill\n  examples: |\n'
        "    - 户号是[3501234567](account_no)\n    - 户号是[35012](account_no)34567\n",
        encoding="utf-8",
    )

    done = subprocess.run(
        [*PYTHON, "-m", "bot.nlu.train", "--nlu-only", "--data", data, "--out", tmp_path / "out"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert f"{data / 'bad.yml'}:6: 户号是3501234567: account_no '35012' cuts a token" in done.stderr
    assert "bad.yml:5" not in done.stderr
    assert not list((tmp_path / "out").glob("*"))
