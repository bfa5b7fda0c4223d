"""Our loss and log-probabilities are TRL's on the same rows (fp32)."""

import pytest
import torch
from trl.trainer.utils import selective_log_softmax

from finetune.dataset import make_dataset
from finetune.dpo import dpo_loss
from finetune.models import find_model, load_speaker
from finetune.packing import answer_log_probabilities
from finetune.recipe import load_recipe
from finetune.reference import reference_of
from finetune.trl_backend import dpo_trainer
from tests.finetune_cases import model_cache, pair_rows

CLOSE = 1e-4
# What TRL and its libraries warn each other of is theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """TRL's trainer with an adapter that is no longer neutral, the rows, and our reference."""
    model_cache(tmp_path_factory)
    folder = tmp_path_factory.mktemp("trl")
    recipe = load_recipe("tiny-random").model_copy(update={"backend": "trl"})
    speaker = load_speaker(find_model("tiny-llama"), recipe.model, device="cpu")
    dataset = make_dataset(pair_rows(folder, 4), speaker, 2000)
    reference = reference_of(speaker, dataset)
    trainer = dpo_trainer(recipe, speaker, dataset, folder / "out")
    torch.manual_seed(1)
    with torch.no_grad():
        for name, weight in trainer.model.named_parameters():
            if "lora_B" in name:
                weight.normal_(std=0.1)
    return recipe, speaker._replace(model=trainer.model), dataset, reference, trainer


def test_the_loss_is_that_of_trl(both):
    recipe, speaker, dataset, reference, trainer = both
    ours = dpo_loss(recipe, speaker, dataset, reference)
    for number in range(len(dataset.tokens)):
        batch = trainer.data_collator([trainer.train_dataset[number]])
        with torch.no_grad():
            theirs = trainer.compute_loss(trainer.model, batch).item()
            value, figures = ours.of([number], [number], ours.knobs)
        assert value.item() == pytest.approx(theirs, abs=CLOSE)
        assert figures["preference"] != pytest.approx(0.6931, abs=1e-3)


def test_the_log_probabilities_are_those_of_trls_rows(both):
    _, speaker, dataset, _, trainer = both
    for number, row in enumerate(dataset.tokens):
        batch = trainer.data_collator([trainer.train_dataset[number]])
        ids = batch["input_ids"]
        with torch.no_grad():
            logits = trainer.model(ids, attention_mask=batch["attention_mask"]).logits
            each = selective_log_softmax(logits[:, :-1], ids[:, 1:])
            theirs = (each * batch["completion_mask"][:, 1:]).sum(1)
            found = answer_log_probabilities(speaker.model, [row])
        tokens = torch.stack([found.chosen_tokens, found.rejected_tokens], 1)[0]
        ours = torch.stack([found.chosen, found.rejected], 1)[0]
        assert ((ours - theirs).abs() / tokens).max().item() < CLOSE
