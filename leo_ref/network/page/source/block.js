// The block of a height, as the ledger has it.
import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { Nothing, TroubleNote } from "./parts.js";
import { named } from "./trouble.js";

export function Block({ source, height }) {
  const [found, setFound] = useState({});
  useEffect(() => {
    let current = true;
    Promise.resolve()
      .then(() => source.block(height))
      .then(
        (block) => current && setFound({ height, block }),
        (error) => current && setFound({ height, trouble: named(error) }),
      );
    return () => {
      current = false;
    };
  }, [source, height]);
  if (found.height !== height) return html`<${Nothing}>Reading the block …<//>`;
  if (found.trouble) return html`<${TroubleNote} trouble=${found.trouble} />`;
  if (found.block === null) return html`<${Nothing}>Height 0 has no block: the genesis document begins the ledger.<//>`;
  return html`<pre class="json" role="region" aria-label=${`Block ${height} as JSON`} tabindex="0">${JSON.stringify(found.block, null, 2)}</pre>`;
}
