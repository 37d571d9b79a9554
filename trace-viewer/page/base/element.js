// Elements, made without markup: whatever a name or a value holds, it is text.

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | EventListener>} Given */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. A function is a listener for the event that it is named after; `true` is an
 * attribute without a value; what is `false` or missing is left out.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Given} [given]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, given = {}, ...children) {
  return fill(document.createElement(name), given, children);
}

/**
 * An element of a drawing.
 *
 * @param {string} name
 * @param {Given} [given]
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function drawn(name, given = {}, ...children) {
  return fill(/** @type {SVGElement} */ (document.createElementNS(SVG, name)), given, children);
}

/**
 * Puts children in the place of those that are there.
 *
 * @param {Element} parent
 * @param {...(Child | Child[])} children
 */
export function refill(parent, ...children) {
  parent.replaceChildren(...children.flat().filter(isShown).map(asNode));
}

/**
 * A sentence in which names stand between backticks.
 *
 * @param {string} text
 * @returns {Child[]}
 */
export function withNames(text) {
  return text.split("`").map((part, at) => (at % 2 === 0 ? part : element("span", { class: "named" }, part)));
}

/**
 * @template {Element} T
 * @param {T} made
 * @param {Given} given
 * @param {(Child | Child[])[]} children
 * @returns {T}
 */
function fill(made, given, children) {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") {
      made.addEventListener(name, value);
    } else if (value === true) {
      made.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, name === "href" ? address(String(value)) : String(value));
    }
  }
  made.append(...children.flat().filter(isShown).map(asNode));
  return made;
}

/**
 * An address that cannot run anything: a path of this page, a fragment, or the web.
 *
 * @param {string} text
 */
function address(text) {
  return /^(\/(?!\/)|#|\?|https?:\/\/|blob:)/.test(text) ? text : "#";
}

/** @param {Child} child */
function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

/** @param {Child} child */
function asNode(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}
