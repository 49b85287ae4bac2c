"""Sentences and passages: exact offsets, nothing lost, everything fits the encoder."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, printable
from corpus.versions import Version
from rag.around import SIDE, around
from rag.encoders import Encoder, Vectors, load_encoder
from rag.passages import cut, embedded, sentence_spans
from rag.remembered import Remembered
from rag.sentences import paragraph, sentences
from rag.settings import Settings

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "The minister left at 5 a.m. Sunday.",
                "“We will stay,” he said.",
                "It cost $3.5 million, U.S. officials said on Dec. 5.",
                "他去了北京。她没去！",
                "ذهب إلى دمشق. هل عاد؟",
                "\n\n",
                "🙂 No! Really?",
                "word " * 400,
                "x" * 700,
            ]
        ),
        st.text(max_size=80),
    ),
    max_size=8,
).map(" ".join)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder("minilm", Settings().cache)


def version(text: str, title: str = "A headline") -> Version:
    article = Article(
        text, title, "https://example.org/a", "The Test Post", published=datetime(2024, 12, 5, tzinfo=UTC)
    )
    return Version("0" * 16, 1, "0" * 16, article, 0, 0, None)


@given(TEXTS)
def test_sentences_lose_only_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(a < b and text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_clock_times_and_abbreviations_do_not_end_a_sentence() -> None:
    text = "Gen. Smith fled at 5 a.m. Sunday. The U.S. said no. It was 3.5 per cent."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Gen. Smith fled at 5 a.m. Sunday.",
        "The U.S. said no.",
        "It was 3.5 per cent.",
    ]


def test_languages() -> None:
    assert len(sentences("他去了北京。她没去！真的吗？", "zh")) == 3
    assert len(sentences("ذهب إلى دمشق. هل عاد؟ نعم.", "ar")) == 3


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("de", ["Das steht im Bericht der Kommission.", "21 Menschen starben.", "Er ist tot.", "12 leben noch."]),
        ("de", ["Korrektur, 14. November: Es waren 19.", "Am 3. Oktober kam er.", "Dann ging er am 14.", "Es fror."]),
        ("de", ["Im 19. Jahrhundert war der 3. Rang leer.", "Am 2. Jänner 2031 nicht.", "Er kam am 4.", "Dann nie."]),
        ("de", ["Sie wohnt in der Bahnhofstr. 21, hat ca. 20 Schafe und steht auf S. 14 unter Nr. 3."]),
        ("no", ["Den 14. november kom han.", "21 mennesker døde."]),
        ("da", ["Den 14. november døde mange mennesker.", "21 er savnet."]),
        ("no", ["Ulykken skjedde kl. 19.45 i Kirkegt. 5.", "Det kostet 500 kr.", "Det ble sagt.", "5 kom."]),
        ("sv", ["Olyckan skedde kl. 19.45 på väg 63, t.ex. där.", "De kom."]),
        ("fr", ["M. Ravel et Mme. Dupuis aiment l’art.", "Le Pr. Vidal cite l’art. 5 du code.", "Il sort."]),
        ("es", ["Montalbo (EPF).- El pleno votó.", "Hubo aprox. 30 heridos.", "La Sra. Osuna calla."]),
        ("nl", ["Dat is o.a. zo in Utrecht.", "Dhr. Bakker kwam op blz. 5.", "Mw. Jansen wil dat.", "De raad niet."]),
        ("nl", ["Er broeden vogels.", ",,Dit is het laatste'', zegt zij."]),
        ("it", ["Lo dice il prof. A. Melandri.", "Aspettano da due ore.", "«Siamo soli», dice.", "Ora no."]),
        ("pt", ["A Sra. D. Amélia Rebelo e D. Rita moram na R. Augusta.", "O Pe. António não."]),
        ("sv", ["Facket är kritiskt.", "”Bolaget delade ut vinst”, säger hon.", "T.ex. Anna vet det."]),
        ("no", ["Han sier det.", "Bilen kom seg ut.", "Det tok 25 min.", "Hun venter."]),
        ("da", ["Han så tv.", "Det blev nat.", "F.eks. Lis sov."]),
        ("es", ["Dijo que no.", "Luego miró al mar.", "Calló."]),
        ("pl", ["Przyszedł dr Nowak i prof. Lis.", "Ok. 20 osób czeka na ul. Długiej od godz. 8."]),
        ("ar", ["وزار المحافظ د. نبيل القاسم وأ. د. منى سعد الموقع.", "هل عاد؟", "نعم، عاد."]),
        ("ar", ["كان السبب تماسًا كهربائيًا.", "واستغرق الأمر ساعة."]),
        ("fi", ["Hän tuli 14. marraskuuta Helsinkiin.", "21 ihmistä kuoli."]),
        ("fr", ["Il est venu.", "21 personnes sont mortes."]),
        ("en", ["He came on the 3.", "then he left.", "The report is out.", "21 people died."]),
    ],
)
def test_full_stops_beside_numbers_and_in_abbreviations(language: str, parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[a:b] for a, b in sentences(text, language)] == parts


@given(TEXTS, st.sampled_from(["de", "da", "no", "fr", "sv", "it", "ar"]))
def test_sentences_lose_only_white_space_in_any_language(text: str, language: str) -> None:
    spans = sentences(text.replace("a", "1. ").replace("b", "no. ”"), language)
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_paragraph() -> None:
    text = "One.\n\nTwo. Three.\n\nFour."
    start = text.index("Three")
    assert text[slice(*paragraph(text, start, start + 5))] == "Two. Three."


@given(st.text(alphabet="ab \n.", max_size=3_000), st.integers(0, 3_000), st.integers(1, 900))
@settings(max_examples=60, deadline=None)
def test_what_is_shown_around_words_holds_them_and_is_cut_between_words(text: str, start: int, length: int) -> None:
    start, end = min(start, len(text)), min(start + length, len(text))
    left, right = around(text, start, end)
    assert 0 <= left <= start <= end <= right <= len(text)
    assert max(start - left, right - end) <= SIDE
    assert (left, right) == (0, len(text)) or len(text) > SIDE
    for at, side in ((left, text[left:start]), (right, text[end:right])):
        inside_a_word = 0 < at < len(text) and not (text[at - 1].isspace() or text[at].isspace())
        assert not inside_a_word or not any(map(str.isspace, side)) or at in (start, end)


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(["A headline", "", "long " * 300]))
def test_passages_cover_every_sentence_and_fit(encoder: Encoder, text: str, title: str) -> None:
    text = printable(text)
    source = version(text, title)
    passages = cut(source, encoder)
    inside = "".join(text[p.start : p.end] for p in passages)
    assert "".join(inside.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(passages))
    if len(title) < 100:
        counts = encoder.count([embedded(source.article, p) for p in passages])
        assert all(count + 2 <= encoder.max_tokens for count in counts)
    for passage in passages:
        string = embedded(source.article, passage)
        for start, end in sentence_spans(source.article, passage):
            assert string[start:end]


def test_a_vector_is_the_same_alone_and_in_a_batch(encoder: Encoder) -> None:
    texts = ["Rebels took Hama on Thursday.", "The bread price fell. " * 20, "Iran left."]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-4
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_one_processor_gives_the_vectors_that_all_give(encoder: Encoder) -> None:
    texts = ["Rebels took Hama on Thursday.", "The bread price fell. " * 20]
    alone = load_encoder("minilm", Settings().cache, 1)
    assert np.abs(alone.encode(texts) - encoder.encode(texts)).max() < 1e-4
    assert alone.id == encoder.id


def test_many_texts_get_the_vectors_that_few_get(encoder: Encoder) -> None:
    """Many are shared out among the processors, also when two threads bring them at once."""
    texts = [f"Ferry {n} is late. " * (1 + n % 9) + "The harbour master left." for n in range(50)]
    parts = [[(0, 5), (0, len(text))] for text in texts]
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(encoder.encode_parts, [texts, texts[::-1]], [parts, parts[::-1]]))
    (vectors, sentences), (backwards, _) = found
    assert np.abs(vectors - backwards[::-1]).max() < 1e-4
    few, of_few = encoder.encode_parts(texts[:20], parts[:20])
    assert np.abs(vectors[:20] - few).max() < 1e-4
    assert max(np.abs(a - b).max() for a, b in zip(sentences, of_few, strict=False)) < 1e-4


def test_a_model_is_loaded_once_in_a_process() -> None:
    cache = Settings().cache
    assert load_encoder("minilm", cache) is load_encoder("minilm", cache)


def test_remembered_vectors_are_those_of_the_encoder(encoder: Encoder) -> None:
    asked: list[str] = []

    class Counted:
        dimensions = encoder.dimensions

        def encode(self, texts: list[str]) -> Vectors:
            asked.extend(texts)
            return encoder.encode(texts)

    remembered = Remembered(cast("Encoder", Counted()), most=3)
    batches: list[list[str]] = [
        ["Rebels took Hama.", "Iran left."], ["Iran left.", "Ferries stop.", "Iran left."], [], ["The bridge fell."]
    ]  # fmt: skip
    for texts in batches:
        assert np.abs(remembered.encode(texts) - encoder.encode(texts)).max(initial=0.0) < 1e-4
    assert asked == ["Rebels took Hama.", "Iran left.", "Ferries stop.", "The bridge fell."]
    remembered.encode(["Rebels took Hama."])  # the oldest of four was forgotten
    assert asked[4:] == ["Rebels took Hama."]
