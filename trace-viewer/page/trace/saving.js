// What is shown, to take away: as text, as a drawing, as a picture.

import { tell } from "../base/announce.js";
import { element } from "../base/element.js";
import { copied } from "./copy.js";
import { asPng, asSvg } from "./picture.js";
import { asText } from "./text.js";

/**
 * Copies what is shown as text.
 *
 * @param {import("./view.js").View} view
 */
export async function copyAsText(view) {
  tell((await copied(asText(view))) ? "copied as text" : "the browser does not let this page copy");
}

/** @param {import("./view.js").View} view */
export function saving(view) {
  const file = `trace-${view.model.id.slice(0, 8)}`;
  const svg = () => save(`${file}.svg`, new Blob([asSvg(view)], { type: "image/svg+xml" }));
  const png = () => asPng(view).then((picture) => save(`${file}.png`, picture), (error) => tell(String(error.message)));
  return [
    element("button", { type: "button", title: "Copy what is shown, as text (y)", click: () => copyAsText(view) }, "Copy"),
    element("button", { type: "button", title: "Save what is shown, as a drawing", click: svg }, "SVG"),
    element("button", { type: "button", title: "Save what is shown, as a picture", click: png }, "PNG"),
  ];
}

/**
 * Saves something as a file.
 *
 * @param {string} name
 * @param {Blob} content
 */
function save(name, content) {
  const url = URL.createObjectURL(content);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
