// Small things that all parts of the page use.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { change, credit, leo, short } from "./format.js";
import { html } from "./html.js";

export const Names = createContext({});

// An account, node, job or service: its name where it has one, else the first digits of its id.
export function Name({ id }) {
  const known = useContext(Names)[id];
  if (id === null || id === undefined) return null;
  return known
    ? html`<span class="name" title=${id}>${known}</span>`
    : html`<code title=${id}>${short(String(id))}</code>`;
}

export const Leo = ({ units }) => html`<span class="number">${leo(units)}</span>`;

// A number, bold where it is another than a block before, with the difference.
export function Changed({ before, after, shown }) {
  const difference = change(before, after, shown);
  return difference
    ? html`<strong class="number">${shown(after)}</strong> <span class="difference">${difference}</span>`
    : html`<span class="number">${shown(after)}</span>`;
}

export const ChangedLeo = ({ before, after }) => html`<${Changed} before=${before} after=${after} shown=${leo} />`;
export const ChangedCredit = ({ before, after }) =>
  html`<${Changed} before=${before} after=${after} shown=${credit} />`;

// A table that scrolls in itself, so that the page does not.
export function Table({ caption, heads, rows }) {
  return html`<div class="scroll" role="region" aria-label=${caption} tabindex="0">
    <table>
      <caption>${caption}</caption>
      <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr class=${row.kind ?? ""} key=${row.key}>
            ${row.cells.map((cell, at) => (at === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

// Pairs of a word and what it is.
export const Facts = ({ facts }) =>
  html`<dl class="facts">
    ${facts.map(([word, said]) => html`<div><dt>${word}</dt><dd>${said}</dd></div>`)}
  </dl>`;

export const Code = ({ code, clause }) =>
  html`<span class="code">${code}</span>${clause ? html` <span class="clause">${clause}</span>` : null}`;

export const Mark = ({ kind, children }) => html`<span class="mark ${kind}">${children}</span>`;

export const Nothing = ({ children }) => html`<p class="nothing">${children}</p>`;

export function TroubleNote({ trouble, dismiss }) {
  const values = Object.entries(trouble.value ?? {});
  return html`<div class="trouble" role="alert">
    <p>
      <${Code} code=${trouble.code} clause=${trouble.clause} /> ${trouble.message}
      ${values.length ? html` <span class="values">${values.map(([name, said]) => `${name}: ${said}`).join(", ")}</span>` : null}
    </p>
    ${dismiss ? html`<button type="button" onClick=${dismiss}>Close</button>` : null}
  </div>`;
}
