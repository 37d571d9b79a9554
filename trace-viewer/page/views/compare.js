// Two traces as one tree.

import { place, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { colourOf } from "../base/colour.js";
import { element, refill, withNames } from "../base/element.js";
import { clock, duration, several } from "../base/format.js";
import { showDifferent } from "./different.js";
import { heading } from "./parts.js";

/**
 * @param {HTMLElement} root
 * @param {string[]} _path
 * @param {AbortSignal} signal
 */
export async function showCompare(root, _path, signal) {
  const { a, b, q = "", chosen = "" } = place().query;
  if (a && b) return showTwo(root, a, b, signal);
  return showDifferent(root, q, chosen, signal);
}

/**
 * @param {HTMLElement} root
 * @param {string} a
 * @param {string} b
 * @param {AbortSignal} signal
 */
async function showTwo(root, a, b, signal) {
  const compared = await ask(`/api/viewer/compare?${new URLSearchParams({ a, b })}`, signal);
  const { before, after, rows } = compared;
  const longest = rows.reduce((/** @type {number} */ most, /** @type {any} */ row) => Math.max(most, Math.abs(changed(row))), 1);
  const isAll = element("input", { type: "checkbox" });
  const body = element("tbody");
  const draw = () => {
    const shown = rows.filter((/** @type {any} */ row) => isAll.checked || isTold(row));
    refill(body, shown.map((/** @type {any} */ row) => rowLine(row, a, b, longest)));
    if (shown.length === 0) refill(body, element("tr", {}, element("td", { colspan: 5, class: "quiet" }, "No row differs by a tenth and 1 ms.")));
  };
  isAll.addEventListener("change", draw);
  draw();
  const titles = ["Operation", "First", "Second", "Difference", ""].map((title, at) => element("th", { scope: "col", class: ["", "number extra", "number", "number", "extra"][at] }, title));
  refill(
    root,
    element(
      "div",
      { class: "page" },
      heading("Compare", element("a", { href: written(["compare"], { a: b, b: a }) }, "Swap"), element("label", {}, isAll, " all rows")),
      element("p", { class: "verdict" }, withNames(compared.sentence)),
      element("div", { class: "sides" }, side("First", before), side("Second", after)),
      element("table", { class: "compared" }, element("thead", {}, element("tr", {}, titles)), body),
    ),
  );
}

/**
 * @param {string} title
 * @param {any} trace
 */
function side(title, trace) {
  return element(
    "div",
    {},
    element("h2", {}, `${title}: `, element("a", { href: written(["trace", trace.traceId]) }, `${trace.traceId.slice(0, 8)}…`)),
    element("p", { class: "quiet" }, `${clock(trace.startUnixNano)} · ${duration(Number(trace.durationNano))} · ${several(trace.spanCount, "span")}`),
    element("p", {}, withNames(trace.sentence)),
  );
}

/** By how much the time grew that no row below explains. @param {any} row */
function changed(row) {
  const alone = (/** @type {any} */ side) => (side ? side.own + side.underWay : 0);
  return alone(row.after) - alone(row.before);
}

/** Whether a row differs by something worth telling, or only one of the traces has it. @param {any} row */
function isTold(row) {
  const [was, is] = [row.before?.duration ?? 0, row.after?.duration ?? 0];
  return !row.before || !row.after || Math.abs(is - was) >= Math.max(1e6, was / 10);
}

/**
 * @param {any} row
 * @param {string} a
 * @param {string} b
 * @param {number} longest
 */
function rowLine(row, a, b, longest) {
  const edge = element("span", { class: "edge" });
  edge.style.background = `var(--service-${colourOf(row.service)})`;
  const name = element("td", { class: "wide" }, edge, row.operation, " ", element("span", { class: "quiet" }, row.service));
  name.style.setProperty("--depth", String(Math.min(row.depth, 12)));
  const by = changed(row);
  const bar = element("span", { class: by > 0 ? "change is-slower" : "change" });
  bar.style.width = `${(Math.abs(by) / longest) * 100}%`;
  const total = (row.after?.duration ?? 0) - (row.before?.duration ?? 0);
  const what = !row.before ? "added" : !row.after ? "removed" : `${total >= 0 ? "+" : "−"}${duration(Math.abs(total))}`;
  return element(
    "tr",
    {},
    name,
    element("td", { class: "number extra" }, row.before ? duration(row.before.duration) : ""),
    element("td", { class: "number" }, row.after ? duration(row.after.duration) : ""),
    element("td", { class: total > 0 ? "number is-slower" : "number" }, what),
    element("td", { class: "change-place extra", title: `itself or its network: ${by >= 0 ? "+" : "−"}${duration(Math.abs(by))}` }, bar),
  );
}
