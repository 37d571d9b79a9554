// Every key of the page, in one table: the help is drawn from it.

/**
 * @typedef {{ keys: string[], does: string, run: (event: KeyboardEvent) => void }} Key
 * @typedef {{ title: string, keys: Key[] }} Group
 */

/** @type {Set<Group>} */
const groups = new Set();

/**
 * Has keys do something, until the view is left.
 *
 * @param {AbortSignal} signal
 * @param {string} title of the group in the help
 * @param {[string, string, (event: KeyboardEvent) => void][]} table keys with blanks between
 *   them, what they do, and how
 */
export function bind(signal, title, table) {
  const group = { title, keys: table.map(([keys, does, run]) => ({ keys: keys.split(" "), does, run })) };
  groups.add(group);
  signal.addEventListener("abort", () => groups.delete(group));
}

/** What can be pressed now, the newest group first. */
export function bound() {
  return [...groups].reverse();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) && event.key !== "Escape") return;
  // A dialog has its own keys: Escape closes it.
  if (document.querySelector("dialog[open]")) return;
  for (const group of bound()) {
    const key = group.keys.find(({ keys }) => keys.includes(event.key));
    if (key) {
      event.preventDefault();
      key.run(event);
      return;
    }
  }
});

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
