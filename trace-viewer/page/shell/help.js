// The keys, drawn from the table that the page itself goes by.

import { element } from "../base/element.js";
import { bound } from "../base/keys.js";

const NAMES = new Map([
  ["ArrowDown", "↓"],
  ["ArrowUp", "↑"],
  ["ArrowLeft", "←"],
  ["ArrowRight", "→"],
  ["Escape", "Esc"],
  ["PageDown", "Page ↓"],
  ["PageUp", "Page ↑"],
]);

export function help() {
  const groups = bound().map(({ title, keys }) => [
    element("h3", {}, title),
    element(
      "dl",
      { class: "keys" },
      keys.flatMap((key) => [
        element("dt", {}, key.keys.map((name) => element("kbd", {}, NAMES.get(name) ?? name))),
        element("dd", {}, key.does),
      ]),
    ),
  ]);
  const dialog = element(
    "dialog",
    { class: "help", "aria-label": "Keys" },
    element("form", { method: "dialog" }, element("h2", {}, "Keys"), element("button", { "aria-label": "Close" }, "✕")),
    groups.flat(),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
