"""What the brain understands can be asked by an engineer on the machine, and by nobody else."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from scripts.processes import Product

pytestmark = pytest.mark.brain


def parse(product: Product, text: str, token: str) -> Any:
    """Rasa's own `POST /model/parse`."""
    request = urllib.request.Request(
        f"{product.brain_url}/model/parse",
        data=json.dumps({"text": text}).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_the_token_left_in_the_var_folder_opens_the_brain(product: Product) -> None:
    """Intent and entities under the names of the contract."""
    understood = parse(product, "我家上个月电费多少钱", product.token_file.read_text())

    assert understood["intent"]["name"] == "query_bill"
    assert ("time", "上个月") in [(e["entity"], e["value"]) for e in understood["entities"]]
    assert product.token_file.stat().st_mode & 0o077 == 0


def test_nobody_else_gets_an_answer(product: Product) -> None:
    """Without the token the brain says 401, whoever asks."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        parse(product, "查电费", "guess")

    assert refused.value.code == 401
    refused.value.close()
