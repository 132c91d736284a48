// Pictures as netpbm has them: P6 in colour, P5 in grey, 255 levels; drawn pixel by pixel, so that no decoder is asked.
import { useEffect, useRef } from "preact/hooks";
import { html } from "./html.js";

const MOST = 4096; // pixels a side

const octets = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

// Width, height and pixels as RGBA; null where it is no such picture.
export function picture(text) {
  const given = octets(text);
  const head = /^P([56])\n(\d{1,4}) (\d{1,4})\n255\n/.exec(String.fromCharCode(...given.slice(0, 20)));
  if (!head) return null;
  const [width, height] = [Number(head[2]), Number(head[3])];
  const depth = head[1] === "6" ? 3 : 1;
  const pixels = given.slice(head[0].length);
  if (!width || !height || width > MOST || height > MOST || pixels.length !== width * height * depth) return null;
  const shown = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    for (let part = 0; part < 3; part += 1) shown[4 * at + part] = pixels[depth * at + (depth === 3 ? part : 0)];
    shown[4 * at + 3] = 255;
  }
  return { width, height, shown };
}

export function Picture({ text, caption }) {
  const canvas = useRef(null);
  const found = picture(text);
  useEffect(() => {
    if (!found) return;
    canvas.current.getContext("2d").putImageData(new ImageData(found.shown, found.width, found.height), 0, 0);
  }, [text]);
  return html`<figure>
    ${found
      ? html`<canvas ref=${canvas} role="img" aria-label=${caption} width=${found.width} height=${found.height}></canvas>`
      : html`<p>It is no picture of 255 levels (P5, P6): ${text.length / 2} octets.</p>`}
    <figcaption>${caption}</figcaption>
  </figure>`;
}
