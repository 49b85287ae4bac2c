"""What questions ask with, and what answers to them have, in languages other than English: a table each.

All is folded as `rag.phrases.folded` does: small letters, no accents. Phrases are parted by bars, and are regular
expressions. `rag.phrases` reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's."""

    asks: Mapping[str, str]
    """What a question asks for -> how it asks; the first that is found decides."""
    leads: str
    """Verbs with which a question begins that is answered by yes or no."""
    open: str
    """What asks how things will be, or are by now."""
    follows: str
    """How a question begins that goes on from the one before it."""
    points: str
    """Words that point back at those whom it names."""
    many: str
    """What asks for a count: what is counted follows."""
    numbers: str
    times: str
    """Units of time."""
    relative: str
    """Days that are said from today, and times of day."""
    until: str
    old: str
    """Behind a number of years: how old somebody is."""
    money: str
    causes: str
    speech: str
    places: str
    """Prepositions before places."""
    people: str
    """Those who are counted where people are, and what befell them."""
    persons: str
    """Of these what says nothing else of them."""
    dead: str
    """What news says of the dead in place of one another; words as they are written."""
    reached: str
    """What says how far a count has come."""
    latest: str
    """What asks for the newest there is."""
    about: str
    """Behind whose words are asked for, before what they are of."""


_AR = Phrases(
    asks={
        "why": "لماذا|ما (هو |هي )?(سبب|اسباب)",
        "said": "(ماذا|بماذا|بم) (قال|قالت|صرح|صرحت|يقول|تقول|يري|تري|رد|ردت|وعد|وعدت|علق|علقت)",
        "how_old": r"كم (يبلغ |تبلغ )?عمر\w*",
        "length": "كم (طول|يبلغ طول|المسافه|تبلغ المسافه|يبعد|تبعد|ارتفاع)|ما (طول|المسافه)",
        "how_long": (
            "كم (من الوقت|مده|يستمر|تستمر|استمر|استمرت|استغرق|استغرقت)|(كم|بكم) (يوما|ساعه|اسبوعا|شهرا|سنه"
            "|عاما)"
        ),
        "money": (
            "(كم|ما) (تبلغ |بلغت |يبلغ |هي |هو |تقدر )?(تكلف|يكلف|كلف|كلفه|تكلفه|سعر|ثمن|راتب|قيمه|خساير|اضرار"
            "|ميزانيه|غرامه)"
        ),
        "percent": "(كم|ما) .{0,40}(نسبه|معدل)|كم بالميه|باي نسبه",
        "how_many": "(كم|بكم)",
        "clock": "في (اي|ايه) ساعه|كم كانت الساعه",
        "when": "متي|في (اي|ايه) (يوم|عام|سنه|شهر)",
        "where": "(اين|الي اين|من اين)|في (اي|ايه) (مدينه|بلد|مكان|منطقه|حي)",
        "who": r"و?من (هو|هي|هم|فاز|قتل)|^\W*و?من",
    },
    leads="و?هل",
    open=r"هل س\w+",
    follows=r"و(كم|متي|اين|لماذا|من|ماذا|ما|هل|كيف|اي|بكم|الي)",
    points=r"هو|هي|هم|عمره|\w{3,}(ها|هم)",
    many="كم عدد|كم|عدد",
    numbers=(
        "واحد|اثنان|اثنين|ثلاثه?|اربعه?|خمسه?|سته?|سبعه?|ثمانيه?|ثماني|تسعه?|عشره?|عشرون|عشرين|ثلاثون|ثلاثين"
        "|اربعون|اربعين|خمسون|خمسين|ميه|ميتان|ميتين|مايه|ميات|الف|الفان|الفين|الاف|عشرات|مليون|ملايين|مليار"
        "|مليارات"
    ),
    times=(
        "ثوان|ثواني|شهرين|يومين|ساعتين|اسبوعين|سنتين|عامين|ثانيه|دقيقه|دقايق|ساعه|ساعات|يوما?|ايام|اسبوعا?"
        "|اسابيع|شهرا?|اشهر|شهور|سنه|سنوات|عاما?|اعوام"
    ),
    relative=(
        "اليوم|امس|غدا|مساء|صباح|صباحا|ظهر|فجر|ليله|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|(كانون"
        "|تشرين) (الاول|الثاني)"
        "|(الاسبوع|الشهر|العام) (الماضي|المقبل|القادم)"
    ),
    until="حتي|الي حين|الي غايه",
    old="من العمر",
    money="دولار(ا|ات)?|يورو|جنيه(ا|ات)?|ريالا?|درهما?|دراهم|دينارا?|دنانير|قرشا?|قروش|ليره|ليرات|كرونه",
    causes=r"بسبب|لان\w*|نتيجه|بعد ان|نظرا|احتجاجا|السبب|سببه|سببها|اثر|جراء|تعود? الي|يعود الي|من جراء|عز[تي]|بهدف",
    speech=(
        "(قال|قالت|صرحت?|اعلنت?|اضافت?|اكدت?|اوضحت?|ذكرت?|اشارت?|مشيرا|مشيره|وصفت?|انتقدت?|حذرت?|قايلا"
        "|قايله|بحسب|وفقا|تعهدت?|وعدت?|نعاها?|رات|راي|دعت?)"
    ),
    places="في|الي|من|قرب|داخل|عند|بين|علي",
    people=r"شخصا?|اشخاص|قتيلا?|قتلي|جريحا?|جرحي|مصابا?|مصابين|ضحايا|عاملا|عمال|ضحيه|اخرون|اخرين|اصيب\w*",
    persons="شخصا?|اشخاص",
    dead="قتل قتلى قتيل قتيلا قتلوا مات ماتوا توفي توفيت وفاة وفيات ضحايا ضحية مصرعهم مصرع حياة",
    reached=r"(ارتفع\w*|ارتفاع|وصل\w*|بلغ\w*)",
    latest="(اخر|احدث) (ال)?(اخبار|انباء|مستجدات|تطورات)|ما الجديد",
    about="عن|حول|بعد|بشان|في|امام|علي|بخصوص",
)
_NORDIC_ASKS = {
    "why": "hvorfor|kvifor|hva (er|var) (arsaken|grunnen)|arsaken? til|grunnen til",
    "said": "(hva|kva) (sa|sier|sagde|mener|mente|svarte|uttalte)|hva har .{1,60} sagt",
    "clock": (
        "(hvilket|kva) (klokkeslett|tid)|(hva|kva) tid|hvor mye (er|var) klokken"
        "|nar pa (dagen|kvelden|natten|morgenen)"
    ),
    "length": "(hvor|kor) (langt?|lange|bredt?|dypt?)|hvilken (lengde|avstand)",
    "how_long": "hvor (lenge|langvarig)|kor lenge|hvor mange (minutter|timer|dager|dogn|uker|maneder|ars?)( fengsel)?",
    "how_old": "(hvor|kor) gam(mel|le)|hvilken alder",
    "money": (
        r"(hvor|kor) (mye|dyr\w*)( \w+)? (koste\w*|tjene\w*|betale\w*|penger)"
        r"|(hva|kva) (vil .{1,60} )?(koste\w*|tjen\w+)"
        r"|(hvor|kor) (mye|stort?|hoyt?) .{0,80}(overskudd|omsetning|lonn|skade|bot|pris|utbytte|erstatning)\w*"
        "|(hvor mange|kor mange) kroner"
    ),
    "percent": r"(hvor|kor) (mange|stor|hoy) .{0,80}(prosent|andel|deltakelse|oppslutning|rente)\w*",
    "how_many": "(hvor|kor) (mange|mye|mykje|stor[te]?|hoyt?e?|langt?|fort|tungt?|ofte|sterk)|antall",
    "when": "nar|hvilken? (dag|dato|maned|uke)|hvilket ar",
    "where": "hvor(hen|fra)?|kor|hvilken? (by|kommune|land|sted|bydel)|hvilket (land|sted)",
    "named": "hva heter|navnet pa|hva er navnet",
    "who": (
        "hvem|kven"
        r"|hvilken? (spiller|politiker|parti|minister|person|kandidat|trener|forfatter|bedrift|selskap|lag)\w*"
        "|hvilket (parti|selskap|lag|firma)"
    ),
}
_NO = Phrases(
    asks=_NORDIC_ASKS,
    leads="er|var|blir|ble|vart|har|hadde|vil|ville|kan|kunne|skal|skulle|ma|finnes|far|fikk|kommer|gar|stemmer|ligger",
    open="vil|skal|blir|kommer",
    follows="og|men|hva med",
    points="han|hun|ho|hans|hennes|henne|ham|de|dem|deres|der",
    many="(hvor|kor) mange|antall",
    numbers=(
        "to|tre|fire|fem|seks|sju|syv|atte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|tjue"
        "|tretti|forti|femti|seksti|sytti|atti|nitti|hundre|tusen|millioner|milliarder"
    ),
    times=r"sekund\w*|minutt\w*|time[rn]?|dag(er)?|dogn|natt|netter|uke[rn]?|maned\w*|ars?",
    relative=(
        r"i (dag|gar|morgen|kveld|natt|fjor|ar)|natt til|(denne|forrige|neste) \w+|midnatt|(om )?(morgenen|kvelden)"
    ),
    until="(fram |frem )?til",
    old="gam(mel|le)",
    money="krone[rn]?|kr|ore|euro|dollar|pund",
    causes=(
        r"fordi|pa grunn av|arsaken?|grunnet|skyldes|skyldtes|som folge av|grunnen|derfor|begrunne\w+|etter at"
        "|fore til"
    ),
    speech=(
        "sa|sier|opplyser|opplyste|mener|mente|forteller|fortalte|uttaler|uttalte|skriver|ifolge|kalte|kaller|svarte"
    ),
    places="i|pa|ved|til|fra|naer|mellom|utenfor|langs",
    people=r"personer|mennesker|omkom\w*|dod[te]?e?|drept\w*|folk",
    persons="personer|mennesker|folk",
    dead="omkom omkommet omkomne død døde dødde døden dødstall dødstallet dødsfall drept drepte dødsofre livet mistet",
    reached=r"ste[gk]\w*|okt\w*|oker|kommet opp i|er na|totalt",
    latest="siste (nytt|nyheter)|seneste (nytt|nyheter)",
    about="om|til|etter|pa",
)
_DA = Phrases(
    asks={
        **_NORDIC_ASKS,
        "why": "hvorfor|hvad (er|var) arsagen|arsagen til|grunden til",
        "said": "hvad (sagde|siger|mener|mente|synes|syntes|svarede|udtalte)|hvad har .{1,60} sagt",
        "clock": "hvad tid|hvad klokken|hvornar pa (dagen|aftenen|natten)|hvad var klokken",
        "how_long": "hvor (laenge|lang tid)|hvor mange (minutter|timer|dage|dogn|uger|maneder|ars?)",
        "money": (
            r"hvor meget( \w+)? (koste\w*|tjene\w*|betale\w*)|hvad (vil .{1,60} )?(koste\w*|tjene\w*)"
            r"|hvor (meget|stort?|hojt?) .{0,80}(overskud|omsaetning|lon|skade|bode|pris)\w*|hvor mange (kroner|penge)"
        ),
        "percent": r"hvor (mange|stor|hoj) .{0,80}(procent|andel|deltagelse|stemmeprocent|rente)\w*",
        "how_many": r"hvor (mange|meget|stor[te]?|hojt?e?|langt?|hurtig\w*|tungt?|ofte|staerk)|antallet",
        "when": "hvornar|hvilken (dag|dato|maned|uge)|hvilket ar",
        "named": "hvad hedder|navnet pa",
    },
    leads="er|var|bliver|blev|har|havde|vil|ville|kan|kunne|skal|skulle|ma|findes|far|fik|kommer|gar",
    open="vil|skal|bliver|kommer",
    follows="og|men|hvad med",
    points="han|hun|hans|hendes|hende|ham|de|dem|deres|der",
    many="hvor mange|antallet",
    numbers=(
        "to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|tyve"
        "|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems|hundrede|tusind|millioner|milliarder"
    ),
    times=r"sekund\w*|minut\w*|time[rn]?|dage?|dogn|nat|naetter|uge[rn]?|maned\w*|ars?",
    relative=(
        r"i (dag|gar|morgen|aften|nat|fjor|ar)|natten til|(denne|forrige|naeste) \w+|midnat|aftenen|morgenen"
        "|(for|efter)aret|sommer(en)?|vinter(en)?"
    ),
    until="(frem )?til",
    old="gam(mel|le)",
    money="krone[rn]?|kr|ore|euro|dollar|pund",
    causes=r"fordi|begrunde\w*|pa grund af|arsag(en)?|skyldes|skyldtes|som folge af|grunden|derfor|efter at",
    speech=(
        "sagde|siger|lyder|advarer|understreger|tilfojer|svarer|svarede|oplyser|oplyste|mener|mente"
        "|fortaeller|fortalte|udtaler|udtalte|skriver|ifolge|kaldte|kalder"
    ),
    places="i|pa|ved|til|fra|naer|mellem|uden for|langs",
    people=r"personer|mennesker|omkom\w*|dode|draebt\w*|folk|sarede|kvaestede|passagerer|beboere|ansatte",
    persons="personer|mennesker|folk",
    dead="omkom omkommet omkomne død døde dødstal dødstallet dødsfald dræbt dræbte dødsofre livet mistede",
    reached=r"steg\w*|oget|nar\w* op pa|er nu|i alt",
    latest="(seneste|sidste) (nyt|nyheder)",
    about="om|til|efter|pa",
)
_SV = Phrases(
    asks={
        "why": "varfor|vad (ar|var) (orsaken|skalet)|orsaken till|skalet till",
        "said": "vad (sa|sade|sager|menar|menade|tycker|tyckte|anser|ansag|svarar|svarade)|vad har .{1,60} sagt",
        "clock": "vilken tid|hur dags|nar pa (dagen|kvallen|natten)",
        "length": "hur (langt?|langa|brett?|bred|djupt?)|vilken langd",
        "how_long": "hur (lange|lang tid)|hur manga (minuter|timmar|dagar|dygn|veckor|manader|ars?)",
        "how_old": "hur gam(mal|la|malt)",
        "money": (
            r"(hur mycket|vad) (\w+ ){0,3}(kosta\w*|tjana\w*|betala\w*)"
            "|hur (mycket|stora?|stort|hogt?a?) .{0,80}(vinst|omsattning|lon|skad|bot|boter|pris|kostnad"
            r"|belopp)\w*|hur manga kronor"
        ),
        "percent": r"hur (manga|stor|hogt?) .{0,80}(procent|andel|deltagande|ranta)\w*",
        "how_many": "hur (manga|mycket|stor[ta]?|hogt?a?|langt?|fort|tungt?|ofta|starkt?)|antalet",
        "when": "nar|vilken (dag|manad|vecka)|vilket (ar|datum)",
        "where": "var|vart|varifran|vilken (stad|kommun|plats|ort|stadsdel)|vilket land",
        "named": "vad heter|namnet pa",
        "who": (
            "vem|vilka|vilken (spelare|politiker|minister|person|kandidat|tranare|forfattare)"
            "|vilket (parti|foretag|lag)"
        ),
    },
    leads="ar|var|blir|blev|har|hade|ska|skall|skulle|kan|kunde|vill|ville|maste|finns|far|fick|kommer|gar",
    open="ska|skall|blir|kommer",
    follows="och|men|hur ar det med",
    points="han|hon|hans|hennes|honom|henne|de|dem|deras|dar",
    many="hur manga|antalet",
    numbers=(
        "tva|tre|fyra|fem|sex|sju|atta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|tjugo"
        "|trettio|fyrtio|femtio|sextio|sjuttio|attio|nittio|hundra|tusen|miljoner|miljarder"
    ),
    times=r"sekund\w*|minut\w*|timm\w*|dag(ar)?|dygn|natt|natter|veck\w+|manad\w*|ars?",
    relative=(
        r"i (dag|gar|morgon|kvall|natt|fjol|ar)|idag|igar|imorgon|natten till|(denna|forra|nasta) \w+|midnatt"
        "|i (hostas|varas|somras|vintras)|(i|pa) (host|var|sommar|vinter)(en)?"
    ),
    until="(fram )?till",
    old="gam(mal|la|malt)",
    money=r"kron\w+|kr|ore|euro|dollar|pund",
    causes=(
        r"eftersom|darfor att|pa grund av|p\.g\.a|orsak\w*|beror pa|berodde pa|till foljd av|\w*skal(et|en)?"
        r"|darfor|efter att|sedan (\w+ ){1,3}\w+it"
    ),
    speech=(
        "sa|sade|uttalar|lovar|lovade|avfardar|bekraftar|tycker|anser|varnar|kommenterar|sager|uppger|uppgav"
        "|menar|menade|berattar|berattade|skriver|enligt|kallade|kallar|svarade"
    ),
    places="i|pa|vid|till|fran|nara|mellan|utanfor|langs",
    people=r"personer|manniskor|patienter|anstallda|passagerare|boende|skadad\w*|omkom\w*|dod[aeo]?\w*|folk",
    persons="personer|manniskor|folk",
    dead="omkom omkommit omkomna död döda dog dött dödstal dödstalet dödsfall dödades dödats dödsoffer livet",
    reached="stigit|steg|stiger|okat|okar|uppgar till|ar nu|totalt",
    latest="senaste (nytt|nyheterna|nyheter)",
    about="om|till|efter|pa|kring",
)
_DE = Phrases(
    asks={
        "why": (
            r"warum|wieso|weshalb|weswegen|aus welche[mn] gru?n?d\w*|was (ist|war) (der grund|die ursache)"
            "|(grund|ursache) fur"
        ),
        "said": "was (sagte?n?|meinte?n?|erklarte?n?|antwortete?)|was hat .{1,60} gesagt",
        "clock": "um wie ?viel uhr|zu welcher uhrzeit|um welche uhrzeit",
        "length": "wie (lang|weit|breit|tief)|welche (lange|entfernung)",
        "how_long": "wie lange|wie ?viele?n? (minuten|stunden|tagen?|wochen|monaten?|jahren?)",
        "how_old": "wie alt|welches alter",
        "money": (
            r"(wie ?viel|was) (\w+ ){0,3}(kostete?n?|verdient\w*|zahlte?n?|bezahlt\w*)|wie ?viele? (euro|geld)"
            r"|wie teuer|wie hoch .{0,80}(schaden|koste|preis|gewinn|umsatz|lohn|gehalt|strafe|miete|dividende"
            r"|verlust)\w*"
            "|was .{1,60} (kostete?n?|verdient)"
        ),
        "percent": r"wie ?viele? prozent|wie hoch .{0,80}(beteiligung|quote|anteil|inflation|zins)\w*"
        "|wie ?viele? .{0,80}prozent",
        "how_many": "wie ?viele?n?|wie (hoch|gross|weit|schnell|schwer|tief|stark|lang|oft)|(anzahl|zahl) (der|von)",
        "when": "wann|an welchem (tag|datum)|in welche[mr] (jahr|monat|woche)|zu welchem zeitpunkt",
        "where": "wo|wohin|woher|(in|an|aus) welche[mrs] (stadt|land|ort|gemeinde|region|strasse|stadtteil|stadion)",
        "named": r"wie heiss\w+|name (der|des|von)",
        "who": (
            "wer|wem|wen|wessen"
            "|welche[rsnm]? (spieler|politiker|minister|kandidat|person|partei|firma|trainer|autor|unternehmen"
            r"|mannschaft|verein|konzern|richter|anwalt)\w*"
        ),
    },
    leads=(
        "ist|sind|war|waren|wird|werden|wurden?|hat|haben|hatten?|kann|konnen|konnten?|soll|sollen|muss|mussen|darf"
        "|durfen|gibt|gab|will|wollen|bleibt|bleiben|kommt|kommen|kam|stimmt|gilt|geht|lauft"
    ),
    open="wird|werden|bleibt|kommt|soll|gilt",
    follows="und|aber|was ist mit",
    points="er|sie|ihn|ihm|ihr|ihre[mnrs]?|ihnen|seine?[mnrs]?|dort|davon|dafur|dabei|darin",
    many="wie ?viele?n?|(anzahl|zahl) (der|von)",
    numbers=(
        "zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|dreizehn|vierzehn|funfzehn|sechzehn|siebzehn"
        "|achtzehn|neunzehn|zwanzig|dreissig|vierzig|funfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend"
        "|million(en)?|milliarden?|mio|mrd|dutzend"
    ),
    times="sekunden?|minuten?|stunden?|tage?n?|nacht|nachten?|wochen?|monate?n?|jahre?n?|jahrzehnte?n?",
    relative=(
        r"heute|gestern|vorgestern|morgen (fruh|abend)|(vor|nach)mittag\w*|mitternacht"
        r"|(diese|letzte|vergangene|kommende|nachste)[mnrs]? \w+|in der nacht|am (abend|morgen|mittag|wochenende)"
        "|anfang|mitte|ende|fruhjahr|herbst"
    ),
    until="bis",
    old="alt",
    money="euro|dollar|pfund|franken|kronen?|cent|yen|rubel",
    causes=(
        r"weil|wegen|aufgrund|auf grund|grund|grunde|denn|infolge|ursachen?|deshalb|daher|darum|damit|begrunde\w+|um"
        r"|verursacht\w*|ausschlaggebend|nachdem|schuld"
    ),
    speech=(
        r"sagte?n?|erklarte?n?|teilte\w*|mitteilte\w*|betonte?n?|kundigte\w*|nannte?n?|kritisierte?n?|laut|zufolge|so"
        r"|warnte?n?|fordert\w*|meinte?n?|sprach|schrieb"
    ),
    places="in|im|ins|bei|nach|nahe|aus|am|an|auf|zwischen",
    people=r"menschen|personen|leute|tote[rn]?|opfern?|verletzt\w*|gestorben\w*|getotet\w*|starben?|ums leben",
    persons="menschen|personen|leute",
    dead="gestorben starben starb sterben tot tote toten toter todesopfer getötet umgekommen verstorben opfer leben",
    reached=r"(ge)?sti\w+|erhohte?|klettert\w*|auf .{0,30} gewachsen|inzwischen|insgesamt",
    latest="(neueste[nrs]?|letzte[nrs]?|aktuelle[nrs]?) (nachrichten|stand|meldungen|entwicklung(en)?)|neuigkeiten",
    about="uber|zu|zum|zur|wegen|nach|in|im|bei",
)
_NL = Phrases(
    asks={
        "why": "waarom|waardoor|wat (is|was) de (reden|oorzaak)|(reden|oorzaak) van",
        "said": "wat (zei|zegt|zeggen|zeiden|vindt|vond|vinden|denkt|denken|antwoordde)|wat heeft .{1,60} gezegd",
        "clock": "hoe laat|welk tijdstip",
        "length": "hoe (ver|breed|diep)|welke (lengte|afstand)",
        "how_long": "hoe ?lang|hoeveel (minuten|uur|uren|dagen|weken|maanden|jaar|jaren)",
        "how_old": "hoe oud|welke leeftijd",
        "money": (
            r"(hoeveel|wat) (\w+ ){0,3}(kost\w*|verdien\w*|betaal\w*|betalen)"
            r"|(hoe (hoog|groot)|hoeveel bedra\w+) .{0,80}(schade\w*|kosten|prijs|winst|omzet|loon|boete|dwangsom"
            "|bedrag)|hoeveel (euro|geld)"
        ),
        "percent": "(met )?hoeveel procent|hoe hoog .{0,80}(opkomst|aandeel|inflatie|rente)",
        "how_many": "hoeveel|hoe (hoog|groot|ver|snel|zwaar|diep|sterk|vaak)|aantal",
        "when": "wanneer|welke (dag|maand|week|datum)|welk jaar",
        "where": "waar|waarheen|welke (stad|gemeente|plaats|straat|regio)|welk land",
        "named": r"hoe heet\w*|naam van",
        "who": (
            "wie|wiens|welke (speler|politicus|minister|kandidaat|persoon|partij|trainer|auteur|ploeg|club)"
            "|welk (bedrijf|team)"
        ),
    },
    leads=(
        "is|zijn|was|waren|wordt|worden|werd|werden|heeft|hebben|had|hadden|zal|zullen|kan|kunnen|moet|moeten|mag"
        "|gaat|gaan|komt|blijft"
    ),
    open="zal|zullen|wordt|gaat|gaan|komt|blijft",
    follows="en|maar|hoe zit het met",
    points="hij|zij|ze|hem|haar|hun|hen|zijn|daar|ervan|erover",
    many="hoeveel|aantal",
    numbers=(
        "twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien"
        "|achttien|negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend|miljoen"
        "|miljard"
    ),
    times="seconden?|minuten?|uur|uren|dag(en)?|nacht|nachten|we(ek|ken)|maand(en)?|jaar|jaren",
    relative=(
        "vandaag|gisteren|eergisteren|morgen|vanavond|vannacht|middernacht|(het )?(voor|na)jaar|zomer|winter"
        r"|(deze|vorige|afgelopen|volgende) \w+"
    ),
    until="tot",
    old="oud",
    money="euro|dollar|pond|kronen|cent",
    causes=(
        "omdat|waardoor|veroorzaakt|oorzaken|wegens|vanwege|door|doordat|reden|oorzaak|want|daarom"
        "|ten gevolge van|nadat|dankzij"
    ),
    speech=(
        "zei|zegt|zeggen|vindt|vond|prijst|waarschuwt|reageert|stelt|concludeert|bevestigt|spreekt van|zeiden"
        "|verklaart|verklaarde|volgens|meldt|meldde|noemt|noemde|aldus|liet weten"
    ),
    places="in|bij|naar|te|nabij|uit|op|tussen|over|langs|van",
    people="mensen|personen|doden|slachtoffers|gewond(en)?|omgekomen|opvarenden|passagiers|bewoners|inwoners|medewerkers",
    persons="mensen|personen",
    dead="overleden overleed doden dodental dood omgekomen gestorven stierven slachtoffers leven",
    reached="gestegen|stijgt|steeg|opgelopen|loopt op|inmiddels|in totaal",
    latest="(het )?laatste (nieuws|stand van zaken|ontwikkelingen)",
    about="over|na|tegen|tot|op|van",
)
_FR = Phrases(
    asks={
        "why": "pourquoi|pour quelles? raisons?|quelles? (est|sont|etait) (la|les) (causes?|raisons?)|a cause de quoi",
        "said": (
            "qu'?(e|est-ce qu[e'])? ?(a|ont|dit|disent|pense|a-t-il|a-t-elle) ?.{0,60}(dit|declare|affirme|repondu"
            "|explique|pense)"
            "|qu'en dit|que dit|que declare"
        ),
        "clock": "a quelle heure|quelle heure",
        "length": "(quelle|de quelle) .{0,20}(longueur|distance|largeur|profondeur|hauteur)",
        "how_long": (
            "combien de (temps|minutes|heures|jours|semaines|mois)|(depuis|pendant) combien"
            "|combien d'(annees|heures)( de prison)?|quelle (est la )?duree"
        ),
        "how_old": "quel age",
        "money": (
            r"combien (\w+[- ]){0,3}(cou?te\w*|cou?tera|gagn\w*|paie\w*|paye\w*|verse\w*|vaut)"
            "|combien d'(argent|euros)|a combien"
            "|quel(le)? .{0,80}(prix|cout|benefice|chiffre d'affaires|salaire|amende|montant|budget)"
        ),
        "percent": "quel (est |etait )?(le )?(pourcentage|taux)|quelle .{0,80}(participation|part|inflation)",
        "how_many": (
            "combien|quel(le)? (est|etait|fut) (le nombre|le bilan|la taille|la hauteur|la vitesse|la population)"
            "|nombre de"
        ),
        "when": "quand|quel jour|quelle (date|annee)|en quelle annee|quel mois",
        "where": r"^\W*(et )?ou|d'ou|(dans|en|a) quel(le)? (ville|pays|lieu|region|commune|quartier|endroit|stade)",
        "named": r"comment s'appel\w+|quel est le nom|nom (de|du|des)",
        "who": (
            "qui"
            "|quel(le)?s? (joueur|joueuse|ministre|candidate?|personne|parti|entreprise|societe|equipe|entraineur"
            r"|auteur|homme|femme|elue?)\w*"
        ),
    },
    leads=(
        "est-ce qu[e']|est|sont|etait|a|ont|avait|va|vont|peut|peuvent|doit|doivent|faut|y a"
        r"|(?!qui|que|quoi|quand|ou|comment|combien|pourquoi|quel)(?:\S+ ){1,6}?\S+-(t-)?(il|elle|ils|elles|on)"
    ),
    open=r"va|vont|va-t-\w+|vont-\w+|sera|seront|sera-t-\w+|\w{3,}ra-t-(il|elle|on)|\w{3,}ront-(ils|elles)",
    follows="et|mais|qu'en est-il",
    points="(?<!-)il(?! y a)|(?<!-)elle|(?<!-)ils|(?<!-)elles|(?<!-)lui|sa|son|ses|leurs?",
    many="combien|nombre de",
    numbers=(
        "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante"
        "|cinquante|soixante|cent|cents|mille|millions?|milliards?|dizaines?|centaines?|milliers"
    ),
    times="secondes?|minutes?|heures?|jours?|journees?|nuits?|semaines?|mois|ans?|annees?|decennies?",
    relative=(
        "aujourd'hui|hier|demain|avant-hier|ce (matin|soir|midi)|(cette|la|dans la) (nuit|semaine)|minuit|midi"
        "|printemps|automne|(semaine|mois|annee) (dernier|derniere|prochain|prochaine|derniers)"
        r"|(debut|mi|fin)[ -]\w+"
    ),
    until=r"jusqu'\w+",
    old="ans",
    money="euros?|dollars?|livres?|francs?|couronnes?|centimes?",
    causes=(
        "parce qu[e']|a cause|en raison|car|puisqu[e']|faute de|du fait|raisons?|cause|due?s? (a|aux?)"
        r"|grace a|suite a|afin de|invoque\w*|provoque\w*|motif|entraine\w*|apres"
    ),
    speech=(
        r"dit|declare|annonce|affirme|indique|explique|souligne|estime|precise|selon|rappele|denonce\w*|regrette"
        "|lance|ajoute"
    ),
    places="a|au|aux|en|dans|d|de|du|des|pres de|vers|chez|sur|entre|depuis",
    people=r"personnes|morts?|mortes|blesse\w*|victimes?|gens|tues?",
    persons="personnes|gens",
    dead="mort morts morte mortes mourir décédé décédés décès tué tués tuées succombé bilan victimes vie",
    reached=r"pass\w+ a|s'alourdit|s'est alourdi|s'eleve\w*|monte\w* a|atteint|desormais|au total",
    latest="(dernieres?|recentes?) (nouvelles?|infos?|informations?|actualites?)",
    about="sur|de|du|des|apres|a|au|aux|dans",
)
_ES = Phrases(
    asks={
        "why": "por ?que|a que se debe|cual (es|fue|era) (la causa|el motivo|la razon)|(causa|motivo) de",
        "said": "que (dijo|dice|dijeron|declaro|afirmo|opina|opino|respondio)|que ha dicho",
        "clock": "a que hora",
        "how_old": "que edad|cuantos anos tiene",
        "length": "cuanto (mide|miden|medira|mediran|midio)|(que|cual) .{0,20}(longitud|distancia|anchura|altura)",
        "how_long": r"cuanto (tiempo|dur\w+)|cuant[oa]s (minutos|horas|dias|semanas|meses|anos)",
        "money": (
            r"cuanto (\w+ ){0,3}(cuest\w+|cost\w+|gan\w+|cobr\w+|pag\w+|vale)|cuanto dinero|cuantos euros|a cuanto"
            "|(cual|que|de cuanto) .{0,80}(precio|coste|beneficio|ventas|salario|multa|sueldo|presupuesto)"
        ),
        "percent": "que (porcentaje|proporcion)|(cual|que) .{0,80}(participacion|tasa|inflacion)",
        "how_many": (
            "cuant[oa]s?|que (numero|cantidad|altura|velocidad|distancia)"
            "|cual (es|fue) (el numero|la cifra|el balance)|(numero|cifra) de"
        ),
        "when": "cuando|(que|en que) (dia|fecha|ano|mes)|desde cuando",
        "where": "donde|adonde|(en|de|a) que (ciudad|pais|lugar|pueblo|region|barrio|estadio)",
        "named": r"como se llama\w*|cual es el nombre|nombre (de|del)",
        "who": (
            "quien(es)?"
            "|(que|cual) (jugador|jugadora|ministro|ministra|candidato|candidata|persona|partido|empresa|equipo"
            r"|entrenador|autor|politico)\w*"
        ),
    },
    leads=(
        r"es|son|fue|fueron|era|esta|estan|ha|han|hay|hubo|va|van|puede|pueden|debe|sigue|siguen|sera|seran|se \w+"
        r"|(?!para|contra)\w{3,}[aei]ran?"
    ),
    open=r"va a|van a|sera|seran|habra|sigue|siguen|(?!para|contra)(se )?\w{3,}[aei]ran?",
    follows="y|pero|que hay de",
    points="ella|ellos|ellas|sus?|les?|alli",
    many="cuant[oa]s|numero de",
    numbers=(
        "dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete"
        "|dieciocho|diecinueve|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|cientos"
        "|mil|millon|millones|decenas|miles"
    ),
    times="segundos?|minutos?|horas?|dias?|jornadas?|noches?|semanas?|mes|meses|anos?|decadas?",
    relative=(
        "hoy|ayer|manana|anoche|anteayer|madrugada|medianoche|mediodia|por la (noche|tarde|manana)"
        "|(esta|la|proxima) semana|navidad|(semana|mes|ano) (pasad[ao]|proximo|que viene)"
        "|(primavera|verano|otono|invierno)|(principios|mediados|finales) de"
    ),
    until="hasta",
    old="anos",
    money="euros?|dolar|dolares|pesos?|libras?|francos?|centimos?",
    causes=(
        "porque|debido|a causa|por culpa|ya que|puesto que|se debe|se debio|motivos?|causas?|razon|razones|gracias a"
        r"|tras|para que|origen|provoc\w+"
    ),
    speech="dijo|dice|declaro|afirmo|explico|senalo|anuncio|aseguro|segun|califico|informo|anadio|indico|advirtio",
    places="en|a|al|de|del|desde|cerca de|hacia|hasta|entre|sobre",
    people="personas|muert[oa]s?|murieron|fallecid[oa]s|fallecieron|victimas?|herid[oa]s|gente",
    persons="personas|gente",
    dead=(
        "muerto muertos muerta muertas murió murieron morir fallecido fallecidos fallecidas fallecieron falleció "
        "víctimas"
    ),
    reached=r"sub\w+ a|asciend\w+|ascendi\w+|se elev\w+|aument\w+|alcanz\w+|en total",
    latest="(ultimas?|ultimos) (noticias?|novedades|informaciones)|novedades",
    about="sobre|de|del|tras|acerca|a|al|en",
)
_IT = Phrases(
    asks={
        "why": "perche|per (quale|che) motivo|qual (e|era) (la causa|il motivo)",
        "said": (
            r"^\W*(e )?(cosa|che|che cosa) ((ha|hanno|aveva) ([\w'.]+ ){0,5}?(detto|dichiarato|affermato|risposto"
            "|spiegato|promesso|commentato)|dice|dicono|pensa|pensano|afferma|risponde)"
        ),
        "clock": "a che ora",
        "how_old": "quanti anni ha|che eta",
        "length": (
            "quanto (e|sara|sono) (lung[oa]|larg[oa]|alt[oa]|distante)"
            "|(che|quale|qual) .{0,20}(lunghezza|distanza)|a (quanti chilometri|che distanza)"
        ),
        "how_long": r"quanto (tempo|dur\w+)|per quanto|quant[ie] (minuti|ore|giorni|settimane|mesi|anni)",
        "money": (
            r"quanto (\w+ ){0,3}(cost\w+|guadagn\w+|pag\w+|vale)|quanti (soldi|euro)|a quanto ammonta\w*"
            "|qual .{0,80}(prezzo|costo|utile|stipendio|multa|valore|importo)"
        ),
        "percent": "che percentuale|quale percentuale|(qual|quale) .{0,80}(affluenza|tasso|inflazione)",
        "how_many": "quant[oaie]|numero (di|dei|delle)",
        "when": "quando|(che|quale|in che|in quale) (giorno|data|anno|mese)",
        "where": "dove|dov'e|(in|da|a) (che|quale) (citta|paese|luogo|comune|regione|stadio)",
        "named": r"come si chiama\w*|nome (di|del|della)",
        "who": "chi|(che|quale) (giocatore|ministro|candidat[oa]|persona|partito|azienda|squadra|allenatore|autore)",
    },
    leads=r"e|sono|era|erano|fu|ha|hanno|c'e|ci sono|va|puo|possono|deve|sara|saranno|verra|\w{3,}[aei]ranno|\w{4,}era",
    open="sara|saranno|verra|verranno",
    follows="e|ma|che ne e",
    points="lui|lei|loro|suo|sua|suoi|sue|gli",
    many="quant[ie]|numero (di|dei|delle)",
    numbers=(
        "due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici|sedici"
        "|diciassette|diciotto|diciannove|venti|trenta|quaranta|cinquanta|sessanta|settanta|ottanta|novanta|cento"
        "|mille|mila|milione|milioni|miliardi?|decine|centinaia|migliaia"
    ),
    times="second[oi]|minut[oi]|or[ae]|giorn[oi]|nott[ei]|settiman[ae]|mes[ei]|ann[oi]",
    relative=(
        r"oggi|ieri|domani|stanotte|stasera|mezzanotte|mezzogiorno|(questa|scorsa|prossima) \w+"
        "|(settimana|mese|anno) (scors[ao]|prossim[ao])|primavera|autunno|estate|inverno|alba"
    ),
    until="fino (a|al|alla)",
    old="anni",
    money="euro|dollari|sterline|franchi|corone",
    causes=(
        "perche|a causa|per via|poiche|dovut[oaie]|motiv[oi]|causat[oa]|causa|visto che|dato che|in seguito"
        "|grazie a|dopo"
    ),
    speech=(
        r"(ha|hanno|aveva) (\w+ )?(detto|dichiarato|affermato|spiegato|annunciato|aggiunto|promesso|escluso|raccontato"
        "|protestato|commentato|risposto|precisato|sottolineato|chiesto)|secondo|dice|dicono|spiega|afferma"
        "|avverte|respinge|parla|parlano|promette|commenta|sottolinea"
    ),
    places="a|ad|al|alla|all|in|nel|nello|nella|nell|di|da|dal|dalla|dall|vicino a|verso|tra|presso|sul|sulla",
    people="persone|mort[ie]|vittime|ferit[ie]|decedut[ie]|abitanti|operai|dispersi|passeggeri|sfollati",
    persons="persone",
    dead="morto morti morta morte morirono deceduti decedute vittime ucciso uccisi vita",
    reached=r"sal\w+ a|salit[oa]|sale|aumenta\w*|raggiun\w+|in totale",
    latest="(ultime|ultimi|ultima|ultimissime) (notizie|notizia|novita|aggiornamenti|sviluppi)|novita",
    about=(
        "su|sul|sullo|sulla|sull|sui|sugli|sulle|di|del|dello|della|dell|dei|degli|delle|a|al|alla|all|ai"
        "|dopo|in|nel|nella"
    ),
)
_PT = Phrases(
    asks={
        "why": "por ?que|porque|qual (e|foi|era) (a causa|o motivo|a razao)",
        "said": (
            r"^\W*(e )?(o )?que (e que |foi que )?(\w+ ){0,5}?(disse|diz|dizem|disseram|declarou|afirmou|respondeu"
            "|prometeu|pensa|acha|considera)"
        ),
        "clock": "a que horas",
        "how_old": "que idade|qual a idade|quantos anos tem",
        "length": "quanto mede|qual .{0,20}(comprimento|distancia|extensao|altura)",
        "how_long": "quanto tempo|quant[oa]s (minutos|horas|dias|semanas|meses|anos)",
        "money": (
            r"quanto (\w+ ){0,3}(cust\w+|ganh\w+|pag\w+|vale)|quanto dinheiro|quantos (euros|reais)"
            r"|(qual|que) .{0,80}(preco|custo|lucro|salario|multa|valor|montante|prejuizo|orcamento|indemnizac\w+)"
        ),
        "percent": "(que|qual) (a )?percentagem|qual .{0,80}(participacao|abstencao|taxa|inflacao)",
        "how_many": "quant[oa]s?|numero de",
        "when": "quando|(que|em que) (dia|data|ano|mes)",
        "where": "onde|aonde|(em|de|a) que (cidade|pais|lugar|regiao|bairro|estadio)",
        "named": r"como se chama\w*|nome (do|da|de)",
        "who": (
            "quem"
            "|(que|qual) (jogador|jogadora|ministr[oa]|candidat[oa]|pessoa|partido|empresa|equipa|equipe|treinador"
            "|autor)"
        ),
    },
    leads="e|sao|foi|foram|era|esta|estao|tem|ha|houve|vai|vao|pode|podem|deve|sera|serao|sera que",
    open="vai|vao|sera|serao",
    follows="e|mas",
    points="ele|ela|eles|elas|seus?|suas?|la",
    many="quant[oa]s|numero de",
    numbers=(
        "dois|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|treze|catorze|quatorze|quinze|dezasseis"
        "|dezesseis|dezassete|dezessete|dezoito|vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa|cem"
        "|cento|centenas|mil|milhao|milhoes|bilhoes|dezenas|milhares"
    ),
    times="segundos?|minutos?|horas?|dias?|noites?|semanas?|mes|meses|anos?",
    relative=(
        "hoje|ontem|amanha|madrugada|meia-noite|(esta|proxima) semana|(semana|mes|ano) (passad[ao]|proxim[ao])"
        "|primavera|outono|verao|inverno|(na|da|desta|de) (segunda|terca|quarta|quinta|sexta)"
    ),
    until="ate",
    old="anos",
    money="euros?|dolar|dolares|reais|libras?|francos",
    causes=(
        "porque|justific(a|ou)|em causa|por falta|devido|por causa|ja que|uma vez que|causas?|motivos?|razao"
        "|gracas a|na sequencia|apos"
    ),
    speech=(
        "disse|diz|garante|garantiu|considera|admite|elogiou|contou|anuncia|lamenta|avisa|prometeu|fala|declarou|afirmou|explicou|segundo|anunciou|acrescentou|considerou|referiu"
    ),
    places="em|no|na|nos|nas|a|ao|de|do|da|perto de|para|entre|desde",
    people="pessoas|mort[oa]s|morreram|vitimas|ferid[oa]s|trabalhadores|moradores|passageiros|habitantes",
    persons="pessoas",
    dead="morto mortos morta mortas morreu morreram falecido faleceram vítimas mortais vida",
    reached=r"sub\w+ (para|a)|aument\w+|elev\w+|chega a|no total",
    latest="(ultimas?|mais recentes) (noticias?|novidades)|novidades",
    about="sobre|do|da|de|dos|das|apos|ao|a|em|no|na|quanto",
)
TABLES = {
    "ar": _AR, "da": _DA, "de": _DE, "es": _ES, "fr": _FR, "it": _IT,
    "nb": _NO, "nl": _NL, "nn": _NO, "no": _NO, "pt": _PT, "sv": _SV,
}  # fmt: skip
