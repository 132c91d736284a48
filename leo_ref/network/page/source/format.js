// Numbers, times and names for people. Amounts are text of decimal digits, and too large for a JavaScript number.

const LEO = 100_000_000n;
const CREDIT = 1_000_000n;

function decimal(units, whole, digits) {
  const value = BigInt(units);
  const size = value < 0n ? -value : value;
  const rest = String(size % whole).padStart(digits, "0").replace(/0+$/, "");
  const grouped = String(size / whole).replace(/\B(?=(\d{3})+$)/g, " ");
  return `${value < 0n ? "−" : ""}${grouped}${rest ? `.${rest}` : ""}`;
}

export const leo = (units) => decimal(units, LEO, 8);
export const credit = (units) => decimal(units, CREDIT, 6);

// What changed, with its sign; nothing where nothing did.
export function change(before, after, shown) {
  const difference = BigInt(after) - BigInt(before);
  if (difference === 0n) return "";
  return difference > 0n ? `+${shown(difference)}` : shown(difference);
}

// LEO as people type it, in base units; null where it is no amount.
export function units(text) {
  const found = /^(\d{1,20})(?:\.(\d{1,8}))?$/.exec(text.trim());
  return found ? String(BigInt(found[1]) * LEO + BigInt((found[2] || "").padEnd(8, "0"))) : null;
}

export const short = (id) => (id.length > 12 ? `${id.slice(0, 8)}…` : id);

export function time(thousandths) {
  const at = Number(thousandths);
  return at ? new Date(at).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC") : "unknown";
}

export const counted = (count, one, many = `${one}s`) => `${count} ${Number(count) === 1 ? one : many}`;
