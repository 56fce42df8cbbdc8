// Where one is in the console.
import { createStore, useStore } from "../shared/store";
import { parseRoute, type Route } from "./route_format";

export { databaseRoute, routeTo, type Route } from "./route_format";

const current = createStore<Route>(parseRoute(location.hash));
window.addEventListener("hashchange", () => current.set(parseRoute(location.hash)));

export const useRoute = (): Route => useStore(current);

export function navigate(to: string): void {
  location.hash = to;
}
