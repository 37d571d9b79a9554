// The address holds what the page shows: a link opens the same view, and "back" leaves it.

/**
 * What an address says: the parts of its path, and its parameters.
 *
 * @typedef {{ path: string[], query: Record<string, string> }} Place
 */

/** A file that was exported has no paths: there, everything stands behind the `#`. */
const IS_FILE = location.protocol === "file:" || document.querySelector("#trace-data") !== null;

const listeners = new Set();

/** @returns {Place} */
export function place() {
  return IS_FILE ? parsed(location.hash.slice(1)) : parsed(location.pathname + location.search);
}

/**
 * @param {string} text
 * @returns {Place}
 */
function parsed(text) {
  const at = text.indexOf("?");
  const path = at < 0 ? text : text.slice(0, at);
  const query = new URLSearchParams(at < 0 ? "" : text.slice(at + 1));
  return {
    path: path.split("/").filter(Boolean).map(decoded),
    query: Object.fromEntries(query),
  };
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * An address as text. Parameters that are empty are left out, and the others stand in the
 * order of their names: one view has one address.
 *
 * @param {string[]} path
 * @param {Record<string, string | number | null | undefined | false>} [query]
 */
export function written(path, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined && value !== false);
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  const parameters = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString();
  return `/${path.map(encodeURIComponent).join("/")}${parameters && `?${parameters}`}`;
}

/**
 * Goes to another view; "back" returns.
 *
 * @param {string} to
 */
export function go(to) {
  history.replaceState({ scrolled: document.querySelector("#view")?.scrollTop ?? 0 }, "");
  history.pushState(null, "", IS_FILE ? `#${to}` : to);
  changed();
}

/** How far the view was scrolled when it was left, where "back" has returned to it. */
export function scrolledBefore() {
  return Number(history.state?.scrolled) || 0;
}

/**
 * Notes in the address what has changed in this view.
 *
 * @param {Record<string, string | number | null | undefined | false>} changes
 * @param {{ back?: boolean }} [how] whether "back" is to undo it
 */
export function note(changes, how = {}) {
  const now = place();
  const to = written(now.path, { ...now.query, ...changes });
  const from = written(now.path, now.query);
  if (to === from) return;
  history[how.back ? "pushState" : "replaceState"](null, "", IS_FILE ? `#${to}` : to);
}

/**
 * Listens for other views: links that are followed, "back" and "forward".
 *
 * @param {() => void} listener
 */
export function whenChanged(listener) {
  listeners.add(listener);
}

function changed() {
  for (const listener of listeners) listener();
}

/** Lets links of this page change the view without loading the page again. */
export function followLinks() {
  addEventListener("popstate", changed);
  if (IS_FILE) return;
  addEventListener("click", (event) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!plain || !(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (link.pathname.startsWith("/api/")) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
