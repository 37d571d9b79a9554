// A button beside a text that copies it.

import { announce } from "../base/announce.js";
import { element } from "../base/element.js";

/** @param {string} text */
export function copying(text) {
  const button = element("button", { type: "button", class: "copy", "aria-label": "Copy this value" }, "copy");
  button.addEventListener("click", async () => {
    const isDone = await copied(text);
    button.textContent = isDone ? "copied" : "refused";
    announce(isDone ? "copied" : "the browser does not let this page copy");
    setTimeout(() => {
      button.textContent = "copy";
    }, 1200);
  });
  return button;
}

/**
 * Copies a text, and says whether that was possible: on a page without TLS on another machine
 * browsers refuse it.
 *
 * @param {string} text
 */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
