// What narrows a trace down: pills, the shortest duration, and one box to find with.

import { element } from "../base/element.js";
import { count, several } from "../base/format.js";
import { announce } from "../base/announce.js";

const SHORTEST = /** @type {const} */ ([
  [0, "all durations"],
  [0.001, "≥ 0.1 %"],
  [0.01, "≥ 1 %"],
  [0.025, "≥ 2.5 %"],
  [0.1, "≥ 10 %"],
]);

/**
 * @param {import("./view.js").View} view
 * @param {(text: string) => Promise<Set<number>>} find
 * @returns {{ root: HTMLElement, focus: () => void, setText: (text: string) => void }}
 */
export function filters(view, find) {
  const pills = /** @type {const} */ ([
    ["errors", "Errors", "only failed spans"],
    ["path", "Critical path", "only what the trace waited for"],
    ["slow", "Slow", "only spans of at least 70 % of the longest"],
  ]).map(([name, title, does]) => {
    const pill = element("button", { type: "button", class: "pill", "aria-pressed": "false", title: does }, title);
    pill.addEventListener("click", () => view.filter({ [name]: !view.filters[name] }));
    return { name, pill };
  });
  const shortest = element(
    "select",
    { "aria-label": "Hide spans that are shorter, as a share of the trace" },
    SHORTEST.map(([share, title]) => element("option", { value: share }, title)),
  );
  shortest.addEventListener("change", () => view.filter({ shortest: Number(shortest.value) }));

  const box = element("input", {
    type: "search",
    placeholder: "Find: name, id, key=value",
    "aria-label": "Find in this trace",
    spellcheck: "false",
  });
  const only = element("button", { type: "button", class: "pill", "aria-pressed": "false", title: "Hide what was not found" }, "Only these");
  const told = element("span", { class: "quiet told" });
  const shown = element("span", { class: "quiet told", role: "status" });
  const root = element("div", { class: "filters", role: "toolbar", "aria-label": "Filters" }, box, told, only, pills.map(({ pill }) => pill), shortest, shown);

  let asked = 0;
  async function look() {
    asked += 1;
    const now = asked;
    const text = box.value.trim();
    const found = text === "" ? null : await find(text);
    if (now !== asked) return;
    view.found = found;
    if (!found) view.isFoundOnly = false;
    view.refresh();
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const found = [...(view.found ?? [])].sort((a, b) => a - b);
      const at = view.walk(found, event.shiftKey ? -1 : 1);
      if (at >= 0) announce(`${at + 1} of ${found.length}: ${view.model.name(found[at])}`);
    }
  });
  only.addEventListener("click", () => {
    view.isFoundOnly = !view.isFoundOnly;
    view.refresh();
  });

  function draw() {
    for (const { name, pill } of pills) pill.setAttribute("aria-pressed", String(view.filters[name]));
    shortest.value = String(view.filters.shortest);
    only.hidden = view.found === null;
    only.setAttribute("aria-pressed", String(view.isFoundOnly));
    told.textContent = view.found === null ? "" : several(view.found.size, "match", "matches");
    const hidden = view.model.length - view.rows.length;
    shown.textContent = hidden > 0 ? `${count(view.rows.length)} of ${several(view.model.length, "row")}` : "";
  }
  view.whenChanged((what) => what === "rows" && draw());
  draw();
  return {
    root,
    focus: () => {
      box.focus();
      box.select();
    },
    setText: (text) => {
      box.value = text;
      look();
    },
  };
}
