"""Models that are made on the spot and kept for all processes."""

import subprocess
import sys

from finetune.manifest import verify

MAKE = "from finetune.models import find_model; print(find_model('tiny-llama'))"


def test_processes_that_need_the_same_model_at_once_all_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITOR_MODELS", str(tmp_path / "models"))
    begun = [
        subprocess.Popen([sys.executable, "-c", MAKE], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=300)[0].strip() for process in begun]
    assert said == [str(tmp_path / "models" / "tiny-llama")] * 3
    assert verify(tmp_path / "models" / "tiny-llama")["name"] == "tiny-llama"
