"""One line by espeak-ng in a process that ends after it.

The library carries its state from line to line (the same text twice gives different samples), so
that a fresh process is what makes a line repeatable. Standard library and espeakng-loader only, to
start in some 40 ms.

In (one JSON object on standard input): {"text", "voice", "pitch" 0-100, "range" 0-100, "wpm"}
Out: one line of JSON {"rate", "events": [[kind, position, sample, name], ...], "bytes"},
then that many bytes of 16-bit mono samples. Kinds: 1 word, 7 phoneme; `position` is the 1-based
character of the text, `sample` where it starts.
"""

import ctypes
import json
import os
import sys

import espeakng_loader

SYNCHRONOUS = 2
PHONEME_EVENTS_IN_IPA = 0x3
UTF8 = 1
RATE, PITCH, RANGE = 1, 3, 4
WORD, PHONEME = 1, 7


class _Name(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    """espeak_EVENT."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    ]


def main() -> None:
    """Speak the request on standard input."""
    request = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
    samples: list[bytes] = []
    events: list[list[object]] = []

    @ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
    )
    def collect(wave, count, event):  # type: ignore[no-untyped-def]  # a C callback
        if count > 0:
            samples.append(ctypes.string_at(wave, count * 2))
        index = 0
        while event[index].type:
            one = event[index]
            if one.type in (WORD, PHONEME):
                name = one.id.string.decode(errors="ignore") if one.type == PHONEME else ""
                events.append([one.type, one.position, one.sample, name])
            index += 1
        return 0

    data = str(espeakng_loader.get_data_path()).encode()
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, data, PHONEME_EVENTS_IN_IPA)
    library.espeak_SetSynthCallback(collect)
    if library.espeak_SetVoiceByName(request["voice"].encode()) != 0:
        raise SystemExit(f"espeak-ng has no voice {request['voice']!r}")
    for parameter, key in ((RATE, "wpm"), (PITCH, "pitch"), (RANGE, "range")):
        library.espeak_SetParameter(parameter, int(request[key]), 0)
    text = request["text"].encode()
    library.espeak_Synth(text, len(text) + 1, 0, 0, 0, UTF8, None, None)
    library.espeak_Synchronize()
    wave = b"".join(samples)
    head = {"rate": rate, "events": events, "bytes": len(wave)}
    out.write(json.dumps(head).encode() + b"\n" + wave)
    out.flush()


if __name__ == "__main__":
    main()
