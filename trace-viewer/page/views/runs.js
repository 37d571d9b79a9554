// The processes of a service that have sent spans: what tells a version before a change from
// the one after it.

import { written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { element, refill } from "../base/element.js";
import { ago, exactClock } from "../base/format.js";
import { query } from "../search/conditions.js";
import { sorted } from "../base/sorted.js";

/** @typedef {{ service: string, version: string, instance: string, firstUnixNano: string, lastUnixNano: string }} Run */

/**
 * Shows the runs of a service, the newest first.
 *
 * @param {HTMLElement} root
 * @param {string} service
 * @param {AbortSignal} signal
 */
export async function runs(root, service, signal) {
  const answer = await ask("/api/viewer/runs", signal);
  /** @type {Run[]} */
  const all = answer.runs.filter((/** @type {Run} */ run) => run.service === service);
  if (all.length === 0) return;
  const table = element("div", { class: "table-place" });
  refill(root, element("h2", {}, "Runs"), table);
  /** @type {import("../base/sorted.js").Column<Run>[]} */
  const columns = [
    { title: "Version", shown: (run) => run.version || "(none)", by: (run) => run.version },
    { title: "Instance", shown: (run) => element("span", { class: "id", title: run.instance }, run.instance.length > 12 ? `${run.instance.slice(0, 8)}…` : run.instance || "(none)"), by: (run) => run.instance },
    { title: "First span", shown: (run) => time(run.firstUnixNano), by: (run) => -Number(run.firstUnixNano), isExtra: true },
    { title: "Last span", shown: (run) => time(run.lastUnixNano), by: (run) => -Number(run.lastUnixNano) },
  ];
  if (all.some((run) => run.version || run.instance)) columns.push({ title: "Its traces", shown: (run) => links(run), by: (run) => run.instance });
  sorted(table, all, columns, 2);
}

/** @param {string} unixNanos */
function time(unixNanos) {
  return element("time", { title: exactClock(unixNanos) }, ago(unixNanos));
}

/** @param {Run} run */
function links(run) {
  const ofService = { subject: "service", operator: "=", value: run.service };
  const ofRun = /** @type {const} */ ([
    ["resource.service.version", run.version],
    ["resource.service.instance.id", run.instance],
  ]).flatMap(([subject, value]) => (value === "" ? [] : [{ subject, operator: "=", value }]));
  if (ofRun.length === 0) return "";
  const q = query([ofService]);
  return element(
    "span",
    { class: "choices" },
    element("a", { href: written([], { q: query([ofService, ...ofRun]) }) }, "show"),
    " · ",
    element("a", { href: written(["compare"], { q, chosen: query([ofService, ...ofRun]), slow: "1" }) }, "compare with the others"),
  );
}
