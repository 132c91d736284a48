// The whole page.
import { useErrorBoundary, useState } from "preact/hooks";
import { Accounts, Totals } from "./accounts.js";
import { Actions } from "./actions.js";
import { Block } from "./block.js";
import { Draws } from "./draws.js";
import { EvidenceList } from "./evidence.js";
import { Transcript, opened } from "./file.js";
import { counted, time } from "./format.js";
import { useHeight, useLog, useMembers, useView } from "./heights.js";
import { html } from "./html.js";
import { Jobs } from "./jobs.js";
import { Ledger, origin } from "./ledger.js";
import { Log } from "./log.js";
import { Money } from "./money.js";
import { Facts, Name, Names, Nothing, TroubleNote } from "./parts.js";
import { bind } from "./policy.js";
import { Refusals } from "./refusals.js";
import { Sources } from "./sources.js";
import { Due, Steps } from "./steps.js";
import { Tabs } from "./tabs.js";
import { TranscriptView } from "./transcript.js";
import { Trouble, named } from "./trouble.js";

const NO_NAMES = {};

const PARTS = [
  { id: "accounts", name: "Accounts", part: Accounts, count: () => 0 },
  { id: "jobs", name: "Jobs", part: Jobs, count: (view) => view.jobs.filter((job) => job.stage !== "SETTLED").length },
  { id: "draws", name: "Draws", part: Draws, count: (view) => view.draws.length },
  { id: "evidence", name: "Evidence", part: EvidenceList, count: (view) => view.evidence.length },
  { id: "refusals", name: "Refusals", part: Refusals, count: (view) => view.refusals.length },
  { id: "money", name: "Money", part: Money, count: (view) => view.money.length },
  { id: "block", name: "Block", part: Block, count: () => 0 },
  { id: "actions", name: "Actions", part: Actions, count: () => 0 },
];

function Connection({ source, known }) {
  if (!source.live) return html`<span>File ${source.name}</span>`;
  const word = known.connected === null ? "connecting" : known.connected ? "connected" : "connection lost, trying again";
  return html`<span class=${known.connected ? "good" : "waiting"}>${source.url}: ${word}</span>`;
}

function Heading({ summary, status }) {
  const facts = [
    ["Block", html`<code title=${summary.block}>${summary.block.slice(0, 16)}…</code>`],
    summary.producer && ["Producer", html`<${Name} id=${summary.producer} />, turn ${summary.turn}`],
    ["Transactions", summary.transactions],
    ["Made", time(summary.made)],
    status && ["Rules", status.rules],
    status && ["Waiting", counted(status.waiting, "transaction")],
  ].filter(Boolean);
  return html`<${Facts} facts=${facts} />`;
}

function Height(props) {
  const { view } = props;
  const [tab, choose] = useState("accounts");
  const [error] = useErrorBoundary();
  if (error) {
    const why = "The answer is not what the API says, so it cannot be shown.";
    return html`<${TroubleNote} trouble=${new Trouble("answer-unreadable", why)} />`;
  }
  const tabs = PARTS.map((each) => ({ ...each, count: each.count(view) }));
  const { part } = PARTS.find((each) => each.id === tab);
  return html`
    <${Heading} summary=${view.summary} status=${props.status} />
    <${Totals} now=${view.totals} before=${view.totals_before} />
    <${Tabs} label="Parts of this height" tabs=${tabs} chosen=${tab} choose=${choose}>
      <${part} ...${props} />
    <//>
  `;
}

function Heights({ source }) {
  const known = useLog(source);
  const { height, newest, following, go, follow } = useHeight(known.log);
  const found = useView(source, height);
  const [trouble, setTrouble] = useState(null);
  const [busy, setBusy] = useState(false);
  const { members, names, trouble: driverTrouble } = useMembers(source, known.status?.driver === true);
  const shown = trouble ?? known.trouble ?? found.trouble;
  const ready = found.view !== null;
  const last = known.log.at(-1);

  async function produce() {
    setBusy(true);
    setTrouble(null);
    try {
      await source.produce();
      follow();
    } catch (error) {
      setTrouble(named(error));
    } finally {
      setBusy(false);
    }
  }

  return html`<${Names.Provider} value=${source.live ? names : source.names}>
    <p class="connection"><${Connection} source=${source} known=${known} /></p>
    ${shown && html`<${TroubleNote} trouble=${shown} dismiss=${trouble && (() => setTrouble(null))} />`}
    ${newest !== null &&
    html`<${Steps} height=${height} newest=${newest} following=${following} go=${go} follow=${follow}>
      ${source.live &&
      html`<button type="button" class="primary" disabled=${busy || !source.token} onClick=${produce}>Next block</button>
        <${Due} status=${known.status} made=${last.made} />`}
    <//>`}
    <p class="heard" role="status">${last ? `Height ${last.height}: ${counted(last.transactions, "transaction")}.` : ""}</p>
    <div class="columns">
      <main aria-label="A height">
        <h2>Height ${ready ? view_height(found.view) : "…"}</h2>
        ${ready
          ? html`<${Height}
              key="height"
              view=${found.view}
              status=${known.status}
              log=${known.log}
              source=${source}
              height=${Number(found.view.summary?.height)}
              newest=${newest}
              members=${members}
              driverTrouble=${driverTrouble}
              driven=${known.status?.driver === true}
              go=${go}
            />`
          : !shown && html`<${Nothing}>Reading …<//>`}
      </main>
      <${Log} log=${known.log} height=${height} go=${go} />
    </div>
  <//>`;
}

const view_height = (view) => String(view.summary?.height ?? "");

function Boundary({ children }) {
  const [error] = useErrorBoundary();
  if (!error) return children;
  const why = "What was read is not what the API says, so it cannot be shown.";
  return html`<${TroubleNote} trouble=${new Trouble("answer-unreadable", why)} />`;
}

// What the fragment of the page's own address says; a token in it is taken out of the address bar.
function fragment() {
  const given = new URLSearchParams(location.hash.slice(1));
  const found = { ledger: given.get("ledger") ?? "", token: given.get("token") ?? "" };
  if (given.has("token")) {
    given.delete("token");
    history.replaceState(null, "", `#${given}`);
  }
  return found;
}

export function App() {
  const [given] = useState(fragment);
  const [source, setSource] = useState(() => {
    const url = given.ledger && origin(given.ledger);
    return url && bind(url) ? new Ledger(url, given.token) : null;
  });
  const [trouble, setTrouble] = useState(() =>
    given.ledger && !origin(given.ledger) ? new Trouble("address-unusable", `${given.ledger} is no address.`) : null,
  );

  function connect(typed, token) {
    const url = origin(typed);
    if (!url) {
      setTrouble(new Trouble("address-unusable", `${typed || "Nothing"} is no address such as http://127.0.0.1:8420.`));
      return;
    }
    if (!bind(url)) {
      location.hash = new URLSearchParams({ ledger: url, token });
      location.reload();
      return;
    }
    history.replaceState(null, "", `#${new URLSearchParams({ ledger: url })}`);
    setTrouble(null);
    setSource(new Ledger(url, token));
  }

  async function open(file) {
    try {
      const found = await opened(file);
      bind("'none'");
      setSource(found);
      setTrouble(null);
    } catch (error) {
      setTrouble(named(error));
    }
  }

  function dropped(event) {
    event.preventDefault();
    if (event.dataTransfer?.files.length) open(event.dataTransfer.files[0]);
  }

  const names = source?.names ?? NO_NAMES;
  return html`<${Names.Provider} value=${names}>
    <div onDragOver=${(event) => event.preventDefault()} onDrop=${dropped}>
      <header>
        <h1>Leo</h1>
        <${Sources} address=${given.ledger} token=${given.token} connect=${connect} open=${open} />
      </header>
      ${trouble && html`<${TroubleNote} trouble=${trouble} dismiss=${() => setTrouble(null)} />`}
      <${Boundary} key=${source}>
        ${source === null
          ? html`<main>
              <p>
                Give the address of a ledger service to watch it, or open a file that was recorded. This page is one
                file; it asks nobody but the ledger, and has nobody's keys.
              </p>
            </main>`
          : source instanceof Transcript
            ? html`<${TranscriptView} transcript=${source} />`
            : html`<${Heights} source=${source} />`}
      <//>
    </div>
  <//>`;
}
