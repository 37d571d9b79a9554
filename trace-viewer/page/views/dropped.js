// A file that is dropped on the page, or opened, is looked at: what is in it is stored only when
// asked for.

import { ask } from "../base/ask.js";
import { element, refill } from "../base/element.js";
import { clock, duration, several } from "../base/format.js";
import { showTrace } from "../trace/page.js";
import { held } from "../trace/source.js";
import { empty, heading } from "./parts.js";

/**
 * @param {HTMLElement} root where views are shown
 * @param {() => AbortSignal} leave ends the view that is there, and gives the signal of the next
 */
export function droppedFiles(root, leave) {
  const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("is-dropped-on");
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("is-dropped-on");
  });
  addEventListener("open-file", (event) => {
    open(root, /** @type {CustomEvent<File>} */ (event).detail, leave());
  });
  addEventListener("drop", (event) => {
    document.body.classList.remove("is-dropped-on");
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    open(root, file, leave());
  });
}

/**
 * @param {HTMLElement} root
 * @param {File} file
 * @param {AbortSignal} signal
 */
async function open(root, file, signal) {
  refill(root, element("p", { class: "empty" }, `Reading ${file.name} …`));
  try {
    const preview = await ask("/api/viewer/preview", signal, { method: "POST", body: file });
    if (preview.all === 1) return await trace(root, preview.traces[0], file, signal);
    list(root, preview, file, signal);
  } catch (error) {
    if (signal.aborted) return;
    refill(root, element("div", { class: "page" }, heading(file.name), element("pre", { class: "trouble" }, error instanceof Error ? error.message : String(error)), element("p", {}, "Files of OTLP (JSON, or JSON lines) and of Jaeger are understood. A page that was exported opens by itself, in any browser.")));
  }
}

/**
 * @param {HTMLElement} root
 * @param {any} preview
 * @param {File} file
 * @param {AbortSignal} signal
 */
function list(root, preview, file, signal) {
  const lines = preview.traces.map((/** @type {any} */ one) => {
    const { tree } = one;
    const name = tree.strings[tree.rows.name[0]] || tree.traceId;
    return element(
      "tr",
      {},
      element("td", {}, element("button", { type: "button", class: "link", click: () => trace(root, one, file, signal) }, name)),
      element("td", {}, clock(tree.startUnixNano)),
      element("td", { class: "number" }, duration(Number(tree.durationNano))),
      element("td", { class: "number" }, several(tree.rows.spanId.length, "row")),
      element("td", { class: "wide" }, tree.sentence),
    );
  });
  refill(
    root,
    element(
      "div",
      { class: "page" },
      heading(file.name, storing(file, signal)),
      element("p", { class: "found" }, `${several(preview.all, "trace")}${preview.traces.length < preview.all ? `, the first ${preview.traces.length} of them` : ""}. None is stored.`),
      preview.refused > 0 && element("p", { class: "notice" }, `${several(preview.refused, "span or line", "spans or lines")} left out: ${preview.firstRefused}`),
      lines.length === 0 ? empty("There is no trace in it") : element("table", {}, element("tbody", {}, lines)),
    ),
  );
}

/**
 * @param {HTMLElement} root
 * @param {any} one
 * @param {File} file
 * @param {AbortSignal} signal
 */
async function trace(root, one, file, signal) {
  root.dataset.view = "trace";
  await showTrace(root, held(one), signal, () => [element("span", { class: "quiet" }, `from ${file.name}, not stored`), storing(file, signal)]);
}

/**
 * @param {File} file
 * @param {AbortSignal} signal
 */
function storing(file, signal) {
  const button = element("button", { type: "button", title: "Send what is in the file to the store" }, "Store");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      for (const line of (await file.text()).split("\n").filter((line) => line.trim() !== "")) {
        const { resourceSpans, resourceLogs } = JSON.parse(line);
        const send = (/** @type {string} */ path, /** @type {any} */ body) => ask(path, signal, { method: "POST", body: new Blob([JSON.stringify(body)], { type: "application/json" }) });
        if (resourceSpans) await send("/v1/traces", { resourceSpans });
        if (resourceLogs) await send("/v1/logs", { resourceLogs });
        if (!resourceSpans && !resourceLogs) throw new Error("this form is stored by: trace-viewer import FILE");
      }
      button.textContent = "Stored";
    } catch (error) {
      button.textContent = "Not stored";
      button.title = error instanceof SyntaxError ? "this form is stored by: trace-viewer import FILE" : String(error instanceof Error ? error.message : error);
    }
  });
  return button;
}
