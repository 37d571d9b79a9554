// The rows of a large trace that are not here: the viewer finds them, and they are loaded.

import { place } from "../base/address.js";
import { announce, tell } from "../base/announce.js";
import { count } from "../base/format.js";
import { Found } from "./find.js";

/** So many rows are loaded at once, with all above them. */
const AT_ONCE = 500;

/** All rows of a trace: of a large one, those that are not here too. */
export class Beyond {
  /**
   * @param {import("./view.js").View} view
   * @param {import("./source.js").Source} source
   * @param {AbortSignal} signal
   * @param {(branch: any, isSingle: boolean) => Promise<void>} arrive shows rows that have come
   */
  constructor(view, source, signal, arrive) {
    this.view = view;
    this.source = source;
    this.signal = signal;
    this.arrive = arrive;
    /** The place of a row that is to be chosen when it has come. */
    this.wanted = -1;
    /** Failed rows: where errors began, then those that they passed, then those not here. @type {number[] | null} */
    this.errors = null;
    /** What the filters were when they were counted. */
    this.filters = "";
  }

  /**
   * What is asked with: the filters, and of which tree.
   *
   * @param {Record<string, string>} which
   */
  query(which) {
    const { times = "" } = place().query;
    const { model } = this.view;
    return new URLSearchParams({ ...which, ...(times && { times }), spans: String(model.spanCount) });
  }

  /**
   * An answer about the tree that is shown.
   *
   * @template {{ spanCount: number }} T
   * @param {Promise<T>} answer
   */
  async same(answer) {
    const now = await answer;
    if (now.spanCount !== this.view.model.spanCount) throw new Error("Spans have come since: open the trace again to have them all");
    return now;
  }

  /** @param {Record<string, string>} which */
  async find(which) {
    const { places, count: all } = await this.same(this.source.find(this.query(which), this.signal));
    return new Found(places, all);
  }

  /** What the filters leave, by operation. */
  async statistics() {
    return this.same(this.source.statistics(this.query(this.view.conditions()), this.signal));
  }

  /**
   * Loads some of these rows that are not here.
   *
   * @param {Iterable<number>} places
   */
  async load(places) {
    const missing = [...places].filter((at) => this.view.model.rowAt(at) < 0).slice(0, AT_ONCE);
    if (missing.length > 0) await this.arrive(await this.source.part(this.query({ rows: missing.join(",") }), this.signal), true);
  }

  /**
   * Loads the next children of a row.
   *
   * @param {number} row
   */
  async more(row) {
    const { model } = this.view;
    const query = this.query({ under: model.spanIds[row], after: String(model.childrenHere(row)) });
    await this.arrive(await this.source.part(query, this.signal), false);
  }

  /**
   * What was known when fewer rows were here: places stay what they are while no span comes.
   *
   * @param {Beyond} before
   */
  follow(before) {
    const { view } = this;
    view.sought = before.view.sought;
    view.isFoundOnly = before.view.isFoundOnly;
    if (before.view.model.spanCount !== view.model.spanCount) return;
    view.found = before.view.found;
    view.left = before.view.left;
    this.filters = before.filters;
    this.errors = before.errors;
    this.wanted = before.wanted;
  }

  /** Chooses the row that was loaded to be chosen. */
  reveal() {
    const row = this.view.model.rowAt(this.wanted);
    this.wanted = -1;
    if (row >= 0) this.view.reveal(row);
  }

  /** Counts what the filters leave, and loads the first rows of it. */
  async filter() {
    const { view } = this;
    const which = view.conditions();
    const filters = JSON.stringify(which);
    if (filters === this.filters) return;
    this.filters = filters;
    view.left = null;
    view.changed("left");
    if (filters === "{}") return;
    const left = await this.find(which);
    if (filters !== this.filters) return;
    view.left = left;
    view.changed("left");
    await this.load(left.places);
  }

  /** The places of all failed rows, in the order in which one goes through them. */
  async allErrors() {
    const { model } = this.view;
    const here = model.errors.map((row) => model.places[row]);
    if (here.length >= model.errorCount) return here;
    if (!this.errors) {
      const known = new Set(here);
      const { places } = await this.find({ only: "errors" });
      this.errors = [...here, ...[...places].filter((at) => !known.has(at))];
    }
    return this.errors;
  }

  /**
   * Chooses the next of some rows; loads it where it is not here.
   *
   * @param {number[]} places
   * @param {1 | -1} by
   * @returns {Promise<number>} which of them; -1 where there are none
   */
  async walk(places, by) {
    const { view } = this;
    if (places.length === 0) return -1;
    const now = view.chosen < 0 ? -1 : places.indexOf(view.model.places[view.chosen]);
    const next = now < 0 ? (by > 0 ? 0 : places.length - 1) : (now + by + places.length) % places.length;
    await this.go(places[next]);
    return next;
  }

  /**
   * Chooses the row at a place; loads it where it is not here.
   *
   * @param {number} at
   */
  async go(at) {
    const row = this.view.model.rowAt(at);
    if (row >= 0) return this.view.reveal(row);
    this.wanted = at;
    await this.load([at]);
  }

  /**
   * Chooses the next failed row.
   *
   * @param {1 | -1} by
   */
  async goToError(by) {
    const errors = await this.allErrors();
    const at = await this.walk(errors, by);
    if (at < 0) return tell("no span failed");
    const { model } = this.view;
    const row = model.rowAt(errors[at]);
    const said = row < 0 ? "" : `: ${model.causeOf.get(row)?.message || model.name(row)}, ${model.service(row)}`;
    announce(`error ${at + 1} of ${count(model.errorCount)}${said}`);
  }

  /**
   * Chooses the span that an address names, and that is not among the first rows.
   *
   * @param {string} spanId
   */
  async goToSpan(spanId) {
    const [at] = (await this.find({ q: spanId })).places;
    if (at !== undefined) await this.go(at);
  }

  /** @param {(beyond: Beyond) => Promise<any>} does says why it cannot be done, where it cannot */
  try(does) {
    does(this).catch((error) => this.signal.aborted || tell(error instanceof Error ? error.message : String(error)));
  }
}
