// The heights of a source as they become known, and the one that is looked at.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { named } from "./trouble.js";

const FIRST = 200; // heights that are asked for before anything is shown

const NONE = { log: [], status: null, connected: null, trouble: null };

// The log of a source in the order of heights, kept up to date; `trouble` is the newest thing that went wrong.
export function useLog(source) {
  const [known, setKnown] = useState(NONE);
  useEffect(() => {
    setKnown(NONE);
    if (!source) return undefined;
    if (!source.live) {
      setKnown({ ...NONE, log: source.log() });
      return undefined;
    }
    let ended = false;
    let working = false;
    let again = false;
    let oldest = null;
    const log = [];
    const say = (more) => !ended && setKnown((before) => ({ ...before, ...more }));

    async function update() {
      if (working) {
        again = true;
        return;
      }
      working = true;
      try {
        do {
          again = false;
          const status = await source.status();
          const newest = Number(status.height);
          const from = log.length ? Number(log.at(-1).height) + 1 : Math.max(0, newest - FIRST + 1);
          log.push(...(await source.log(from, newest)));
          oldest ??= from;
          say({ log: [...log], status, trouble: null });
        } while (again && !ended);
      } catch (error) {
        say({ trouble: named(error) });
      } finally {
        working = false;
      }
    }

    // What is older comes afterwards, so that the newest is there at once.
    async function older() {
      while (oldest > 0 && !ended) {
        const from = Math.max(0, oldest - 5 * FIRST);
        const found = await source.log(from, oldest - 1);
        if (!found.length) return;
        log.unshift(...found);
        oldest = from;
        say({ log: [...log] });
      }
    }

    update()
      .then(() => {
        if (ended) return undefined;
        source.follow(update, (connected) => say({ connected }));
        return older();
      })
      .catch((error) => say({ trouble: named(error) }));
    return () => {
      ended = true;
      source.close();
    };
  }, [source]);
  return known;
}

// Who takes actions, where the service has a driver and the page its token; and what each account is called.
export function useMembers(source, driven) {
  const [found, setFound] = useState({ members: [], names: {}, trouble: null });
  useEffect(() => {
    setFound({ members: [], names: {}, trouble: null });
    if (!driven || !source.token) return;
    source.members().then(
      (members) =>
        setFound({
          members,
          names: Object.fromEntries(members.map((each) => [each.account, String(each.name)])),
          trouble: null,
        }),
      (error) => setFound({ members: [], names: {}, trouble: named(error) }),
    );
  }, [source, driven]);
  return found;
}

// The view of the height that is looked at.
export function useView(source, height) {
  const [found, setFound] = useState({ view: null, trouble: null });
  const asked = useRef(null);
  useEffect(() => {
    asked.current = height;
    if (!source || height === null) {
      setFound({ view: null, trouble: null });
      return;
    }
    Promise.resolve()
      .then(() => source.view(height))
      .then(
        (view) => asked.current === height && setFound({ view, trouble: null }),
        (error) => asked.current === height && setFound((before) => ({ ...before, trouble: named(error) })),
      );
  }, [source, height]);
  return found;
}

// Which height is looked at: a chosen one, or always the newest.
export function useHeight(log) {
  const [chosen, setChosen] = useState(null);
  const newest = log.length ? Number(log.at(-1).height) : null;
  const follow = useCallback(() => setChosen(null), []);
  return { height: chosen ?? newest, newest, following: chosen === null, go: setChosen, follow };
}
