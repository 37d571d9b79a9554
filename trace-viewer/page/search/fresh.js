// How many traces have come since the list was made: told, and shown when asked for. Lines do
// not move under the pointer.

import { ask } from "../base/ask.js";
import { element } from "../base/element.js";
import { several } from "../base/format.js";

/** Milliseconds between two questions. */
const OFTEN = 5_000;

/**
 * A button that is there while there are new traces.
 *
 * @param {() => URLSearchParams | null} asked what was searched, from the first time on that is
 *   new; `null` while nothing can be
 * @param {() => void} show
 * @param {AbortSignal} signal
 */
export function fresh(asked, show, signal) {
  const button = element("button", { type: "button", class: "more fresh", hidden: true, click: show });
  const look = async () => {
    const parameters = document.visibilityState === "visible" ? asked() : null;
    if (parameters === null) return;
    // Whoever asks for the list again meets the trouble, if it is one.
    const answer = await ask(`/api/viewer/search?${parameters}`, signal).catch(() => null);
    // What is new may have been shown meanwhile.
    if (answer === null || String(parameters) !== String(asked())) return;
    button.hidden = answer.matched === 0;
    button.textContent = `Show ${answer.matchedIsExact ? "" : "at least "}${several(answer.matched, "new trace")}`;
  };
  const often = setInterval(look, OFTEN);
  signal.addEventListener("abort", () => clearInterval(often));
  return button;
}
