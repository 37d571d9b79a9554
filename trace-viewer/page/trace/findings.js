// What was found out about a trace, under its sentence.

import { element, withNames } from "../base/element.js";
import { duration } from "../base/format.js";

/**
 * What costs time and need not, a line each; the row is a click away.
 *
 * @param {import("./view.js").View} view
 */
export function findings(view) {
  const all = view.model.patterns.slice(0, 3).map(({ sentence, row, lost }) =>
    element(
      "li",
      {},
      element("button", { type: "button", class: "link", click: () => view.choose(row) }, withNames(sentence)),
      lost > 0 && element("span", { class: "quiet" }, ` up to ${duration(lost)}`),
    ),
  );
  // The server tells patterns among what it finds; here each is told once, with its row.
  const told = new Set(view.model.patterns.map(({ sentence }) => sentence));
  const others = view.model.findings.filter((text) => !told.has(text)).slice(0, 2).map((text) => element("li", {}, withNames(text)));
  return all.length + others.length === 0 ? null : element("ul", { class: "findings" }, others, all);
}
