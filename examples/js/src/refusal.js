/** The protocol refuses an input: one named code, and the values that explain it (docs/api/codes.md). */
export class Refusal extends Error {
  /**
   * @param {string} code
   * @param {Record<string, unknown>} values
   */
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

/**
 * Refuse with a code.
 * @param {string} code
 * @param {Record<string, unknown>} [values]
 * @returns {never}
 */
export function refuse(code, values) {
  throw new Refusal(code, values);
}

/**
 * The code with which an action is refused, or null where it is not.
 * @param {() => unknown} action
 */
export function refusalOf(action) {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
