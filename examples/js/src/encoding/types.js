/**
 * The types of §2. A type reads a JSON value and gives what the rules use: a bigint for an amount, a credit or a
 * height, a number for a count, lower-case hexadecimal for octets, an array, a plain object. The first failure is
 * refused with the path to it. Nothing but `canonical` is needed to write a value again.
 */
import { refuse } from "../refusal.js";
import { canonicalText, entryPath, GREATEST, memberPath } from "./json.js";

/**
 * @template T
 * @typedef {(value: unknown, path: string) => T} Type
 */

const KINDS = { string: "string", number: "number", boolean: "boolean" };

function jsonType(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return KINDS[typeof value] ?? "object";
}

function expect(value, expected, path) {
  if (jsonType(value) !== expected) refuse("WRONG_TYPE", { path, expected });
}

/** @returns {Type<bigint>} */
function decimal(high) {
  return (value, path) => {
    expect(value, "string", path);
    if (!/^(?:0|[1-9][0-9]*)$/.test(value) || value.endsWith("\n")) refuse("NOT_DECIMAL", { path });
    // Judged by its length first: a number of a million digits is not converted.
    if (value.length > high.toString().length || BigInt(value) > high) refuse("OUT_OF_RANGE", { path, low: 0, high });
    return BigInt(value);
  };
}

export const amount = decimal(2n ** 128n - 1n);
export const height = decimal(2n ** 64n - 1n);

/** @returns {Type<number>} */
export function count(high = GREATEST) {
  return (value, path) => {
    expect(value, "number", path);
    if (value < 0 || value > high) refuse("OUT_OF_RANGE", { path, low: 0, high });
    return value;
  };
}

function octets(fits, expected) {
  return (value, path) => {
    expect(value, "string", path);
    if (!/^(?:[0-9a-f]{2})*$/.test(value) || value.endsWith("\n")) refuse("NOT_LOWER_HEX", { path });
    if (!fits(value.length / 2)) refuse("WRONG_LENGTH", { path, expected, length: value.length / 2 });
    return value;
  };
}

/** @returns {Type<string>} */
export const exactly = (length) => octets((given) => given === length, length);
/** @returns {Type<string>} */
export const atMost = (length) => octets((given) => given <= length, length);
export const id = exactly(32);

/** @type {Type<boolean>} */
export function truth(value, path) {
  expect(value, "boolean", path);
  return value;
}

/** One of several names. @returns {Type<string>} */
export function name(...names) {
  return (value, path) => {
    expect(value, "string", path);
    if (!names.includes(value)) refuse("UNKNOWN_VARIANT", { path, given: value });
    return value;
  };
}

/** @returns {Type<unknown>} */
export function optional(type) {
  return (value, path) => (value === null ? null : type(value, path));
}

/** @returns {Type<unknown[]>} */
export function sequence(type, most = Infinity) {
  return (value, path) => {
    expect(value, "array", path);
    if (value.length > most) refuse("WRONG_LENGTH", { path, expected: most, length: value.length });
    return value.map((element, index) => type(element, `${path}[${index}]`));
  };
}

/** An array whose elements' canonical octets strictly increase. @returns {Type<unknown[]>} */
export function set(type) {
  return (value, path) => {
    const elements = sequence(type)(value, path);
    const texts = elements.map((element) => Buffer.from(canonicalText(element)));
    for (let index = 1; index < texts.length; index += 1) {
      if (Buffer.compare(texts[index - 1], texts[index]) >= 0) refuse("NOT_SORTED", { path: `${path}[${index}]` });
    }
    return elements;
  };
}

/** @returns {Type<Record<string, unknown>>} */
export function map(keyType, type) {
  return (value, path) => {
    expect(value, "object", path);
    const object = Object.create(null);
    for (const key of Object.keys(value).sort()) {
      const inner = entryPath(path, key);
      keyType(key, inner);
      object[key] = type(value[key], inner);
    }
    return object;
  };
}

/**
 * A record with exactly these fields, read in this order, and perhaps the tags `kind` and `version`.
 * @param {Record<string, Type<unknown>>} fields
 * @param {{kind?: string, version?: number}} tags
 */
export function record(fields, tags = {}) {
  const read = (value, path) => {
    expect(value, "object", path);
    if (tags.kind !== undefined) checkKind(value, path, [tags.kind]);
    if (tags.version !== undefined) checkVersion(value, path, tags.version);
    const unknown = Object.keys(value).sort().find((key) => !(key in tags) && !Object.hasOwn(fields, key));
    if (unknown !== undefined) refuse("UNKNOWN_FIELD", { path: memberPath(path, unknown) });
    const object = { ...tags };
    for (const [field, type] of Object.entries(fields)) {
      if (!Object.hasOwn(value, field)) refuse("MISSING_FIELD", { path: `${path}.${field}` });
      object[field] = type(value[field], `${path}.${field}`);
    }
    return object;
  };
  return Object.assign(read, { kind: tags.kind });
}

/** One of several records, told apart by their kind. @returns {Type<object>} */
export function union(...records) {
  const kinds = records.map((one) => one.kind);
  return (value, path) => {
    expect(value, "object", path);
    checkKind(value, path, kinds);
    return records[kinds.indexOf(value.kind)](value, path);
  };
}

function checkKind(value, path, kinds) {
  if (!Object.hasOwn(value, "kind")) refuse("MISSING_FIELD", { path: `${path}.kind` });
  name(...kinds)(value.kind, `${path}.kind`);
}

function checkVersion(value, path, version) {
  if (!Object.hasOwn(value, "version")) refuse("MISSING_FIELD", { path: `${path}.version` });
  expect(value.version, "number", `${path}.version`);
  if (value.version !== version) refuse("UNKNOWN_VERSION", { given: value.version });
}
