// The spans as a table, in any order; and what they come to, by operation.

import { element } from "../base/element.js";
import { count, duration, percent } from "../base/format.js";
import { sorted } from "../base/sorted.js";

/**
 * @param {import("./view.js").View} view
 */
export function spanTable(view) {
  const { model } = view;
  /** @type {import("../base/sorted.js").Column<number>[]} */
  const columns = [
    { title: "Service", shown: (row) => model.service(row), by: (row) => model.service(row), isExtra: true },
    { title: "Operation", shown: (row) => chooser(view, row), by: (row) => model.name(row) },
    { title: "Start", shown: (row) => duration(model.starts[row]), by: (row) => model.starts[row], isNumber: true, isExtra: true },
    { title: "Duration", shown: (row) => duration(model.durations[row]), by: (row) => -model.durations[row], isNumber: true },
    { title: "Itself", shown: (row) => duration(model.own[row]), by: (row) => -model.own[row], isNumber: true, isExtra: true },
    { title: "Network", shown: (row) => (model.underWay[row] > 0 ? duration(model.underWay[row]) : ""), by: (row) => -model.underWay[row], isNumber: true, isExtra: true },
    { title: "On the path", shown: (row) => (model.critical[row] > 0 ? duration(model.critical[row]) : ""), by: (row) => -model.critical[row], isNumber: true },
    { title: "Status", shown: (row) => (model.isError(row) ? "error" : ""), by: (row) => -model.statuses[row], isExtra: true },
  ];
  const root = element("div", { class: "table-place", tabindex: 0 });
  const draw = () => sorted(root, [...view.rows], columns, 3);
  view.whenChanged((what) => what === "rows" && draw());
  draw();
  return root;
}

/**
 * What an operation did; `place` is the first of its rows.
 *
 * @typedef {{ service: string, name: string, place: number, spans: number, total: number, own: number, underWay: number, critical: number, longest: number, errors: number }} Sum
 */

/**
 * @param {import("./view.js").View} view
 * @param {import("./beyond.js").Beyond} beyond of a large trace, it adds up what is not here too
 */
export function statistics(view, beyond) {
  const { model } = view;
  /** @type {import("../base/sorted.js").Column<Sum>[]} */
  const columns = [
    { title: "Service", shown: (sum) => sum.service, by: (sum) => sum.service, isExtra: true },
    { title: "Operation", shown: (sum) => element("button", { type: "button", class: "link", click: () => beyond.try(() => beyond.go(sum.place)) }, sum.name || "(no name)"), by: (sum) => sum.name },
    { title: "Spans", shown: (sum) => count(sum.spans), by: (sum) => -sum.spans, isNumber: true },
    { title: "On the path", shown: (sum) => `${duration(sum.critical)} (${percent(sum.critical / Math.max(model.duration, 1))})`, by: (sum) => -sum.critical, isNumber: true },
    { title: "Itself", shown: (sum) => duration(sum.own), by: (sum) => -sum.own, isNumber: true, isExtra: true },
    { title: "Network", shown: (sum) => (sum.underWay > 0 ? duration(sum.underWay) : ""), by: (sum) => -sum.underWay, isNumber: true, isExtra: true },
    { title: "Total", shown: (sum) => duration(sum.total), by: (sum) => -sum.total, isNumber: true, isExtra: true },
    { title: "Longest", shown: (sum) => duration(sum.longest), by: (sum) => -sum.longest, isNumber: true, isExtra: true },
    { title: "Errors", shown: (sum) => (sum.errors > 0 ? count(sum.errors) : ""), by: (sum) => -sum.errors, isNumber: true, isExtra: true },
  ];
  const root = element("div", { class: "table-place", tabindex: 0 });
  let asked = "";
  const draw = () => {
    if (!model.isPart) return sorted(root, sums(view), columns, 3);
    // The viewer has all rows, and does not know which ones are closed.
    const now = JSON.stringify(view.conditions());
    if (now === asked) return;
    asked = now;
    beyond.try(async () => {
      const { operations } = await beyond.statistics();
      if (now === asked) sorted(root, /** @type {Sum[]} */ (operations), columns, 3);
    });
  };
  view.whenChanged((what) => what === "rows" && draw());
  draw();
  return root;
}

/**
 * @param {import("./view.js").View} view
 * @returns {Sum[]}
 */
function sums(view) {
  const { model } = view;
  /** @type {Map<string, Sum>} */
  const sums = new Map();
  for (const row of view.rows) {
    if (model.missing.has(row) || model.spanIds[row] === "") continue;
    const key = `${model.serviceAt[row]} ${model.nameAt[row]}`;
    const sum = sums.get(key) ?? { service: model.service(row), name: model.name(row), place: model.places[row], spans: 0, total: 0, own: 0, underWay: 0, critical: 0, longest: 0, errors: 0 };
    sum.spans += 1;
    sum.total += model.durations[row];
    sum.own += model.own[row];
    sum.underWay += model.underWay[row];
    sum.critical += model.critical[row];
    sum.longest = Math.max(sum.longest, model.durations[row]);
    sum.errors += model.isError(row) ? 1 : 0;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/**
 * @param {import("./view.js").View} view
 * @param {number} row
 */
function chooser(view, row) {
  return element("button", { type: "button", class: "link", click: () => view.choose(row) }, view.model.name(row));
}
