// What several views have alike.

import { element } from "../base/element.js";
import { ago, several } from "../base/format.js";

/**
 * What an answer covers: how far back, and which limit bit.
 *
 * @param {any} coverage
 */
export function covered(coverage) {
  const { oldestUnixNano, bound, missing = [] } = coverage ?? {};
  const limit = { age: "older ones have expired", bytes: "older ones had to make room: the size is limited" }[/** @type {"age"} */ (bound)];
  const parts = [];
  if (oldestUnixNano) parts.push(`The oldest trace is from ${ago(oldestUnixNano)}${limit ? `; ${limit}` : ""}.`);
  return element(
    "p",
    { class: "covered quiet" },
    parts.join(" "),
    missing.map((/** @type {string} */ text) => element("strong", { class: "notice" }, text)),
  );
}

/**
 * A choice of how far back to look.
 *
 * @param {number} minutes
 * @param {(minutes: number) => void} chosen
 */
export function since(minutes, chosen) {
  const choices = /** @type {const} */ ([
    [15, "15 min"],
    [60, "1 h"],
    [360, "6 h"],
    [1440, "24 h"],
    [10080, "7 d"],
  ]);
  const made = element(
    "select",
    { "aria-label": "How far back" },
    choices.map(([value, title]) => element("option", { value, selected: value === minutes }, title)),
  );
  made.addEventListener("change", () => chosen(Number(made.value)));
  return made;
}

/**
 * @param {Node | string} title
 * @param {...(Node | string | null | false)} controls
 */
export function heading(title, ...controls) {
  return element("header", { class: "view-head" }, element("h1", {}, title), element("div", { class: "controls" }, controls));
}

/**
 * Where there is nothing: what was looked at, and what to do.
 *
 * @param {string} title
 * @param {...(Node | string | null | false)} more
 */
export function empty(title, ...more) {
  return element("div", { class: "empty" }, element("h2", {}, title), more);
}

/**
 * The share of something, with the numbers it is of.
 *
 * @param {number} part
 * @param {number} whole
 * @param {string} of
 */
export function share(part, whole, of) {
  return whole === 0 ? `none of ${several(0, of)}` : `${((part / whole) * 100).toFixed(part === 0 ? 0 : 2)} % of ${several(whole, of)}`;
}
