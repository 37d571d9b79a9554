// A query as conditions, all of which one span fulfils: what the form can say. The text of the
// query is what is asked; the form is drawn from it wherever it can.

/** @typedef {{ subject: string, operator: string, value: string }} Condition */

export const OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "=~", "!~", "~"];

const SUBJECTS = new Set(["name", "service", "kind", "status", "statusMessage", "duration", "correlation", "isRoot", "traceDuration", "spanCount", "errorCount", "rootName", "rootServiceName", "resource.service.name"]);
const BARE = /^(-?\d+(\.\d+)?([a-zµ]+)?|true|false|nil|error|ok|unset|server|client|producer|consumer|internal)$/;

/**
 * The conditions of a query; `null` where it says more than a list of them can.
 *
 * @param {string} text
 * @returns {Condition[] | null}
 */
export function conditions(text) {
  const trimmed = text.trim();
  const inner = trimmed.startsWith("{") && trimmed.endsWith("}") ? trimmed.slice(1, -1) : trimmed;
  const rest = { text: inner.trim() };
  if (rest.text === "") return [];
  const found = [];
  for (;;) {
    const one = condition(rest);
    if (!one) return null;
    found.push(one);
    if (rest.text === "") return found;
    if (!rest.text.startsWith("&&")) return null;
    rest.text = rest.text.slice(2).trim();
  }
}

/**
 * @param {{ text: string }} rest of the query, from which what is read is taken
 * @returns {Condition | null}
 */
function condition(rest) {
  const head = /^((?:(?:span|resource|event)?\.)?(?:"(?:[^"\\]|\\.)*"|[\w.:/-]+))\s*(!=|=~|!~|>=|<=|=|>|<|~)\s*/.exec(rest.text);
  if (!head) return null;
  const after = rest.text.slice(head[0].length);
  const value = /^("(?:[^"\\]|\\.)*"|`[^`]*`|[^\s&|(){}"`]+)\s*/.exec(after);
  if (!value) return null;
  rest.text = after.slice(value[0].length);
  return { subject: head[1], operator: head[2], value: unquoted(value[1]) };
}

/** @param {string} text */
function unquoted(text) {
  if (text.startsWith("`")) return text.slice(1, -1);
  if (!text.startsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}

/**
 * The query that says these conditions.
 *
 * @param {Condition[]} all
 */
export function query(all) {
  if (all.length === 0) return "";
  const said = all.map(({ subject, operator, value }) => `${named(subject)} ${operator} ${quoted(subject, value)}`);
  return `{ ${said.join(" && ")} }`;
}

/** @param {string} subject as a person types it: `order.id` is an attribute */
function named(subject) {
  if (SUBJECTS.has(subject) || /^(span|resource|event)?\./.test(subject) || subject.includes(":")) return subject;
  return /^[\w.:/-]+$/.test(subject) ? `.${subject}` : `span.${JSON.stringify(subject)}`;
}

/** Text, whatever it looks like: a version may look like a number. */
const TEXTS = new Set(["name", "service", "rootName", "rootServiceName", "statusMessage", "correlation"]);
const SERVICE = /^(resource)?\.?service\.(name|namespace|version|instance\.id)$/;

/**
 * @param {string} subject
 * @param {string} value
 */
function quoted(subject, value) {
  const isText = TEXTS.has(subject) || SERVICE.test(subject);
  return !isText && BARE.test(value) ? value : `"${value.replace(/[\\"]/g, "\\$&")}"`;
}

/**
 * The query for the traces that have an attribute, as it was sent: a text stays one if it looks like
 * a number, and a key is a key if it is called `name`.
 *
 * @param {string} key
 * @param {string} type
 * @param {string} text
 */
export function holding(key, type, text) {
  const subject = /^[\w.:/-]+$/.test(key) ? `.${key}` : `span.${JSON.stringify(key)}`;
  return `{ ${subject} = ${type === "string" ? `"${text.replace(/[\\"]/g, "\\$&")}"` : text} }`;
}

/** Words as a person types them: nothing in them compares. */
const WORDS = /^[^{}=<>~!&|()"`]+$/;

/**
 * The query that a text means: what the form can read is written as the language has it, and
 * words are looked for in names, services and messages.
 *
 * @param {string} text
 */
export function meant(text) {
  const typed = text.trim();
  if (WORDS.test(typed)) {
    const words = quoted("name", typed);
    return `{ name ~ ${words} || service ~ ${words} || statusMessage ~ ${words} }`;
  }
  const all = conditions(typed);
  return all === null ? typed : query(all);
}

/**
 * A query, and a condition beside it.
 *
 * @param {string} text
 * @param {Condition[]} more
 */
export function narrowed(text, more) {
  const now = conditions(text);
  if (now) return query([...now, ...more]);
  // Without braces it is read as if it stood in one pair of them.
  const whole = text.trim().startsWith("{") || text.trim().startsWith("(") ? `(${text.trim()})` : `{ ${text.trim()} }`;
  return `${whole} && ${query(more)}`;
}
