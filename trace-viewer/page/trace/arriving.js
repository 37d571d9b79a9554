// A trace that is still arriving is asked for again until it has settled.

import { place } from "../base/address.js";

const AGAIN_MS = 2_000;

/**
 * Shows the trace again when more of it has come.
 *
 * @param {any} tree as it is shown
 * @param {import("./source.js").Source} source
 * @param {AbortSignal} signal when it is no longer shown
 * @param {(tree: any) => void} show
 */
export function whileArriving(tree, source, signal, show) {
  if (!source.isLive || tree.stored?.isSettled !== false) return;
  const timer = setTimeout(async () => {
    const now = await source.tree(signal, place().query.times).catch(() => tree);
    if (signal.aborted) return;
    if (seen(now) === seen(tree)) whileArriving(tree, source, signal, show);
    else show(now);
  }, AGAIN_MS);
  signal.addEventListener("abort", () => clearTimeout(timer));
}

/** What tells one state of a trace from the next. @param {any} tree */
function seen(tree) {
  const lines = tree.rows.logs.reduce((/** @type {number} */ sum, /** @type {number} */ lines) => sum + lines, 0);
  return [tree.spanCount, lines, tree.stored?.isSettled, tree.sentence].join();
}
