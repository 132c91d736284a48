// Which height is looked at, and when the next block comes.
import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";

// When the next block is due, in words.
function due(status, made, now) {
  if (!status) return "";
  if (status.interval === 0) return "Blocks are made when asked.";
  const seconds = Math.round((Number(made) + status.interval - now) / 1000);
  const early = "earlier if everybody is idle";
  return seconds > 0 ? `Next block in ${seconds} s, ${early}.` : "The next block is due.";
}

export function Due({ status, made }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const clock = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(clock);
  }, []);
  return html`<span class="due">${due(status, made, now)}</span>`;
}

export function Steps({ height, newest, following, go, follow, children }) {
  const [typed, setTyped] = useState(null); // while somebody types, blocks that come do not change it

  function chosen() {
    const wanted = Math.trunc(Number(typed));
    if (typed !== null && typed.trim() && Number.isFinite(wanted)) go(Math.max(0, Math.min(newest, wanted)));
    setTyped(null);
  }

  return html`<nav class="steps" aria-label="Heights">
    <button type="button" disabled=${height === 0} onClick=${() => go(0)}>First</button>
    <button type="button" disabled=${height === 0} onClick=${() => go(height - 1)}>Back</button>
    <label>
      Height
      <input
        type="number"
        min="0"
        max=${newest}
        value=${typed ?? height}
        onInput=${(event) => setTyped(event.currentTarget.value)}
        onKeyDown=${(event) => event.key === "Enter" && chosen()}
        onBlur=${chosen}
      />
      of ${newest}
    </label>
    <button type="button" disabled=${height >= newest} onClick=${() => go(height + 1)}>Forward</button>
    <button type="button" aria-pressed=${following ? "true" : "false"} onClick=${follow}>Newest</button>
    ${children}
  </nav>`;
}
