// Tabs by the pattern of WAI-ARIA: arrow keys go from one to the next, Tab goes on into the panel.
import { useRef } from "preact/hooks";
import { html } from "./html.js";

export function Tabs({ label, tabs, chosen, choose, children }) {
  const list = useRef(null);
  const at = tabs.findIndex((tab) => tab.id === chosen);
  const moves = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };

  function pressed(event) {
    if (!(event.key in moves)) return;
    event.preventDefault();
    const next = (moves[event.key] + tabs.length) % tabs.length;
    choose(tabs[next].id);
    list.current.children[next].focus();
  }

  return html`<div class="tabs">
    <div role="tablist" aria-label=${label} ref=${list} onKeyDown=${pressed}>
      ${tabs.map(
        (tab) => html`<button
          key=${tab.id}
          type="button"
          role="tab"
          id=${`tab-${tab.id}`}
          aria-selected=${tab.id === chosen ? "true" : "false"}
          aria-controls="panel"
          tabindex=${tab.id === chosen ? 0 : -1}
          onClick=${() => choose(tab.id)}
        >
          ${tab.name}${tab.count ? html` <span class="count">${tab.count}</span>` : null}
        </button>`,
      )}
    </div>
    <div role="tabpanel" id="panel" aria-labelledby=${`tab-${chosen}`} tabindex="0">${children}</div>
  </div>`;
}
