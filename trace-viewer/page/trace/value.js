// A value as it is read: what is long is wrapped where it means something, and fills the page
// when it is asked to.

import { written } from "../base/address.js";
import { element } from "../base/element.js";
import { holding } from "../search/conditions.js";
import { copying } from "./copy.js";
import { shownValue } from "./otlp.js";

/** What is longer has lines of its own. */
const LINE = 60;

/** What a text or a comment of SQL holds, or a word that begins a part of a statement. */
const SQL_PARTS = /('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/)|\b(FROM|WHERE|(?:(?:LEFT|RIGHT|FULL|INNER|CROSS) )?(?:OUTER )?JOIN|GROUP BY|HAVING|ORDER BY|LIMIT|VALUES|SET|RETURNING|UNION|ON CONFLICT)\b/gi;

const SQL_KEYS = new Set(["db.query.text", "db.statement"]);

/**
 * @param {import("./otlp.js").Attribute} attribute
 * @param {boolean} isSought whether a viewer is there to look for the traces that have it
 */
export function valueShown({ key, type, value }, isSought) {
  const text = shownValue(value);
  const read = wrapped(key, type, value);
  const isLong = read.length > 80 || read.includes("\n");
  return [
    element(isLong ? "pre" : "span", { class: "value" }, read),
    type !== "string" && element("span", { class: "type" }, type),
    element(
      "span",
      { class: "of-value" },
      isSought && isPlain(type, text) && element("a", { class: "copy", href: written([], { q: holding(key, type, text) }), title: "Traces that have it" }, "find"),
      isLong && element("button", { type: "button", class: "copy", "aria-label": `Show ${key} on the whole page`, click: () => whole(key, text, read) }, "whole"),
      copying(text),
    ),
  ];
}

/**
 * Whether a query can ask for a value: a list or a map it cannot, and nobody types a text as long.
 *
 * @param {string} type
 * @param {string} text
 */
function isPlain(type, text) {
  if (type === "double") return Number.isFinite(Number(text));
  return ["string", "int", "bool"].includes(type) && text !== "" && text.length <= 200;
}

/**
 * Breaks a value into lines: JSON by its parts, SQL before `FROM`, `WHERE` and their like.
 *
 * @param {string} key
 * @param {string} type
 * @param {unknown} value
 */
function wrapped(key, type, value) {
  const text = shownValue(value);
  if (type === "map" || type === "array") return JSON.stringify(value, null, 2);
  if (text.length <= LINE || text.includes("\n")) return text;
  if (SQL_KEYS.has(key)) return text.replace(SQL_PARTS, (whole, held, _word, at) => (held || at === 0 ? whole : `\n${whole}`)).replace(/ \n/g, "\n");
  return asJson(text) ?? text;
}

/**
 * JSON in lines; `null` for what is none, or would be written otherwise than it came: a number may
 * have more digits than JavaScript keeps.
 *
 * @param {string} text
 */
function asJson(text) {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    const held = JSON.parse(text);
    const dense = text.replace(/("(?:\\.|[^"\\])*")|\s+/g, (_, string) => string ?? "");
    return JSON.stringify(held) === dense ? JSON.stringify(held, null, 2) : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} text as it came, to be copied
 * @param {string} read
 */
function whole(key, text, read) {
  const dialog = element(
    "dialog",
    { class: "whole", "aria-label": key },
    element("form", { method: "dialog" }, element("h2", {}, key, " ", copying(text)), element("button", { "aria-label": "Close" }, "✕")),
    element("pre", { tabindex: 0 }, read),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
