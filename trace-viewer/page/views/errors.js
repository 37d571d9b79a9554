// The errors of a day, by where they began.

import { go, place, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { colourOf } from "../base/colour.js";
import { element, refill } from "../base/element.js";
import { ago, count, exactClock, several } from "../base/format.js";
import { query } from "../search/conditions.js";
import { covered, empty, heading } from "./parts.js";

const DAY_MS = 86_400_000;

/**
 * @param {HTMLElement} root
 * @param {string[]} path
 * @param {AbortSignal} signal
 */
export async function showErrors(root, path, signal) {
  const today = Math.floor(Date.now() / DAY_MS);
  const asked = Number(place().query.day);
  // Days are counted from 1970; what is none is today.
  const day = Number.isInteger(asked) && asked > 0 && asked <= today ? asked : today;
  const { groups, isCut, coverage } = await ask(`/api/viewer/errors?day=${day}`, signal);
  const date = element("input", { type: "date", value: new Date(day * DAY_MS).toISOString().slice(0, 10), max: new Date().toISOString().slice(0, 10), "aria-label": "Day (UTC)" });
  date.addEventListener("change", () => {
    const chosen = Math.floor(Date.parse(date.value) / DAY_MS);
    if (Number.isFinite(chosen)) go(written(path, { day: chosen === today ? "" : chosen }));
  });
  const all = groups.reduce((/** @type {number} */ sum, /** @type {any} */ group) => sum + group.traces, 0);
  const most = groups.reduce((/** @type {number} */ most, /** @type {any} */ group) => Math.max(most, group.traces), 1);
  const body =
    groups.length === 0
      ? empty("No trace of this day failed", element("p", {}, "Days are those of UTC."))
      : element("ol", { class: "groups" }, groups.map((/** @type {any} */ group) => groupLine(group, most, day)));
  refill(
    root,
    element(
      "div",
      { class: "page" },
      heading("Errors by cause", date),
      groups.length > 0 && element("p", { class: "found" }, `${several(all, "trace")} failed in ${several(groups.length, "way")}.${isCut ? " Only the newest of the day were looked at." : ""}`),
      body,
      covered(coverage),
    ),
  );
}

/**
 * @param {any} group
 * @param {number} most
 * @param {number} day
 */
function groupLine(group, most, day) {
  const edge = element("span", { class: "edge" });
  edge.style.background = `var(--service-${colourOf(group.service)})`;
  const bar = element("span", { class: "duration-bar is-error", "aria-hidden": "true" });
  bar.style.width = `${(group.traces / most) * 100}%`;
  const conditions = [
    { subject: "service", operator: "=", value: group.service },
    { subject: "name", operator: "=", value: group.operation },
    { subject: "status", operator: "=", value: "error" },
  ];
  return element(
    "li",
    { class: "group" },
    element("span", { class: "group-count" }, bar, element("span", {}, count(group.traces))),
    element(
      "div",
      {},
      element("p", { class: "group-message" }, group.message || "no message was recorded"),
      element("p", { class: "quiet" }, edge, `${group.operation} · ${group.service}`),
    ),
    element(
      "p",
      { class: "group-links" },
      element("a", { href: written(["trace", group.latestTraceId]), title: exactClock(group.latestUnixNano) }, `newest, ${ago(group.latestUnixNano)}`),
      " · ",
      element("a", { href: written([], { q: query(conditions), from: nanos(day), to: nanos(day + 1) }), title: "All of this day that failed in this operation" }, "all like it"),
    ),
  );
}

/** When a day begins: nanoseconds since 1970. @param {number} day */
function nanos(day) {
  return `${BigInt(day) * BigInt(DAY_MS) * 1_000_000n}`;
}
