// What can be done with a trace that a viewer holds: keep it, hand it on, compare it.

import { go, written } from "../base/address.js";
import { announce, tell } from "../base/announce.js";
import { ask } from "../base/ask.js";
import { element } from "../base/element.js";

/**
 * The buttons over a trace.
 *
 * @param {import("./view.js").View} view
 * @param {AbortSignal} signal
 */
export function actions(view, signal) {
  const { model } = view;
  const other = element("button", { type: "button", title: "Compare with another trace", click: () => compare(model.id) }, "Compare");
  const hand = element("button", { type: "button", title: "Save as a file that opens anywhere", click: () => handOn(model.id) }, "Export");
  return [pinning(view, signal), other, hand];
}

/**
 * @param {import("./view.js").View} view
 * @param {AbortSignal} signal
 */
function pinning(view, signal) {
  const { model } = view;
  let isPinned = typeof model.stored?.pin === "string";
  const button = element("button", { type: "button" });
  const draw = () => {
    button.textContent = isPinned ? "Pinned" : "Pin";
    button.setAttribute("aria-pressed", String(isPinned));
    button.title = isPinned ? `Kept until it is unpinned${model.stored?.pin ? `: ${model.stored.pin}` : ""}` : "Keep this trace longer than the others";
  };
  button.addEventListener("click", async () => {
    const method = isPinned ? "DELETE" : "POST";
    try {
      await ask(`/api/viewer/pins/${model.id}`, signal, { method });
      isPinned = !isPinned;
      announce(isPinned ? "pinned" : "no longer pinned");
      draw();
    } catch (error) {
      button.title = error instanceof Error ? error.message : String(error);
      tell(button.title);
    }
  });
  draw();
  return button;
}

/**
 * Asks with which trace, and goes there.
 *
 * @param {string} id
 */
function compare(id) {
  const box = element("input", { name: "other", required: true, placeholder: "Trace id or correlation id", "aria-label": "The other trace", spellcheck: "false" });
  const dialog = element(
    "dialog",
    { "aria-label": "Compare" },
    element("h2", {}, "Compare with"),
    element("form", { method: "dialog" }, box, element("button", { class: "primary" }, "Compare")),
    element("p", { class: "quiet" }, "Or mark two lines of a list with x."),
  );
  dialog.addEventListener("close", async () => {
    const text = box.value.trim();
    dialog.remove();
    if (text === "") return;
    const { traces } = await ask(`/api/viewer/resolve?text=${encodeURIComponent(text)}`, AbortSignal.timeout(10_000)).catch(() => ({ traces: [] }));
    if (traces.length > 0) go(written(["compare"], { a: id, b: traces[0] }));
    else tell("no trace has this id");
  });
  opened(dialog);
}

/**
 * A choice of what leaves the house.
 *
 * @param {string} id
 */
function handOn(id) {
  const file = (/** @type {string} */ more) => `/trace/${id}/export.html${more}`;
  opened(
    element(
      "dialog",
      { "aria-label": "Export" },
      element("form", { method: "dialog" }, element("h2", {}, "Export"), element("button", { "aria-label": "Close" }, "✕")),
      element("p", {}, "One file with everything but live data. It opens in any browser, without a viewer."),
      element(
        "ul",
        { class: "choices" },
        element("li", {}, element("a", { href: file(""), download: true }, "As it is"), " with all attributes and log lines."),
        element("li", {}, element("a", { href: file("?redact=values"), download: true }, "Without values"), " of attributes, and without the texts of log lines and errors: for strangers. Names of services and operations, keys and times stay."),
        element("li", {}, element("a", { href: `/api/viewer/trace/${id}/otlp.jsonl`, download: `trace-${id}.jsonl` }, "OTLP"), " in JSON lines: what this page and `trace-viewer import` read."),
      ),
    ),
  );
}

/** @param {HTMLDialogElement} dialog */
function opened(dialog) {
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
