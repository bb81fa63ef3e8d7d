"""What people call pieces, in English and Italian."""

COMMON = frozenset(
    word
    for words in ("a an the of in on with to my our from", "film piece scene picture one")
    for word in words.split()
)
ORDINALS = {
    word: number
    for number, words in enumerate(
        ("first primo prima", "second secondo seconda", "third terzo terza", "fourth quarto quarta",
         "fifth quinto quinta"), 1
    )
    for word in words.split()
} | {"last": -1, "ultimo": -1, "ultima": -1}  # fmt: skip
KIND = r"(?:take|version|piece|film|picture|clip|scene|one|versione|pezzo|scena|immagine)"
