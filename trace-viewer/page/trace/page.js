// A trace: its sentence, its rows, and what is known of the one that is chosen.

import { note, place } from "../base/address.js";
import { announce } from "../base/announce.js";
import { element, refill } from "../base/element.js";
import { fromAddress, toAddress } from "./address.js";
import { whileArriving } from "./arriving.js";
import { Beyond } from "./beyond.js";
import { joined } from "./branch.js";
import { FACES, tabList } from "./faces.js";
import { filters } from "./filters.js";
import { finder } from "./find.js";
import { findings } from "./findings.js";
import { flame } from "./flame.js";
import { header } from "./header.js";
import { hint } from "./hint.js";
import { keys } from "./keys.js";
import { logs, raw } from "./logs.js";
import { minimap } from "./minimap.js";
import { Model } from "./model.js";
import { traceLinks } from "./outside.js";
import { panel } from "./panel.js";
import { copyAsText, saving } from "./saving.js";
import { statistics, spanTable } from "./table.js";
import { View } from "./view.js";
import { waterfall } from "./waterfall.js";

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
    again(now);
  });
  const again = (/** @type {any} */ now) => {
    const top = root.querySelector(".scroll")?.scrollTop ?? 0;
    replacing.abort();
    draw(root, source, links, left, actions, now, beyond);
    root.querySelector(".scroll")?.scrollTo(0, top);
  };
  if (before) beyond.follow(before);
  fromAddress(view);
  const nextError = (/** @type {1 | -1} */ by) => beyond.try(() => beyond.goToError(by));
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

  const top = element(
    "div",
    { class: "trace-top" },
    header(view, source, [...traceLinks(links, view.model), ...saving(view), ...actions(view)], () => nextError(1)),
    findings(view),
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
    if (asked && !before && view.chosen < 0) beyond.try(() => beyond.goToSpan(asked));
    beyond.reveal();
  }
  whileArriving(tree, source, signal, again);
  keys(view, beyond, signal, {
    error: nextError,
    focusFind: narrowing.focus,
    focusPanel: () => side.focus(),
    focusFace: () => focusFace(),
    copy: () => copyAsText(view),
    face: (name) => {
      note({ view: name === "waterfall" ? "" : name }, { back: true });
      showFace(name);
    },
  });
}
