"""The model's tokens and their lengths as phones with times."""

from tools.engines.kokoro.reading import BETWEEN, PAUSES, STRESS, Sign
from tools.engines.voice.phonetics.phones import is_vowel
from tools.engines.voice.speech import SILENCE, Phone

# Kokoro's own signs as IPA.
IPA = {
    "A": "eɪ",
    "I": "aɪ",
    "O": "oʊ",
    "Q": "əʊ",
    "W": "aʊ",
    "Y": "ɔɪ",
    "T": "ɾ",
    "S": "ʃ",
    "ʤ": "dʒ",
    "ʧ": "tʃ",
    "ʦ": "ts",
    "ʣ": "dz",
    "ʨ": "tɕ",
    "ʥ": "dʑ",
    "ᵊ": "ə",
    "ᵻ": "ɪ",
}
AHEAD = STRESS + "\u02cc"  # marks that stand before the sound that they are of
BEHIND = "ː\u0303ʲʰ\u0329"  # after it
SHORT = 0.1  # s; a space between words that is no longer is no pause


def phones(signs: list[Sign], lengths: list[float], start: float) -> list[Phone]:
    """The phones of `signs`, whose lengths (in seconds) are `lengths`, from `start` (s) on.

    Marks lend their time to the sound that they are of; the short space between two words belongs
    half to each.
    """
    found: list[Phone] = []
    at, waiting, stressed = start, start, False
    for sign, length in zip(signs, lengths, strict=True):
        end = at + length
        if sign.sign in AHEAD:
            stressed = sign.sign == STRESS
        elif sign.sign in BEHIND and found:
            last = found.pop()
            ipa = last.ipa + sign.sign if sign.sign == "ː" else last.ipa
            found.append(Phone(ipa, last.start, end, last.word, last.stressed))
            waiting = end
        elif sign.sign == BETWEEN and end - waiting <= SHORT and found:
            middle = (waiting + end) / 2
            last = found.pop()
            found.append(Phone(last.ipa, last.start, middle, last.word, last.stressed))
            waiting = middle
        elif sign.sign == BETWEEN or sign.sign in PAUSES:
            if found and found[-1].ipa == SILENCE:
                found.append(Phone(SILENCE, found.pop().start, end))
            else:
                found.append(Phone(SILENCE, waiting, end))
            waiting = end
        else:
            ipa = IPA.get(sign.sign, sign.sign)
            vowel = is_vowel(ipa)
            found.append(Phone(ipa, waiting, end, sign.word, stressed and vowel))
            stressed = stressed and not vowel
            waiting = end
        at = end
    return found
