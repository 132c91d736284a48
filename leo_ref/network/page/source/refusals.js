// What the ledger refused for a block.
import { html } from "./html.js";
import { Code, Name, Nothing, Table } from "./parts.js";

export function Refusals({ view }) {
  if (view.refusals.length === 0) return html`<${Nothing}>Nothing was refused for the block of this height.<//>`;
  const rows = view.refusals.map((one, at) => ({
    key: at,
    cells: [
      html`<${Name} id=${one.sender} />`,
      one.wanted,
      html`<${Code} code=${one.code} clause=${one.clause} />`,
      one.says,
      Object.entries(one.value).map(([name, said]) => html`<div>${name}: <code class="long">${said}</code></div>`),
    ],
  }));
  return html`<${Table} caption="Refused" heads=${["Sender", "Wanted", "Code", "Why", "Values"]} rows=${rows} />`;
}
