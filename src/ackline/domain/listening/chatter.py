"""Messages that need no ticket and reopen none: thanks, greetings, agreement, emoji.

A message is chatter only if *every* word of it is; one word that isn't known here, a question mark, an alarm, code or
a file makes it a request. In doubt a person looks.
"""

import re
import unicodedata

from ackline.domain.listening.reading import own_words

_LONGEST = 400

_SHORTCODE = re.compile(r":[\w+'-]{1,60}:")
_EMOTICON = re.compile(r"(?<!\S)(?:[:;=]-?[)DPp]+|<3+|\^_*\^|[xX]D+)(?!\S)")
_ALARM = re.compile(
    r"🚨|🆘|👀|🔥|⚠|❗|❕|‼|⁉|❓|❔|🛑|⛔|🚒|🚑|💥|💀|☠|🔴|😱|😭|👎|❌|📞|☎|⏰"
    r"|:(?:rotating_light|sos|fire|warning|heavy_exclamation_mark|exclamation|grey_exclamation|bangbang|interrobang"
    r"|question|grey_question|octagonal_sign|no_entry|no_entry_sign|fire_engine|ambulance|boom|skull|skull_and_crossbones"
    r"|red_circle|scream|sob|-1|thumbsdown|x|phone|telephone_receiver|alarm_clock|raising_hand|eyes|helmet_with_white_cross"
    r"|this-is-fine|this_is_fine):"
)
_MENTION = re.compile(r"@[\w.-]+")
_WORD = re.compile(r"\+1|[^\W_]+(?:'[^\W_]+)*")
_PUNCTUATION = frozenset("¡.,;:!…-–—()\"'~*_/&+ \n")

_PHRASES = {
    "thanks": (
        "thanks|thank you|thank u|thankyou|thx|thanx|tx|ty|tysm|cheers|kudos|much appreciated|appreciated"
        "|appreciate it|i appreciate it|we appreciate it|really appreciate it|appreciate your help|many thanks"
        "|thanks a lot|thanks a ton|thanks a million|you rock|you're the best|you are the best|you guys rock"
        "|lifesaver|you're a lifesaver|you are lifesavers|great job|good job|nice work|great work|well done"
        "|no worries|no problem|np|you're welcome|you are welcome|my pleasure|welcome|danke|dankeschön"
        "|danke schön|vielen dank|besten dank|herzlichen dank|danke dir|danke euch|merci|merci beaucoup"
        "|mille mercis|gracias|muchas gracias|mil gracias|obrigado|obrigada|muito obrigado|muito obrigada|valeu"
        "|dzięki|dziękuję|dziekuje|dziekuję|dzieki|dziękuję bardzo|grazie|grazie mille|tante grazie|dank je"
        "|dank je wel|dank u|dank u wel|bedankt|hartelijk dank|dankjewel|tack|tack så mycket|takk|kiitos|спасибо"
        "|дякую|ありがとう|ありがとうございます|ありがとうございました|どうもありがとうございます|助かりました"
        "|感謝します|谢谢|谢谢你|谢谢您|谢谢大家|多谢|非常感谢|感谢|謝謝|감사합니다|고맙습니다"
    ),
    "settled": (
        "works now|it works now|that works|that worked|this worked|it works|that did the trick|did the trick"
        "|works again|it works again|working now|it's working now|working again|it's working again"
        "|works like a charm|all good|all good now|all set|all clear|solved|resolved|fixed|it's fixed"
        "|that fixed it|that solved it|never mind|nevermind|nvm|läuft wieder|läuft|geht wieder|passt|erledigt"
        "|ça marche|funciona|ya funciona|działa|funziona|解決しました|好了"
    ),
    "agreement": (
        "ok|okay|okey|k|kk|great|perfect|awesome|excellent|amazing|brilliant|fantastic|wonderful|super|nice|cool"
        "|sweet|good|lovely|got it|gotcha|understood|noted|roger|roger that|copy that|makes sense|sounds good"
        "|sounds great|looks good|lgtm|sgtm|will do|sure|alright|all right|fair enough|good to know|that helps"
        "|very helpful|helpful|love it|wow|congrats|congratulations|yay|woohoo|+1|alles klar|verstanden|top"
        "|klasse|prima|d'accord|entendu|parfait|vale|perfecto|entendido|perfeito|beleza|dobrze|perfetto|va bene"
        "|helemaal goed|了解です|了解しました|承知しました|かしこまりました|了解|好的|收到|明白|明白了|没问题"
    ),
    "farewell": (
        "bye|goodbye|good night|see you|see you tomorrow|see ya|cu|have a good one|have a nice day"
        "|have a great day|have a good day|have a nice weekend|have a great weekend|have a good weekend"
        "|have a good evening|good weekend|nice weekend|enjoy your weekend|enjoy the weekend|tschüss"
        "|schönes wochenende|schönen tag|schönen feierabend|bonne journée|bon week end|buen fin de semana"
    ),
    "greeting": (
        "hi|hello|hey|hiya|heya|howdy|morning|good morning|good afternoon|good evening|good day|greetings|gm|yo"
        "|welcome back|happy monday|happy friday|happy new year|happy holidays|merry christmas|hallo|moin|servus"
        "|guten morgen|guten tag|bonjour|salut|hola|buenos días|buenos dias|olá|bom dia|cześć|dzień dobry|ciao"
        "|buongiorno|goedemorgen|hoi|こんにちは|おはようございます|お疲れ様です|お世話になっております|你好|您好"
        "|大家好|早上好|안녕하세요"
    ),
    "laughter": "lol|haha|hahaha|hehe|hihi|rofl|lmao|jaja|www",
}
_ADDRESSEES_AND_DEGREES = (
    "so much|very much|a lot|a bunch|so|very|really|all|everyone|everybody|team|guys|folks|both|there|and|then|oh"
    "|ah|btw|support|friends|sir|madam|sehr|nochmal|bien|beaucoup|bardzo|mille|heel|for that|for this"
    "|for letting us know|für die hilfe|für die schnelle hilfe|für eure hilfe|pour votre aide|pour l'aide"
    "|por la ayuda|za pomoc"
)
_FOR = ("for", "for the", "for your", "for the quick", "for your quick", "for the fast", "for the prompt")
_DONE = ("help", "support", "response", "reply", "answer", "update", "info", "fix", "clarification", "explanation")
_KIND_OF = {
    **{phrase: kind for kind, listed in _PHRASES.items() for phrase in listed.split("|")},
    **{f"thanks {again}": "thanks" for again in ("again", "in advance", "anyway", "for now")},
}
_FILLER = frozenset(_ADDRESSEES_AND_DEGREES.split("|")) | {f"{reason} {done}" for reason in _FOR for done in _DONE}
_MOST_WORDS = max(phrase.count(" ") + 1 for phrase in (*_KIND_OF, *_FILLER))


def is_chatter(text: str, *, files: int = 0) -> str | None:
    """Why the message needs no ticket ("thanks", "emoji only", "empty" …), or None where it may be a request.

    A file always may be one; so may a question mark ("hello?"), an alarm (🚨, 🔥, 👎), a mention without thanks, a bare
    "!" and anything quoted, coded or linked without words that are chatter themselves.
    """
    if files or len(text) > _LONGEST or "`" in text or "?" in text or "？" in text or _ALARM.search(text):
        return None
    if not text.strip():
        return "empty"
    own = own_words(text)
    wordless, pictures = _without_pictures(own)
    mentions = _MENTION.findall(wordless)
    wordless = _MENTION.sub(" ", wordless)
    words = _WORD.findall(wordless.lower())
    if set(_WORD.sub("", wordless)) - _PUNCTUATION:
        return None
    if words:
        return _kind(words)
    if mentions or "!" in wordless or not own:
        return None
    return "emoji only" if pictures else "no words"


def _without_pictures(text: str) -> tuple[str, int]:
    """The text without emoji and emoticons, and how many characters or codes of them there were."""
    text, codes = _SHORTCODE.subn(" ", text)
    text, faces = _EMOTICON.subn(" ", text)
    kept = "".join(" " if _is_picture(char) else char for char in text)
    return kept, codes + faces + sum(map(_is_picture, text))


def _is_picture(char: str) -> bool:
    return char > "\x7f" and unicodedata.category(char) in ("So", "Sk", "Mn", "Me", "Cn", "Co")


def _kind(words: list[str]) -> str | None:
    """The weightiest kind among the phrases that make up the words; None if one is left over or all are fillers."""
    kinds = set()
    at = 0
    while at < len(words):
        for end in range(min(at + _MOST_WORDS, len(words)), at, -1):
            phrase = " ".join(words[at:end])
            if phrase in _KIND_OF:
                kinds.add(_KIND_OF[phrase])
                break
            if phrase in _FILLER:
                break
        else:
            return None
        at = end
    return next((kind for kind in _PHRASES if kind in kinds), None)
