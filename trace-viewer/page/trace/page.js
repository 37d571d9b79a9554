// A trace: its sentence, its rows, and what is known of the one that is chosen.

import { note, place } from "../base/address.js";
import { announce } from "../base/announce.js";
import { element, refill, withNames } from "../base/element.js";
import { bind } from "../base/keys.js";
import { count, duration } from "../base/format.js";
import { Beyond } from "./beyond.js";
import { joined } from "./branch.js";
import { copied } from "./copy.js";
import { filters } from "./filters.js";
import { finder } from "./find.js";
import { flame } from "./flame.js";
import { header } from "./header.js";
import { hint } from "./hint.js";
import { logs, raw } from "./logs.js";
import { minimap } from "./minimap.js";
import { Model } from "./model.js";
import { traceLinks } from "./outside.js";
import { panel } from "./panel.js";
import { asPng, asSvg } from "./picture.js";
import { Window } from "./scale.js";
import { statistics, spanTable } from "./table.js";
import { asText } from "./text.js";
import { View } from "./view.js";
import { waterfall } from "./waterfall.js";

/** Of each: the name in the address, the title, and the key. */
const FACES = /** @type {const} */ ([
  ["waterfall", "Waterfall", "1"],
  ["flame", "Flame", "2"],
  ["table", "Table", "3"],
  ["statistics", "Statistics", "4"],
  ["logs", "Logs", "5"],
  ["raw", "Raw", "6"],
]);

/**
 * Shows a trace.
 *
 * @param {HTMLElement} root
 * @param {import("./source.js").Source} source
 * @param {AbortSignal} signal that is aborted when the page is left
 * @param {(view: View) => (Node | false)[]} actions what else can be done with it
 */
export async function showTrace(root, source, signal, actions) {
  const skeleton = setTimeout(() => refill(root, element("div", { class: "skeleton", "aria-busy": "true" })), 150);
  let tree, links;
  try {
    [tree, links] = await Promise.all([source.tree(signal, place().query.times), source.links(signal)]);
  } finally {
    clearTimeout(skeleton);
  }
  if (!signal.aborted) draw(root, source, links, signal, actions, tree);
}

/**
 * Shows a trace that has come, and shows it again when more of it comes.
 *
 * @param {HTMLElement} root
 * @param {import("./source.js").Source} source
 * @param {import("./outside.js").Template[]} links
 * @param {AbortSignal} left when the page is left
 * @param {(view: View) => (Node | false)[]} actions
 * @param {any} tree
 * @param {Beyond} [before] what was known when fewer rows were here
 */
function draw(root, source, links, left, actions, tree, before) {
  const replacing = new AbortController();
  const signal = AbortSignal.any([left, replacing.signal]);
  const view = new View(new Model(tree));
  const beyond = new Beyond(view, source, signal, async (branch, isSingle) => {
    // Spans have come in between: places are others.
    const isSame = branch.spanCount === view.model.spanCount;
    const now = isSame ? joined(tree, branch, isSingle) : await source.tree(signal, place().query.times);
    if (signal.aborted) return;
    if (isSame) announce(`${now.rows.spanId.length - view.model.length} more rows`);
    replacing.abort();
    draw(root, source, links, left, actions, now, beyond);
  });
  if (before) beyond.follow(before);
  fromAddress(view);
  const nextError = (/** @type {1 | -1} */ by) => beyond.try(() => goToError(view, beyond, by));
  const face = element("div", { class: "face", id: "face", role: "tabpanel" });
  const side = panel(view, source, links, signal, () => view.choose(-1));
  const tabs = tabList((name) => {
    note({ view: name === "waterfall" ? "" : name }, { back: true });
    showFace(name);
  });
  const found = finder(view.model, source, signal, beyond);
  const narrowing = filters(view, found, beyond);
  /** @type {AbortController | null} */
  let showing = null;
  let focusFace = () => {};

  /** @param {string} name */
  function showFace(name) {
    showing?.abort();
    showing = new AbortController();
    const shown = AbortSignal.any([signal, showing.signal]);
    const known = FACES.some(([one]) => one === name) ? name : "waterfall";
    tabs.choose(known);
    const made = {
      waterfall: () => {
        const { root, focus } = waterfall(view, shown);
        focusFace = focus;
        return root;
      },
      flame: () => flame(view, shown),
      table: () => spanTable(view),
      statistics: () => statistics(view, beyond),
      logs: () => logs(view, source, shown),
      raw: () => raw(source, shown),
    }[/** @type {"waterfall"} */ (known)]();
    refill(face, made);
  }

  const copyText = element("button", { type: "button", title: "Copy what is shown, as text (y)" }, "Copy");
  const copy = async () => announce((await copied(asText(view))) ? "copied as text" : "the browser does not let this page copy");
  copyText.addEventListener("click", copy);
  const file = `trace-${view.model.id.slice(0, 8)}`;
  const svg = element("button", { type: "button", title: "Save what is shown, as a drawing" }, "SVG");
  svg.addEventListener("click", () => save(`${file}.svg`, new Blob([asSvg(view)], { type: "image/svg+xml" })));
  const png = element("button", { type: "button", title: "Save what is shown, as a picture" }, "PNG");
  png.addEventListener("click", () => asPng(view).then((picture) => save(`${file}.png`, picture), (error) => announce(String(error.message))));

  const top = element(
    "div",
    { class: "trace-top" },
    header(view, source, [...traceLinks(links, view.model), copyText, svg, png, ...actions(view)], () => nextError(1)),
    patterns(view),
    element("div", { class: "bar-line" }, tabs.root, narrowing.root),
    minimap(view, signal),
  );
  const box = /** @type {HTMLInputElement | null} */ (before ? root.querySelector(".filters input") : null);
  const isFinding = box !== null && document.activeElement === box;
  refill(root, element("div", { class: "trace" }, top, element("div", { class: "middle" }, face, side), hint(signal)));
  document.title = `${view.model.sentence || view.model.id} · trace-viewer`;
  showFace(place().query.view ?? "waterfall");
  // What was typed while rows came is looked for.
  const sought = box?.value ?? place().query.find ?? "";
  if (sought || view.found) narrowing.setText(sought, view.found !== null && sought.trim() === view.sought);
  if (isFinding) /** @type {HTMLElement | null} */ (root.querySelector(".filters input"))?.focus();
  view.whenChanged((what) => toAddress(view, what));
  view.whenChanged((what) => what === "more" && beyond.try(() => beyond.more(view.chosen)));
  if (view.model.isPart) {
    const count = () => beyond.try(() => beyond.filter());
    view.whenChanged((what) => what === "rows" && count());
    count();
    const asked = place().query.span ?? "";
    if (asked && !before && view.chosen < 0) beyond.try(() => goToSpan(beyond, asked));
    beyond.reveal();
  }
  keys(view, beyond, signal, {
    error: nextError,
    focusFind: narrowing.focus,
    focusPanel: () => side.focus(),
    focusFace: () => focusFace(),
    copy,
    face: (name) => {
      note({ view: name === "waterfall" ? "" : name }, { back: true });
      showFace(name);
    },
  });
}

/**
 * Chooses the next failed row.
 *
 * @param {View} view
 * @param {Beyond} beyond
 * @param {1 | -1} by
 */
async function goToError(view, beyond, by) {
  const errors = await beyond.allErrors();
  const at = await beyond.walk(errors, by);
  if (at < 0) return announce("no span failed");
  const { model } = view;
  const row = model.rowAt(errors[at]);
  const said = row < 0 ? "" : `: ${model.causeOf.get(row)?.message || model.name(row)}, ${model.service(row)}`;
  announce(`error ${at + 1} of ${count(model.errorCount)}${said}`);
}

/**
 * Chooses the span that an address names, and that is not among the first rows.
 *
 * @param {Beyond} beyond
 * @param {string} spanId
 */
async function goToSpan(beyond, spanId) {
  const [at] = (await beyond.find({ q: spanId })).places;
  if (at !== undefined) await beyond.go(at);
}

/**
 * What costs time and need not, a line each; the row is a click away.
 *
 * @param {View} view
 */
function patterns(view) {
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
  const findings = view.model.findings.filter((text) => !told.has(text)).slice(0, 2).map((text) => element("li", {}, withNames(text)));
  return all.length + findings.length === 0 ? null : element("ul", { class: "findings" }, findings, all);
}

/** @param {(name: string) => void} chosen */
function tabList(chosen) {
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

/** @param {View} view */
function fromAddress(view) {
  const { query } = place();
  const row = view.model.rowOf(query.span ?? "");
  const numbers = (/** @type {string | undefined} */ text) => (text ?? "").split("-").map(Number);
  const [start, end] = numbers(query.zoom);
  if (end > start) view.window = new Window(start, end).within(view.model.duration);
  view.isPathOnly = query.path === "1";
  const only = new Set((query.only ?? "").split("."));
  view.filters = { errors: only.has("errors"), path: only.has("path"), slow: only.has("slow"), shortest: Number(query.shortest) || 0 };
  for (const at of (query.closed ?? "").split(".").filter(Boolean).map(Number)) {
    const row = view.model.places.indexOf(at);
    if (row >= 0) view.closed.add(row);
  }
  view.refresh();
  if (row >= 0) {
    view.chosen = row;
    view.open(row);
  }
}

/**
 * @param {View} view
 * @param {string} what has changed
 */
function toAddress(view, what) {
  const { model, filters, window } = view;
  if (what === "chosen") return note({ span: view.chosen < 0 ? "" : model.spanIds[view.chosen] });
  if (what === "window") {
    const isWhole = window.start <= 0 && window.end >= model.duration;
    return note({ zoom: isWhole ? "" : `${Math.round(window.start)}-${Math.round(window.end)}` });
  }
  const only = /** @type {const} */ (["errors", "path", "slow"]).filter((name) => filters[name]).join(".");
  // What is too long for an address is left to memory.
  const closed = view.closed.size <= 60 ? [...view.closed].map((row) => model.places[row]).sort((a, b) => a - b).join(".") : "";
  note({ only, shortest: filters.shortest || "", closed, path: view.isPathOnly ? "1" : "" });
}

/**
 * @param {View} view
 * @param {Beyond} beyond
 * @param {AbortSignal} signal
 * @param {{ error: (by: 1 | -1) => void, focusFind: () => void, focusPanel: () => void, focusFace: () => void, copy: () => void, face: (name: string) => void }} to
 */
function keys(view, beyond, signal, to) {
  const { model } = view;
  const step = (/** @type {number} */ by) => {
    // Before the first row, where none is chosen.
    const now = view.placeOf(view.chosen);
    const next = Math.min(Math.max(now + by, 0), view.rows.length - 1);
    if (view.rows.length > 0) view.choose(view.rows[next]);
  };
  const match = (/** @type {1 | -1} */ by) => beyond.try(() => beyond.walk([...(view.found?.places ?? [])], by));
  const zoom = (/** @type {number} */ factor) => {
    const row = view.chosen;
    const fixed = row < 0 ? (view.window.start + view.window.end) / 2 : Math.min(Math.max((model.starts[row] + model.end(row)) / 2, view.window.start), view.window.end);
    view.show(view.window.zoomed(factor, fixed, model.duration));
  };
  const move = (/** @type {number} */ by) => view.show(view.window.moved(by * view.window.length, model.duration));
  const close = () => {
    if (view.chosen >= 0) return view.closed.has(view.chosen) || !model.hasChildren(view.chosen) ? view.choose(Math.max(model.parents[view.chosen], 0)) : view.toggle(view.chosen);
  };
  const open = () => {
    if (view.chosen < 0) return;
    if (view.closed.has(view.chosen)) view.toggle(view.chosen);
    else if (model.hasChildren(view.chosen)) step(1);
  };
  bind(signal, "Trace", [
    ["ArrowDown j", "next row", () => step(1)],
    ["ArrowUp k", "row before", () => step(-1)],
    ["ArrowRight", "open; then the first child", open],
    ["ArrowLeft", "close; then the parent", close],
    ["PageDown", "20 rows down", () => step(20)],
    ["PageUp", "20 rows up", () => step(-20)],
    ["Home", "first row", () => step(-Infinity)],
    ["End", "last row", () => step(Infinity)],
    ["Enter", "details of the row", () => (view.chosen < 0 ? step(1) : to.focusPanel())],
    ["e", "next error, its cause first", () => to.error(1)],
    ["E", "error before", () => to.error(-1)],
    ["c", "what is off the critical path steps back", () => { view.isPathOnly = !view.isPathOnly; view.changed("look"); toAddress(view, "rows"); }],
    ["/", "find in the trace", to.focusFind],
    ["n", "next match", () => match(1)],
    ["N", "match before", () => match(-1)],
    ["+ =", "zoom in", () => zoom(1 / 1.5)],
    ["-", "zoom out", () => zoom(1.5)],
    ["h [", "move to earlier times", () => move(-0.25)],
    ["l ]", "move to later times", () => move(0.25)],
    ["z", "zoom to the row", () => view.chosen >= 0 && view.show(new Window(model.starts[view.chosen], model.end(view.chosen)).within(model.duration))],
    ["0", "the whole trace", () => view.show(new Window(0, model.duration))],
    ["m", "load more children of the row", () => view.more(view.chosen)],
    ["x", "close all rows below the first", () => view.closeAll(view.closed.size === 0)],
    ["y", "copy what is shown, as text", to.copy],
    ...FACES.map(([name, title, key]) => /** @type {[string, string, () => void]} */ ([key, title.toLowerCase(), () => to.face(name)])),
    ["Escape", "one step back: the box, the row, the filters, the zoom", () => back(view, to.focusFace)],
  ]);
}

/**
 * @param {View} view
 * @param {() => void} focusFace
 */
function back(view, focusFace) {
  const active = document.activeElement;
  if (active instanceof HTMLInputElement || active?.closest(".panel")) return focusFace();
  const { errors, path, slow, shortest } = view.filters;
  if (view.chosen >= 0) return view.choose(-1);
  if (errors || path || slow || shortest > 0 || view.isFoundOnly) return view.clearFilters();
  view.show(new Window(0, view.model.duration));
}

/**
 * Saves something as a file.
 *
 * @param {string} name
 * @param {Blob} content
 */
function save(name, content) {
  const url = URL.createObjectURL(content);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
