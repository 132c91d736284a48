// The draws whose window was open in a block.
import { credit } from "./format.js";
import { html } from "./html.js";
import { Code, Facts, Name, Nothing, Table } from "./parts.js";

function Draw({ draw }) {
  const rows = draw.rows.map((row) => ({
    key: row.node,
    kind: row.j > 0 ? "won" : "",
    cells: [
      html`<${Name} id=${row.node} />`,
      row.j || "",
      row.part === "executor" ? html`<strong>executor</strong>` : row.part,
      row.beta ? html`<code title=${row.beta}>${row.beta.slice(0, 12)}…</code>` : "",
      html`<span class="number">${credit(row.weight)}</span>`,
      html`${row.code ? html`<${Code} code=${row.code} clause=${row.clause} /> ` : null}${row.why}`,
    ],
  }));
  return html`<article>
    <h3>Draw for <${Name} id=${draw.job} />, round ${draw.round}${draw.closed ? "" : " (still open)"}</h3>
    <${Facts}
      facts=${[
        ["Expected votes, tau", draw.tau],
        ["All credit, W", credit(draw.total)],
        ["Closes with block", draw.deadline],
        ["Beacon", html`<code title=${draw.beacon}>${draw.beacon.slice(0, 16)}…</code>`],
      ]}
    />
    <ul>${draw.says.map((said) => html`<li>${said}</li>`)}</ul>
    <${Table}
      caption="Who was drawn, and why not"
      heads=${["Node", "j", "Part", "Random value", "Credit, w", "Why"]}
      rows=${rows}
    />
  </article>`;
}

export function Draws({ view, log, go }) {
  const shown = view.draws.map((draw) => html`<${Draw} key=${draw.job} draw=${draw} />`);
  const others = log
    .filter((each) => each.lines.some((line) => line.who === null && /^The group stands/.test(line.what)))
    .map((each) => Number(each.height));
  return html`
    ${shown.length ? shown : html`<${Nothing}>No draw is open at this height.<//>`}
    ${others.length > 0 &&
    html`<p>
      Draws closed with the blocks${" "}
      ${others.slice(-30).map((at) => html`<button type="button" class="height" onClick=${() => go(at)}>${at}</button> `)}
    </p>`}
  `;
}
