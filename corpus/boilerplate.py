"""The words of texts that come with a website and tell no story: one pattern a family, for one sentence in lower case.

They ask for the first or second person, a control to press or a set phrase: a story about cookies, privacy or
newsletters tells of others. English, and the set phrases of German, French, Spanish, Italian, Portuguese and Dutch.
"""

import re

_WE = r"\b(we|our|us|this (web)?site|this page|the site|you|your|i)\b"


def _family(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


FAMILIES: dict[str, re.Pattern[str]] = {
    "a consent or privacy notice": _family(
        rf"{_WE}.{{0,80}}\bcookies?\b",
        rf"\bcookies?\b.{{0,80}}{_WE}",
        r"\b(accept|reject|allow|decline|manage|disable)( all| optional| \w+)? cookies\b",
        r"\bcookies? (policy|settings|preferences|notice|list)\b",
        r"\b(we|our|us)\b.{0,60}\b(partners|vendors|third parties)\b.{0,120}\b(store|access|process|share|data|device)",
        r"\b(your|you)\b.{0,60}\b(consent|legitimate interest|personal (data|information)|use of your data)\b",
        r"\b(legitimate interest|personal (data|information)|consent)\b.{0,60}\b(your|you)\b",
        r"\b(our|your|this|the) (privacy|cookies?) (policy|notice|statement|choices|rights|settings"
        r"|preferences|centre|center)\b",
        r"\byou (agree|consent|acknowledge|accept)\b.{0,60}\b(terms|polic(y|ies)|processing|use of|storage"
        r"|conditions)\b",
        r"\bby (clicking|continuing|using|closing|submitting|signing|scrolling|browsing|creating|registering)\b.{0,120}"
        r"\b(agree|consent|accept|acknowledge)\b",
        r"\bwe (will |may )?(use|collect|process|share|store) (the |your |this |any )?(details|information|data)\b",
        r"\b(details|information|data)\b.{0,20}\byou (have |may )?(shared?|provided?|gave|give)\b",
        r"\b(do not sell|opt[- ]out of)\b.{0,60}\b(my|your|personal|sale|data|information)\b",
        r"\bwe (care about|value|respect) your privacy\b",
        r"\b(store and/or access|access and store) information on a device\b",
        r"\bpersonali[sz]ed (ads|advertising)\b.{0,80}\b(measurement|audience|content)\b",
        r"\bwir\b.{0,80}\bcookies\b|\bdiese (web)?seite (verwendet|nutzt) cookies|\bstimmen sie\b.{0,120}\bzu\b",
        r"\bihre (einwilligung|zustimmung|privatsphäre)\b|\bdatenschutz(erklärung|hinweise|einstellungen)\b",
        r"\b(alle )?cookies (akzeptieren|ablehnen|zulassen)\b",
        r"\bnous\b.{0,80}\b(cookies|traceurs)\b|\bce site utilise des cookies|\bvotre consentement\b|\bvos données\b",
        r"\ben (poursuivant|cliquant)\b.{0,120}\bacceptez\b|\bpolitique de confidentialité\b",
        r"\b(accepter|refuser|gérer|paramétrer)\b.{0,20}\bcookies\b",
        r"\b(utilizamos|usamos|utilizamos|utilizam)\b.{0,40}\bcookies\b",
        r"\b(este|nuestro) sitio( web)? (utiliza|usa) cookies",
        r"\b(aceptar|rechazar|configurar|aceitar|rejeitar)\b.{0,20}\bcookies\b",
        r"\bpolítica de (privacidad|privacidade|cookies)\b",
        r"\b(su|tu|seu) consentim(i)?ento\b|\beste site (usa|utiliza) cookies",
        r"\butilizziamo\b.{0,40}\bcookie\b|\bquesto sito\b.{0,20}\bcookie\b",
        r"\b(accetta|rifiuta|gestisci)\b.{0,20}\bcookie\b",
        r"\b(il tuo|il suo) consenso\b|\binformativa sulla privacy\b",
        r"\bwij\b.{0,60}\bcookies\b|\bdeze (web)?site (maakt gebruik van|gebruikt) cookies|\b(uw|je) toestemming\b",
        r"\bcookies? (accepteren|weigeren)\b|\bprivacy(verklaring|beleid)\b",
    ),
    "a newsletter or registration form": _family(
        r"\bsign(ing)? ?up\b.{0,60}\b(to|for|here|free|today|now|newsletters?|emails?|alerts)\b",
        r"\bnewsletters?\b.{0,60}\b(you|your|sign|subscribe|inbox|free|here)\b",
        r"\b(you|your|our|free)\b.{0,60}\bnewsletters?\b",
        r"\b(enter|confirm|provide|submit) (your|a valid|an) e-?mail\b|\byour e-?mail address\b",
        r"\bthank(s| you) for (signing up|subscribing|registering)\b|\bcontact me with\b.{0,40}\boffers\b",
        r"\b(delivered|straight|sent|direct(ly)?) (in)?to your inbox\b|\bin your inbox\b|\bunsubscribe\b",
        r"\b(receive|get) (e-?mails?|communications|updates|offers|news)\b.{0,60}\b(us|our"
        r"|from)\b.{0,60}\b(partners|sponsors|brands)?",
        r"\b(manage|managing) your (registration|subscription|account|preferences)\b|\bplease tick\b",
        r"\b(create|register for) (an?|your)( free)? account\b|\b(verification|confirmation) e-?mail\b",
        r"\bfor (the|our|your) purpose of managing\b",
        r"\bnewsletter\b.{0,30}\b(anmelden|abonnieren|bestellen)\b|\be-mail-adresse\b.{0,30}\b(ein|an)\b",
        r"\b(inscrivez|abonnez)-vous\b.{0,60}\bnewsletter\b|\bvotre adresse e-?mail\b",
        r"\b(suscríbete|suscríbase|inscríbete)\b.{0,60}\b(newsletter|boletín|boletines)\b",
        r"\b(tu|su) correo electrónico\b",
        r"\biscriviti\b.{0,40}\bnewsletter\b|\bassine\b.{0,30}\bnewsletter\b",
        r"\bschrijf (je|u) in\b.{0,40}\bnieuwsbrief\b",
    ),
    "a form about advertisements": _family(
        r"\bhow relevant (is|was) (this|the) ad\b",
        r"\b(this|the) ad\b.{0,30}\b(to you|relevant|froze|inappropriate|repetitive)\b",
        r"\bvideo (player|content)\b.{0,40}\b(slow to load|never loaded|did not (start|finish|load))",
        r"\bads? (froze|never loaded|did not finish|prevented|slowed|was too|is too|covers|moved)\b|\baudio on ad\b",
        r"\b(technical|other) issues\b.{0,20}$|\bad feedback\b",
        r"\byour effort and contribution in providing this feedback\b",
        r"\bthank you for your feedback\b|\breport this ad\b|\bwhy (am i seeing|this ad)\b",
        r"\b(ad|adverts?|advertisement)[ -]?block(er|ing)\b.{0,80}\b(you|your|disable|turn off|whitelist|site)\b",
        r"\b(disable|turn off|pause)\b.{0,20}\bad[ -]?block",
    ),
    "an error page": _family(
        r"^\W*(error )?40[34]\b|\b40[34]\b.{0,20}\b(error|not found|forbidden)\b",
        r"\bpage (was |is |can(no|')t be |could not be )?(not )?found\b",
        r"\b(page|content|article|link|story|url|address)\b.{0,60}\b(you|you're|you are"
        r"|you've)\b.{0,30}\b(request|look|search|tr)\w+\b",
        r"\b(this|the|that) (page|content|article|link|story|video)\b.{0,20}\b(no longer|does(n't| not)|is(n't"
        r"| not)|may have been|has been|was)\b"
        r".{0,20}\b(available|exist|found|moved|removed|deleted|expired)\b",
        r"\b(we|we're|we are)\b.{0,30}\b(can't|cannot|couldn't|could not|unable to) (seem to )?(find|locate"
        r"|load)\b.{0,40}\b(page|content|looking)\b",
        r"\b(return|go|back|head) (back )?to (the |our )?home ?page\b",
        r"\btry (again later|searching|refreshing|reloading)\b",
        r"\bsomething (went|has gone) wrong\b",
        r"\baccess( to this (page|site|website))?( is| has been| was)? (denied|forbidden|blocked)\b",
        r"\byou (don't|do not) have permission\b|\b(enable|requires?|turn on)\b.{0,20}\bjavascript\b",
        r"\bjavascript\b.{0,30}\b(disabled|enable)",
        r"\b(verify|confirm|prove|checking|make sure)\b.{0,30}\b(human|robot|your browser|connection is secure)\b",
        r"\bnot a robot\b|\bcaptcha\b",
        r"\b(your|this) browser\b.{0,40}\b(supported|out of date|outdated|cookies|update)\b",
        r"\bunusual (traffic|activity)\b.{0,60}\byour\b",
        r"\bseite (wurde )?(leider )?nicht gefunden\b",
        r"\bpage (introuvable|non trouvée|que vous (cherchez|demandez|recherchez))\b",
        r"\bpágina (que (busca|buscas|solicitó) )?no (encontrada|existe|se encuentra)\b|\bpágina não encontrada\b",
        r"\bpagina non trovata\b|\bpagina (is )?niet gevonden\b",
    ),
    "a paywall": _family(
        r"\b(subscribe|sign in|log ?in|register|join)\b.{0,40}\b(to|and) (continue|keep|read|unlock|access|enjoy)\b",
        r"\bto (continue|keep) reading\b|\b(continue|keep) reading (this|the|with|for)\b",
        r"\bread the (full|whole|rest of the) (article|story)\b",
        r"\balready (a|an|have an?|have)? ?(subscriber|subscribed|member|registered|account|subscription)\b",
        r"\b(article|content|story|feature|page) is (only |exclusively |reserved )?(available )?(only )?(to"
        r"|for) (our )?(\w+ )?(subscribers|members)\b",
        r"\b(subscribers?|members?)[ -](only|exclusive)\b|\bexclusive (to|for) (our )?(subscribers|members)\b",
        r"\byou('ve| have) (reached|read|used|hit)\b.{0,40}\b(limit|free articles?|articles)\b",
        r"\bfree articles? (left|remaining)\b",
        r"\bunlimited (digital )?access\b|\bcancel (at )?any ?time\b",
        r"\b(start|begin|get) your (free )?(trial|subscription)\b",
        r"\bbecome a (subscriber|member)\b|\bsubscribe (now|today|here|for)\b",
        r"\bsupport (quality|independent|local) journalism\b",
        r"\bbereits abonnent\b|\b(jetzt|um) weiter(zu)?lesen\b|\bnur für abonnenten\b|\bjetzt abonnieren\b",
        r"\b(réservé|accessible)\b.{0,20}\babonnés\b|\bdéjà abonné\b|\babonnez-vous (pour|dès|à partir)\b",
        r"\b(exclusivo|solo|sólo) para suscriptores\b|\bya (eres|es|soy) suscriptor\b|\bsuscríb(ete|ase) para\b",
        r"\briservato agli abbonati\b|\bsei già abbonato\b|\babbonati per\b|\b(exclusivo )?para assinantes\b",
        r"\bjá é assinante\b|\bassine para\b",
        r"\b(alleen|exclusief) voor abonnees\b|\bal abonnee\b",
    ),
}
"""What each kind of text is called, and what a sentence of it says."""

VOCABULARY = frozenset(
    "cookie cookies consent privacy newsletter newsletters subscribe subscribed subscriber subscribers subscription "
    "subscriptions unsubscribe sign signing email emails inbox account register registering registration "
    "registered opt "
    "opting data partners vendors javascript browser robot human captcha found 404 403 available exist removed moved "
    "expired denied forbidden permission log login logged reading continue advert adverts advertising "
    "advertisement ad ads "
    "adblock blocker feedback issues member members trial unlimited journalism policy terms conditions "
    "homepage requested "
    "looking wrong click clicking submitting tick verify disable enable password website settings preferences offers "
    "verwenden nutzen akzeptieren ablehnen einwilligung zustimmung datenschutz datenschutzerklärung stimmen abonnent "
    "abonnenten abonnieren weiterlesen anmelden gefunden seite traceurs accepter refuser gérer consentement données "
    "confidentialité introuvable abonné abonnés abonnez inscrivez utilizamos usamos aceptar rechazar aceitar rejeitar "
    "privacidad privacidade consentimiento consentimento suscriptor suscriptores suscríbete suscríbase página "
    "correo utilizziamo accetta rifiuta gestisci consenso informativa abbonati abbonato iscriviti pagina assinante "
    "assinantes assine gebruiken accepteren weigeren toestemming privacyverklaring privacybeleid abonnees abonnee "
    "nieuwsbrief gevonden".split()
)
"""One of these is in every sentence that the patterns find, or nearly: looking for them first is quick."""

ADDRESS = frozenset(
    "you your we our us i my please wir uns unsere sie ihre ihr bitte nous notre nos vous votre vos su "
    "sus usted nuestro "
    "nuestra tu tus noi nostro nostra il tuo suo lei wij onze uw je seu sua você".split()
)
"""The first and second person, in which websites speak to their readers."""
