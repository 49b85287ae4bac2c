"""Articles and questions in any language and any form of Unicode."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from growth import repeated, too_steep
from hypothesis import given
from hypothesis import strategies as st
from reports import library_of
from running import ROOT

from corpus.article import Article, Past
from corpus.inferred import language
from corpus.prepared import prepare
from rag import Library, support
from rag.answer.candidates import term_set
from rag.answer.evidence import Basis
from rag.answer.number_forms import as_in_english
from rag.answer.slots import fills
from rag.filters import make_filters
from rag.foreign import language_of, understand_in, without_function_words
from rag.foreign_dates import in_english
from rag.phrases import asked
from rag.terms import stems, terms
from rag.types import Turn
from rag.understanding import understand

CAFE = (
    "Łukasz Gęś and Åse Bjørgård founded the Café Ñandú in Zürich in 1999. It has eleven tables and a piano that "
    "nobody may play. A man of 40 was arrested in Portland on Monday for playing it."
)


@pytest.fixture(scope="module")
def cafe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("cafe"), create=True) as library:
        library.add([Article(CAFE, "A piano in Zürich", "https://a.example.org/1", "Lake Post")])
        library.sync()
        yield library


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_question_is_found_in_either_form_of_its_letters(cafe: Library, form: str) -> None:
    asked = unicodedata.normalize(form, "Who founded the Café Ñandú in Zürich?")  # type: ignore[arg-type]
    answer = cafe.ask(asked)
    assert (answer.status, answer.rewritten) == ("answered", None)
    assert answer.question == unicodedata.normalize("NFC", asked)


def test_an_excerpt_is_found_in_either_form_of_its_letters(cafe: Library) -> None:
    pasted = unicodedata.normalize("NFD", CAFE.split(". ")[0])
    answer = cafe.ask(pasted)
    assert (answer.status, answer.differences) == ("answered", ())


def test_characters_that_nobody_sees_part_no_word_of_a_question(cafe: Library) -> None:
    answer = cafe.ask("Who was arr\u00adested in Port\u200bland?")
    assert (answer.status, answer.question) == ("answered", "Who was arrested in Portland?")
    assert "arrested in Portland" in answer.text
    assert understand("Who left\x0bKeld\u2028today?").text == "Who left Keld today?"


def test_a_chat_is_read_as_the_question_is(cafe: Library) -> None:
    before = unicodedata.normalize("NFD", "Who founded the Caf\u00ade\u0301 Ñandú in Zürich?")
    answer = cafe.ask("And when?", history=[Turn("user", before)])
    assert answer.rewritten == "And when (Who founded the Café Ñandú in Zürich)?"


# -- which language an article is in -----------------------------------------------------------------------------------

TOLD = {
    "en": "The council of Brevik decided on Monday night to close the old wooden bridge over the river after engineers "
    "found rot in three of the supporting beams. Mayor Siri Lunde said that the bridge will be closed for at least six "
    "months. The repair is expected to cost fourteen million kroner.",
    "no": "Kommunestyret i Brevik vedtok mandag kveld å stenge den gamle trebroen over elva etter at ingeniører fant "
    "råte i tre av de bærende bjelkene. Ordfører Siri Lunde sa at broen blir stengt i minst seks måneder, og at "
    "skolebarna må kjøres med buss rundt fjorden. Reparasjonen er ventet å koste fjorten millioner kroner.",
    "zh": "本周一晚间，布雷维克市议会决定关闭河上的旧木桥，因为工程师在三根承重梁中发现了腐烂。市长西丽·伦德表示，这座"
    "桥至少要关闭六个月，学生必须乘坐公交车绕过峡湾上学。修理费用预计为一千四百万克朗，市政府已向省政府请求援助。许多居民表示不满。",
    "fa": "شورای شهر برویک دوشنبه شب تصمیم گرفت پل چوبی قدیمی روی رودخانه را ببندد، پس از آنکه مهندسان در سه تیر "
    "پوسیدگی یافتند. شهردار سیری لونده گفت که پل دست‌کم شش ماه بسته خواهد بود. هزینه تعمیر چهارده میلیون کرون "
    "برآورد می‌شود.",
    "ar": "قرر مجلس بلدية بريفيك مساء الاثنين إغلاق الجسر الخشبي القديم فوق النهر بعد أن اكتشف المهندسون تعفنا في ثلاث "
    "من العوارض الحاملة. وقالت رئيسة البلدية سيري لوندي إن الجسر سيغلق لمدة ستة أشهر على الأقل. ومن المتوقع أن تبلغ "
    "تكلفة الإصلاح أربعة عشر مليون كرونة.",
}


@pytest.mark.parametrize("code", TOLD)
def test_the_language_of_an_ordinary_article_is_told(code: str) -> None:
    assert language(TOLD[code]) == code


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The same news in five languages, of which no article states its own but one."""
    told = [Article(text, url=f"https://{code}.example.org/bridge") for code, text in TOLD.items()]
    stated = Article("Veien er stengt. Ingen vet hvorfor.", url="https://nb.example.org/road", language="nb-NO")
    with Library.open(tmp_path_factory.mktemp("bridge"), create=True) as library:
        library.add([*told, stated])
        library.sync()
        yield library


def test_what_python_adds_has_its_language_told_as_files_have(bridge: Library) -> None:
    for code in TOLD:
        (version,) = bridge.history(f"https://{code}.example.org/bridge")
        assert (version.article.language, version.article.guessed) == (code, ("language",))


@pytest.mark.parametrize("said", ["no", "nb", "nn", "Norwegian"])
def test_norwegian_is_found_under_each_of_its_codes(bridge: Library, said: str) -> None:
    hits = bridge.search("veien broen", filters=make_filters(languages=[said])).hits
    assert {hit.source.article.language for hit in hits} == {"no", "nb-no"}


@pytest.mark.parametrize(("stated", "kept"), [("English", "en"), ("eng", "en"), ("en-GB", "en-gb"), ("Deutsch", "de")])
def test_an_article_s_language_is_kept_as_its_code(stated: str, kept: str) -> None:
    assert Article("A dam was shut.", language=stated).cleaned().language == kept


def test_a_language_that_nobody_knows_is_kept_as_it_was_stated() -> None:
    assert Article("A dam was shut.", language="Keldish").cleaned().language == "keldish"


def test_what_was_exported_without_a_language_is_kept_so() -> None:



    exported = Article(TOLD["en"], past=Past(seen=1, added=1, version=1)).cleaned()
    assert prepare(exported).article.language == ""


# -- questions ---------------------------------------------------------------------------------------------------------

ASKED = {
    "ar": "متى تفتتح المدرسة الجديدة؟",
    "da": "Hvornår åbner den nye bro?",
    "de": "Was kostet die neue Brücke?",
    "el": "Πότε ανοίγει η νέα γέφυρα;",
    "es": "¿Cuándo abre el nuevo puente?",
    "fa": "چه کسی جام جهانی را برد؟",
    "fi": "Milloin uusi silta on valmis?",
    "fr": "Quand le nouveau pont ouvrira-t-il ?",
    "hu": "Mikor nyitják meg az új hidat?",
    "it": "Quando apre il nuovo ponte?",
    "ja": "市長は誰ですか？",
    "nl": "Wanneer gaat de nieuwe brug open?",
    "no": "Hvor mye koster reparasjonen av broen i Brevik?",
    "pl": "Kiedy otworzą nową szkołę?",
    "pt": "Quando é que abre a nova ponte?",
    "ro": "Când se deschide noul pod?",
    "ru": "Когда откроют новый мост?",
    "sv": "När öppnar den nya bron?",
    "ta": "புதிய பாலம் எப்போது திறக்கப்படும்?",
    "tr": "Yeni köprü ne zaman açılacak ve kim açacak?",
    "uk": "Коли відкриють новий міст?",
    "zh": "谁是市长？",
}
ALL = ("en", *ASKED)


@pytest.mark.parametrize("code", ASKED)
def test_a_question_s_language_is_told_by_its_function_words(code: str) -> None:
    assert language_of(ASKED[code], ("en", code)) == code
    assert language_of(ASKED[code], ("en",)) == ""


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("de", "Wird die Brücke in Brevik gesperrt?"),
        ("es", "¿Se abrirá el puente de Brevik?"),
        ("fr", "Le pont de Brevik va-t-il fermer ?"),
        ("nl", "Gaat de brug in Brevik dicht?"),
        ("no", "Blir det stengt på broen?"),
    ],
)
def test_a_question_without_a_question_word_is_told_by_its_verb(code: str, asked: str) -> None:
    assert language_of(asked, ("en", code)) == code
    assert understand_in(code, asked, (), bool).kind == "yes_no"
    assert language_of(asked, ("en",)) == ""


@pytest.mark.parametrize(
    ("languages", "asked", "language"),
    [
        (("it",), "danni frana Montelupone", "it"),
        (("sv",), "Skadades någon vid branden?", "sv"),
        (("nb",), "broen i Brevik", "no"),
        (("it",), "Who is the mayor?", ""),
        (("en", "it"), "danni frana Montelupone", ""),
        (("en", "ar"), "خسائر انهيار المبنى", "ar"),
        (("ar", "fa"), "خسائر انهيار المبنى", ""),
        (("uk", "ru"), "вибори мера", ""),
        (("cs",), "Kdo vyhrál?", ""),
    ],
)
def test_search_words_are_in_the_language_that_alone_may_be(
    languages: tuple[str, ...], asked: str, language: str
) -> None:
    assert language_of(asked, languages) == language


@pytest.mark.parametrize("code", [code for code in ASKED if code not in ("da", "no")])
def test_it_is_told_from_all_others(code: str) -> None:
    assert language_of(ASKED[code], ALL) == code


@pytest.mark.parametrize(
    "asked",
    [
        "Who is the mayor of Brevik?",
        "Kim Jong Un Russia visit",
        "When did Los Angeles close the Museum of Modern Art?",
        "Who sang Que Sera Sera?",
        "What is the cost of the van in De Panne?",
        "How did Die Welt report on the fall of Van der Bellen?",
        "Les Misérables de Paris",
        "What did Le Monde say about La Liga?",
        "MIT",
        "Was Van der Bellen in Wien?",
        "Will Die Zeit in der Krise bleiben?",
        "Is De Volkskrant in het Nederlands?",
        "Hoe and rake prices",
        "Ile de France house prices",
        "Ford Motor Co earnings",
        "was the dam shut",
        "",
    ],
)
def test_an_english_question_is_in_no_other_language(asked: str) -> None:
    assert language_of(asked, ALL) == ""


def test_no_question_of_the_demo_is_in_another_language() -> None:
    rows = (ROOT / "corpus" / "demo" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(row)["question"] for row in rows]
    assert len(asked) > 100
    assert {language_of(text, ALL) for text in asked} == {""}


@pytest.mark.parametrize(
    ("language", "asked", "content"),
    [
        ("no", "Hva vil reparasjonen koste?", "reparasjonen koste?"),
        ("no", "Hva sa Siri Lunde om skolebarna?", "Siri Lunde skolebarna?"),
        ("no", "Koster broen mer enn veien?", "koster broen mer enn veien?"),
        ("no", "Hvor gammel er Siri Lunde?", "Siri Lunde?"),
        ("de", "Wie lange dauert der Streik?", "dauert Streik?"),
        ("zh", "修理费用是多少？", "修理费用 ？"),
        ("fr", "Qu’a dit le maire de Lyon ?", "maire Lyon ?"),
        ("it", "Che cosa ha distrutto l’incendio dell’asilo?", "distrutto incendio asilo?"),
    ],
)
def test_function_words_are_left_out(language: str, asked: str, content: str) -> None:
    assert without_function_words(asked, language).replace("’", " ").split() == content.split()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Hva vil reparasjonen koste?", "fjorten millioner"),
        ("Hvor lenge blir broen stengt?", "seks måneder"),
        ("Hvem er ordfører?", "Siri Lunde"),
        ("修理费用是多少？", "一千四百万"),
        ("桥要关闭多久？", "六个月"),
        ("谁是市长？", "西丽·伦德"),
        ("为什么关闭旧木桥？", "腐烂"),
        ("كم تبلغ تكلفة الإصلاح؟", "أربعة عشر مليون"),
        ("هزینه تعمیر چقدر است؟", "چهارده میلیون"),
        ("Who is the mayor?", "Siri Lunde"),
        ("How much will the repair cost?", "fourteen million"),
    ],
)
def test_a_question_is_answered_in_its_language(bridge: Library, asked: str, said: str) -> None:
    answer = bridge.ask(asked)
    assert (answer.status, answer.rewritten) == ("answered", None)
    assert said in answer.sentences[0].text


@pytest.mark.parametrize(
    ("asked", "never"),
    [
        ("Hvem vant skirennet?", "never uses the words “vant”, “skirennet”."),
        ("Hvem er statsminister?", "never uses the word “statsminister”."),
        ("Hva koster en togbillett til Bergen?", "never names Bergen and never uses the word “togbillett”."),
        ("谁赢得了世界杯？", "never uses the words “赢得”, “世界杯”."),
        ("世界杯决赛门票价格是多少？", "clearly answers this question."),
        ("چه کسی جام جهانی را برد؟", "never uses the words “جام”, “جهانی”, “برد”."),
        ("Who won the ski race?", "never uses the words “won”, “ski”, “race”."),
    ],
)
def test_a_refusal_names_no_question_words_of_any_language(bridge: Library, asked: str, never: str) -> None:
    answer = bridge.ask(asked)
    assert answer.status == "no_answer"
    assert answer.reason.endswith(never)


def test_another_form_of_a_word_counts_in_its_language(bridge: Library) -> None:
    asked = language_of("Hva koster reparasjonene?", ("no",))
    assert term_set("Reparasjonen er ventet å koste mye", asked) >= set(stems("reparasjonene koster", asked))
    answer = bridge.ask("Hva koster reparasjonene?")
    assert (answer.status, "fjorten millioner" in answer.sentences[0].text) == ("answered", True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("المدينة", "مدينة"),
        ("والرئيس", "رئيس"),
        ("الوزير", "وزير"),
        ("سائقو", "السائقين"),
        ("السَّلام", "ســلام"),
        ("٩:٤٠", "9:40"),
        ("بالحافلات", "حافلة"),
    ],
)
def test_arabic_words_are_one_with_and_without_what_is_written_on_to_them(one: str, other: str) -> None:
    assert stems(one, "ar") == stems(other, "ar")


def test_a_parent_is_no_and_before_an_article() -> None:
    assert stems("والدته", "ar") == stems("والدتها", "ar") != stems("الدفاع", "ar")


def test_nothing_is_put_right_in_another_language(bridge: Library) -> None:
    assert bridge.ask("Hvor mye koster reparasjonen av broen i Brevik?").rewritten is None


def test_a_question_without_words_of_its_own_leans_on_the_one_before_it(bridge: Library) -> None:
    answer = bridge.ask("Og hvor lenge?", history=[Turn("user", "Hvorfor blir broen stengt?")])
    assert answer.rewritten == "Og hvor lenge (Hvorfor blir broen stengt)?"
    assert answer.status == "answered"


def test_what_was_wrong_first_answers_nothing_in_german(tmp_path: Path) -> None:
    text = (
        "Eine defekte Pumpe hat das Unglück der Fähre Gannock verursacht. Das steht im Bericht der Kommission. "
        "21 Menschen starben.\n\nDie Fähre war im Oktober vor Lonn gekentert und liegt in 40 Metern Tiefe.\n\n"
        "Korrektur, 14. November: In einer früheren Fassung dieses Artikels hieß es, 23 Menschen seien gestorben."
    )
    with Library.open(tmp_path, create=True) as library:
        library.add([Article(text, "Pumpe war schuld", "https://de.example.org/1", "Lonner Blatt", language="de")])
        library.sync()
        answer = library.ask("Wie viele Menschen starben beim Unglück der Fähre?")
    quoted = [c.quote for c in answer.citations]
    assert "21 Menschen starben." in quoted
    assert not any("23" in quote or "Korrektur" in quote for quote in quoted)
    assert {c.source.article.correction for c in answer.citations} == {text.rpartition("\n")[2]}


@given(st.text(), st.sampled_from(ALL))
def test_no_question_is_too_odd(text: str, language: str) -> None:
    assert isinstance(language_of(text, ALL), str)
    assert without_function_words(text, language) == without_function_words(text, language).strip()


# -- what is asked for -----------------------------------------------------------------------------------------------

KINDS = {
    "de": "Wer gewann?|Wann war das?|Um wie viel Uhr?|Wo war es?|Wie viele kamen?|Wie lange?|Wie alt ist er?|Warum?",
    "no": "Hvem vant?|Når var det?|Når på dagen?|Hvor var det?|Hvor mange kom?|Hvor lenge?|Hvor gammel er Li?|Hvorfor?",
    "da": "Hvem vandt?|Hvornår kom de?|Hvad tid?|Hvor var det?|Hvor mange kom?|Hvor længe?|Hvor gammel er Li?|Hvorfor?",
    "sv": "Vem vann?|När var det?|Hur dags?|Var hände det?|Hur många kom?|Hur länge?|Hur gammal är han?|Varför?",
    "nl": "Wie won?|Wanneer was het?|Hoe laat?|Waar was het?|Hoeveel kwamen er?|Hoelang?|Hoe oud is hij?|Waarom?",
    "fr": "Qui gagne ?|Quand ?|À quelle heure ?|Où est-ce ?|Combien sont là ?|Combien de temps ?|Quel âge ?|Pourquoi ?",
    "es": "¿Quién ganó?|¿Cuándo fue?|¿A qué hora?|¿Dónde fue?|¿Cuántos son?|¿Cuánto tiempo?|¿Qué edad tiene?|¿Por qué?",
    "it": "Chi ha vinto?|Quando?|A che ora?|Dove?|Quanti sono?|Quanto tempo?|Quanti anni ha?|Perché?",
    "pt": "Quem ganhou?|Quando foi?|A que horas?|Onde foi?|Quantos são?|Quanto tempo?|Que idade tem?|Por quê?",
    "ar": "من فاز؟|متى؟|في أي ساعة؟|أين؟|كم عدد؟|كم من الوقت؟|كم عمره؟|لماذا؟",
}
ASKS = "who when clock where how_many how_long how_old why".split()


@pytest.mark.parametrize("language", KINDS)
def test_what_a_question_asks_for_is_told_in_its_language(language: str) -> None:
    assert [asked(language, text) for text in KINDS[language].split("|")] == ASKS


FITS = [
    ("de", "Wer gewann die Wahl?", "Die Wahl gewann Tilo Marquardt.", "Die Wahl kostete 15 Millionen Euro."),
    ("de", "Wann beginnt der Bau?", "Der Bau beginnt im Frühjahr 2027.", "Der Bau beginnt, sobald das Geld da ist."),
    ("de", "Um wie viel Uhr?", "Es geschah gegen 18.40 Uhr.", "Es geschah am Montag."),
    ("de", "Wie lange dauert es?", "Es dauert zwei Wochen.", "Es kamen zwei Ärzte."),
    ("de", "Wie alt ist Esch?", "Esch ist ein 47-jähriger Bauingenieur.", "Esch erhielt 47 Stimmen."),
    ("de", "Was kostet die Karte?", "Die Karte kostet 8 Euro.", "Die Karte gilt für 8 Fahrten."),
    ("de", "Wie viele Stellen fallen weg?", "Es fallen 800 Stellen weg.", "Der Gewinn stieg um 12 Prozent."),
    ("de", "Wie hoch ist die Quote?", "Die Quote liegt bei 81 Prozent.", "Die Quote wurde 1981 erhoben."),
    ("de", "Wie lang ist die Strecke?", "Die Strecke ist 2,7 Kilometer lang.", "Die Strecke kostet 64 Millionen Euro."),
    ("fr", "Où habite Tardieu ?", "Il habite à Vallombre.", "« Non », a déclaré Tardieu."),
    ("de", "Warum streiken sie?", "Sie streiken wegen der Schichten.", "Sie streiken seit Montag."),
    ("de", "Was sagte Kriege?", "„Wir müssen schneller werden“, sagte Kriege.", "Kriege kam am Montag."),
    ("de", "Wie viele Menschen wurden verletzt?", "Sieben Bewohner wurden verletzt.", "Dort lebten 64 Menschen."),
    ("fr", "Qui est Luc Morand ?", "C'est l'avis du maire, Luc Morand.", "« Luc Morand » est un roman."),
    ("fr", "Pourquoi ?", "La hausse est due au prix.", "La hausse est de 3 euros."),
    ("de", "Wie viele starben?", "Die Zahl der Toten stieg auf fünf.", "Drei Menschen starben."),
    ("no", "Hvor spilles finalen?", "Finalen spilles på Ullevik 22. november.", "Finalen spilles 22. november."),
    ("no", "Hvor gammel er Kvam?", "Oddny Kvam (46) har skrevet boken.", "Oddny Kvam har skrevet 46 bøker."),
    ("fr", "Combien coûte le menu ?", "Il coûte 26 euros.", "Il y a 26 places."),
    ("fr", "Quel est le taux de participation ?", "Elle s'élève à 58,7 %.", "Elle s'élève à 58 voix."),
    ("fr", "À quelle heure ?", "Le car est parti à 20h15.", "Le car est parti dimanche."),
    ("es", "¿Quién es Elvira Montes?", "Elvira Montes, directora de cine, filma.", "Nadie habló con Elvira Montes."),
    ("es", "¿Por qué cierra?", "Cierra debido al precio de la energía.", "Cierra el martes."),
    ("it", "Quanto dura lo sciopero?", "Durerà quattro giorni.", "Aderiscono quattro sigle."),
    ("nl", "Wanneer opent de brug?", "De brug opent in maart.", "De brug opent weer."),
    ("sv", "Vem vann valet?", "Valet vanns av Siri Lund.", "Valet vanns stort."),
    ("pt", "Quanto custa o bilhete?", "Custa 12 euros.", "Há 12 lugares."),
    ("ar", "متى يفتح الجسر؟", "يفتح الجسر يوم الاثنين.", "يفتح الجسر قريبا."),
    ("ar", "كم سعر الخبز؟", "السعر ٢٣ جنيها.", "السعر في 23 متجرا."),
    ("ar", "كم بلغت نسبة المشاركة؟", "وبلغت 61 في المئة.", "وبلغت 61 صوتا."),
    ("ar", "ولماذا أغلق الجسر؟", "وبسبب العفن أغلق الجسر.", "أغلق الجسر يوم الاثنين."),
    ("ar", "ماذا قال وزير الصحة عن الحريق؟", "وقال وزير الصحة إنه حزين.", "وقال وزير الإسكان إنه حزين."),
    ("sv", "När var lavinen?", "Lavinen gick under söndagen.", "Lavinen gick i fjällen."),
    ("nl", "Wanneer was de brand?", "De brand was dinsdagavond.", "De brand was fel."),
    ("sv", "Vad sa ministern om bron?", "– Bra, sa infrastrukturministern.", "– Bra, sa åklagaren."),
    ("it", "Che cosa ha detto il vescovo dell'accordo?", "«Sì», ha detto il vescovo.", "«Sì», ha detto il sindaco."),
    ("pt", "O que disse o autarca sobre a ponte?", "“É má”, disse o autarca.", "“É má”, disse a ministra."),
    ("pt", "Quem é o treinador do Sporting de Lonn?", "O treinador Rui Prata saiu.", "O Sporting venceu o Foz Clube."),
    ("it", "Chi è l'allenatore dell'Arsa Calcio?", "Parla l'allenatore Ivo Brandi.", "L'Arsa batte il Ponte Vico."),
    ("no", "Hvem er ordfører?", "Ordfører Siri Lunde kom.", "Også Kari Berg kom."),
    ("nl", "Hoeveel mensen raakten gewond?", "Twaalf opvarenden raakten gewond.", "Er waren 64 mensen."),
    ("it", "Dove lavora?", "Lavora nell'Arsa.", "Lavora troppo."),
]


@pytest.mark.parametrize(("language", "text", "fitting", "other"), FITS)
def test_a_sentence_with_what_is_asked_for_fits_better(language: str, text: str, fitting: str, other: str) -> None:
    question = understand_in(language, text, (), bool)
    assert fills(question, fitting) > fills(question, other)


@given(st.text(), st.sampled_from(sorted(KINDS)), st.integers(0, len(ASKS) - 1))
def test_no_sentence_is_too_odd(text: str, language: str, which: int) -> None:
    question = understand_in(language, KINDS[language].split("|")[which], (), bool)
    assert 0 <= fills(question, text) <= 1


@pytest.mark.parametrize("token", ["1.", "1 ", "Tilo ", "in der ", "a-", "wie hoch ", "wird ", "a", "l'"])
@pytest.mark.parametrize("asks", KINDS["de"].split("|"))
def test_what_a_sentence_has_is_told_in_time_for_its_length(token: str, asks: str) -> None:
    question = understand_in("de", asks, (), bool)
    assert not too_steep(lambda text: fills(question, text), repeated(token, after=" x"), 20_000)
    assert not too_steep(lambda text: asked("fr", text), repeated(token, after=" x"), 2_000)


@pytest.mark.parametrize("token", ["a", "sedan a ", "skäl", "ha a ", "dell'", "وال", "و", "ها", "ha detto ", "che ha "])
@pytest.mark.parametrize(
    ("language", "asks"),
    [("sv", "Varför?"), ("it", "Cosa ha detto?"), ("it", "Chi è Lonn?"), ("ar", "ماذا قال الوزير؟"), ("it", "Dove?")],
)
def test_so_it_is_in_other_languages(language: str, asks: str, token: str) -> None:
    question = understand_in(language, asks, (), bool)
    assert not too_steep(lambda text: fills(question, text), repeated(token, after=" x"), 20_000)
    assert not too_steep(lambda text: understand_in(language, text, (), bool), repeated(token, after="?"), 2_000)


ACCIDENT = """Beim Zugunglück von Lonn sind am Sonntag mindestens drei Menschen ums Leben gekommen. 120 Helfer kamen.

Lokführer Tilo Brandt, ein 54-jähriger Lonner, ist verletzt. Das Unglück geschah gegen 18.40 Uhr vor einem Tunnel."""
TOLL = """Nach dem Zugunglück von Lonn ist die Zahl der Toten auf fünf gestiegen. Das teilte die Polizei mit.

Am Montag beginnt in der Kirche von Lonn eine Feier. Bürgermeisterin Vera Esch wird sprechen."""


@pytest.fixture(scope="module")
def accident(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    told = [("Lonner Bote", 6, "Zugunglück bei Lonn", ACCIDENT), ("Tageblatt", 9, "Mehr Tote in Lonn", TOLL)]
    with Library.open(tmp_path_factory.mktemp("accident"), create=True) as library:
        for outlet, day, title, text in told:
            when, url = datetime(2031, 10, day, 8, tzinfo=UTC), f"https://{day}.example.org/1"
            library.add([Article(text, title, url, outlet, published=when, language="de")])
        library.sync()
        yield library


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Wie viele Menschen starben beim Zugunglück von Lonn?", "auf fünf gestiegen"),
        ("Um wie viel Uhr geschah das Zugunglück?", "18.40 Uhr"),
        ("Wie alt ist Lokführer Tilo Brandt?", "54-jähriger"),
        ("Wann beginnt die Feier in Lonn?", "Am Montag"),
        ("Was kostet die Feier in Lonn?", ""),
        ("Wie viele Kinder starben beim Zugunglück von Lonn?", ""),
        ("Wie lange dauert die Feier in Lonn?", ""),
    ],
)
def test_the_fact_that_is_asked_for_comes_first_or_is_said_to_lack(accident: Library, text: str, said: str) -> None:
    answer = accident.ask(text)
    assert answer.status == ("answered" if said else "no_answer")
    assert said in "".join(sentence.text for sentence in answer.sentences[:1])


@pytest.mark.parametrize(
    ("chat", "rewritten"),
    [
        (["Wann war das Zugunglück von Lonn?", "Und wie viele starben?"], "wie viele starben (Wann war das"),
        (["Wer ist Vera Esch?", "Warum wird sie sprechen?"], "sprechen (Wer ist Vera Esch)"),
        (["Wer ist Vera Esch?", "Und wo?", "Und wann?"], "wann (Wer ist Vera Esch; Und wo)"),
        (["Wer ist Vera Esch?", "Wann hielt Bürgermeister Tilo Brandt seine Rede in Lonn?"], ""),
    ],
)
def test_a_brief_question_that_points_back_leans_on_those_before_it(chat: list[str], rewritten: str) -> None:
    question = understand_in("de", chat[-1], [Turn("user", said) for said in chat[:-1]], bool)
    assert rewritten in (question.rewritten or "")
    assert bool(rewritten) == bool(question.rewritten)


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("de", "Wie viele Menschen starben beim Brand?", ("starben", "brand")),
        ("it", "Quante persone sono rimaste ferite nella frana?", ("rimast", "ferit", "frana")),
        ("sv", "Hur många personer bor i Lonn?", ("person", "bor", "lonn")),
    ],
)
def test_whoever_died_or_was_hurt_need_not_be_called_people(language: str, text: str, left: tuple[str, ...]) -> None:
    assert understand_in(language, text, (), bool).terms == left


@pytest.mark.parametrize(
    ("language", "text", "content"),
    [
        ("it", "Ultime notizie sulla frana di Lonn", "frana Lonn"),
        ("nl", "Wat is het laatste nieuws over de polder?", "polder?"),
        ("sv", "Senaste nytt om lavinen", "lavinen"),
        ("pt", "Quais são as últimas notícias sobre o incêndio?", "incêndio?"),
        ("ar", "ما آخر أخبار الجسر؟", "الجسر؟"),
        ("de", "Was sind die neuesten Nachrichten zur Brücke?", "Brücke?"),
        ("fr", "Quelles sont les dernières nouvelles du pont ?", "pont ?"),
    ],
)
def test_the_latest_news_is_asked_for_in_no_word_of_it(language: str, text: str, content: str) -> None:
    assert language_of(text, ("en", language)) == language
    question = understand_in(language, text, (), bool)
    assert (question.wants_new, question.content) == (True, content)


def test_an_arabic_question_goes_on_with_an_and_that_is_written_on_to_it() -> None:
    question = understand_in("ar", "وكم عدد القتلى؟", [Turn("user", "متى انهار المبنى؟")], bool)
    assert question.rewritten == "وكم عدد القتلى (متى انهار المبنى)؟"


@pytest.mark.parametrize(
    ("language", "said", "english"),
    [
        ("de", "Was geschah am 3. November 2025?", "Was geschah on 3 November 2025?"),
        ("de", "Wer gewann am vergangenen Samstag?", "Wer gewann am last Saturday?"),
        ("no", "Hva skjedde i forrige uke?", "Hva skjedde i last week?"),
        ("fr", "Qui a gagné samedi dernier ?", "Qui a gagné last Saturday ?"),
        ("fr", "Et le 1er août ?", "Et on 1 August ?"),
        ("es", "¿Qué pasó el 13 de octubre de 2025?", "¿Qué pasó on 13 October 2025?"),
        ("es", "¿Qué pasó en Santo Domingo desde el 3 de marzo?", "¿Qué pasó en Santo Domingo since 3 March?"),
        ("it", "Cosa è successo nel mese di marzo?", "Cosa è successo in March?"),
        ("pt", "O que aconteceu no dia 3 de março?", "O que aconteceu on 3 March?"),
        ("nl", "Wat gebeurde er gisteren?", "Wat gebeurde er yesterday?"),
        ("sv", "Vad hände den 14 oktober?", "Vad hände on 14 October?"),
        ("ar", "ماذا حدث في 3 أبريل 2031؟", "ماذا حدث on 3 April 2031؟"),
        ("ar", "ماذا حدث منذ فبراير؟", "ماذا حدث since February؟"),
        ("en", "Was geschah am 3. November?", "Was geschah am 3. November?"),
    ],
)
def test_dates_are_read_as_english_says_them(language: str, said: str, english: str) -> None:
    assert in_english(said, language) == english


def test_a_question_s_date_chooses_among_reports_alike(tmp_path: Path) -> None:
    told = "In der Papierfabrik von Lonn hat es gebrannt. Verletzt wurden {} Arbeiter. Die Polizei sucht die Ursache."
    with Library.open(tmp_path, create=True) as library:
        for day, hurt in ((4, "sieben"), (14, "drei"), (24, "neun")):
            when, url = datetime(2031, 3, day, 8, tzinfo=UTC), f"https://{day}.example.org/1"
            text = told.format(hurt)
            library.add([Article(text, "Brand in Lonn", url, f"Bote {day}", published=when, language="de")])
        library.sync()
        for day, hurt in ((4, "sieben"), (14, "drei"), (24, "neun")):
            answer = library.ask(f"Wie viele Arbeiter wurden am {day}. März in Lonn verletzt?")
            assert hurt in answer.sentences[0].text


# -- figures -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "written", "english"),
    [
        ("de", "1.200 Fahrer, 3,5 Prozent, 1.250.000,50 Euro", "1,200 Fahrer, 3.5 Prozent, 1,250,000.50 Euro"),
        ("no", "4 200 elever og 14,6 millioner", "4,200 elever og 14.6 millioner"),
        ("fr", "1\u202f420 millions, le 14.10.2025 à 18.40", "1,420 millions, le 14.10.2025 à 18.40"),
        ("es", "en 2024 200 personas, 5, 6 y 7", "en 2024 200 personas, 5, 6 y 7"),
        ("ar", "٣٫٥ مليون و١٬٢٠٠ و52,3% و1,200", "3.5 مليون  1,200  52.3%  1,200"),
        ("en", "1.200 and 3,5", "1.200 and 3,5"),
        ("", "1.200 and 3,5", "1.200 and 3,5"),
        ("keldish", "1.200 and 3,5", "1.200 and 3,5"),
    ],
)
def test_figures_are_read_as_their_language_writes_them(language: str, written: str, english: str) -> None:
    assert as_in_english(written, language) == english


@given(st.text(alphabet="0123456789., a\u00a0’"))
def test_figures_keep_their_length(text: str) -> None:
    assert len(as_in_english(text, "de")) == len(text)


@pytest.mark.parametrize(
    ("said", "article", "kind"),
    [
        ("Der Verband fordert 3,5 Prozent mehr Lohn.", "Der Verband fordert 5,3 Prozent mehr Lohn.", "contradicted"),
        ("Im Schnitt waren es 11 Menschen.", "Im Schnitt waren es 12,5 Menschen.", "contradicted"),
        ("Der Betrieb hat 1250 Fahrer.", "Der Betrieb in Lonn hat 1.250 Fahrer.", "close"),
        ("Der Schaden liegt bei 1,5 Euro.", "Der Schaden liegt bei 1,50 Euro.", "close"),
    ],
)
def test_what_is_written_is_held_against_figures_of_its_language(said: str, article: str, kind: str) -> None:
    assert support(said, [Basis(article, language="de")]).kind == kind


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("3,5 Millionen Euro", "3,8 Millionen Euro", ["3,8 Millionen", "3,5 Millionen"]),
        ("12,5 Euro", "12,50 Euro", []),
        ("1.350 Euro", "1350 Euro", []),
    ],
)
def test_sources_differ_by_their_whole_figures(tmp_path: Path, one: str, other: str, shown: list[str]) -> None:
    told = (
        "Beim Brand der Papierfabrik Lonn liegt der Schaden bei {}. Brandmeister Konrad Esch sprach von einem Unglück."
    )
    with Library.open(tmp_path, create=True) as library:
        for hour, (outlet, figure) in enumerate((("Bote", one), ("Tageblatt", other)), 8):
            when = datetime(2031, 3, 3, hour, tzinfo=UTC)
            article = Article(told.format(figure), "Brand", f"https://{hour}.example.org/1", outlet, published=when)
            library.add([replace(article, language="de")])
        library.sync()
        answer = library.ask("Wie hoch ist der Schaden beim Brand der Papierfabrik Lonn?")
    assert [claim.value for conflict in answer.conflicts for claim in conflict.claims] == shown


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("The defense minister of the center-left party", "The defence minister of the centre-left party"),
        ("organizing, realized, an organization", "organising, realised, an organisation"),
        ("Labor rumors in the harbor", "Labour rumours in the harbour"),
        ("an analyzed program, 9 kilometers", "an analysed programme, 9 kilometres"),
        ("jewelry from the theater’s catalog", "jewellery from the theatre’s catalogue"),
    ],
)
def test_american_and_british_spellings_are_one_word(american: str, british: str) -> None:
    assert terms(american) == terms(british)


def test_an_article_is_found_in_the_other_spelling(tmp_path: Path) -> None:
    report = ("Kell Post", "2031-03-04", "Color", "The harbor theater will be painted green.")
    with library_of(tmp_path, [report]) as one:
        assert one.ask("Which colour will the harbour theatre be painted?").status == "answered"
