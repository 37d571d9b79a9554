// The faces of a trace, and the tabs that lead to them.

import { element } from "../base/element.js";

/** Of each: the name in the address, the title, and the key. */
export const FACES = /** @type {const} */ ([
  ["waterfall", "Waterfall", "1"],
  ["flame", "Flame", "2"],
  ["table", "Table", "3"],
  ["statistics", "Statistics", "4"],
  ["logs", "Logs", "5"],
  ["raw", "Raw", "6"],
]);

/** @param {(name: string) => void} chosen */
export function tabList(chosen) {
  const tabs = FACES.map(([name, title, key]) =>
    element("button", { type: "button", role: "tab", "aria-controls": "face", title: `${title} (${key})`, "data-name": name, click: () => chosen(name) }, title),
  );
  const root = element("div", { class: "tabs", role: "tablist", "aria-label": "Views of the trace" }, tabs);
  root.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    if (by === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = tabs[(at + by + tabs.length) % tabs.length];
    next.focus();
    chosen(next.dataset.name ?? "");
  });
  return {
    root,
    /** @param {string} name */
    choose(name) {
      for (const tab of tabs) {
        const isChosen = tab.dataset.name === name;
        tab.setAttribute("aria-selected", String(isChosen));
        tab.tabIndex = isChosen ? 0 : -1;
      }
    },
  };
}
