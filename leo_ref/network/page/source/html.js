// Elements as templates: everything put into one is text, never markup.
import { h } from "preact";
import htm from "htm";

export const html = htm.bind(h);
