// The query, as text and as chips that say the same.

import { ask } from "../base/ask.js";
import { element, refill } from "../base/element.js";
import { conditions, meant, narrowed, OPERATORS, query } from "./conditions.js";

const SUGGESTED = ["service", "name", "status", "duration", "traceDuration", "spanCount", "errorCount", "correlation", "kind", "http.response.status_code", "http.route", "db.system.name"];

/**
 * @param {string} text
 * @param {AbortSignal} signal
 * @param {(query: string) => void} search
 */
export function form(text, signal, search) {
  const box = element("input", {
    type: "search",
    class: "query",
    value: text,
    placeholder: 'All traces, or: service = "orders" && duration > 100ms',
    "aria-label": "Query",
    spellcheck: "false",
    autocomplete: "off",
  });
  const chips = element("span", { class: "chips" });
  const services = element("datalist", { id: "services" });
  const subjects = element("datalist", { id: "subjects" }, SUGGESTED.map((value) => element("option", { value })));
  const subject = element("input", { list: "subjects", placeholder: "service or any key", "aria-label": "What" , class: "subject" });
  const operator = element("select", { "aria-label": "Comparison" }, OPERATORS.map((one) => element("option", {}, one)));
  const value = element("input", { placeholder: "value", "aria-label": "Value", class: "value-box" });
  const adding = element("form", { class: "adding" }, subject, operator, value, element("button", { title: "Add this condition" }, "Add"));
  const asking = element("form", { class: "asking" }, box, element("button", { class: "primary" }, "Search"));
  const presets = [
    ["Errors", { subject: "status", operator: "=", value: "error" }],
    ["Over 1 s", { subject: "traceDuration", operator: ">", value: "1s" }],
    ["Roots only", { subject: "isRoot", operator: "=", value: "true" }],
  ].map(([title, condition]) => {
    const one = /** @type {import("./conditions.js").Condition} */ (condition);
    return element("button", { type: "button", class: "pill", click: () => add(one) }, String(title));
  });

  /** @param {import("./conditions.js").Condition} condition */
  function add(condition) {
    search(narrowed(box.value, [condition]));
  }

  function draw() {
    const all = conditions(box.value);
    refill(
      chips,
      all === null && element("span", { class: "quiet" }, "as written"),
      (all ?? []).map((condition, at) =>
        element(
          "span",
          { class: "chip" },
          `${condition.subject} ${condition.operator} ${condition.value}`,
          element("button", { type: "button", "aria-label": `Remove ${condition.subject}`, click: () => search(query((all ?? []).filter((_, other) => other !== at))) }, "✕"),
        ),
      ),
    );
  }

  asking.addEventListener("submit", (event) => {
    event.preventDefault();
    search(meant(box.value));
  });
  adding.addEventListener("submit", (event) => {
    event.preventDefault();
    if (subject.value.trim() === "") return subject.focus();
    add({ subject: subject.value.trim(), operator: operator.value, value: value.value.trim() });
  });
  // The attributes that there are, when they may be asked for.
  subject.addEventListener("focus", () => {
    ask("/tempo/api/v2/search/tags", signal).then(({ scopes }) => {
      const keys = scopes.flatMap((/** @type {{ tags: string[] }} */ { tags }) => tags);
      refill(subjects, [...new Set([...SUGGESTED, ...keys])].map((value) => element("option", { value })));
    }, () => {});
  }, { once: true });
  subject.addEventListener("input", () => {
    if (subject.value === "service") value.setAttribute("list", "services");
    else value.removeAttribute("list");
  });
  box.addEventListener("input", draw);
  draw();
  ask("/api/viewer/services?minutes=1440", signal)
    .then(({ services: all }) => refill(services, all.map((/** @type {any} */ { service }) => element("option", { value: service }))))
    .catch(() => {});

  return {
    root: element("div", { class: "search-form" }, asking, element("div", { class: "chips-line" }, chips, adding, presets, services, subjects)),
    focus: () => {
      box.focus();
      box.select();
    },
    /**
     * The query, for traces of these durations only.
     *
     * @param {number} shortest in nanoseconds
     * @param {number} longest
     */
    within(shortest, longest) {
      const bounds = [
        { subject: "traceDuration", operator: ">=", value: `${Math.floor(shortest / 1000)}us` },
        { subject: "traceDuration", operator: "<=", value: `${Math.ceil(longest / 1000)}us` },
      ];
      const now = conditions(box.value);
      return now ? query([...now.filter(({ subject }) => subject !== "traceDuration"), ...bounds]) : narrowed(box.value, bounds);
    },
  };
}
