// Traces as they settle. Lines do not move under the pointer: what comes while the list is
// held is counted, and shown when asked for.

import { announce } from "../base/announce.js";
import { element, refill } from "../base/element.js";
import { several } from "../base/format.js";
import { bind } from "../base/keys.js";
import { heading } from "./parts.js";
import { traceLine, walking } from "./traces.js";

/** More lines than can be read as they come. */
const MOST = 200;

/**
 * @param {HTMLElement} root
 * @param {string[]} _path
 * @param {AbortSignal} signal
 */
export async function showLive(root, _path, signal) {
  const list = element("div", { class: "traces", role: "log", "aria-label": "Traces as they settle", "aria-live": "off" });
  const state = element("p", { class: "found", role: "status" }, "Waiting for traces. A trace is shown when nothing has come for it for a few seconds.");
  const hold = element("button", { type: "button", class: "pill", "aria-pressed": "false", title: "Hold the list (space)" }, "Hold");
  const isFailedOnly = element("input", { type: "checkbox" });
  const waiting = element("button", { type: "button", class: "more", hidden: true });
  refill(root, element("div", { class: "page" }, heading("Live", hold, element("label", {}, isFailedOnly, " errors only")), state, waiting, list));

  /** @type {any[]} */
  let held = [];
  let isHeld = false;
  let seen = 0;
  let missed = 0;
  let longest = 1;

  /** @param {any[]} lines the newest last */
  function put(lines) {
    longest = lines.reduce((most, line) => Math.max(most, Number(line.durationNano)), longest);
    for (const line of lines) list.prepend(traceLine(line, longest));
    while (list.children.length > MOST) list.lastChild?.remove();
  }
  function tell() {
    state.textContent = `${several(seen, "trace")} since this page was opened${missed > 0 ? `; ${several(missed, "more came", "more came")} too fast to be shown` : ""}.`;
    waiting.hidden = held.length === 0;
    waiting.textContent = `Show ${several(held.length, "new trace")}`;
  }
  function release() {
    put(held);
    held = [];
    tell();
  }
  function toggle() {
    isHeld = !isHeld;
    hold.setAttribute("aria-pressed", String(isHeld));
    announce(isHeld ? "held" : "goes on");
    if (!isHeld) release();
  }
  hold.addEventListener("click", toggle);
  waiting.addEventListener("click", release);
  bind(signal, "Live", [[" ", "hold the list, or let it go on", toggle]]);
  walking(list, signal);

  const events = new EventSource("/api/viewer/tail");
  signal.addEventListener("abort", () => events.close());
  events.addEventListener("message", (event) => {
    const line = JSON.parse(event.data);
    seen += 1;
    if (isFailedOnly.checked && line.errorCount === 0) return tell();
    const isTouched = list.matches(":hover") || list.contains(document.activeElement);
    if (isHeld || isTouched) held = [...held, line].slice(-MOST);
    else put([line]);
    tell();
  });
  events.addEventListener("missed", (event) => {
    missed += JSON.parse(/** @type {MessageEvent} */ (event).data).missed;
    tell();
  });
  events.addEventListener("error", () => {
    if (!signal.aborted) state.textContent = "The viewer does not answer; asking again …";
  });
  events.addEventListener("open", tell);
}
