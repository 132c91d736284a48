/** Strict reading of a JSON value, with the offset of what is wrong (§2), and its canonical octets (RFC 8785). */
import { refuse } from "../refusal.js";
import { checkDepth, checkUtf8 } from "./text.js";

export const GREATEST = Number.MAX_SAFE_INTEGER;
export const MOST_OCTETS = 2 ** 22;
const BEFORE_VALUES = new Set(Buffer.from(",[{"));

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const WORDS = { t: ["true", true], f: ["false", false], n: ["null", null] };

/** Reads one value from a text; remembers the first duplicate key and the first number that is none of §2. */
class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.duplicate = null;
    this.badNumber = null;
  }

  notJson(offset = this.at) {
    refuse("NOT_JSON", { offset: Buffer.byteLength(this.text.slice(0, offset)) });
  }

  skipSpace() {
    while (" \t\n\r".includes(this.text[this.at] ?? "x")) this.at += 1;
  }

  /** @param {string} token */
  take(token) {
    this.skipSpace();
    if (this.text[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  document() {
    const value = this.value("$");
    this.skipSpace();
    if (this.at < this.text.length) this.notJson();
    return value;
  }

  /** @param {string} path */
  value(path) {
    this.skipSpace();
    const first = this.text[this.at];
    if (first === "{") return this.object(path);
    if (first === "[") return this.array(path);
    if (first === '"') return this.string();
    if (first in WORDS && this.text.startsWith(WORDS[first][0], this.at)) {
      this.at += WORDS[first][0].length;
      return WORDS[first][1];
    }
    return this.number(path);
  }

  /** @param {string} path */
  object(path) {
    this.at += 1;
    const object = Object.create(null);
    let duplicate = null;
    if (this.take("}")) return object;
    do {
      this.skipSpace();
      if (this.text[this.at] !== '"') this.notJson();
      const key = this.string();
      if (key in object) duplicate ??= key;
      if (!this.take(":")) this.notJson();
      object[key] = this.value(memberPath(path, key));
    } while (this.take(","));
    if (!this.take("}")) this.notJson();
    // Of several objects with such keys the one that ends first is named.
    this.duplicate ??= duplicate;
    return object;
  }

  /** @param {string} path */
  array(path) {
    this.at += 1;
    const array = [];
    if (this.take("]")) return array;
    do array.push(this.value(`${path}[${array.length}]`));
    while (this.take(","));
    if (!this.take("]")) this.notJson();
    return array;
  }

  string() {
    const start = this.at;
    const parts = [];
    let from = start + 1;
    for (let at = from; at < this.text.length; at += 1) {
      const character = this.text[at];
      if (character === '"') {
        this.at = at + 1;
        parts.push(this.text.slice(from, at));
        return parts.join("");
      }
      if (character < " ") this.notJson(at);
      if (character === "\\") {
        const escape = this.escape(at);
        parts.push(this.text.slice(from, at), escape.stands);
        at += escape.length - 1;
        from = at + 1;
      }
    }
    return this.notJson(start);
  }

  /** @param {number} at */
  escape(at) {
    const letter = this.text[at + 1];
    if (letter in ESCAPES) return { stands: ESCAPES[letter], length: 2 };
    const digits = this.text.slice(at + 2, at + 6);
    if (letter !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) this.notJson(at);
    return { stands: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 };
  }

  /** @param {string} path */
  number(path) {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (found === null) this.notJson();
    this.at += found[0].length;
    if (!/^-?[0-9]+$/.test(found[0])) this.badNumber ??= ["NOT_INTEGER", { path }];
    const number = Number(found[0]);
    if (Math.abs(number) > GREATEST) this.badNumber ??= ["OUT_OF_RANGE", { path, low: -GREATEST, high: GREATEST }];
    return number;
  }
}

/**
 * @param {string} path
 * @param {string} key
 */
export function memberPath(path, key) {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : entryPath(path, key);
}

const NOT_ASCII = /[^ -~]/g;
const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * @param {string} path
 * @param {string} key
 */
export function entryPath(path, key) {
  return `${path}[${JSON.stringify(key).replace(NOT_ASCII, escaped)}]`;
}

/**
 * The value that octets are the canonical form of; objects have no prototype.
 * @param {Uint8Array} octets
 * @param {number} most octets
 * @param {number} values at most so many commas and opening brackets
 */
export function parse(octets, most = MOST_OCTETS, values = Infinity) {
  if (octets.length > most) refuse("TOO_LONG", { limit: most, length: octets.length });
  const count = octets.filter((octet) => BEFORE_VALUES.has(octet)).length;
  if (count > values) refuse("TOO_MANY_VALUES", { limit: values, count });
  checkUtf8(octets);
  checkDepth(octets);
  const reader = new Reader(Buffer.from(octets).toString("utf8"));
  const value = reader.document();
  if (reader.duplicate !== null) refuse("DUPLICATE_KEY", { key: reader.duplicate });
  if (reader.badNumber !== null) refuse(...reader.badNumber);
  const offset = firstDifference(octets, canonical(value));
  if (offset !== null) refuse("NOT_CANONICAL", { offset });
  return value;
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function firstDifference(one, other) {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) return at;
  return one.length === other.length ? null : length;
}

/**
 * The canonical octets of a value. A bigint is an amount or a height: decimal digits in a string.
 * @param {unknown} value
 */
export function canonical(value) {
  return Buffer.from(canonicalText(value), "utf8");
}

/** @param {unknown} value */
export function canonicalText(value) {
  if (typeof value === "string") return textForm(value);
  if (typeof value === "bigint") return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (value !== null && typeof value === "object") {
    // The order of RFC 8785 is that of UTF-16 code units, which is JavaScript's own.
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${textForm(key)}:${canonicalText(value[key])}`).join(",")}}`;
  }
  // ECMAScript's form of numbers is the one that RFC 8785 refers to; -0 becomes 0.
  return JSON.stringify(value);
}

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** ECMAScript's form; a lone surrogate has no canonical one, and what stands for it differs from what was read. */
function textForm(text) {
  return JSON.stringify(text.replace(LONE_SURROGATES, "\ufffd"));
}
