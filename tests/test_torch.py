"""Models on torch: the encoder as its authors run it, cross-encoders as judges of support and as rerankers.

They are real ones, made here with weights that say what the test needs.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fake_llm import FakeLLM
from running import ROOT, environment, here
from web_server import serving

from corpus.article import Article
from rag import Library
from rag.answer.judge import CrossJudge
from rag.answer.support import PROVEN, support
from rag.encoders import MINILM_TOKENS, TorchEncoder, load_encoder, minilm_folder
from rag.errors import EncoderError
from rag.settings import Settings

ARTICLE = "Three former aides contradicted this account. The harbour was closed on Monday."
FREE = "Former aides told another story about this account."
FALSE = "The harbour was not closed on Monday."

Make = Callable[..., str]


def test_the_converted_encoder_gives_the_vectors_of_torch() -> None:
    """The quick path must give the vectors of the model as its authors run it."""
    encoder = load_encoder("minilm", Settings().cache)
    torch = TorchEncoder(str(minilm_folder()), "minilm", max_tokens=MINILM_TOKENS)
    texts = ["Who controls Homs?", "Rebels took Hama on Thursday, and the army left. " * 40]
    assert np.abs(torch.encode(texts) - encoder.encode(texts)).max() < 1e-3
    assert torch.count(texts) == encoder.count(texts)
    vectors, parts = torch.encode_parts(["One thing. Another thing."], [[(0, 10), (11, 25)]])
    assert vectors.shape == (1, 384)
    assert parts[0].shape == (2, 384)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Saves a BERT of one small layer whose outputs are its biases, whatever it reads."""

    def _make(**biases: float) -> str:
        import torch
        from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

        vocabulary = tmp_path / "vocab.txt"
        vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "harbour"]), encoding="utf-8")
        labels = dict(enumerate(biases))
        config = BertConfig(
            vocab_size=6, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8,
            id2label=labels, label2id={label: n for n, label in labels.items()},
        )  # fmt: skip
        model = BertForSequenceClassification(config)
        with torch.no_grad():
            model.classifier.weight.zero_()
            model.classifier.bias.copy_(torch.tensor(list(biases.values())))
        model.save_pretrained(tmp_path / "model")
        BertTokenizer(vocab=str(vocabulary)).save_pretrained(tmp_path / "model")
        return str(tmp_path / "model")

    return _make


def test_a_judge_proves_what_the_rules_leave_open(make: Make) -> None:
    assert support(FREE, [ARTICLE]).kind == "unverified"
    judge = CrossJudge(make(contradiction=0.0, entailment=5.0, neutral=0.0))
    assert judge(FREE, [ARTICLE, "Nothing."]) == pytest.approx([0.98670, 0.98670], abs=1e-4)
    found = support(FREE, [ARTICLE], judge=judge)
    assert (found.kind, found.holds, found.reason) == ("close", True, "")
    assert found.score >= PROVEN
    assert support(FALSE, [ARTICLE], judge=judge).kind == "contradicted"
    assert support("The harbour was closed on Monday.", [ARTICLE], judge=judge).kind == "verbatim"


def test_the_setting_names_the_judge_of_written_answers(make: Make, tmp_path: Path) -> None:
    model = make(contradiction=0.0, entailment=5.0, neutral=0.0)
    article = Article(ARTICLE, "Aides contradict account", "https://a.example.org/1", "The Test Post")
    for name, by in (("", "quotes"), (model, "FakeLLM:fake")):
        chosen = Settings(llm="", support_model=name)
        with Library.open(tmp_path / "library", chosen, create=True) as library:
            library.add([article])
            assert library.ask("Who contradicted this account?", llm=FakeLLM(reply=FREE)).answered_by == by


def test_a_judge_in_doubt_proves_nothing(make: Make) -> None:
    found = support(FREE, [ARTICLE], judge=CrossJudge(make(support=0.0)))
    assert found.kind == "unverified"
    assert found.score == pytest.approx(0.5)


def test_a_model_that_judges_something_else_is_refused(make: Make, tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="none of its outputs"):
        CrossJudge(make(joy=0.0, anger=1.0))
    with pytest.raises(EncoderError, match="DATELINE_SUPPORT_MODEL"):
        CrossJudge(str(tmp_path / "nothing"))


@pytest.fixture(scope="module")
def reranker(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Saves a BERT of one layer that scores a pair high where the word "corl" stands in it, and all others alike."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("reranker")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "corl"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = BertConfig(
        vocab_size=6, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8,
        id2label={0: "fits"}, label2id={"fits": 0},
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    passed_on = ("attention.self.value.weight", "attention.output.dense.weight", "pooler.dense.weight")
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith(passed_on):
                weight.copy_(torch.eye(8))
            elif "LayerNorm" not in name:
                weight.zero_()
            if name.endswith("word_embeddings.weight"):
                weight[5, 0] = 50.0
            if name == "classifier.weight":
                weight[0, 0] = 1.0
    model.save_pretrained(folder / "model")
    BertTokenizer(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "model")
    return str(folder / "model")


RIVERS = {"Marn": "Boats sank at the quay.", "Corl": "Nobody was hurt.", "Ister": "A bridge was closed."}
FLOODS = [
    Article(f"The river {name} flooded the harbour on Monday. {words}", f"Flood {n}", f"https://a.example.org/{n}")
    for n, (name, words) in enumerate(RIVERS.items())
]


def test_a_reranker_reads_the_best_passages_again(reranker: str, tmp_path: Path) -> None:
    question = "Which boats sank at the quay?"
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add(FLOODS)
        plain = library.search(question).hits
    with Library.open(tmp_path / "library", Settings(llm="", reranker=reranker)) as library:
        read = library.search("What flooded the harbour?").hits
        assert {h.passage for h in library.search(question).hits} == {h.passage for h in plain}
    assert plain[0].source.article.title == "Flood 0"
    assert read[0].source.article.title == "Flood 1"
    assert ["read with the question" in hit.why for hit in read] == [True, False, False]


def test_a_model_that_ranks_nothing_is_refused(make: Make, tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add(FLOODS)
    several, missing = make(joy=0.0, anger=1.0), str(tmp_path / "no")
    for name, said in ((several, "does not rank passages"), (missing, "DATELINE_RERANKER")):
        with (
            Library.open(tmp_path / "library", Settings(llm="", reranker=name)) as library,
            pytest.raises(EncoderError, match=said),
        ):
            library.search("Which boats sank?")


def test_a_model_that_is_nowhere_is_said_to_be_so_without_trying_for_long(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(ARTICLE)
    hub = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_OFFLINE": "0"}  # where nothing listens
    run = here("add", source, library=tmp_path / "library", stdin=b"", DATELINE_ENCODER="nobody/no-such-model", **hub)
    assert run.code == 1
    said = "dateline: the encoder 'nobody/no-such-model' is not on this disk, and its hub cannot be reached"
    assert [line for line in run.err.splitlines() if "model" in line] == [f"{said} (ConnectError): check the name"]
    assert "Retrying" not in run.err


FOLLOWS = """
import sys, time
from rag import Article, Library
from rag.settings import Settings
with Library.open(sys.argv[1], Settings(encoder="nobody/no-such-model"), create=True, follow=True) as library:
    library.keep([Article("The ferry of Torvik sank on Monday, police said.")])
    while library.trouble is None:
        time.sleep(0.1)
    print(library.trouble, flush=True)
    time.sleep(4)
"""


def test_a_library_that_follows_does_not_ask_a_hub_for_ever(tmp_path: Path) -> None:
    with serving() as hub:
        env = environment(HF_ENDPOINT=hub.url(""), HF_HUB_OFFLINE="0")
        command = [sys.executable, "-c", FOLLOWS, str(tmp_path / "library")]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("cannot load the encoder 'nobody/no-such-model'")
            asked = len(hub.asked)
        assert process.returncode == 0
        assert len(hub.asked) == asked > 0
