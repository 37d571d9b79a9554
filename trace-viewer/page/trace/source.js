// Where a trace comes from: the viewer that serves the page, or the page itself, where it was
// exported into a file.

import { ask } from "../base/ask.js";

/**
 * @typedef {object} Source
 * @property {boolean} isLive whether something can be asked that is not in the trace
 * @property {(signal: AbortSignal, times?: string) => Promise<any>} tree
 * @property {(query: URLSearchParams, signal: AbortSignal) => Promise<any>} part
 *   rows that a large tree has left out
 * @property {(query: URLSearchParams, signal: AbortSignal) => Promise<{ spanCount: number, count: number, places: number[] }>} find
 *   the places of rows in all of a large trace
 * @property {(query: URLSearchParams, signal: AbortSignal) => Promise<{ spanCount: number, count: number, operations: any[] }>} statistics
 * @property {(spanId: string, signal: AbortSignal) => Promise<any>} span
 * @property {(signal: AbortSignal) => Promise<import("./outside.js").Template[]>} links to elsewhere
 * @property {(signal: AbortSignal) => Promise<any>} linked the links of other traces to this one
 * @property {(signal: AbortSignal) => Promise<any>} whole `{ spans, logs }` as OTLP in JSON
 */

/**
 * A trace that the viewer holds.
 *
 * @param {string} id
 * @returns {Source}
 */
export function live(id) {
  const base = `/api/viewer/trace/${encodeURIComponent(id)}`;
  return {
    isLive: true,
    tree: (signal, times) => ask(`${base}/tree${times ? `?times=${times}` : ""}`, signal),
    part: (query, signal) => ask(`${base}/tree?${query}`, signal),
    find: (query, signal) => ask(`${base}/find?${query}`, signal),
    statistics: (query, signal) => ask(`${base}/statistics?${query}`, signal),
    span: (spanId, signal) => ask(`${base}/span/${encodeURIComponent(spanId)}`, signal),
    links: (signal) => ask("/api/viewer/links", signal),
    linked: (signal) => ask(`${base}/linked`, signal),
    whole: (signal) => ask(`${base}/otlp.json`, signal),
  };
}

/**
 * The trace that this page was exported with; `null` on a page that a viewer serves.
 *
 * @returns {Source | null}
 */
export function exported() {
  const data = document.querySelector("#trace-data")?.textContent;
  return data ? held(JSON.parse(data)) : null;
}

/**
 * A trace that is here whole, and nowhere else.
 *
 * @param {{ tree: any, whole: any }} data
 * @returns {Source}
 */
export function held({ tree, whole }) {
  const ofSpan = (/** @type {any} */ list, /** @type {string} */ scopes, /** @type {string} */ records, /** @type {string} */ spanId) =>
    (list ?? []).map((/** @type {any} */ of) => ({
      ...of,
      [scopes]: (of[scopes] ?? []).map((/** @type {any} */ scope) => ({
        ...scope,
        [records]: (scope[records] ?? []).filter((/** @type {any} */ one) => one.spanId === spanId),
      })),
    }));
  return {
    isLive: false,
    tree: async () => tree,
    links: async () => [],
    // All of it is here: nothing is asked of the rest.
    part: async () => tree,
    find: async () => ({ spanCount: tree.spanCount, count: 0, places: [] }),
    statistics: async () => ({ spanCount: tree.spanCount, count: 0, operations: [] }),
    linked: async () => ({ links: [], isWhole: true }),
    whole: async () => whole,
    span: async (spanId) => ({
      spans: { resourceSpans: ofSpan(whole.spans?.resourceSpans, "scopeSpans", "spans", spanId) },
      logs: { resourceLogs: ofSpan(whole.logs?.resourceLogs, "scopeLogs", "logRecords", spanId) },
      rank: null,
    }),
  };
}
