// Where the money of the jobs went that were settled with a block.
import { change, credit, leo } from "./format.js";
import { html } from "./html.js";
import { Leo, Mark, Name, Nothing, Table } from "./parts.js";

function Settled({ job }) {
  const rows = job.shares.map((row) => ({
    key: row.account,
    cells: [
      html`<${Name} id=${row.account} />`,
      row.role,
      html`<${Leo} units=${row.paid_in} />`,
      html`<${Leo} units=${row.received} />`,
      html`<strong class="number">${change(row.paid_in, row.received, leo)}</strong>`,
      html`<span class="number">${change(row.lost, row.earned, credit)}</span>`,
    ],
  }));
  return html`<article>
    <h3><${Name} id=${job.job} /> <${Mark} kind=${`outcome ${job.outcome}`}>${job.outcome}<//></h3>
    <${Table}
      caption="Where the money went, in LEO"
      heads=${["Account", "Part", "Paid in", "Received", "Gain", "Credit"]}
      rows=${rows}
    />
    <p>
      Burned: <${Leo} units=${job.burned} /> LEO.
      ${job.hold !== "0" && html` Of the service's bond <${Leo} units=${job.hold} /> LEO were held, and <${Leo} units=${job.bond} /> LEO went back.`}
    </p>
  </article>`;
}

export function Money({ view }) {
  if (view.money.length === 0) return html`<${Nothing}>No job was settled with the block of this height.<//>`;
  return view.money.map((job) => html`<${Settled} key=${job.job} job=${job} />`);
}
