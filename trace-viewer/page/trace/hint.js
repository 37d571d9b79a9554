// Six keys, told once: until the line is closed, or the list of all keys was opened.

import { element } from "../base/element.js";

const TOLD = "keys-are-known";

const KEYS = [["↑ ↓", "rows"], ["e", "next error"], ["c", "critical path"], ["/", "find"], ["z", "zoom to the row"], ["?", "all keys"]];

/**
 * The line; nothing where it was closed before, and where there are no keys.
 *
 * @param {AbortSignal} signal
 */
export function hint(signal) {
  if (isKnown() || matchMedia("(pointer: coarse)").matches) return null;
  const close = () => {
    know();
    line.remove();
  };
  const line = element(
    "p",
    { class: "hint" },
    KEYS.map(([key, does]) => element("span", {}, element("kbd", {}, key), does)),
    element("button", { type: "button", class: "close", "aria-label": "Do not show these keys again", click: close }, "✕"),
  );
  addEventListener("keydown", (event) => event.key === "?" && know(), { signal });
  return line;
}

function isKnown() {
  try {
    return localStorage.getItem(TOLD) !== null;
  } catch {
    // A browser may keep nothing for a file, or for anybody: then it is told each time.
    return false;
  }
}

function know() {
  try {
    localStorage.setItem(TOLD, "1");
  } catch {
    // As above.
  }
}
