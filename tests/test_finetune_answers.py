"""A local model's answers: the same however they are computed, and parsed as servers do."""

import pytest
from finetune_cases import TOOLS, asking, calling, model_cache, pair_rows, saying, tiny


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    return model_cache(tmp_path_factory)
