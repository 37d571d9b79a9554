// A table whose titles order it.

import { element, refill } from "./element.js";
import { count } from "./format.js";

/** More lines than anybody reads. */
const LONGEST = 500;

/**
 * A column: its title, what is shown of a line, and what lines are ordered by: ascending, so
 * that a column of numbers gives them negative where the largest come first. What is extra is
 * left out where there is no room.
 *
 * @template T
 * @typedef {{ title: string, shown: (line: T) => (Node | string), by: (line: T) => number | string, isNumber?: boolean, isExtra?: boolean }} Column
 */

/**
 * @template T
 * @param {HTMLElement} root
 * @param {T[]} lines
 * @param {Column<T>[]} columns
 * @param {number} first the column by which lines are ordered
 */
export function sorted(root, lines, columns, first) {
  let by = first;
  let isReversed = false;
  function draw() {
    const { by: key } = columns[by];
    const ordered = lines.map((line) => ({ line, key: key(line) })).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    if (isReversed) ordered.reverse();
    const head = columns.map((column, at) => {
      const title = element("button", { type: "button" }, column.title);
      title.addEventListener("click", () => {
        isReversed = at === by && !isReversed;
        by = at;
        draw();
        /** @type {HTMLElement | null} */ (root.querySelectorAll("th button")[at])?.focus();
      });
      return element("th", { scope: "col", class: look(column), "aria-sort": at === by ? (isReversed ? "descending" : "ascending") : null }, title);
    });
    const body = ordered
      .slice(0, LONGEST)
      .map(({ line }) => element("tr", {}, columns.map((column) => element("td", { class: look(column) }, column.shown(line)))));
    refill(
      root,
      element("table", {}, element("thead", {}, element("tr", {}, head)), element("tbody", {}, body)),
      ordered.length > LONGEST && element("p", { class: "quiet" }, `The first ${LONGEST} of ${count(ordered.length)}.`),
    );
  }
  draw();
}

/** @param {Column<any>} column */
function look({ isNumber, isExtra }) {
  return [isNumber && "number", isExtra && "extra"].filter(Boolean).join(" ") || null;
}
