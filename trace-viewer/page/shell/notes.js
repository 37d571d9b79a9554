// What is shown where there is nothing else.

import { element } from "../base/element.js";

/** @param {string[]} path */
export function notFound(path) {
  return element("div", { class: "empty" }, element("h1", {}, "No such view"), element("p", {}, `Nothing is at /${path.join("/")}. `, element("a", { href: "/" }, "Search")));
}
