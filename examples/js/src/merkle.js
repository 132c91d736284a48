/** The Merkle tree of RFC 9162 with SHA-256: a leaf is hashed behind 0x00, two nodes behind 0x01. */
import { sha256 } from "@noble/hashes/sha2";
import { equal, join } from "./octets.js";

export const leafHash = (leaf) => sha256(join(Uint8Array.of(0), leaf));
const nodeHash = (left, right) => sha256(join(Uint8Array.of(1), left, right));

/** The greatest power of two below a number that is at least 2. */
function split(count) {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** RFC 9162, 2.1.1, of hashed leaves. */
function rootOfHashes(hashes) {
  if (hashes.length === 0) return sha256(new Uint8Array());
  if (hashes.length === 1) return hashes[0];
  const middle = split(hashes.length);
  return nodeHash(rootOfHashes(hashes.slice(0, middle)), rootOfHashes(hashes.slice(middle)));
}

/** @param {Uint8Array[]} leaves */
export function treeRoot(leaves) {
  return rootOfHashes(leaves.map(leafHash));
}

/**
 * RFC 9162, 2.1.3.1: the hashes beside the way up, from below.
 * @param {Uint8Array[]} leaves
 * @param {number} index
 */
export function treePath(leaves, index) {
  const path = [];
  let [hashes, place] = [leaves.map(leafHash), index];
  while (hashes.length > 1) {
    const middle = split(hashes.length);
    const [left, right] = [hashes.slice(0, middle), hashes.slice(middle)];
    path.unshift(rootOfHashes(place < middle ? right : left));
    [hashes, place] = place < middle ? [left, place] : [right, place - middle];
  }
  return path;
}

/**
 * On which side of the way up each hash of a path stands, from below.
 * @param {number} count
 * @param {number} index
 */
function sides(count, index) {
  const found = [];
  let [width, place] = [count, index];
  while (width > 1) {
    const middle = split(width);
    found.unshift(place < middle ? "right" : "left");
    [width, place] = place < middle ? [middle, place] : [width - middle, place - middle];
  }
  return found;
}

export const pathLength = (count, index) => sides(count, index).length;

/**
 * Whether a path of the right length leads from a hashed leaf to the root.
 * @param {number} count
 * @param {number} index
 * @param {Uint8Array} hash
 * @param {Uint8Array[]} path
 * @param {Uint8Array} root
 */
export function leadsToRoot(count, index, hash, path, root) {
  const turns = sides(count, index);
  if (path.length !== turns.length) return false;
  const top = path.reduce((below, beside, level) => (turns[level] === "left" ? nodeHash(beside, below) : nodeHash(below, beside)), hash);
  return equal(top, root);
}

/** Every index at which the path shows the leaf in a tree of so many leaves. */
export function places(count, leaf, path, root) {
  const hash = leafHash(leaf);
  return Array.from({ length: count }, (_, index) => index).filter((index) => leadsToRoot(count, index, hash, path, root));
}
