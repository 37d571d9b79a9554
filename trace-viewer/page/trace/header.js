// Two lines over a trace: what it says, in a sentence, and the facts with what can be done.

import { element, refill, withNames } from "../base/element.js";
import { clock, count, duration, exactClock, several } from "../base/format.js";
import { copying } from "./copy.js";

/**
 * @param {import("./view.js").View} view
 * @param {import("./source.js").Source} source
 * @param {(Node | false)[]} actions buttons that come last
 * @param {() => void} nextError
 */
export function header(view, source, actions, nextError) {
  const { model } = view;
  const root = model.length > 0 ? 0 : -1;
  const title = root < 0 ? "An empty trace" : `${model.service(root)} ${model.name(root)}`.trim();
  const facts = element("p", { class: "facts-line" });
  const sentence = element("h1", {}, withNames(model.sentence || title));
  const made = element("header", { class: "trace-head" }, sentence, facts, element("div", { class: "notices" }, notices(view)));
  refill(
    facts,
    model.sentence && element("span", { class: "title" }, title),
    element("span", { title: exactClock(model.start) }, clock(model.start)),
    element("span", {}, duration(model.duration)),
    element("span", {}, several(model.spanCount, "span")),
    element("span", {}, several(model.services.length, "service")),
    errorsButton(view, nextError),
    element("span", { class: "id", title: model.id }, model.id.slice(0, 8), "…", copying(model.id)),
    unfolding(),
    element("span", { class: "actions" }, actions),
  );
  return made;
}

/** On a narrow page, what comes after the facts is shown when it is asked for. */
function unfolding() {
  const button = element("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "More");
  button.addEventListener("click", () => {
    const isOpen = button.closest(".trace-top")?.classList.toggle("is-open") ?? false;
    button.setAttribute("aria-expanded", String(isOpen));
    button.textContent = isOpen ? "Less" : "More";
  });
  return button;
}

/**
 * How many failed: a button that goes to the next.
 *
 * @param {import("./view.js").View} view
 * @param {() => void} nextError
 */
function errorsButton(view, nextError) {
  const { errorCount, causes } = view.model;
  if (errorCount === 0) return null;
  return element(
    "button",
    { type: "button", class: "errors", title: "Go to the next error (e)", click: nextError },
    "◤ ",
    several(errorCount, "error"),
    causes.length > 0 && causes.length < errorCount && `, ${several(causes.length, "cause")}`,
  );
}

/**
 * What has to be known before the trace is believed.
 *
 * @param {import("./view.js").View} view
 */
function notices(view) {
  const { model } = view;
  const { stored } = model;
  const orphans = model.missing.size;
  return [
    stored?.cutFrom && `Only a part: of ${count(BigInt(stored.cutFrom))} spans the first, the failed and the slowest were kept, ${count(model.spanCount)} in all.`,
    stored?.linesCutFrom && `Only a part: of ${count(BigInt(stored.linesCutFrom))} log lines the first were kept.`,
    model.hidden[0] > 0 && `A large trace: ${count(model.length)} rows are here, what it waited for, what failed and what was slow; ${count(model.hidden[0])} are loaded where they are asked for.`,
    stored?.isSettled === false && "Still arriving: what comes is shown here.",
    orphans > 0 && `${several(orphans, "span")} that others name as their parent ${orphans === 1 ? "has" : "have"} not come; shown dashed.`,
    model.circles.size > 0 && `Spans name each other as parents: ${several(model.circles.size, "circle")} cut.`,
    model.isAdjusted && "Clocks of hosts differ: times are adjusted.",
    ...(stored?.coverage?.missing ?? []),
  ]
    .filter(Boolean)
    .map((text) => element("p", { class: "notice" }, text));
}
