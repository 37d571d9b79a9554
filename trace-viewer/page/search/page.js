// Search: a query as text and as a form, the traces that are so, and where they lie.

import { go, place, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { announce } from "../base/announce.js";
import { element, refill } from "../base/element.js";
import { count, several } from "../base/format.js";
import { bind } from "../base/keys.js";
import { covered } from "../views/parts.js";
import { traceList, walking } from "../views/traces.js";
import { form } from "./form.js";
import { fresh } from "./fresh.js";
import { heat } from "./heat.js";
import { welcome } from "./welcome.js";

const PAGE = 50;

/**
 * @param {HTMLElement} root
 * @param {string[]} _path
 * @param {AbortSignal} signal
 */
export async function showSearch(root, _path, signal) {
  const state = asked();
  const results = element("div", { class: "results" });
  // Its room is kept while it is counted: what is below does not jump.
  const map = element("div", { class: "heat-place" }, element("div", { class: "heat" }));
  const asking = form(state.q, signal, (q) => search({ q, from: state.from, to: state.to }));
  const order = element(
    "select",
    { "aria-label": "Order" },
    element("option", { value: "newest", selected: state.order !== "slowest" }, "Newest first"),
    element("option", { value: "slowest", selected: state.order === "slowest" }, "Slowest first"),
  );
  order.addEventListener("change", () => search({ order: order.value === "slowest" ? "slowest" : "" }));
  const found = element("p", { class: "found", role: "status" });
  const isNew = fresh(
    () => (newFrom === null || state.to ? null : new URLSearchParams({ q: state.q, order: "newest", limit: "1", from: String(newFrom) })),
    () => load(false).then(() => isNew.setAttribute("hidden", ""), failed),
    signal,
  );
  refill(root, element("div", { class: "search" }, asking.root, map, element("div", { class: "found-line" }, found, order), isNew, results));
  walking(results, signal);
  results.addEventListener("compare", (event) => {
    const [a, b] = /** @type {CustomEvent} */ (event).detail;
    go(written(["compare"], { a, b }));
  });
  bind(signal, "Search", [
    ["/", "the query", () => asking.focus()],
    ["o", "newest or slowest first", () => search({ order: state.order === "slowest" ? "" : "slowest" })],
    ["Escape", "out of the box", () => /** @type {HTMLElement | null} */ (document.activeElement)?.blur()],
  ]);

  /** @type {any[]} */
  let traces = [];
  /** @type {string | null} */
  let next = null;
  /** @type {any} The answer for the first page, which counts what all pages have. */
  let first = null;
  /** @type {bigint | null} From then on a trace is new: nanoseconds since 1970. */
  let newFrom = null;

  /** @param {boolean} isMore */
  async function load(isMore) {
    const parameters = new URLSearchParams({ q: state.q, order: state.order || "newest", limit: String(PAGE) });
    if (state.from) parameters.set("from", state.from);
    if (state.to) parameters.set("to", state.to);
    if (isMore && next) parameters.set("after", next);
    const answer = await ask(`/api/viewer/search?${parameters}`, signal);
    traces = isMore ? [...traces, ...answer.traces] : answer.traces;
    next = answer.next;
    if (!isMore) {
      first = answer;
      newFrom = afterwards();
    }
    show(answer);
  }

  /** The slowest traces do not tell which ones are new: those are that begin from now on. */
  function afterwards() {
    if (state.order === "slowest") return BigInt(Date.now()) * 1_000_000n;
    return traces.length > 0 ? BigInt(traces[0].startUnixNano) + 1n : 0n;
  }

  /** @param {any} answer */
  function show(answer) {
    const { coverage } = answer;
    const longest = traces.reduce((most, line) => Math.max(most, Number(line.durationNano)), 1);
    const { matched, matchedIsExact } = first;
    found.textContent = `${matchedIsExact ? "" : "At least "}${several(matched, "trace")}${traces.length < matched ? `, the ${state.order || "newest"} ${count(traces.length)} of them` : ""}`;
    announce(found.textContent);
    if (traces.length === 0) {
      const isAll = state.q === "" && !state.from && !state.to;
      refill(results, isAll ? welcome() : nothing(state), covered(coverage));
      return;
    }
    refill(
      results,
      traceList(traces, longest),
      next !== null && element("button", { type: "button", class: "more", click: () => load(true).catch(failed) }, "More"),
      covered(coverage),
    );
  }

  /** @param {unknown} error */
  function failed(error) {
    if (signal.aborted) return;
    found.textContent = "";
    refill(results, element("pre", { class: "trouble" }, error instanceof Error ? error.message : String(error)));
  }

  await Promise.all([
    load(false).catch(failed),
    heat(map, state, signal, (from, to, shortest, longest) => search({ from, to, q: asking.within(shortest, longest) })).catch(() => refill(map)),
  ]);
}

/** @returns {{ q: string, order: string, from: string, to: string }} */
function asked() {
  const { q = "", order = "", from = "", to = "" } = place().query;
  return { q, order, from, to };
}

/** @param {Record<string, string | undefined>} changes */
function search(changes) {
  go(written([], { ...asked(), ...changes }));
}

/** @param {{ q: string, from: string, to: string }} state */
function nothing(state) {
  return element(
    "div",
    { class: "empty" },
    element("h2", {}, "No trace matches"),
    state.q !== "" && element("p", {}, "Searched for ", element("code", {}, state.q), state.from || state.to ? " in the time that was marked." : "."),
    element("p", {}, element("a", { href: "/" }, "Show all traces")),
  );
}

