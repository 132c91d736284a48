/**
 * Votes (§6): the number of k in 0..w-1 whose threshold 2^512 · CDF(k) is at most b, over the rationals.
 *
 * Thresholds are held in intervals of integers. Where b lies outside an interval, the comparison is that of the exact
 * numbers; where it lies inside, all is done again with twice the bits, in the end with so many that nothing is rounded.
 */

const OUTPUT_BITS = 512n;

const bitLength = (number) => BigInt(number === 0n ? 0 : number.toString(2).length);
const ceilDiv = (one, other) => (one + other - 1n) / other;

/** A probability times 2^bits, between low and high. */
class Interval {
  constructor(low, high) {
    this.low = low;
    this.high = high;
  }

  /** Times numerator / denominator. */
  scaled(numerator, denominator) {
    return new Interval((this.low * numerator) / denominator, ceilDiv(this.high * numerator, denominator));
  }

  times(other, bits) {
    const half = (1n << bits) - 1n;
    return new Interval((this.low * other.low) >> bits, (this.high * other.high + half) >> bits);
  }

  plus(other) {
    return new Interval(this.low + other.low, this.high + other.high);
  }
}

/** ((total - tau) / total)^weight, by repeated squaring. */
function noneDrawn(weight, total, tau, bits) {
  const one = new Interval(1n << bits, 1n << bits);
  let square = one.scaled(total - tau, total);
  let power = one;
  for (let left = weight; left > 0n; left >>= 1n) {
    if (left & 1n) power = power.times(square, bits);
    if (left > 1n) square = square.times(square, bits);
  }
  return power;
}

/** The votes, or null where so many bits do not tell. */
function votesWith(bits, value, weight, total, tau) {
  const scaledValue = value << (bits - OUTPUT_BITS);
  let term = noneDrawn(weight, total, tau, bits);
  let sum = term;
  let votes = 0n;
  while (votes < weight) {
    if (scaledValue < sum.low) return votes;
    if (scaledValue < sum.high) return null;
    term = term.scaled((weight - votes) * tau, (votes + 1n) * (total - tau));
    sum = sum.plus(term);
    votes += 1n;
  }
  return votes;
}

/** Exactly, in integers over the denominator total^weight: only ties come to this. */
function exactVotes(value, weight, total, tau) {
  const bound = value * total ** weight;
  let term = (total - tau) ** weight << OUTPUT_BITS;
  let sum = term;
  let votes = 0n;
  while (votes < weight && sum <= bound) {
    term = (term * (weight - votes) * tau) / ((votes + 1n) * (total - tau));
    sum += term;
    votes += 1n;
  }
  return votes;
}

const gcd = (one, other) => (other === 0n ? one : gcd(other, one % other));

/**
 * @param {bigint} value beta as a big-endian integer
 * @param {bigint} weight of the node
 * @param {bigint} total of all weights
 * @param {bigint} tau the votes that all weights together expect
 * @returns {bigint}
 */
export function sortition(value, weight, total, tau) {
  if (tau >= total) return weight;
  const divisor = gcd(total, tau);
  const [whole, part] = [total / divisor, tau / divisor];
  const denominatorBits = weight * bitLength(whole);
  let bits = 608n + 3n * bitLength(weight);
  while (bits < denominatorBits + OUTPUT_BITS) {
    const votes = votesWith(bits, value, weight, whole, part);
    if (votes !== null) return votes;
    bits *= 2n;
  }
  return exactVotes(value, weight, whole, part);
}
