// The messages on top of the page: what was begun, what failed.
import type { FlashbarProps } from "@cloudscape-design/components/flashbar";
import { apiError } from "../aws/errors";
import { createStore } from "../shared/store";

export const notices = createStore<readonly FlashbarProps.MessageDefinition[]>([]);

let lastId = 0;

/** A success has been read once one goes on to another page; a failure stays until it is dismissed. */
function dropOnNavigation(id: string): void {
  const drop = () => notices.set(notices.get().filter((shown) => shown.id !== id));
  const pageThatItIsFor = 500; // milliseconds: an action often leads to a page itself
  setTimeout(() => window.addEventListener("hashchange", drop, { once: true }), pageThatItIsFor);
}

function add(notice: FlashbarProps.MessageDefinition): string {
  const id = `notice-${++lastId}`;
  const dismiss = () => notices.set(notices.get().filter((shown) => shown.id !== id));
  notices.set([{ ...notice, id, dismissible: true, dismissLabel: "Dismiss message", onDismiss: dismiss }, ...notices.get()]);
  return id;
}

export function tellSuccess(content: string): void {
  dropOnNavigation(add({ type: "success", content }));
}

export function tellFailure(what: string, failure: unknown): void {
  const { code, message } = apiError(failure);
  add({ type: "error", header: what, content: `${code}: ${message}` });
}
