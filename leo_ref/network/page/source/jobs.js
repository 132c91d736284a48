// Jobs: the stage, the group, and who posted what in which block.
import { html } from "./html.js";
import { Facts, Leo, Mark, Name, Nothing, Table } from "./parts.js";
import { Line } from "./log.js";

function Course({ job }) {
  const at = job.course.indexOf(job.stage);
  return html`<ol class="course" aria-label="Stages">
    ${job.course.map(
      (stage, place) => html`<li
        class=${place < at ? "past" : place === at ? "now" : ""}
        aria-current=${place === at ? "step" : undefined}
      >
        ${stage}
      </li>`,
    )}
  </ol>`;
}

function Job({ job, history, go }) {
  const members = job.members.map((row) => ({
    key: row.node,
    cells: [
      html`<${Name} id=${row.node} />`,
      row.executor ? html`<strong>executor</strong>` : job.task ? "monitor" : "attestor",
      row.j,
      row.did.join("; "),
    ],
  }));
  const facts = [
    [job.task ? "Task owner" : "Candidate", html`<${Name} id=${job.owner} />`],
    job.task && ["Service", html`<${Name} id=${job.service} /> of <${Name} id=${job.service_owner} />`],
    job.posted !== "0" && ["Posted in block", job.posted],
    job.deadline !== "0" && ["Window closes with", job.deadline],
    ["Round", `${job.round} of ${job.rounds}`],
    job.task && ["Payment", html`<${Leo} units=${job.payment} /> LEO`],
    ["Deposit of each", html`<${Leo} units=${job.deposit} /> LEO`],
    ["Escrow", html`<${Leo} units=${job.escrow} /> LEO`],
    job.executor && ["Executor", html`<${Name} id=${job.executor} />`],
    job.members.length > 0 && ["Quorum", `J of ${job.quorum} of ${job.votes}`],
    job.approved > 0 && ["Approved", `J ${job.approved}`],
    job.confirmed > 0 && ["Confirmed", `J ${job.confirmed}`],
    job.task && job.keys.length > 0 && ["Keys released", job.keys.join(", ")],
    job.requested && ["Result", html`<code title=${job.requested}>${job.requested.slice(0, 16)}…</code>`],
  ].filter(Boolean);
  return html`<article class="job">
    <h3>
      ${job.task ? "Task" : "Join"} <${Name} id=${job.job} />
      ${job.outcome ? html` <${Mark} kind=${`outcome ${job.outcome}`}>${job.outcome}<//>` : null}
    </h3>
    <${Course} job=${job} />
    <${Facts} facts=${facts} />
    ${members.length > 0 &&
    html`<${Table} caption="The group" heads=${["Member", "Part", "j", "Has done"]} rows=${members} />`}
    <details>
      <summary>Who posted what in which block</summary>
      <ul class="history">
        ${history.map(
          ({ height, line }) => html`<li>
            <button type="button" class="height" onClick=${() => go(Number(height))}>${height}</button> <${Line} line=${{ ...line, job: null }} />
          </li>`,
        )}
      </ul>
    </details>
  </article>`;
}

export function Jobs({ view, log, go }) {
  if (view.jobs.length === 0) return html`<${Nothing}>No job was posted so far.<//>`;
  const now = BigInt(view.summary.height);
  const histories = new Map();
  for (const each of log) {
    if (BigInt(each.height) > now) continue;
    for (const line of each.lines) {
      if (!line.job) continue;
      if (!histories.has(line.job)) histories.set(line.job, []);
      histories.get(line.job).push({ height: each.height, line });
    }
  }
  return view.jobs.map(
    (job) => html`<${Job} key=${job.job} job=${job} history=${histories.get(job.job) ?? []} go=${go} />`,
  );
}
