// Two traces as one tree; or what is different about some traces.

import { go, place, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { colourOf } from "../base/colour.js";
import { element, refill, withNames } from "../base/element.js";
import { clock, count, duration, percent, several } from "../base/format.js";
import { covered, empty, heading } from "./parts.js";

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

/**
 * @param {HTMLElement} root
 * @param {string} q
 * @param {string} chosen
 * @param {AbortSignal} signal
 */
async function showDifferent(root, q, chosen, signal) {
  const query = element("input", { class: "query", type: "search", value: q, placeholder: "Among all traces, or a query", "aria-label": "Among which traces", spellcheck: "false" });
  const group = element("input", { class: "query", type: "search", value: chosen, placeholder: 'The slowest tenth, or: status = error', "aria-label": "Which of them", spellcheck: "false" });
  const form = element("form", { class: "asking" }, query, group, element("button", { class: "primary" }, "Compare"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(written(["compare"], { q: query.value.trim(), chosen: group.value.trim(), slow: "1" }));
  });
  const result = element("div");
  refill(root, element("div", { class: "page" }, heading("What is different"), form, result));
  const parameters = new URLSearchParams({ q });
  if (chosen) parameters.set("chosen", chosen);
  const found = await ask(`/api/viewer/different?${parameters}`, signal);
  const who = chosen ? `${several(found.chosen, "trace")} like ${chosen}` : `The slowest ${count(found.chosen)} traces, from ${duration(found.slowFromNano ?? 0)} on`;
  refill(
    result,
    element("p", { class: "found", role: "status" }, `${who}, beside ${several(found.rest, "other")}.${found.isCut ? " Only the newest were looked at." : ""}`),
    element("h2", {}, "Attributes that are more frequent"),
    found.attributes.length === 0
      ? empty("No value tells them apart", element("p", {}, "A value has to be in at least five of them, and a tenth more frequent."))
      : element("table", { class: "lifts" }, element("tbody", {}, found.attributes.map(liftLine))),
    element("h2", {}, "Where they spend more time"),
    found.paths.length === 0
      ? element("p", { class: "quiet" }, "Nowhere.")
      : element(
          "table",
          { class: "lifts" },
          element("tbody", {}, found.paths.map((/** @type {any} */ path) => element("tr", {}, element("td", {}, path.operation, " ", element("span", { class: "quiet" }, path.service)), element("td", { class: "number" }, `+${duration(path.nanosPerTrace)} a trace`)))),
        ),
    covered(found.coverage),
  );
}

/** @param {any} lift */
function liftLine(lift) {
  const bars = [lift.chosen, lift.rest].map((share, at) => {
    const bar = element("span", { class: at === 0 ? "share is-chosen" : "share" });
    bar.style.width = `${Math.max(share * 100, 0.5)}%`;
    return element("span", { class: "share-line" }, element("span", { class: "share-place" }, bar), `${percent(share)} of ${at === 0 ? "these" : "the rest"}`);
  });
  return element("tr", {}, element("td", { class: "wide" }, element("code", {}, `${lift.key} = ${lift.value}`)), element("td", {}, bars));
}
