// Files that were recorded: views, which have everything, and transcripts, which have what is literally in them.
import { Trouble } from "./trouble.js";

const MOST = 2 ** 29; // octets, unpacked

async function text(file) {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  const stream = packed ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
  const reader = stream.pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts.join("");
    parts.push(value);
    length += value.length;
    if (length > MOST) throw new Trouble("file-too-long", `${file.name} has more than ${MOST} characters.`);
  }
}

function lines(name, whole) {
  const found = whole.split("\n");
  const ends = found.pop() !== "";
  const read = [];
  for (const [number, line] of found.entries()) {
    try {
      read.push(JSON.parse(line));
    } catch {
      throw new Trouble("file-unreadable", `${name}: line ${number + 1} is no JSON.`);
    }
  }
  return { read, ends };
}

// A file of views as a source of heights.
export class ViewFile {
  live = false;

  constructor(name, head, heights) {
    this.name = name;
    this.names = head.names ?? {};
    this.heights = heights;
  }

  log() {
    return this.heights.map((each) => each.view.summary);
  }

  view(height) {
    return this.heights[height].view;
  }

  block(height) {
    return this.heights[height].block;
  }

  close() {}
}

// A transcript: its entries in their order.
export class Transcript {
  constructor(name, entries, ends) {
    this.name = name;
    this.entries = entries;
    this.cut = ends;
    this.names = entries.find((each) => each.kind === "opening")?.names ?? {};
  }
}

export async function opened(file) {
  let whole;
  try {
    whole = await text(file);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble("file-unreadable", `${file.name} is no text, or no file of gzip that is whole.`);
  }
  const { read, ends } = lines(file.name, whole);
  const [head, ...rest] = read;
  if (head?.kind === "views") {
    if (head.version !== 1) throw new Trouble("file-version", `${file.name} is of a version that this page does not read.`);
    if (!rest.length || !rest.every((each, height) => each?.view?.summary?.height === String(height))) {
      throw new Trouble("file-unreadable", `${file.name} does not have every height, in its order.`);
    }
    return new ViewFile(file.name, head, rest);
  }
  if (head?.entry?.kind) return new Transcript(file.name, read.map((each) => each?.entry ?? {}), ends);
  throw new Trouble("file-unknown", `${file.name} is neither a transcript nor a file of views.`);
}
