// What stands over every view: where one can go, a box for an id, and the help.

import { go, place, whenChanged, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { announce } from "../base/announce.js";
import { element } from "../base/element.js";
import { bind } from "../base/keys.js";
import { help } from "./help.js";

const PLACES = /** @type {const} */ ([
  ["", "Search", "s"],
  ["services", "Services", "v"],
  ["map", "Map", "m"],
  ["slow", "Slow", "w"],
  ["errors", "Errors", "r"],
  ["patterns", "Patterns", "p"],
  ["status", "Health", "t"],
  ["live", "Live", "i"],
]);

/** @param {HTMLElement} root */
export function shell(root) {
  const signal = new AbortController().signal;
  const box = element("input", {
    type: "search",
    name: "id",
    placeholder: "Trace id or correlation id",
    "aria-label": "Go to a trace id or correlation id",
    autocomplete: "off",
    spellcheck: "false",
  });
  const form = element("form", { role: "search", class: "go" }, box);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find(box);
  });
  const file = element("input", { type: "file", class: "unseen", tabindex: -1, "aria-label": "A file of traces" });
  file.addEventListener("change", () => {
    if (file.files?.[0]) dispatchEvent(new CustomEvent("open-file", { detail: file.files[0] }));
    file.value = "";
  });
  const links = PLACES.map(([path, title]) => element("a", { href: `/${path}`, "data-path": path }, title));
  root.append(
    element("a", { class: "skip", href: "#view" }, "To the content"),
    element(
      "header",
      { class: "shell" },
      element("a", { href: "/", class: "brand", "aria-label": "trace-viewer" }, "trace-viewer"),
      element("nav", { "aria-label": "Views" }, links),
      form,
      element("button", { type: "button", class: "open", title: "Look at a file of traces (O, or drop it here)", click: () => file.click() }, "Open"),
      file,
      element("button", { type: "button", class: "help", title: "Keys (?)", "aria-label": "Keys", click: help }, "?"),
    ),
  );
  const mark = () => {
    const now = place().path[0] ?? "";
    for (const link of links) {
      if (link.dataset.path === now) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  whenChanged(mark);
  mark();
  /** Whether `g` was pressed a moment ago. */
  let isGoing = false;
  bind(signal, "Everywhere", [
    ["?", "these keys", help],
    ["O", "open a file of traces", () => file.click()],
    ["i", "a trace id or correlation id", () => box.focus()],
    ["g", "then " + PLACES.map(([, title, key]) => `${key}: ${title.toLowerCase()}`).join(", "), () => {
      isGoing = true;
      setTimeout(() => { isGoing = false; }, 1500);
    }],
  ]);
  addEventListener("keydown", (event) => {
    const to = isGoing && PLACES.find(([, , key]) => key === event.key);
    isGoing = isGoing && event.key === "g";
    if (!to) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    go(written([to[0]].filter(Boolean)));
  }, { capture: true });
}

/**
 * Goes to the trace that a text means: the whole of an id, its beginning, or a correlation id.
 *
 * @param {HTMLInputElement} box
 */
async function find(box) {
  const text = box.value.trim();
  if (text === "") return;
  try {
    const { traces } = await ask(`/api/viewer/resolve?text=${encodeURIComponent(text)}`, AbortSignal.timeout(10_000));
    if (traces.length === 1) {
      box.value = "";
      go(written(["trace", traces[0]]));
    } else {
      say(box, traces.length === 0 ? "no trace has this id" : `${traces.length} traces begin so: a longer part is needed`);
    }
  } catch (error) {
    say(box, error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {HTMLInputElement} box
 * @param {string} text
 */
function say(box, text) {
  box.setCustomValidity(text);
  box.reportValidity();
  announce(text);
  box.addEventListener("input", () => box.setCustomValidity(""), { once: true });
}
