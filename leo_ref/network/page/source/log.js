// What happened, newest first.
import { useState } from "preact/hooks";
import { counted, time } from "./format.js";
import { html } from "./html.js";
import { Code, Name } from "./parts.js";

const STEP = 60; // heights that are listed at first, and more at a time

export function Line({ line }) {
  const refused = line.code !== null;
  return html`<span class=${refused ? "line refused" : "line"}>
    ${line.who && html`<${Name} id=${line.who} />${" "}`}${line.what}${line.whom && html`${" "}<${Name} id=${line.whom} />`}
    ${line.job && html` <span class="about">(<${Name} id=${line.job} />)</span>`}
    ${refused && html` <span>— refused:</span> <${Code} code=${line.code} clause=${line.clause} />`}
  </span>`;
}

function Height({ each, chosen, go }) {
  return html`<li class=${chosen ? "chosen" : ""}>
    <h3>
      <button
        type="button"
        class="height"
        aria-current=${chosen ? "true" : undefined}
        onClick=${() => go(Number(each.height))}
      >
        ${each.height}
      </button>
      <span class="quiet"> ${counted(each.transactions, "transaction")}${each.made ? html`, ${time(each.made)}` : ""}</span>
    </h3>
    ${each.lines.length > 0 && html`<ul>${each.lines.map((line) => html`<li><${Line} line=${line} /></li>`)}</ul>`}
    ${each.left_out > 0 && html`<p class="quiet">and ${each.left_out} more</p>`}
  </li>`;
}

export function Log({ log, height, go }) {
  const [most, setMost] = useState(STEP);
  const [quiet, setQuiet] = useState(true);
  const shown = quiet ? log.filter((each) => each.lines.length || Number(each.height) === height) : log;
  const newest = shown.slice(-most).reverse();
  return html`<section class="log" aria-labelledby="log">
    <h2 id="log">Log</h2>
    <label class="choice">
      <input type="checkbox" checked=${quiet} onChange=${(event) => setQuiet(event.currentTarget.checked)} />
      Only heights where something happened
    </label>
    <ol class="heights" tabindex="0" aria-label="Heights, newest first">
      ${newest.map(
        (each) => html`<${Height} key=${each.height} each=${each} chosen=${Number(each.height) === height} go=${go} />`,
      )}
    </ol>
    ${shown.length > most &&
    html`<button type="button" onClick=${() => setMost(most + STEP)}>
      Show more: ${counted(shown.length - most, "older height")}
    </button>`}
  </section>`;
}
