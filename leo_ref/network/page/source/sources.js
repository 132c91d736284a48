// Where the page is told what to show: the address of a ledger, or a file.
import { useState } from "preact/hooks";
import { html } from "./html.js";

export function Sources({ address, token, connect, open }) {
  const [typed, setTyped] = useState(address);
  const [secret, setSecret] = useState(token);
  return html`<div class="sources">
    <form
      onSubmit=${(event) => {
        event.preventDefault();
        connect(typed, secret);
      }}
    >
      <label>
        Ledger
        <input
          type="text"
          inputmode="url"
          autocomplete="off"
          spellcheck=${false}
          placeholder="http://127.0.0.1:8420"
          value=${typed}
          onInput=${(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <label>
        Token
        <input
          type="password"
          autocomplete="off"
          placeholder="only to make blocks and to drive"
          value=${secret}
          onInput=${(event) => setSecret(event.currentTarget.value)}
        />
      </label>
      <button type="submit">Connect</button>
    </form>
    <label class="file">
      Open a recorded file
      <input type="file" accept=".jsonl,.gz" onChange=${(event) => event.currentTarget.files[0] && open(event.currentTarget.files[0])} />
    </label>
  </div>`;
}
