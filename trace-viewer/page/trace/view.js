// What is seen of a trace: chosen, closed, zoomed, filtered. The parts of the page draw from it.

import { know } from "../base/colour.js";
import { firstFrom } from "./model.js";
import { Window } from "./scale.js";

/** From this share of the longest span on, a span is slow. */
const SLOW = 0.7;

/**
 * @typedef {object} Filters
 * @property {boolean} errors only failed spans
 * @property {boolean} path only what is on the critical path
 * @property {boolean} slow only spans of at least 70 % of the longest below the root
 * @property {number} shortest share of the trace under which spans are hidden
 */

export class View {
  /** @param {import("./model.js").Model} model */
  constructor(model) {
    this.model = model;
    know(model.services);
    this.window = new Window(0, model.duration);
    this.chosen = -1;
    /** @type {Set<number>} */
    this.closed = new Set();
    /** @type {Filters} */
    this.filters = { errors: false, path: false, slow: false, shortest: 0 };
    /** What the find box is asked, and what it has found; `null` while it is empty. */
    this.sought = "";
    /** @type {import("./find.js").Found | null} */
    this.found = null;
    this.isFoundOnly = false;
    /** Of a trace that is here in part: all that the filters leave. @type {import("./find.js").Found | null} */
    this.left = null;
    this.isPathOnly = false;
    this.longest = longestBelowRoots(model);
    this.sections = sectionsOf(model);
    this.rows = model.shown(this.closed, null);
    /** @type {Set<(what: string) => void>} */
    this.listeners = new Set();
  }

  /** @param {(what: string) => void} listener that is told `rows`, `left`, `window`, `chosen`, `look` or `more` */
  whenChanged(listener) {
    this.listeners.add(listener);
  }

  /** @param {string} what */
  changed(what) {
    for (const listener of this.listeners) listener(what);
  }

  /** @param {number} row */
  choose(row) {
    if (row === this.chosen) return;
    this.chosen = row;
    this.open(row);
    this.changed("chosen");
  }

  /**
   * Opens all above a row, so that it is shown.
   *
   * @param {number} row
   */
  open(row) {
    if (row < 0) return;
    const closed = [...this.model.above(row)].filter((above) => this.closed.delete(above));
    if (closed.length > 0) this.refresh();
  }

  /** @param {number} row */
  toggle(row) {
    if (!this.model.hasChildren(row)) return;
    if (!this.closed.delete(row)) this.closed.add(row);
    this.refresh();
  }

  /**
   * Closes or opens all rows of the depth of one, as a whole.
   *
   * @param {boolean} isClosed
   */
  closeAll(isClosed) {
    this.closed.clear();
    for (let row = 0; isClosed && row < this.model.length; row += 1) {
      if (this.model.depths[row] >= 1 && this.model.hasChildren(row)) this.closed.add(row);
    }
    this.refresh();
  }

  /** @param {Partial<Filters>} filters */
  filter(filters) {
    this.filters = { ...this.filters, ...filters };
    this.refresh();
  }

  /** @param {import("./scale.js").Window} window */
  show(window) {
    this.window = window;
    this.changed("window");
  }

  /** Decides anew which rows are shown. */
  refresh() {
    const { errors, path, slow, shortest } = this.filters;
    const { model } = this;
    const conditions = [
      errors && ((/** @type {number} */ row) => model.isError(row)),
      path && ((/** @type {number} */ row) => model.critical[row] > 0),
      slow && ((/** @type {number} */ row) => model.durations[row] >= SLOW * this.longest),
      shortest > 0 && ((/** @type {number} */ row) => model.durations[row] >= shortest * model.duration),
      this.isFoundOnly && this.found && ((/** @type {number} */ row) => this.isFound(row)),
    ].filter((condition) => typeof condition === "function");
    this.rows = model.shown(this.closed, conditions.length === 0 ? null : (row) => conditions.every((holds) => holds(row)));
    this.changed("rows");
  }

  /**
   * The place of a row among those that are shown; -1 where it is hidden.
   *
   * @param {number} row
   */
  placeOf(row) {
    const place = firstFrom(this.rows, row);
    return this.rows[place] === row ? place : -1;
  }

  /** Whether the find box has found a row. @param {number} row */
  isFound(row) {
    return this.found?.places.has(this.model.places[row]) ?? false;
  }

  /** The filters that are set, as the viewer is asked. @returns {Record<string, string>} */
  conditions() {
    const only = /** @type {const} */ (["errors", "path", "slow"]).filter((name) => this.filters[name]);
    return {
      ...(only.length > 0 && { only: only.join(".") }),
      ...(this.filters.shortest > 0 && { shortest: String(this.filters.shortest) }),
      ...(this.isFoundOnly && { q: this.sought }),
    };
  }

  /**
   * Chooses a row, and shows it whatever hides it.
   *
   * @param {number} row
   */
  reveal(row) {
    this.open(row);
    if (this.placeOf(row) < 0) this.clearFilters();
    this.choose(row);
  }

  /**
   * Asks for children of a row that are not here: whoever shows the trace listens.
   *
   * @param {number} row
   */
  more(row) {
    if (row < 0 || this.model.hiddenChildren[row] === 0) return;
    this.chosen = row;
    this.changed("chosen");
    this.changed("more");
  }

  clearFilters() {
    this.filters = { errors: false, path: false, slow: false, shortest: 0 };
    this.isFoundOnly = false;
    this.refresh();
  }
}

/** @param {import("./model.js").Model} model */
function longestBelowRoots(model) {
  let longest = 0;
  for (let row = 0; row < model.length; row += 1) {
    if (model.depths[row] > 0) longest = Math.max(longest, model.durations[row]);
  }
  return longest || model.duration;
}

/**
 * The sections of the critical path, by row.
 *
 * @param {import("./model.js").Model} model
 */
function sectionsOf(model) {
  /** @type {Map<number, { start: number, duration: number }[]>} */
  const sections = new Map();
  for (const section of model.path) {
    const of = sections.get(section.row);
    if (of) of.push(section);
    else sections.set(section.row, [section]);
  }
  return sections;
}
