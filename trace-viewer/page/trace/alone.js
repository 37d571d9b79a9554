// The trace of a file that was exported: everything but what a viewer would have to be asked.

import { followLinks, whenChanged } from "../base/address.js";
import { element } from "../base/element.js";
import { bind } from "../base/keys.js";
import { help } from "../shell/help.js";
import { showTrace } from "./page.js";
import { exported } from "./source.js";

const source = exported();
const view = document.querySelector("#view");

/** @type {AbortController | null} */
let leaving = null;

async function show() {
  leaving?.abort();
  leaving = new AbortController();
  if (!(view instanceof HTMLElement) || !source) return;
  await showTrace(view, source, leaving.signal, () => [element("button", { type: "button", title: "Keys (?)", click: help }, "?")]);
}

bind(new AbortController().signal, "Everywhere", [["?", "these keys", help]]);
whenChanged(show);
followLinks();
show();
