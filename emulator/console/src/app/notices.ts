// The messages on top of the page: what was begun, what failed.
import type { FlashbarProps } from "@cloudscape-design/components/flashbar";
import { apiError } from "../aws/errors";
import { createStore } from "../shared/store";

export const notices = createStore<readonly FlashbarProps.MessageDefinition[]>([]);

let lastId = 0;

function add(notice: FlashbarProps.MessageDefinition): void {
  const id = `notice-${++lastId}`;
  const dismiss = () => notices.set(notices.get().filter((shown) => shown.id !== id));
  notices.set([{ ...notice, id, dismissible: true, dismissLabel: "Dismiss message", onDismiss: dismiss }, ...notices.get()]);
}

export function tellSuccess(content: string): void {
  add({ type: "success", content });
}

export function tellFailure(what: string, failure: unknown): void {
  const { code, message } = apiError(failure);
  add({ type: "error", header: what, content: `${code}: ${message}` });
}
