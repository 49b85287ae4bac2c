"""Question words and the commonest function words of languages other than English, a table each.

The question words come first, then, after the bar, the rest. They are folded as index terms are, so that accents and
endings of what was typed do not matter. Tantivy's stop words would not do: its lists lack question words, and cannot be
read out to be folded.
"""

from functools import cache

from rag.terms import terms

_WORDS = {
    "ar": "من ما ماذا متى أين كيف كم لماذا هل أي أية ماهي ماهو لمن بكم بماذا بأي ومن وما وماذا ومتى وأين وكيف وكم "
    "ولماذا وهل وأي وبكم | في على إلى عن مع هو هي هم هذا هذه ذلك تلك "
    "التي الذي الذين كان كانت يكون أن إن أو ثم قد لقد لم لن لا بعد قبل عند بين كل و عدد تبلغ يبلغ بلغ بلغت",
    "da": "hvem hvad hvor hvornår hvorfor hvordan hvilken hvilket hvilke hvis mange meget længe høj højt | er var "
    "bliver blev har havde vil ville kan kunne skal skulle må en et den det de der som og eller men i på af til fra "
    "for med om at ved over under efter før mod hos ikke han hun sig sin sit sine deres hans hendes dette "
    "disse her nu så også være blive ny nye nyt antal antallet",
    "de": "wer was wann wo warum wieso weshalb wie wem wen wessen welche welcher welches welchen welchem hoch "
    "wohin woher wieviel wofür womit wodurch worum viele viel lange | ist sind war waren wird werden wurde wurden "
    "hat haben hatte hatten kann können soll sollen muss müssen will der die das den dem des ein eine einer "
    "eines einem einen und oder aber in im an am auf aus bei beim von vom zu zum zur mit nach vor für über "
    "unter um durch gegen ohne seit bis nicht es er sie sich sein seine ihr ihre dass als auch noch so da "
    "dort hier sei gibt man also",
    "el": "ποιος ποια ποιο ποιον ποιοι ποιες τι πότε πού γιατί πώς πόσο πόσα πόσοι πόσες πόση | είναι ήταν έχει "
    "έχουν είχε θα να ο η το οι τα του της των τον την τους τις στο στη στην στον στα στις στους σε από με "
    "για και ή αλλά ως κατά μετά πριν ένα ένας μια δεν που",
    "es": "quién quiénes qué cuándo dónde cómo cuánto cuánta cuántos cuántas cuál cuáles porqué adónde | es son era "
    "eran fue fueron será serán ha han había está están estaba hay ser el la los las un una unos unas de del "
    "a al en con por para sin sobre entre desde hasta y e o u pero que se su sus lo le les no ya más si como "
    "este esta ese esa me te él ella he once tiene tienen",
    "fa": "چه کی کجا چرا چند چگونه چطور آیا کدام چقدر کسی چیست کیست چیزی | در به از با را که این آن و یا برای تا بر "
    "هم است بود شد شده می خواهد ها یک هر نیز اما اگر باشد کرد",
    "fi": "kuka ketkä kenen mikä mitä missä mistä mihin milloin koska miksi miten kuinka montako paljonko kuinka "
    "moni mitkä millainen | on oli ovat olivat ole ollut olla ja tai mutta että se ne hän he tämä nämä joka "
    "jotka ei eivät myös kun jos niin sen ko moni monta kauan paljon",
    "fr": "qui que quoi quand où pourquoi comment combien quel quelle quels quelles lequel laquelle est-ce | est "
    "sont était étaient sera seront fut a ont avait avaient va le la les l un une des du de d à au aux en "
    "dans par pour sur sous avec sans entre vers chez et ou mais ne pas n se s ce c cette ces cet son sa ses "
    "leur leurs il elle ils elles on y qu été être plus t j m me lieu montant jusqu lorsqu puisqu",
    "hu": "ki kik kit kinek mi mit mik mikor hol hová honnan miért hogyan hogy hány mennyi melyik milyen meddig "
    "mióta mennyibe | a az egy és vagy de van volt lesz lett nem is ezt azt ez az meg el fel le ki be hogy "
    "mint csak már még után előtt között",
    "it": "chi cosa che quando dove perché come quanto quanta quanti quante quale quali qual cos dov | è sono era "
    "erano sarà saranno fu ha hanno aveva il lo la i gli le l un uno una di del della dei degli delle dello a "
    "al alla ai alle in nel nella nei da dal dalla con su sul sulla per tra fra e o ma non si suo sua suoi "
    "loro ci c ed più stato stata essere dell all nell sull dall quell allo agli dallo dagli dai nello negli nelle sui "
    "sullo sulle questo questa questi queste",
    "nl": "wie wat wanneer waar waarom hoe hoeveel welke welk waarheen waardoor hoelang lang veel hoog | is zijn "
    "was waren wordt worden werd werden heeft hebben had hadden zal zullen zou kan kunnen moet moeten de het "
    "een en of maar in op aan van voor met bij naar uit over onder tot door tegen om te er niet ook dat die "
    "dit deze hij zij ze hun haar als dan nog al gaat",
    "no": "hvem hva hvor når hvorfor hvordan hvilken hvilket hvilke hvis kven kva kvar korleis kvifor mange mye "
    "lenge lang langt stor mykje høy høyt | er var blir ble vert vart har hadde vil ville kan kunne skal skulle må "
    "måtte en et ei den det de der som og eller men i på av til fra frå for med om at ved over under etter "
    "før mot hos ikke ikkje han hun ho seg sin sitt sine deres hans hennes dette disse her nå så også være "
    "bli blitt vært å ein eit dei ny nye nytt antall",
    "pt": "quem que quê quando onde porque porquê como quanto quanta quantos quantas qual quais aonde | é são era "
    "eram foi foram será serão há tem têm tinha está estão estava ser o a os as um uma uns umas de do da dos das em "
    "no na nos nas ao à aos às com por pelo pela para sem sobre entre desde até e ou mas se seu sua pelos pelas lhe "
    "lhes deste desta neste nesta d seus suas não já mais este esta isso num numa me",
    "pl": "kto kogo komu kim co czego czym kiedy gdzie skąd dokąd dlaczego czemu jak ile ilu jaki jaka jakie jakich "
    "który która które czy czyj | jest są był była było byli będzie będą ma mają miał i oraz a ale lub albo w we z "
    "ze na do od o po przed pod nad przez dla za przy między nie się to ten ta te tego tej tym tych on ona ono oni "
    "jego jej ich już jeszcze także że żeby osób",
    "ro": "cine ce când unde cum cât câtă câți câte care cui | este sunt era erau va vor a au fost fi un o unei "
    "unui și sau dar în din de la pe cu fără pentru despre între până după se să nu mai își lui ei lor al ai "
    "ale cel cea cei cele ca",
    "ru": "кто кого кому кем что чего чему чем когда где куда откуда почему зачем как сколько какой какая какое "
    "какие каких каким чей чья долго много | в во на с со к ко по из у о об от до для за над под при через "
    "между и или но а не ни ли же бы был была было были будет будут есть это этот эта эти тот он она они его "
    "её их уже ещё после перед",
    "sv": "vem vilka vilken vilket vad när var varför hur vart varifrån vems många mycket länge lång hög högt | är var "
    "blir blev har hade ska skall skulle kan kunde vill ville måste en ett den det de dem som och eller men i på "
    "av till från för med om att vid över under efter före mot hos inte han hon sig sin sitt sina deras hans "
    "hennes detta dessa här nu så också vara bli blivit varit ny nya nytt antal antalet",
    "ta": "யார் என்ன எது எப்போது எங்கே எங்கு ஏன் எப்படி எத்தனை எவ்வளவு எந்த யாருக்கு எவர் | ஒரு அந்த இந்த மற்றும் "
    "என்று உள்ளது ஆகும் என இது அது அவர் இருந்து",
    "tr": "kim kimler kimi kimin ne neyi neden niçin niye nasıl nerede nereye nereden kaç hangi hangisi zaman mı mi "
    "mu mü | bir bu şu o ve veya ya da de ile için gibi kadar olan olarak oldu olacak var yok değil daha en "
    "çok ki sonra önce",
    "uk": "хто кого кому ким що чого чому чим коли де куди звідки навіщо як скільки який яка яке які яких чий чи | в "
    "у на із зі з до від для за над під при через між і й та або але а не ні б був була було були буде будуть є це "
    "цей ця ці той він вона вони його її їх уже ще після перед про по о об людей",
}
_ALSO_NAMES = frozenset("kim mi ki mit hol ne como che mu co ile".split())
"""Question words that an English question may have as names; they tell no language."""


@cache
def question_words(language: str) -> frozenset[str]:
    """The index terms of a language's question words; none of a language without a table."""
    return frozenset(terms(_WORDS.get(language, "").partition("|")[0]))


@cache
def function_words(language: str) -> frozenset[str]:
    """The index terms of its question words and of its function words."""
    return frozenset(terms(_WORDS.get(language, "")))


@cache
def telling_words(language: str) -> frozenset[str]:
    """Those by which a question is known to be in that language."""
    return function_words(language) - _ALSO_NAMES
