"""Texts that are a JSON value in its canonical form, and texts that are not (§2)."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import DEPTH_LIMIT, NUMBER_MOST

CONTROLS: Final = (0x00, 0x01, 0x09, 0x0A, 0x0D, 0x1F)
"""Some of those that no text holds as they are."""


def objects(depth: int) -> bytes:
    """Objects within one another."""
    return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)


DEEP: Final = b"[" * DEPTH_LIMIT + b"]" * DEPTH_LIMIT

VALUES: Final = (
    ("empty-object", b"{}", "the least object"),
    ("empty-array", b"[]", "the least array"),
    ("null", b"null", "any JSON value is one, not only objects"),
    ("greatest-number", str(NUMBER_MOST).encode(), "2^53 - 1 is still a number"),
    ("least-number", str(-NUMBER_MOST).encode(), "and so is its negative"),
    ("sorted-by-utf16", '{"\U0001f600":1,"\ufb33":2}'.encode(), "RFC 8785 sorts keys by UTF-16 units, not code points"),
    ("escapes", b'"\\b\\t\\n\\f\\r\\u000f\\"\\\\/"', "the shortest escapes, and the solidus unescaped"),
    ("control-c1", '"\x7f\x80"'.encode(), "only controls below U+0020 are escaped"),
    ("brackets-in-text", b'"' + b"[" * 99 + b'"', "brackets in text do not nest"),
    ("deepest", DEEP, "as deep as a message may be"),
    ("deepest-objects", objects(DEPTH_LIMIT), "objects nest as arrays do"),
    ("escaped-quote-brackets", b'"\\"' + b"[{" * 99 + b'"', "an escaped quotation mark does not end a text"),
    ("wide", b"[" + b",".join([b"[]"] * 99) + b"]", "what lies side by side is not deep"),
    ("proto-key", b'{"__proto__":1}', "a key like any other, also where objects have prototypes"),
    ("keys-like-numbers", b'{"10":1,"9":2}', "keys are texts: 10 before 9, also where objects sort numbers first"),
    ("keys-of-two-cases", b'{"B":1,"a":2}', "by code units: B before a"),
)

WRONG: Final = (
    ("empty", b"", "NOT_JSON", "no octets are no value"),
    ("cut-object", b'{"a":1', "NOT_JSON", "truncated"),
    ("cut-text", b'"abc', "NOT_JSON", "truncated within a text"),
    ("two-values", b"{}{}", "NOT_JSON", "one complete value only"),
    ("trailing-comma", b"[1,]", "NOT_JSON", "an extension of JSON"),
    ("single-quotes", b"{'a':1}", "NOT_JSON", "not JSON at all"),
    ("not-a-number", b"NaN", "NOT_JSON", "many readers take it for a number"),
    ("infinity", b"[-Infinity]", "NOT_JSON", "many readers take it for a number"),
    ("leading-zero", b"01", "NOT_JSON", "octal in other languages"),
    *(
        (f"control-{octet:02x}-in-text", b'"' + bytes([octet]) + b'"', "NOT_JSON", "a control is escaped")
        for octet in CONTROLS
    ),
    ("escape-unknown", b'"\\q"', "NOT_JSON", "no such escape"),
    ("escape-cut", b'"\\u00f"', "NOT_JSON", "four digits"),
    ("escape-of-no-digits", b'"\\u00zz"', "NOT_JSON", "hexadecimal digits"),
    ("point-at-end", b"1.", "NOT_JSON", "a digit follows the point"),
    ("point-first", b".5", "NOT_JSON", "a digit goes before the point"),
    ("plus-number", b"+1", "NOT_JSON", "no sign but minus"),
    ("minus-alone", b"-", "NOT_JSON", "a sign of nothing"),
    ("hexadecimal-number", b"0x10", "NOT_JSON", "decimal digits"),
    ("true-in-capitals", b"True", "NOT_JSON", "another language's"),
    ("comment", b"{}//", "NOT_JSON", "an extension of JSON"),
    ("other-space", b"\x0b{}", "NOT_JSON", "space in other languages"),
    ("byte-order-mark", b"\xef\xbb\xbf{}", "NOT_JSON", "many readers skip it"),
    ("not-utf8", b'"\xff"', "NOT_UTF8", "an octet that UTF-8 never has"),
    ("overlong", b'"\xc0\xaf"', "NOT_UTF8", "an overlong form of the solidus"),
    ("surrogate-octets", b'"\xed\xa0\x80"', "NOT_UTF8", "a surrogate written in octets"),
    ("surrogate-low-octets", b'"\xed\xbf\xbf"', "NOT_UTF8", "the last of them"),
    ("surrogate-pair-octets", b'"\xed\xa0\xbd\xed\xb8\x80"', "NOT_UTF8", "a pair of them is no character either"),
    ("overlong-letter", b'"\xc1\x81"', "NOT_UTF8", "a letter in two octets"),
    ("overlong-nul", b'"\xc0\x80"', "NOT_UTF8", "NUL in two octets"),
    ("overlong-three", b'"\xe0\x9f\xbf"', "NOT_UTF8", "two octets would do"),
    ("overlong-four", b'"\xf0\x8f\xbf\xbf"', "NOT_UTF8", "three octets would do"),
    ("above-unicode", b'"\xf4\x90\x80\x80"', "NOT_UTF8", "one above the last code point"),
    ("five-octets", b'"\xf8\x88\x80\x80\x80"', "NOT_UTF8", "no form of UTF-8"),
    ("continuation-alone", b'"\x80"', "NOT_UTF8", "the second of no first"),
    ("character-cut", b'"\xe2\x82"', "NOT_UTF8", "its last octet is missing"),
    ("duplicate-key", b'{"a":1,"a":2}', "DUPLICATE_KEY", "readers differ in which one they keep"),
    ("duplicate-key-escaped", b'{"a":1,"\\u0061":1}', "DUPLICATE_KEY", "the same key written in two ways"),
    ("duplicate-key-deep", b'[{"k":{"a":1,"a":1}}]', "DUPLICATE_KEY", "also further down"),
    ("too-deep", b"[" + DEEP + b"]", "TOO_DEEP", "one more than a message may have"),
    ("fraction", b"1.5", "NOT_INTEGER", "no quantity is a fraction"),
    ("fraction-of-nothing", b"1.0", "NOT_INTEGER", "an integer in value, not in form"),
    ("exponent", b"[1e3]", "NOT_INTEGER", "an integer in value, not in form"),
    ("too-deep-behind-closing", b"]" * 33 + b"[" * 33, "TOO_DEEP", "what closes nothing leaves no room for more"),
    ("too-deep-again", b"[" * 32 + b"][[", "TOO_DEEP", "what closes leaves room for one"),
    ("too-deep-objects", objects(DEPTH_LIMIT + 1), "TOO_DEEP", "objects count"),
    ("number-too-small", str(-NUMBER_MOST - 1).encode(), "OUT_OF_RANGE", "-2^53, though a double holds it"),
    ("number-too-large", str(NUMBER_MOST + 1).encode(), "OUT_OF_RANGE", "2^53: readers that use doubles go astray"),
    ("space", b'{"a": 1}', "NOT_CANONICAL", "a space"),
    ("newline-at-end", b"{}\n", "NOT_CANONICAL", "what an editor adds"),
    ("keys-not-sorted", b'{"b":1,"a":1}', "NOT_CANONICAL", "keys are sorted"),
    ("keys-by-number", b'{"9":2,"10":1}', "NOT_CANONICAL", "sorted, but as numbers"),
    ("keys-by-letter", b'{"a":2,"B":1}', "NOT_CANONICAL", "sorted, but without regard to case"),
    ("proto-twice", b'{"__proto__":1,"__proto__":1}', "DUPLICATE_KEY", "a key like any other"),
    ("keys-by-code-point", '{"\ufb33":2,"\U0001f600":1}'.encode(), "NOT_CANONICAL", "sorted, but by code points"),
    ("needless-escape", b'"\\u0061"', "NOT_CANONICAL", "a letter needs no escape"),
    ("upper-case-escape", b'"\\u000F"', "NOT_CANONICAL", "escapes have small letters"),
    ("escaped-solidus", b'"\\/"', "NOT_CANONICAL", "the solidus needs no escape"),
    ("minus-zero", b"-0", "NOT_CANONICAL", "zero has no sign"),
    ("lone-surrogate", b'"\\ud800"', "NOT_CANONICAL", "no text"),
)
