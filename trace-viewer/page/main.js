// From the address to the view.

import { followLinks, place, scrolledBefore, whenChanged } from "./base/address.js";
import { ask, Trouble } from "./base/ask.js";
import { know } from "./base/colour.js";
import { element, refill } from "./base/element.js";
import { showSearch } from "./search/page.js";
import { notFound } from "./shell/notes.js";
import { shell } from "./shell/shell.js";
import { actions } from "./trace/actions.js";
import { showTrace } from "./trace/page.js";
import { live } from "./trace/source.js";
import { showCompare } from "./views/compare.js";
import { droppedFiles } from "./views/dropped.js";
import { showErrors } from "./views/errors.js";
import { showHealth } from "./views/health.js";
import { showLive } from "./views/live.js";
import { showMap } from "./views/map.js";
import { showPatterns } from "./views/patterns.js";
import { showServices } from "./views/services.js";
import { showSlow } from "./views/slow.js";

const view = /** @type {HTMLElement} */ (document.querySelector("#view"));

/** Each first part of a path, and what is shown there. @type {Record<string, (root: HTMLElement, path: string[], signal: AbortSignal) => Promise<void>>} */
const VIEWS = {
  search: showSearch,
  compare: showCompare,
  services: showServices,
  map: showMap,
  slow: showSlow,
  errors: showErrors,
  patterns: showPatterns,
  status: showHealth,
  live: showLive,
  trace: (root, [, id], signal) => showTrace(root, live(id ?? ""), signal, (view) => actions(view, signal)),
};

/** @type {AbortController | null} */
let leaving = null;

async function show() {
  leaving?.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const { path } = place();
  const shown = VIEWS[path[0] ?? "search"];
  document.title = "trace-viewer";
  view.dataset.view = path[0] ?? "search";
  try {
    const scrolled = scrolledBefore();
    if (shown) await shown(view, path, signal);
    else refill(view, notFound(path));
    if (scrolled > 0 && !signal.aborted) view.scrollTop = scrolled;
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Trouble)) console.error(error);
    refill(view, element("p", { class: "trouble" }, error instanceof Error ? error.message : String(error)));
  }
}

/** Names first, for a moment: then a service has one colour in all views. */
async function start() {
  const named = ask("/api/viewer/services?minutes=1440", AbortSignal.timeout(300));
  await named.then(({ services }) => know(services.map((/** @type {any} */ line) => line.service)), () => {});
  await show();
}

shell(/** @type {HTMLElement} */ (document.querySelector("#shell")));
whenChanged(show);
followLinks();
droppedFiles(view, () => {
  leaving?.abort();
  leaving = new AbortController();
  return leaving.signal;
});
start();
