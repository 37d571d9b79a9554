// Traces as lines of a list.

import { note, written } from "../base/address.js";
import { tell } from "../base/announce.js";
import { colourOf } from "../base/colour.js";
import { element } from "../base/element.js";
import { ago, clock, count, duration, exactClock, several } from "../base/format.js";
import { bind } from "../base/keys.js";

/** @typedef {{ traceId: string, rootService: string, rootOperation: string, hasRoot: boolean, startUnixNano: string, durationNano: string, spanCount: number, errorCount: number, orphanCount: number, logCount: number, services: string[] }} Line */

const SERVICES_SHOWN = 5;

/**
 * A list of traces. A line is a link: it can be opened in a tab of its own.
 *
 * @param {Line[]} lines
 * @param {number} longest the duration that fills the bar, in nanoseconds
 */
export function traceList(lines, longest) {
  const head = ["Trace", "Duration", "Spans, log lines", "Errors", "Started"].map((title) => element("span", {}, title));
  return element(
    "div",
    { class: "traces", role: "list", "aria-label": "Traces" },
    element("div", { class: "traces-head", "aria-hidden": "true" }, head),
    lines.map((line) => traceLine(line, longest)),
  );
}

/**
 * @param {Line} line
 * @param {number} longest
 */
export function traceLine(line, longest) {
  const nanos = Number(line.durationNano);
  const bar = element("span", { class: "duration-bar", "aria-hidden": "true" });
  bar.style.width = `${Math.max((nanos / Math.max(longest, 1)) * 100, 0.5)}%`;
  const failed = line.errorCount > 0;
  return element(
    "div",
    { role: "listitem", class: failed ? "trace-line is-error" : "trace-line" },
    element(
      "a",
      { href: written(["trace", line.traceId]), class: "trace-name" },
      element("span", { class: isArriving(line) ? "operation quiet" : "operation" }, name(line)),
      element("span", { class: "service" }, line.rootService),
    ),
    element("span", { class: "trace-duration" }, bar, element("span", {}, duration(nanos))),
    element("span", { class: "trace-spans" }, count(line.spanCount), services(line.services), line.logCount > 0 && element("span", { class: "badge", title: "log lines" }, `≡ ${count(line.logCount)}`)),
    element(
      "span",
      { class: "trace-errors" },
      failed && element("span", { class: "error-count" }, `◤ ${count(line.errorCount)}`),
      line.orphanCount > 0 && !isArriving(line) && element("span", { class: "badge is-warning", title: "spans whose parent has not come" }, several(line.orphanCount, "orphan")),
    ),
    element("time", { class: "quiet", title: exactClock(line.startUnixNano) }, clock(line.startUnixNano), element("span", { class: "ago" }, ` · ${ago(line.startUnixNano)}`)),
  );
}

/** @param {Line} line */
function name(line) {
  if (line.hasRoot) return line.rootOperation || "(no name)";
  return isArriving(line) ? "still arriving" : "root span missing";
}

/** Spans of one trace come from several processes: within some seconds nothing is missing yet. @param {Line} line */
function isArriving(line) {
  return !line.hasRoot && Date.now() / 1000 - Number(BigInt(line.startUnixNano) / 1_000_000_000n) < 15;
}

/** @param {string[]} names */
function services(names) {
  const dots = names.slice(0, SERVICES_SHOWN).map((name) => {
    const dot = element("span", { class: "dot" });
    dot.style.background = `var(--service-${colourOf(name)})`;
    return dot;
  });
  return element("span", { class: "dots", title: names.join(", ") }, dots, names.length > SERVICES_SHOWN && ` +${names.length - SERVICES_SHOWN}`);
}

/**
 * Arrow keys go from line to line, as the pointer would.
 *
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
export function walking(root, signal) {
  const links = () => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".trace-name")]);
  const step = (/** @type {number} */ by) => {
    const all = links();
    if (all.length === 0) return;
    const now = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    all[Math.min(Math.max(now + by, 0), all.length - 1)].focus();
  };
  bind(signal, "List", [
    ["ArrowDown j", "next line", () => step(1)],
    ["ArrowUp k", "line before", () => step(-1)],
    ["x", "mark the line for a comparison of two", () => mark(root)],
  ]);
}

/** @param {HTMLElement} root */
function mark(root) {
  const line = document.activeElement?.closest(".trace-line");
  const link = line?.querySelector("a");
  const id = link?.pathname.split("/").pop();
  if (!line || !id) return;
  const other = /** @type {HTMLElement | null} */ (root.querySelector(".trace-line.is-marked"));
  if (!other || other === line) {
    line.classList.toggle("is-marked");
    note({ marked: line.classList.contains("is-marked") ? id : "" });
    tell(line.classList.contains("is-marked") ? "marked: mark another to compare" : "no longer marked");
    return;
  }
  const first = other.querySelector("a")?.pathname.split("/").pop() ?? "";
  root.dispatchEvent(new CustomEvent("compare", { detail: [first, id], bubbles: true }));
}
