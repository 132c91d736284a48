// A ledger service as a source of heights.
import { Trouble, refused } from "./trouble.js";

const PAGE = 500; // heights that are asked for at once
const PATIENCE = 20_000;

// The address as people type it, as an origin; null where it is none.
export function origin(text) {
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
    return url.protocol === "http:" || url.protocol === "https:" ? url.origin : null;
  } catch {
    return null;
  }
}

const heightOf = (record) => typeof record.height === "string" && /^\d{1,20}$/.test(record.height);

function unreadable(what) {
  throw new Trouble("answer-unreadable", `What the ledger says as its ${what} is not what the API says.`);
}

// Canonical octets of a flat object (RFC 8785): its members in the order of their names.
const canonical = (record) => JSON.stringify(record, Object.keys(record).sort());

export class Ledger {
  live = true;

  constructor(url, token) {
    this.url = url;
    this.token = token;
    this.stream = null;
  }

  async ask(route, { method = "GET", body = undefined, raw = false, authorised = false } = {}) {
    let answer;
    let octets;
    try {
      answer = await fetch(this.url + route, {
        method,
        body,
        headers: authorised ? { Authorization: `Bearer ${this.token}` } : {},
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(PATIENCE),
      });
      octets = new Uint8Array(await answer.arrayBuffer());
    } catch {
      const why = "does not answer, is no ledger service, or does not let this page ask (--origin)";
      throw new Trouble("ledger-unreachable", `${this.url} ${why}.`);
    }
    if (raw && answer.ok) return { octets, headers: answer.headers };
    let said = null;
    try {
      said = octets.length ? JSON.parse(new TextDecoder().decode(octets)) : null;
    } catch {
      throw new Trouble("answer-unreadable", `${this.url}${route} answered with what is no JSON.`);
    }
    if (!answer.ok) throw refused(said, answer.status);
    return said;
  }

  async status() {
    const status = await this.ask("/v1/status");
    return status && heightOf(status) && typeof status.interval === "number" ? status : unreadable("status");
  }

  // The summaries of heights from one on, as many as there are up to another one.
  async log(first, last) {
    const found = [];
    let from = first;
    while (from <= last) {
      const page = await this.ask(`/v1/log?from=${from}&limit=${Math.min(PAGE, last - from + 1)}`);
      if (!Array.isArray(page?.heights) || !page.heights.every((each) => each && heightOf(each))) unreadable("log");
      found.push(...page.heights);
      if (page.next === null || page.heights.length === 0) break;
      from = Number(page.next);
    }
    return found;
  }

  view(height) {
    return this.ask(`/v1/views/${height}`);
  }

  block(height) {
    return height === 0 ? null : this.ask(`/v1/blocks/${height}`);
  }

  produce() {
    return this.ask("/v1/produce", { method: "POST", authorised: true });
  }

  // Who takes ready-made actions.
  async members() {
    const found = await this.ask("/v1/driver", { authorised: true });
    return Array.isArray(found?.members) ? found.members : unreadable("members");
  }

  // Has an action done; `*` stands for all nodes.
  async act(action) {
    const everybody = action.member === "*" ? (await this.members()).filter((each) => each.role === "node") : [null];
    let answer = null;
    for (const one of everybody) {
      const body = canonical({ ...action, member: one?.name ?? action.member });
      answer = await this.ask("/v1/driver", { method: "POST", body, authorised: true });
    }
    return answer;
  }

  pictures(member) {
    return this.ask(`/v1/driver/${encodeURIComponent(member)}/pictures`, { authorised: true });
  }

  // Calls `changed` when there is something new, and `state` with whether the stream stands.
  follow(changed, state) {
    this.stream = new EventSource(`${this.url}/v1/events`);
    this.stream.onopen = () => {
      state(true);
      changed();
    };
    this.stream.onerror = () => state(false);
    for (const kind of ["block", "refused", "missed"]) this.stream.addEventListener(kind, changed);
  }

  close() {
    this.stream?.close();
  }
}
