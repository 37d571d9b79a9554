// The slowest traces that are held.

import { go, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { element, refill } from "../base/element.js";
import { covered, empty, heading } from "./parts.js";
import { traceList, walking } from "./traces.js";

/**
 * @param {HTMLElement} root
 * @param {string[]} _path
 * @param {AbortSignal} signal
 */
export async function showSlow(root, _path, signal) {
  const { traces, coverage } = await ask("/api/viewer/slow?limit=100", signal);
  const list = traces.length === 0 ? empty("No trace is held") : traceList(traces, Number(traces[0].durationNano));
  const different = element("a", { href: written(["compare"], { slow: "1" }) }, "What is different about the slow ones?");
  refill(root, element("div", { class: "page" }, heading(`Slowest ${traces.length}`, traces.length > 1 && different), list, covered(coverage)));
  walking(root, signal);
  root.addEventListener("compare", (event) => {
    const [a, b] = /** @type {CustomEvent} */ (event).detail;
    go(written(["compare"], { a, b }));
  }, { signal });
}
