// Ready-made actions: the ledger service forwards them to the process that holds the key.
import { useEffect, useState } from "preact/hooks";
import { units } from "./format.js";
import { html } from "./html.js";
import { Nothing, TroubleNote } from "./parts.js";
import { Picture } from "./picture.js";
import { Trouble, named } from "./trouble.js";

function Choice({ label, name, among }) {
  return html`<label>
    ${label}
    <select name=${name} required>${among.map(([value, shown]) => html`<option value=${value}>${shown}</option>`)}</select>
  </label>`;
}

// One action: a form, and what came of it.
function Action({ source, title, says, kind, children, ready = true, body = () => ({}) }) {
  const [state, setState] = useState({ busy: false, done: "", trouble: null });

  async function send(event) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setState({ busy: true, done: "", trouble: null });
    try {
      const what = { action: kind, member: given.get("member"), to: null, amount: null, service: null, ...body(given) };
      const { height } = await source.act(what);
      setState({ busy: false, done: `Ordered at height ${height}.`, trouble: null });
    } catch (error) {
      setState({ busy: false, done: "", trouble: named(error) });
    }
  }

  return html`<form onSubmit=${send} aria-label=${title}>
    <h3>${title}</h3>
    <p>${says}</p>
    ${children}
    <button type="submit" disabled=${state.busy || !ready}>${title}</button>
    <span role="status">${state.done}</span>
    ${state.trouble && html`<${TroubleNote} trouble=${state.trouble} />`}
  </form>`;
}

function Pictures({ source, member, height }) {
  const [found, setFound] = useState({ pictures: null, trouble: null });
  useEffect(() => {
    let current = true;
    source.pictures(member).then(
      (pictures) => current && setFound({ pictures, trouble: null }),
      (error) => current && setFound({ pictures: null, trouble: named(error) }),
    );
    return () => {
      current = false;
    };
  }, [source, member, height]);
  const { pictures, trouble } = found;
  return html`<section aria-label=${`The picture of ${member}`}>
    <h3>The picture of ${member}</h3>
    ${trouble && html`<${TroubleNote} trouble=${trouble} />`}
    ${pictures &&
    html`<div class="pictures">
      <${Picture} text=${pictures.before} caption="Before" />
      ${pictures.after === null
        ? html`<${Nothing}>No result was opened so far.<//>`
        : html`<${Picture} text=${pictures.after} caption=${`After, ${pictures.ended}`} />`}
    </div>`}
  </section>`;
}

const amount = (text) => {
  const found = units(text);
  if (found === null) throw new Trouble("amount-unusable", `${text} is no amount of LEO.`);
  return found;
};

export function Actions({ source, members, driven, driverTrouble, view, newest }) {
  if (!source.live) return html`<${Nothing}>A recorded run cannot be driven.<//>`;
  if (!driven) return html`<${Nothing}>The ledger service was started without a driver, so it forwards no actions.<//>`;
  if (!source.token) return html`<${Nothing}>Actions need the ledger's token.<//>`;
  if (driverTrouble) return html`<${TroubleNote} trouble=${driverTrouble} />`;
  const of = (role) => members.filter((each) => each.role === role).map((each) => [each.name, each.name]);
  const everybody = members.map((each) => [each.name, each.name]);
  const accounts = members.map((each) => [each.account, each.name]);
  const offered = view.services
    .filter((each) => each.live)
    .map((each) => [each.service, `${each.service.slice(0, 8)}…`]);
  const owners = of("task-owner");
  return html`
    <p class="quiet">
      These are orders to the processes that hold the keys. Whoever has the token can give them. They are for trials.
    </p>
    <div class="actions">
      <${Action}
        source=${source}
        title="Transfer"
        says="LEO to another account."
        kind="transfer"
        body=${(given) => ({ to: given.get("to"), amount: amount(given.get("amount")) })}
      >
        <${Choice} label="From" name="member" among=${everybody} />
        <${Choice} label="To" name="to" among=${accounts} />
        <label>LEO <input name="amount" inputmode="decimal" required value="1" autocomplete="off" /></label>
      <//>
      <${Action} source=${source} title="Join" says="A process asks to become a node." kind="join">
        <${Choice} label="Who" name="member" among=${of("node")} />
      <//>
      <${Action} source=${source} title="Leave" says="A node claims no more places, and leaves." kind="leave">
        <${Choice} label="Node" name="member" among=${of("node")} />
      <//>
      <${Action}
        source=${source}
        title="Mark as tampered"
        says="From the next block on, the machine of a node of software runs another image, and shows it. It stays so."
        kind="tamper"
      >
        <${Choice} label="Node" name="member" among=${[["*", "all nodes"], ...of("node")]} />
      <//>
      <${Action} source=${source} title="Offer" says="The program that turns pictures grey." kind="offer">
        <${Choice} label="Service owner" name="member" among=${of("service-owner")} />
      <//>
      <${Action}
        source=${source}
        title="Post the picture"
        says=${offered.length ? "A service turns the picture grey." : "No service is offered yet."}
        kind="post"
        ready=${offered.length > 0}
        body=${(given) => ({ service: given.get("service") })}
      >
        <${Choice} label="Task owner" name="member" among=${owners} />
        <${Choice} label="Service" name="service" among=${offered} />
      <//>
    </div>
    ${owners.map(([name]) => html`<${Pictures} key=${name} source=${source} member=${name} height=${newest} />`)}
  `;
}
