// All that is known of one span, at the side.

import { colourOf } from "../base/colour.js";
import { element, refill } from "../base/element.js";
import { count, duration, exactClock, percent } from "../base/format.js";
import { attributesOf, logsOf, shownValue, spansOf } from "./otlp.js";
import { linkedFrom } from "./linked.js";
import { spanLinks } from "./outside.js";
import { valueShown } from "./value.js";

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/**
 * @param {import("./view.js").View} view
 * @param {import("./source.js").Source} source
 * @param {import("./outside.js").Template[]} outside
 * @param {AbortSignal} signal
 * @param {() => void} close
 */
export function panel(view, source, outside, signal, close) {
  const root = element("aside", { class: "panel", "aria-label": "Span", tabindex: -1, hidden: true });
  const linked = linkedFrom(source, signal);
  /** @type {AbortController | null} */
  let asking = null;

  async function show() {
    asking?.abort();
    const row = view.chosen;
    root.hidden = row < 0;
    if (row < 0) return;
    asking = new AbortController();
    const asked = asking;
    const known = [head(view, row, close), wrong(view, row), timing(view, row, null)];
    const spanId = view.model.spanIds[row];
    if (spanId === "" || view.model.missing.has(row)) return refill(root, known, missingNote(view, row));
    // What is known already is shown; the rest only says that it is asked for when it takes long.
    const waiting = setTimeout(() => refill(root, known, element("p", { class: "quiet" }, "Asking for its attributes …")), 150);
    try {
      const answer = await source.span(spanId, asked.signal);
      if (asked.signal.aborted) return;
      refill(root, [head(view, row, close), wrong(view, row), timing(view, row, answer.rank)], details(view, source, outside, answer), linked(spanId));
    } catch (error) {
      if (!asked.signal.aborted) refill(root, known, element("p", { class: "trouble" }, String(error instanceof Error ? error.message : error)));
    } finally {
      clearTimeout(waiting);
    }
  }

  view.whenChanged((what) => what === "chosen" && show());
  signal.addEventListener("abort", () => asking?.abort());
  show();
  return root;
}

/**
 * @param {import("./view.js").View} view
 * @param {number} row
 * @param {() => void} close
 */
function head(view, row, close) {
  const { model } = view;
  const service = model.service(row);
  const edge = element("span", { class: "edge" });
  edge.style.background = `var(--service-${colourOf(service)})`;
  const facts = [service, KINDS[model.kinds[row]] !== "unspecified" && KINDS[model.kinds[row]]].filter(Boolean).join(" · ");
  return element(
    "header",
    {},
    element("button", { class: "close", type: "button", "aria-label": "Close the panel", click: close }, "✕"),
    element("h2", {}, model.name(row)),
    element("p", { class: "quiet" }, service && edge, facts),
  );
}

/**
 * What went wrong, first.
 *
 * @param {import("./view.js").View} view
 * @param {number} row
 */
function wrong(view, row) {
  const { model } = view;
  const cause = model.causeOf.get(row);
  if (cause) {
    const handled = cause.handledBy;
    return element(
      "div",
      { class: "wrong" },
      element("strong", {}, "The error began here: "),
      cause.message || "no message was recorded",
      handled !== null && element("p", {}, `Handled by ${model.name(handled)} of ${model.service(handled)}.`),
    );
  }
  if (!model.isError(row)) return null;
  const below = model.causes.find(({ row: at }) => at > row && at < row + model.sizes[row]);
  if (!below) return element("div", { class: "wrong" }, "Failed.");
  return element(
    "div",
    { class: "wrong is-passed" },
    "Passed on an error of ",
    element("button", { type: "button", class: "link", click: () => view.choose(below.row) }, `${model.name(below.row)} (${model.service(below.row)})`),
  );
}

/**
 * @param {import("./view.js").View} view
 * @param {number} row
 * @param {any} rank
 */
function timing(view, row, rank) {
  const { model } = view;
  const share = model.duration > 0 ? model.durations[row] / model.duration : 0;
  const facts = [
    ["duration", `${duration(model.durations[row])} (${percent(share)} of the trace)`],
    model.underWay[row] > 0
      ? ["network", `${duration(model.underWay[row])} in network and queue, where the other side was not at work`]
      : ["itself", `${duration(model.own[row])}, without the spans below`],
    model.critical[row] > 0 && ["critical path", `${duration(model.critical[row])} of it`],
    ["begins", `${duration(model.starts[row])} after the trace`],
    rank && rankFact(rank),
  ];
  return list(facts);
}

/** @param {any} rank the share of spans of its kind that took no longer */
function rankFact(rank) {
  if (typeof rank.share !== "number") return null;
  return ["rank", `slower than ${percent(rank.share)} of ${count(BigInt(rank.count))} like it, in ${duration(rank.minutes * 60e9)}`];
}

/** @param {(readonly string[] | string[] | null | false | undefined | "")[]} facts */
function list(facts) {
  const shown = facts.filter(Boolean).map((fact) => /** @type {string[]} */ (fact));
  return element("dl", { class: "facts" }, shown.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

/**
 * @param {import("./view.js").View} view
 * @param {number} row
 */
function missingNote(view, row) {
  if (!view.model.missing.has(row)) return element("p", { class: "quiet" }, "The trace has several roots: this row stands for all of them.");
  return element(
    "p",
    { class: "quiet" },
    `Others name the span ${view.model.spanIds[row]} as their parent. It has not come: it is still open, was dropped, or its service sends its spans elsewhere.`,
  );
}

/**
 * @param {import("./view.js").View} view
 * @param {import("./source.js").Source} source
 * @param {import("./outside.js").Template[]} outside
 * @param {any} answer
 */
function details(view, source, outside, answer) {
  const all = spansOf(answer.spans);
  return all.flatMap(({ span, resource, scope }, at) => [
    all.length > 1 && element("h3", {}, `Span ${at + 1} of ${all.length} with this id`),
    elsewhere(spanLinks(outside, view.model, span, resource)),
    attributes("Attributes", attributesOf(span.attributes), source.isLive),
    events(view, span, logsOf(answer.logs)),
    links(span, source.isLive),
    attributes("Resource", attributesOf(resource?.attributes), source.isLive),
    list([
      ["span id", span.spanId],
      span.parentSpanId && ["parent", span.parentSpanId],
      ["start", exactClock(span.startTimeUnixNano ?? 0)],
      scope?.name && ["scope", [scope.name, scope.version].filter(Boolean).join(" ")],
      span.traceState && ["tracestate", span.traceState],
    ]),
    element("details", { class: "raw" }, element("summary", {}, "OTLP"), element("pre", {}, JSON.stringify(span, null, 2))),
  ]);
}

/** @param {(Node | false)[]} links */
function elsewhere(links) {
  return links.some(Boolean) && element("p", { class: "elsewhere" }, links);
}

/**
 * @param {string} title
 * @param {import("./otlp.js").Attribute[]} all
 * @param {boolean} isSought
 */
function attributes(title, all, isSought) {
  if (all.length === 0) return null;
  const body = element("dl", { class: "attributes" });
  const fill = (/** @type {string} */ text) => {
    const wanted = all.filter(({ key, value }) => `${key}=${shownValue(value)}`.toLowerCase().includes(text.toLowerCase()));
    wanted.sort((a, b) => (a.key < b.key ? -1 : 1));
    refill(body, keysAndValues(wanted, isSought));
    if (wanted.length === 0) refill(body, element("dd", { class: "quiet" }, "none of these"));
  };
  fill("");
  const box =
    all.length > 8 &&
    element("input", {
      type: "search",
      class: "small",
      placeholder: `Filter ${all.length}`,
      "aria-label": `Filter: ${title}`,
      input: (event) => fill(/** @type {HTMLInputElement} */ (event.target).value),
    });
  return element("section", {}, element("div", { class: "section-head" }, element("h3", {}, title), box), body);
}

/**
 * Values by their keys; keys of one beginning stand together.
 *
 * @param {import("./otlp.js").Attribute[]} all
 * @param {boolean} isSought
 */
function keysAndValues(all, isSought) {
  const beginning = (/** @type {number} */ at) => all[at]?.key.split(".")[0];
  return all.flatMap((attribute, at) => {
    const isFirst = at > 0 && beginning(at) !== beginning(at - 1);
    return [element("dt", { class: isFirst ? "is-first" : null }, attribute.key), element("dd", { class: isFirst ? "is-first" : null }, valueShown(attribute, isSought))];
  });
}

/**
 * Events and log lines, in one order of time.
 *
 * @param {import("./view.js").View} view
 * @param {any} span
 * @param {any[]} logs
 */
function events(view, span, logs) {
  const all = [
    ...(span.events ?? []).map((/** @type {any} */ event) => ({ at: BigInt(event.timeUnixNano ?? 0), title: event.name, level: "event", attributes: attributesOf(event.attributes) })),
    ...logs.map((line) => ({
      at: BigInt(line.timeUnixNano || line.observedTimeUnixNano || 0),
      title: line.body ? shownValue(attributesOf([{ key: "", value: line.body }])[0].value) : "(no text)",
      level: String(line.severityText || "log"),
      attributes: attributesOf(line.attributes),
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  if (all.length === 0) return null;
  const shown = all.map(({ at, title, level, attributes }) =>
    element(
      "li",
      { class: /error|fatal/i.test(level) || title === "exception" ? "is-error" : "" },
      element("span", { class: "when" }, duration(Number(at - view.model.start))),
      element("span", { class: "level" }, level.toLowerCase()),
      element("span", { class: "title" }, title),
      attributes.length > 0 &&
        element("dl", { class: "attributes" }, keysAndValues(attributes, false)),
    ),
  );
  return element("section", {}, element("h3", {}, "Events and log lines"), element("ol", { class: "events" }, shown));
}

/**
 * @param {any} span
 * @param {boolean} canGo whether another trace can be shown
 */
function links(span, canGo) {
  const all = span.links ?? [];
  if (all.length === 0) return null;
  const shown = all.map((/** @type {any} */ link) =>
    element(
      "li",
      {},
      canGo
        ? element("a", { href: `/trace/${link.traceId}?span=${link.spanId}` }, `${String(link.traceId).slice(0, 8)}… span ${link.spanId}`)
        : element("span", { class: "id" }, `${link.traceId} span ${link.spanId}`),
      attributesOf(link.attributes).map(({ key, value }) => element("span", { class: "badge" }, `${key}=${shownValue(value)}`)),
    ),
  );
  return element("section", {}, element("h3", {}, "Links"), element("ul", { class: "links" }, shown));
}
