// Evidence that transactions of a block carry, with each check of its appraisal.
import { counted } from "./format.js";
import { html } from "./html.js";
import { Mark, Name, Nothing, Table } from "./parts.js";

function Evidence({ one }) {
  const rows = [...one.checks]
    .map((check, at) => ({ check, at }))
    .sort((a, b) => a.check.passes - b.check.passes || a.at - b.at)
    .map(({ check, at }) => ({
      key: at,
      kind: check.passes ? "" : "failed",
      cells: [
        html`<span class="code">${check.check}</span>`,
        html`<${Mark} kind=${check.passes ? "good" : "bad"}>${check.passes ? "passes" : "fails"}<//>`,
        check.says,
        check.passes && check.given === check.expected
          ? html`<code class="long">${check.given}</code>`
          : html`<code class="long">${check.given}</code>${check.expected ? html` — expected <code class="long">${check.expected}</code>` : null}`,
      ],
    }));
  return html`<article>
    <h3>
      <${Mark} kind=${one.finding === "pass" ? "good" : "bad"}>${one.finding}<//> ${one.phase}, of the machine of
      ${" "}<${Name} id=${one.subject} />
    </h3>
    <p>
      In a transaction ${one.carrier} of <${Name} id=${one.sender} />${one.monitor ? html`, asked by <${Name} id=${one.monitor} />` : ""}.
      ${one.refused ? " The ledger refused it." : ""}
      ${one.unexpected ? html` The task does not allow what the job log says of <code>${one.unexpected}</code>.` : ""}
    </p>
    <details open=${one.finding !== "pass"}>
      <summary>${counted(one.checks.length, "check")}</summary>
      <${Table} caption="Checks" heads=${["Check", "", "What is compared", "Found"]} rows=${rows} />
    </details>
  </article>`;
}

export function EvidenceList({ view }) {
  if (view.evidence.length === 0) return html`<${Nothing}>No transaction of this height carries evidence.<//>`;
  return view.evidence.map((one, at) => html`<${Evidence} key=${`${view.summary.height}-${at}`} one=${one} />`);
}
