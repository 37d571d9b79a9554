// What is different about some traces: attributes that they have more often than the rest, and
// where they spend more time.

import { go, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { element, refill, withNames } from "../base/element.js";
import { count, duration, percent, several } from "../base/format.js";
import { covered, empty, heading } from "./parts.js";

/**
 * @param {HTMLElement} root
 * @param {string} q
 * @param {string} chosen
 * @param {AbortSignal} signal
 */
export async function showDifferent(root, q, chosen, signal) {
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
  const who = chosen ? `${several(found.chosen, "trace")} like ${chosen}` : `The slowest ${count(found.chosen)} ${found.root ? `of \`${found.root.operation}\` of \`${found.root.service}\`` : "traces"}, from ${duration(found.slowFromNano ?? 0)} on`;
  refill(
    result,
    element("p", { class: "found", role: "status" }, withNames(`${who}, beside ${several(found.rest, "other")}.${found.isCut ? " Only the newest were looked at." : ""}`)),
    element("h2", {}, "Where they spend more time"),
    found.paths.length === 0
      ? element("p", { class: "quiet" }, "Nowhere.")
      : element(
          "table",
          { class: "lifts" },
          element("tbody", {}, found.paths.map((/** @type {any} */ path) => element("tr", {}, element("td", {}, path.operation, " ", element("span", { class: "quiet" }, path.service)), element("td", { class: "number" }, `+${duration(path.nanosPerTrace)} a trace`)))),
        ),
    element("h2", {}, "Attributes that are more frequent"),
    found.attributes.length === 0
      ? empty("No value tells them apart", element("p", {}, "A value has to be in at least five of them, and a tenth more frequent."))
      : element("table", { class: "lifts" }, element("tbody", {}, found.attributes.map(liftLine))),
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
