// The rows in view, as elements: names, for eyes, keys and screen readers. The others are not
// in the document, however long the trace is.

import { colourOf } from "../base/colour.js";
import { element, refill } from "../base/element.js";
import { count, duration, several } from "../base/format.js";

/** Beyond this depth a number says how deep a row is. */
const DEEPEST_INDENT = 12;
const INDENT = 16;

const KINDS = ["", "internal", "server", "client", "producer", "consumer"];
const GLYPHS = ["", "", "▸", "◂", "⇉", "⇇"];

/**
 * One row.
 *
 * @param {import("./view.js").View} view
 * @param {number} row
 * @param {number} place among the rows that are shown
 * @param {number} top in pixels
 */
function rowElement(view, row, place, top) {
  const { model } = view;
  const depth = model.depths[row];
  const isOpen = !view.closed.has(row);
  const made = element(
    "div",
    {
      role: "row",
      id: `row-${row}`,
      class: classes(view, row),
      "aria-level": depth + 1,
      "aria-rowindex": place + 1,
      "aria-expanded": model.hasChildren(row) ? String(isOpen) : null,
      "aria-selected": String(view.chosen === row),
      "data-row": row,
    },
    element("div", { role: "gridcell", class: "name" }, element("span", { class: "lead" }, indent(depth), toggle(view, row, isOpen), lead(view, row)), beside(view, row)),
    element("span", { role: "gridcell", class: "unseen" }, description(view, row)),
  );
  made.style.transform = `translateY(${top}px)`;
  return made;
}

/**
 * @param {import("./view.js").View} view
 * @param {number} row
 */
function classes(view, row) {
  const names = ["row"];
  if (view.chosen === row) names.push("chosen");
  if (view.isFound(row)) names.push("found");
  if (view.model.missing.has(row)) names.push("missing");
  if (view.isPathOnly && !view.sections.has(row)) names.push("off-path");
  return names.join(" ");
}

/** @param {number} depth */
function indent(depth) {
  const made = element("span", { class: "indent" }, depth > DEEPEST_INDENT ? String(depth) : "");
  made.style.width = `${Math.min(depth, DEEPEST_INDENT) * INDENT}px`;
  return made;
}

/**
 * @param {import("./view.js").View} view
 * @param {number} row
 * @param {boolean} isOpen
 */
function toggle(view, row, isOpen) {
  if (!view.model.hasChildren(row)) return element("span", { class: "toggle" });
  return element("span", { class: "toggle is-there", "data-toggle": row, "aria-hidden": "true" }, isOpen ? "−" : "+");
}

/**
 * The name, which is always there.
 *
 * @param {import("./view.js").View} view
 * @param {number} row
 */
function lead(view, row) {
  const { model } = view;
  const service = model.service(row);
  const glyph = GLYPHS[model.kinds[row]];
  return [
    service && edge(colourOf(service)),
    glyph && element("span", { class: "kind", "aria-hidden": "true" }, glyph),
    element("span", { class: "operation" }, model.name(row)),
  ];
}

/**
 * What stands beside the name, as far as there is room: nothing is shown in half.
 *
 * @param {import("./view.js").View} view
 * @param {number} row
 */
function beside(view, row) {
  const { model } = view;
  const parts = [];
  const cause = model.causeOf.get(row);
  if (view.closed.has(row)) parts.push(element("span", { class: "badge" }, `+${model.sizes[row] - 1}`));
  if (model.hiddenChildren[row] > 0) parts.push(element("span", { class: "badge more", "data-more": row, title: hiddenBelow(view, row) }, `${count(model.hiddenChildren[row])} more`));
  else if (model.hidden[row] > 0) parts.push(element("span", { class: "badge", title: hiddenBelow(view, row) }, `${count(model.hidden[row])} below`));
  if (model.circles.has(row)) parts.push(element("span", { class: "badge is-warning" }, "circle cut here"));
  if (cause) parts.push(element("span", { class: "message" }, cause.message || "failed"));
  if (model.service(row)) parts.push(element("span", { class: "service" }, model.service(row)));
  if (model.logs[row] > 0) parts.push(element("span", { class: "badge", "aria-hidden": "true" }, `≡ ${model.logs[row]}`));
  if (model.links[row] > 0) parts.push(element("span", { class: "badge", "aria-hidden": "true" }, `⇄ ${model.links[row]}`));
  return parts;
}

/**
 * What a large trace leaves out under a row.
 *
 * @param {import("./view.js").View} view
 * @param {number} row
 */
function hiddenBelow(view, row) {
  const { model } = view;
  const children = model.hiddenChildren[row];
  return `${children > 0 ? `${several(children, "child", "children")} not loaded (m loads them), ` : ""}${several(model.hidden[row], "row")} below in all`;
}

/** @param {number} colour */
function edge(colour) {
  const made = element("span", { class: "edge", "aria-hidden": "true" });
  made.style.background = `var(--service-${colour})`;
  return made;
}

/**
 * What the bar says, for those who do not see it.
 *
 * @param {import("./view.js").View} view
 * @param {number} row
 */
function description(view, row) {
  const { model } = view;
  const parts = [`${duration(model.durations[row])}, starts at ${duration(model.starts[row])}`];
  if (KINDS[model.kinds[row]]) parts.push(KINDS[model.kinds[row]]);
  if (model.causeOf.has(row)) parts.push("the error began here");
  else if (model.isError(row)) parts.push("failed");
  if (model.critical[row] > 0) parts.push(`${duration(model.critical[row])} on the critical path`);
  if (model.logs[row] > 0) parts.push(several(model.logs[row], "log line"));
  if (model.hidden[row] > 0) parts.push(hiddenBelow(view, row));
  return parts.join(", ");
}

/**
 * Puts the rows from `first` to `last` into the document, in place of those that are there.
 *
 * @param {HTMLElement} into
 * @param {import("./view.js").View} view
 * @param {number} first
 * @param {number} last
 * @param {number} height of a row
 */
export function fillRows(into, view, first, last, height) {
  const made = [];
  for (let place = first; place < last; place += 1) {
    made.push(rowElement(view, view.rows[place], place, place * height));
  }
  refill(into, made);
}
