// Hours that are slow again and again.

import { ask } from "../base/ask.js";
import { element, refill, withNames } from "../base/element.js";
import { covered, empty, heading } from "./parts.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/**
 * @param {HTMLElement} root
 * @param {string[]} _path
 * @param {AbortSignal} signal
 */
export async function showPatterns(root, _path, signal) {
  const asked = new URLSearchParams({ offsets: offsets(Date.now()) });
  const { patterns, coverage } = await ask(`/api/viewer/patterns?${asked}`, signal);
  const body =
    patterns.length === 0
      ? empty("No recurring slow hours", element("p", {}, "Counts of up to eight weeks are looked at. A pattern needs two weeks to be possible, and three to be believed."))
      : patterns.map(pattern);
  refill(root, element("div", { class: "page" }, heading("Patterns"), body, covered(coverage)));
}

/**
 * What the clocks of this place show in the eight weeks before a moment: minutes ahead of
 * universal time, and those after each change with its second.
 *
 * @param {number} now milliseconds since 1970
 */
export function offsets(now) {
  const ahead = (/** @type {number} */ time) => -new Date(time).getTimezoneOffset();
  // Clocks are changed at a full quarter of an hour, everywhere.
  const step = 900_000;
  const last = Math.floor(now / step);
  const first = last - (8 * 7 + 1) * 96;
  const told = [String(ahead(first * step))];
  for (let at = first + 1; at <= last; at += 1) {
    if (ahead(at * step) !== ahead((at - 1) * step)) told.push(`${ahead(at * step)}@${(at * step) / 1000}`);
  }
  return told.join(",");
}

/** @param {any} found */
function pattern(found) {
  return element(
    "section",
    { class: "pattern" },
    element("h2", {}, found.operation, element("span", { class: "quiet" }, ` ${found.service} · ${found.kind}`)),
    found.sentences.map((/** @type {string} */ sentence) => element("p", {}, sentence)),
    found.slowHours && element("p", {}, withNames(found.slowHours.sentence)),
    grid(found.grid),
  );
}

/** @param {(number | null)[]} cells 168 of them, from Monday 00:00 on */
function grid(cells) {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const head = element("tr", {}, element("td", {}), hours.map((hour) => element("th", { scope: "col" }, hour % 6 === 0 ? String(hour) : "")));
  const rows = DAYS.map((day, at) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, day),
      hours.map((hour) => {
        const ratio = cells[at * 24 + hour];
        const known = typeof ratio === "number";
        const cell = element("td", { class: known ? "hour" : "hour is-unknown", title: known ? `${day} ${hour}:00: ${ratio.toFixed(1)} times as slow as usual` : "too few spans" });
        if (known) cell.style.background = `color-mix(in srgb, var(--heat) ${Math.round(Math.min(Math.max((ratio - 1) / 2, 0.04), 1) * 100)}%, var(--ground))`;
        return cell;
      }),
    ),
  );
  return element("table", { class: "hours", "aria-label": "How slow each hour of the week is, beside what is usual" }, element("thead", {}, head), element("tbody", {}, rows));
}
