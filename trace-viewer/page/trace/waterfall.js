// The waterfall: names at the left, and bars over one time scale at the right.

import { element } from "../base/element.js";
import { duration } from "../base/format.js";
import { bar, ground } from "./bars.js";
import { atNextFrame, fitted } from "./canvas.js";
import { fillRows } from "./rows.js";
import { Window } from "./scale.js";
import { theme, whenThemeChanges } from "./theme.js";
import { axis } from "./axis.js";

/** Under this width a name stands above its bar. */
const NARROW = 600;
/** Rows that are made above and below those in view. */
const AROUND = 6;

/**
 * @param {import("./view.js").View} view
 * @param {AbortSignal} signal
 * @returns {{ root: HTMLElement, focus: () => void }}
 */
export function waterfall(view, signal) {
  const { model } = view;
  const axisCanvas = element("canvas", { "aria-hidden": "true" });
  const bars = element("canvas", { class: "bars", "aria-hidden": "true" });
  const rows = element("div", { class: "rows", role: "rowgroup" });
  const space = element("div", { class: "space" }, rows);
  const cursor = element("div", { class: "cursor", hidden: true });
  const drag = element("div", { class: "drag", hidden: true });
  const grid = element(
    "div",
    {
      class: "scroll",
      role: "treegrid",
      tabindex: 0,
      "aria-label": "Spans of the trace",
      "aria-rowcount": view.rows.length,
      "aria-multiselectable": "false",
    },
    element("div", { class: "bars-place" }, bars),
    space,
  );
  const divider = element("div", {
    class: "divider",
    role: "separator",
    tabindex: 0,
    "aria-orientation": "vertical",
    "aria-label": "Width of the names",
    "aria-valuemin": 120,
    "aria-valuemax": 800,
  });
  const head = element("div", { class: "head" }, element("div", { class: "name-head" }, "Span"), element("div", { class: "axis" }, axisCanvas));
  const root = element("div", { class: "waterfall" }, head, grid, divider, cursor, drag);

  const place = { rowHeight: 24, barTop: 0, nameWidth: 360, width: 0, height: 0 };

  function measure() {
    const isNarrow = root.clientWidth < NARROW;
    const isCoarse = matchMedia("(pointer: coarse)").matches;
    place.rowHeight = isNarrow ? 40 : isCoarse ? 32 : 24;
    place.barTop = isNarrow ? 18 : 0;
    root.classList.toggle("narrow", isNarrow);
    const name = isNarrow ? 0 : Math.min(place.nameWidth, root.clientWidth - 200);
    root.style.setProperty("--name-width", `${name}px`);
    root.style.setProperty("--row", `${place.rowHeight}px`);
    divider.setAttribute("aria-valuenow", String(name));
    place.width = Math.max(grid.clientWidth - name, 50);
    const isFirst = place.height === 0;
    place.height = grid.clientHeight;
    draw();
    if (isFirst && view.chosen >= 0) {
      space.style.height = `${view.rows.length * place.rowHeight}px`;
      reveal(view.chosen);
    }
  }

  function paint() {
    if (signal.aborted) return;
    const { rowHeight } = place;
    space.style.height = `${view.rows.length * rowHeight}px`;
    grid.setAttribute("aria-rowcount", String(view.rows.length));
    const top = grid.scrollTop;
    const first = Math.max(0, Math.floor(top / rowHeight) - AROUND);
    const last = Math.min(view.rows.length, Math.ceil((top + place.height) / rowHeight) + AROUND);
    fillRows(rows, view, first, last, rowHeight);
    const chosen = view.placeOf(view.chosen);
    if (chosen >= first && chosen < last) grid.setAttribute("aria-activedescendant", `row-${view.chosen}`);
    else grid.removeAttribute("aria-activedescendant");
    const drawing = {
      canvas: fitted(bars, place.width, place.height),
      width: place.width,
      height: place.height,
      window: view.window,
      model,
      theme: theme(),
      isPathOnly: view.isPathOnly,
    };
    drawing.canvas.font = drawing.theme.font;
    ground(drawing);
    for (let at = first; at < last; at += 1) {
      const row = view.rows[at];
      const y = at * rowHeight - top + place.barTop;
      bar(drawing, row, y, rowHeight - place.barTop, view.sections.get(row) ?? []);
    }
    axis(fitted(axisCanvas, place.width, 24), place.width, view.window);
  }

  const draw = atNextFrame(paint);

  /** @param {number} row */
  function reveal(row) {
    const at = view.placeOf(row);
    if (at < 0) return;
    const { rowHeight } = place;
    const top = at * rowHeight;
    const isAbove = top < grid.scrollTop + rowHeight;
    const isBelow = top + 2 * rowHeight > grid.scrollTop + grid.clientHeight;
    if (isAbove || isBelow) grid.scrollTop = Math.max(0, top - Math.floor(grid.clientHeight / 3));
  }

  view.whenChanged((what) => {
    if (what === "chosen" || what === "rows") reveal(view.chosen);
    draw();
  });
  grid.addEventListener("scroll", draw, { passive: true });
  whenThemeChanges(signal, draw);
  const sizes = new ResizeObserver(measure);
  sizes.observe(root);
  signal.addEventListener("abort", () => sizes.disconnect());

  grid.addEventListener("click", (event) => {
    const at = rowAt(event);
    if (at < 0) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-toggle]")) view.toggle(at);
    else if (target?.closest("[data-more]")) view.more(at);
    else view.choose(at);
  });
  grid.addEventListener("dblclick", (event) => {
    const at = rowAt(event);
    if (at >= 0) view.show(new Window(model.starts[at], model.end(at)).within(model.duration));
  });

  /** @param {MouseEvent} event */
  function rowAt(event) {
    const box = grid.getBoundingClientRect();
    const at = Math.floor((event.clientY - box.top + grid.scrollTop) / place.rowHeight);
    return at < view.rows.length ? view.rows[at] : -1;
  }

  /** The time under the pointer; `null` over the names. @param {MouseEvent} event */
  function timeAt(event) {
    const x = event.clientX - bars.getBoundingClientRect().left;
    return x < 0 || x > place.width ? null : view.window.time(x, place.width);
  }

  /** @type {{ from: number, x: number } | null} */
  let dragged = null;

  grid.addEventListener("pointerdown", (event) => {
    const from = event.button === 0 && event.pointerType !== "touch" ? timeAt(event) : null;
    if (from !== null) dragged = { from, x: event.clientX };
  });
  root.addEventListener("pointermove", (event) => {
    const time = timeAt(event);
    const left = root.getBoundingClientRect().left;
    cursor.hidden = time === null || event.pointerType === "touch";
    if (time !== null) {
      cursor.style.left = `${event.clientX - left}px`;
      cursor.dataset.time = duration(time);
    }
    if (!dragged) return;
    const isDrag = Math.abs(event.clientX - dragged.x) > 4;
    drag.hidden = !isDrag;
    if (isDrag && time !== null) {
      if (!grid.hasPointerCapture(event.pointerId)) grid.setPointerCapture(event.pointerId);
      drag.style.left = `${Math.min(dragged.x, event.clientX) - left}px`;
      drag.style.width = `${Math.abs(event.clientX - dragged.x)}px`;
      drag.dataset.time = `Δ ${duration(Math.abs(time - dragged.from))}`;
    }
  });
  root.addEventListener("pointerleave", () => {
    cursor.hidden = true;
  });
  grid.addEventListener("pointerup", (event) => {
    const from = dragged;
    dragged = null;
    if (!from || drag.hidden) return;
    drag.hidden = true;
    const to = timeAt(event) ?? from.from;
    view.show(new Window(Math.min(from.from, to), Math.max(from.from, to)).within(model.duration));
    // What follows is no click on a row.
    grid.addEventListener("click", (click) => click.stopImmediatePropagation(), { once: true, capture: true });
  });
  grid.addEventListener("pointercancel", () => {
    dragged = null;
    drag.hidden = true;
  });
  grid.addEventListener(
    "wheel",
    (event) => {
      const time = timeAt(event);
      if (time === null || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
      event.preventDefault();
      const by = event.deltaY || event.deltaX;
      if (event.shiftKey) view.show(view.window.moved((by / place.width) * view.window.length, model.duration));
      else view.show(view.window.zoomed(by > 0 ? 1.2 : 1 / 1.2, time, model.duration));
    },
    { passive: false },
  );
  dividing(divider, (width) => {
    place.nameWidth = Math.min(Math.max(width, 120), 800);
    measure();
  });

  return { root, focus: () => grid.focus({ preventScroll: true }) };
}

/**
 * Lets a divider be moved, with the pointer or with keys.
 *
 * @param {HTMLElement} divider
 * @param {(width: number) => void} set
 */
function dividing(divider, set) {
  const left = () => divider.parentElement?.getBoundingClientRect().left ?? 0;
  divider.addEventListener("pointerdown", (event) => {
    divider.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  divider.addEventListener("pointermove", (event) => {
    if (divider.hasPointerCapture(event.pointerId)) set(event.clientX - left());
  });
  divider.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(Number(divider.getAttribute("aria-valuenow")) + by);
  });
}
