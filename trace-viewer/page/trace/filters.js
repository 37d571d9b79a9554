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
 * @param {(text: string) => Promise<import("./find.js").Found>} find
 * @param {import("./beyond.js").Beyond} beyond
 * @returns {{ root: HTMLElement, focus: () => void, setText: (text: string, isFound?: boolean) => void }}
 */
export function filters(view, find, beyond) {
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
  let trouble = "";
  async function look() {
    asked += 1;
    const now = asked;
    const text = box.value.trim();
    /** @type {import("./find.js").Found | null} */
    let found = null;
    trouble = "";
    try {
      found = text === "" ? null : await find(text);
    } catch (error) {
      if (now === asked) trouble = error instanceof Error ? error.message : String(error);
    }
    if (now !== asked) return;
    view.sought = text;
    view.found = found;
    if (!found) view.isFoundOnly = false;
    view.refresh();
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    // Of a large trace, each question goes to the viewer.
    waiting = setTimeout(look, view.model.isPart ? 300 : 120);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const found = [...(view.found?.places ?? [])];
      beyond.try(async () => {
        const at = await beyond.walk(found, event.shiftKey ? -1 : 1);
        const row = view.model.rowAt(found[at]);
        if (at >= 0) announce(`${at + 1} of ${found.length}${row < 0 ? "" : `: ${view.model.name(row)}`}`);
      });
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
    told.textContent = trouble || (view.found === null ? "" : matches(view.found));
    const hidden = view.model.length - view.rows.length;
    shown.textContent = view.left ? left(view, view.left) : hidden > 0 ? `${count(view.rows.length)} of ${several(view.model.length, "row")}` : "";
  }
  view.whenChanged((what) => (what === "rows" || what === "left") && draw());
  draw();
  return {
    root,
    focus: () => {
      box.focus();
      box.select();
    },
    setText: (text, isFound = false) => {
      box.value = text;
      if (!isFound) look();
    },
  };
}

/** @param {import("./find.js").Found} found */
function matches(found) {
  const within = found.places.size < found.count ? `, the first ${count(found.places.size)} within reach` : "";
  return `${several(found.count, "match", "matches")}${within}`;
}

/**
 * What the filters leave of a trace that is here in part.
 *
 * @param {import("./view.js").View} view
 * @param {import("./find.js").Found} left
 */
function left({ model }, left) {
  const here = [...left.places].filter((place) => model.rowAt(place) >= 0).length;
  const all = model.length + model.hidden[0];
  return `${count(left.count)} of ${several(all, "row")}${here < left.count ? `, ${count(here)} here` : ""}`;
}
