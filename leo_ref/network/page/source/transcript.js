// What is literally in a transcript, without any rule: the page cannot say what the ledger was at a height.
import { useState } from "preact/hooks";
import { counted, leo } from "./format.js";
import { html } from "./html.js";
import { Code, Facts, Leo, Name, Nothing, Table } from "./parts.js";
import { Tabs } from "./tabs.js";

const STEP = 200;

function More({ count, most, more }) {
  return count > most && html`<button type="button" onClick=${more}>Show more: ${counted(count - most, "line")}</button>`;
}

function Messages({ entries }) {
  const [most, setMost] = useState(STEP);
  const passed = entries.filter((each) => each.kind === "passed");
  const rows = passed.slice(0, most).map((each, at) => ({
    key: at,
    kind: each.fate === "delivered" ? "" : "failed",
    cells: [
      each.time,
      html`<${Name} id=${each.sender} />`,
      html`<${Name} id=${each.to} />`,
      each.message?.body?.kind ? `${each.message.kind}: ${each.message.body.kind}` : each.message?.kind,
      each.fate,
      each.shown ?? "",
    ],
  }));
  return html`
    <${Table} caption="Messages by time" heads=${["Time", "From", "To", "Message", "Fate", "Shows"]} rows=${rows} />
    <${More} count=${passed.length} most=${most} more=${() => setMost(most + STEP)} />
  `;
}

function Blocks({ entries }) {
  const rows = entries
    .filter((each) => each.kind === "made")
    .map((each) => ({
      key: each.height,
      cells: [
        each.height,
        each.time,
        html`<${Name} id=${each.producer} />`,
        each.transactions.length,
        html`<code title=${each.block}>${each.block.slice(0, 16)}…</code>`,
        html`<code title=${each.state}>${each.state.slice(0, 16)}…</code>`,
      ],
    }));
  return html`<${Table}
    caption="Blocks"
    heads=${["Height", "Time", "Producer", "Transactions", "Hash", "State"]}
    rows=${rows}
  />`;
}

function Refused({ entries }) {
  const rows = entries
    .filter((each) => each.kind === "refused")
    .map((each, at) => {
      const sent = entries[each.transaction]?.message;
      return {
        key: at,
        cells: [each.time, html`<${Name} id=${sent?.sender} />`, sent?.body?.kind ?? "", html`<${Code} code=${each.code} />`],
      };
    });
  if (rows.length === 0) return html`<${Nothing}>Nothing was refused.<//>`;
  return html`<${Table} caption="Refused" heads=${["Time", "Sender", "Transaction", "Code"]} rows=${rows} />`;
}

function Closing({ entries }) {
  const end = entries.find((each) => each.kind === "closing");
  if (!end) return html`<${Nothing}>The transcript has no end: the run was killed, or the file was cut.<//>`;
  const balances = Object.entries(end.balances).map(([account, units]) => ({
    key: account,
    cells: [html`<${Name} id=${account} />`, html`<${Leo} units=${units} />`],
  }));
  const outcomes = Object.entries(end.outcomes).map(([job, outcome]) => [html`<${Name} id=${job} />`, outcome]);
  return html`
    <${Facts} facts=${[["Height", end.height], ["Burned", `${leo(end.burned)} LEO`], ...outcomes]} />
    <${Table} caption="Balances at the end" heads=${["Account", "LEO"]} rows=${balances} />
  `;
}

const PARTS = [
  { id: "closing", name: "End", part: Closing },
  { id: "blocks", name: "Blocks", part: Blocks },
  { id: "messages", name: "Messages", part: Messages },
  { id: "refused", name: "Refusals", part: Refused },
];

export function TranscriptView({ transcript }) {
  const [chosen, choose] = useState("closing");
  const { part } = PARTS.find((each) => each.id === chosen);
  return html`<main>
    <h2>Transcript ${transcript.name}</h2>
    <p>
      ${counted(transcript.entries.length, "line")}. Here is what is in the file; nothing of it was checked. Draws,
      evidence, payments and the state at each height follow from the rules. A file that has them too:
    </p>
    <pre class="command">leo view ${transcript.name} --out views.jsonl</pre>
    ${transcript.cut && html`<${Nothing}>The last line is not whole.<//>`}
    <${Tabs} label="Parts of the transcript" tabs=${PARTS} chosen=${chosen} choose=${choose}>
      <${part} entries=${transcript.entries} />
    <//>
  </main>`;
}
