// Whether what is shown is all there is: contexts that were lost, spans that were dropped, what
// the store holds.

import { go, place, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { element, refill } from "../base/element.js";
import { ago, bytes, count, duration, several } from "../base/format.js";
import { heading, share, since } from "./parts.js";
import { traceList } from "./traces.js";

const CLASSES = new Map([
  ["lost", "the parent was never delivered: it was dropped, its process ended early, or its queue was full"],
  ["unexpected root", "this operation has a parent as a rule: its caller did not hand the context on"],
  ["remote unknown", "the caller is another service that sends no spans here"],
  ["expired", "the parent is older than what is kept"],
]);

/** So many traces can be looked at. */
const MORE = 5_000;

/**
 * @param {HTMLElement} root
 * @param {string[]} path
 * @param {AbortSignal} signal
 */
export async function showHealth(root, path, signal) {
  const minutes = Number(place().query.minutes) || 60;
  const traces = Number(place().query.traces) || 300;
  const [losses, status, { pins }] = await Promise.all([ask(`/api/viewer/losses?minutes=${minutes}&traces=${traces}`, signal), ask("/api/viewer/status", signal), ask("/api/viewer/pins", signal)]);
  const choose = since(minutes, (minutes) => go(written(path, { minutes })));
  refill(root, element("div", { class: "page" }, heading("Health", choose), troubles(status), lossSection(losses), storeSection(status, losses.coverage), pinSection(pins)));
}

/** @param {any} status */
function troubles({ troubles }) {
  if (troubles.length === 0) return null;
  return element("ul", { class: "troubles" }, troubles.map((/** @type {string} */ text) => element("li", { class: "trouble" }, text)));
}

/** @param {any} losses */
function lossSection(losses) {
  const counted = losses.edges.filter((/** @type {any} */ edge) => edge.isLoss);
  const isWell = losses.lossy === 0;
  const lines = losses.edges.map((/** @type {any} */ edge) =>
    element(
      "tr",
      { class: edge.isLoss ? "is-loss" : "" },
      element("td", {}, `${edge.from ?? "somebody"} → ${edge.to}`),
      element("td", {}, element("strong", {}, edge.class), edge.isLoss ? "" : element("span", { class: "quiet" }, " (not counted as a loss)")),
      element("td", { class: "number" }, count(edge.traces)),
      element("td", { class: "wide quiet extra" }, CLASSES.get(edge.class) ?? ""),
    ),
  );
  return element(
    "section",
    {},
    element("h2", {}, "Context loss"),
    element(
      "p",
      { class: isWell ? "verdict is-good" : "verdict is-bad" },
      losses.lookedAt === 0
        ? "No trace has settled in this time."
        : isWell
          ? `✓ None of ${several(losses.lookedAt, "trace")} lost its context.`
          : `✕ ${share(losses.lossy, losses.lookedAt, "trace")} lost their context, at ${several(counted.length, "place")}.`,
      losses.isCut && element("span", { class: "quiet" }, ` Only the newest ${count(losses.lookedAt)} were looked at. `),
      losses.isCut && losses.lookedAt < MORE && element("a", { href: written(["status"], { minutes: losses.minutes, traces: MORE }) }, `Look at ${count(MORE)}`),
    ),
    lines.length > 0 && element("table", {}, element("thead", {}, element("tr", {}, ["Where", "What", "Traces", "Why"].map((title) => element("th", { scope: "col", class: /** @type {Record<string, string>} */ ({ Traces: "number", Why: "extra" })[title] }, title)))), element("tbody", {}, lines)),
  );
}

/**
 * What became of what is sent on to another receiver.
 *
 * @param {any} forwarded `null` where nothing is
 */
function sentOn(forwarded) {
  if (!forwarded) return [];
  const lost = ["rejected", "refused", "unreachable", "queueFull", "closed"].reduce((sum, why) => sum + BigInt(forwarded[why]), 0n);
  return [
    ["sent on to another receiver", `${count(BigInt(forwarded.sent))}, ${count(BigInt(forwarded.waiting))} wait`],
    ["could not be sent on", count(lost), lost > 0n],
  ];
}

/**
 * @param {any} status
 * @param {any} coverage
 */
function storeSection(status, coverage) {
  const bound = { age: "its age", bytes: "the size" }[/** @type {"age"} */ (coverage?.bound)];
  const facts = [
    ["spans taken since the start", count(BigInt(status.spansTaken))],
    ["log lines taken", count(BigInt(status.logsTaken))],
    ["batches refused", count(BigInt(status.batchesRefused)), Number(status.batchesRefused) > 0],
    ["spans left out: by the tail rule, or in traces too long", count(BigInt(status.spansLeftOut)), Number(status.spansLeftOut) > 0],
    ["traces held", `${count(BigInt(status.traces))}, ${count(BigInt(status.liveTraces))} of them still arriving`],
    ["size", `${bytes(Number(status.bytes))}${status.byteLimit ? ` of ${bytes(Number(status.byteLimit))}` : ""}`],
    ["kept for", Number(status.keepSeconds) > 0 ? duration(Number(status.keepSeconds) * 1e9) : "as long as there is room"],
    ["oldest trace", coverage?.oldestUnixNano ? `${ago(coverage.oldestUnixNano)}${bound ? `; what was older was removed by ${bound}` : ""}` : "none"],
    ...sentOn(status.forwarded),
    ["viewer", `${status.version}, process ${status.pid}`],
  ];
  return element(
    "section",
    {},
    element("h2", {}, "Store"),
    element("dl", { class: "facts" }, facts.flatMap(([name, value, isBad]) => [element("dt", {}, String(name)), element("dd", { class: isBad ? "is-bad" : "" }, String(value))])),
  );
}

/**
 * The traces that are kept longer than the others.
 *
 * @param {{ note: string, trace: import("./traces.js").Line }[]} pins
 */
function pinSection(pins) {
  if (pins.length === 0) return null;
  const longest = pins.reduce((most, { trace }) => Math.max(most, Number(trace.durationNano)), 1);
  return element("section", {}, element("h2", {}, "Pinned traces"), traceList(pins.map(({ trace }) => trace), longest));
}
