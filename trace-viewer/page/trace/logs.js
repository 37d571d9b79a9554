// The log lines of the whole trace, in the order of time; and the trace as it came.

import { element, refill } from "../base/element.js";
import { count, duration } from "../base/format.js";
import { copying } from "./copy.js";
import { attributesOf, logsOf, shownValue } from "./otlp.js";

/** More lines than anybody reads. */
const MOST = 2_000;

/**
 * @param {import("./view.js").View} view
 * @param {import("./source.js").Source} source
 * @param {AbortSignal} signal
 */
export function logs(view, source, signal) {
  const root = element("div", { class: "table-place", tabindex: 0 });
  whole(root, source, signal, ({ logs }) => {
    const lines = logsOf(logs);
    if (lines.length === 0) return [element("p", { class: "empty" }, "No log line has the id of this trace. Lines come with it where the service logs through trace-log, or an SDK that sends logs as OTLP.")];
    const body = lines.slice(0, MOST).map((line) => {
      const row = view.model.rowOf(line.spanId ?? "");
      const at = BigInt(line.timeUnixNano || line.observedTimeUnixNano || 0) - view.model.start;
      return element(
        "tr",
        { class: /error|fatal/i.test(line.severityText ?? "") ? "is-error" : "" },
        element("td", {}, duration(Number(at))),
        element("td", {}, String(line.severityText || "").toLowerCase()),
        element("td", { class: "extra" }, row < 0 ? "" : element("button", { type: "button", class: "link", click: () => view.choose(row) }, view.model.name(row))),
        element(
          "td",
          { class: "wide" },
          line.body ? shownValue(attributesOf([{ key: "", value: line.body }])[0].value) : "",
          attributesOf(line.attributes).map(({ key, value }) => element("span", { class: "badge" }, `${key}=${shownValue(value)}`)),
        ),
      );
    });
    const titles = ["Time", "Level", "Span", "Text"].map((title) => element("th", { scope: "col", class: title === "Span" ? "extra" : null }, title));
    return [
      element("table", {}, element("thead", {}, element("tr", {}, titles)), element("tbody", {}, body)),
      lines.length > MOST && element("p", { class: "quiet" }, `The first ${count(MOST)} of ${count(lines.length)}.`),
    ];
  });
  return root;
}

/**
 * @param {import("./source.js").Source} source
 * @param {AbortSignal} signal
 */
export function raw(source, signal) {
  const root = element("div", { class: "table-place", tabindex: 0 });
  whole(root, source, signal, (answer) => {
    const text = JSON.stringify(answer, null, 1);
    const shown = text.length > 2_000_000 ? `${text.slice(0, 2_000_000)}\n…` : text;
    return [element("p", { class: "quiet" }, "OTLP, as JSON ", copying(text)), element("pre", { class: "raw" }, shown)];
  });
  return root;
}

/**
 * @param {HTMLElement} root
 * @param {import("./source.js").Source} source
 * @param {AbortSignal} signal
 * @param {(answer: any) => (Node | false)[]} shown
 */
async function whole(root, source, signal, shown) {
  const waiting = setTimeout(() => refill(root, element("p", { class: "empty" }, "Asking for the trace …")), 150);
  try {
    const answer = await source.whole(signal);
    refill(root, shown(answer));
  } catch (error) {
    if (!signal.aborted) refill(root, element("p", { class: "trouble" }, error instanceof Error ? error.message : String(error)));
  } finally {
    clearTimeout(waiting);
  }
}
