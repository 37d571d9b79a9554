// Who links to a span: other traces, which are asked for once for a trace.

import { element, refill } from "../base/element.js";
import { clock } from "../base/format.js";

/**
 * Makes the section of each span that others link to; it is empty until the answer comes, and
 * stays so where nobody does.
 *
 * @param {import("./source.js").Source} source
 * @param {AbortSignal} signal
 * @returns {(spanId: string) => HTMLElement}
 */
export function linkedFrom(source, signal) {
  /** @type {Promise<any> | null} */
  let asked = null;
  return (spanId) => {
    const section = element("section", { class: "linked-from" });
    asked ??= source.linked(signal).catch(() => ({ links: [], isWhole: true }));
    asked.then(({ links, isWhole }) => {
      const here = links.filter((/** @type {any} */ link) => link.to === spanId);
      if (here.length === 0) return;
      refill(
        section,
        element("h3", {}, "Linked from"),
        element("ul", { class: "links" }, here.map(line)),
        !isWhole && element("p", { class: "quiet" }, "There may be more: only the newest traces were looked at."),
      );
    });
    return section;
  };
}

/** @param {any} link */
function line({ spanId, trace }) {
  const name = `${trace.rootService} ${trace.rootOperation}`.trim() || `${trace.traceId.slice(0, 8)}…`;
  return element(
    "li",
    {},
    element("a", { href: `/trace/${trace.traceId}?span=${spanId}` }, name),
    element("span", { class: "quiet" }, ` ${clock(BigInt(trace.startUnixNano))}`),
  );
}
