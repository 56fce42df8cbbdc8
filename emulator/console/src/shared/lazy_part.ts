// A component whose code is loaded when it is first shown. One request that is lost must not cost the page, so it is
// made again: React would remember the failure for as long as the page is open.
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import { withRetries } from "./retry";

export function lazyPart<C extends ComponentType<any>>(load: () => Promise<{ default: C }>): LazyExoticComponent<C> {
  return lazy(() => withRetries(load));
}
