"""Texts in other forms: base64, percent-encoding, digests, code points, Unicode's normal forms."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.show import brief
from sdol.kernel.table import Example, instruction


def as_bytes(t: str) -> bytes:
    """The text as UTF-8, or E0822 where it holds half of a surrogate pair."""
    try:
        return t.encode()
    except UnicodeEncodeError as error:
        raise SdolError(
            "E0822",
            "this text cannot be written as UTF-8",
            reason=f"its character {error.start} is half of a surrogate pair",
            help="it came from broken data: replace it first",
        ) from None


@instruction("codec.to_base64", "(t: text) -> text", examples=[Example('to_base64("héllo")', "aMOpbGxv")])
def to_base64(t: str) -> str:
    """The UTF-8 of the text in base64 (RFC 4648)."""
    from base64 import b64encode

    return b64encode(as_bytes(t)).decode()


@instruction("codec.from_base64", "(t: text) -> text", examples=[Example('from_base64("aMOpbGxv")', "héllo")])
def from_base64(t: str) -> str:
    """The text whose UTF-8 is written in base64; line ends in it do not count."""
    from base64 import b64decode

    try:
        return b64decode("".join(t.split()), validate=True).decode()
    except ValueError as error:
        reason = (
            "its bytes are no UTF-8" if isinstance(error, UnicodeDecodeError) else "it is not well formed"
        )
        raise SdolError("E0528", f"the text {brief(t)} is not base64 of a text", reason=reason) from None


@instruction(
    "codec.percent_encode",
    "(t: text) -> text",
    examples=[Example('percent_encode("a b/ü")', "a%20b%2F%C3%BC")],
)
def percent_encode(t: str) -> str:
    """The text as a part of a URL (RFC 3986): all but letters, digits and `-._~` as `%XX`."""
    from urllib.parse import quote

    return quote(as_bytes(t), safe="")


@instruction(
    "codec.percent_decode",
    "(t: text) -> text",
    examples=[Example('percent_decode("a%20b%2F%C3%BC")', "a b/ü")],
)
def percent_decode(t: str) -> str:
    """The text with every `%XX` as what it stands for; a `+` stays one."""
    from urllib.parse import unquote_to_bytes

    try:
        return unquote_to_bytes(as_bytes(t)).decode()
    except UnicodeDecodeError:
        raise SdolError(
            "E0528", f"the text {brief(t)} is not percent-encoded", reason="its bytes are no UTF-8"
        ) from None


@instruction(
    "codec.sha256",
    "(t: text) -> text",
    examples=[Example('slice(sha256("abc"), 0, 16)', "ba7816bf8f01cfea")],
)
def sha256(t: str) -> str:
    """The SHA-256 digest of the text's UTF-8, as 64 hexadecimal digits."""
    from hashlib import sha256 as digest

    return digest(as_bytes(t)).hexdigest()


@instruction(
    "codec.normal_form",
    '(t: text, form: text = "NFC") -> text',
    examples=[
        Example('len(normal_form("e\\u{301}"))', "1"),
        Example('normal_form("ﬁn²", "NFKC")', "fin2"),
    ],
)
def normal_form(t: str, form: str = "NFC") -> str:
    """The text in a normal form of Unicode: "NFC", "NFD", "NFKC" or "NFKD"."""
    from unicodedata import normalize

    if form not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise SdolError(
            "E0518", f"there is no normal form {brief(form)}", help='write "NFC", "NFD", "NFKC" or "NFKD"'
        )
    return normalize(form, t)  # type: ignore[arg-type]


@instruction(
    "codec.code_points", "(t: text) -> list[int]", examples=[Example('code_points("aé")', "[97, 233]")]
)
def code_points(t: str) -> list[int]:
    """The numbers of the text's characters in Unicode."""
    return [ord(c) for c in t]


@instruction(
    "codec.from_code_points",
    "(xs: list[int]) -> text",
    examples=[Example("from_code_points([97, 233])", "aé")],
)
def from_code_points(xs: list[int]) -> str:
    """The text of characters with these numbers."""
    bad = next((x for x in xs if not 0 <= x < 0x110000 or 0xD800 <= x < 0xE000), None)
    if bad is not None:
        raise SdolError("E0516", f"there is no character with the number {bad}", reason="Unicode has none")
    return "".join(map(chr, xs))
