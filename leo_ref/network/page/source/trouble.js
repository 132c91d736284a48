// What goes wrong, each by a name: the ledger's own, or one of the page's.

export class Trouble extends Error {
  constructor(code, message, clause = null, value = {}) {
    super(message);
    this.code = code;
    this.clause = clause;
    this.value = value;
  }
}

// The ledger's own word for a refusal.
export function refused(problem, status) {
  if (typeof problem?.code !== "string" || typeof problem?.message !== "string") {
    return new Trouble("answer-unreadable", `The ledger answered with status ${status}, and not as its API says.`);
  }
  return new Trouble(problem.code, problem.message, problem.clause, problem.value ?? {});
}

export const named = (error) =>
  error instanceof Trouble ? error : new Trouble("page-failed", `${error?.message ?? error}`);
