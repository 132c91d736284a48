// Totals, accounts and services of a height. What is another than a block before is bold.
import { html } from "./html.js";
import { ChangedCredit, ChangedLeo, Facts, Leo, Mark, Name, Table } from "./parts.js";

export function Totals({ now, before }) {
  const sum = (name) => html`<${ChangedLeo} before=${before[name]} after=${now[name]} />`;
  const facts = [
    ["Total LEO", sum("supply")],
    ["In accounts", sum("held")],
    ["In escrow", sum("escrow")],
    ["In bonds", sum("bonds")],
    ["Burned", sum("burned")],
    ["Credit", html`<${ChangedCredit} before=${before.credit} after=${now.credit} />`],
  ];
  return html`<${Facts} facts=${facts} />`;
}

function Status({ now, before }) {
  if (now === null) return html`<span class="quiet">no node</span>`;
  return now === before ? now : html`<strong>${now}</strong>`;
}

export function Accounts({ view }) {
  const rows = view.accounts.map((row) => ({
    key: row.account,
    cells: [
      html`<${Name} id=${row.account} />`,
      html`<${Status} now=${row.status} before=${row.status_before} />`,
      html`<${ChangedLeo} before=${row.balance_before} after=${row.balance} />`,
      row.status === null ? "" : html`<${ChangedCredit} before=${row.credit_before} after=${row.credit} />`,
      row.busy ? html`<${Mark} kind="busy">busy<//>` : "",
      row.owner && row.owner !== row.account ? html`<${Name} id=${row.owner} />` : "",
    ],
  }));
  const services = view.services.map((row) => ({
    key: row.service,
    cells: [
      html`<${Name} id=${row.service} />`,
      html`<${Name} id=${row.owner} />`,
      html`<${Leo} units=${row.price} />`,
      html`<${Leo} units=${row.bond} />`,
      row.live ? "offered" : "withdrawn",
    ],
  }));
  return html`
    <${Table}
      caption="Nodes and accounts"
      heads=${["Account", "Status", "Balance, LEO", "Credit", "Job", "Owner"]}
      rows=${rows}
    />
    ${view.accounts_left_out > 0 && html`<p>${view.accounts_left_out} more accounts are not shown.</p>`}
    ${services.length > 0 &&
    html`<${Table} caption="Services" heads=${["Service", "Owner", "Price, LEO", "Bond, LEO", "State"]} rows=${services} />`}
  `;
}
