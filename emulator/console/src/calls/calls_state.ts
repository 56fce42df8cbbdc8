// Whether the panel of API calls is open.
import { createStore } from "../shared/store";

const key = "borealis.calls";

export const callsPanelOpen = createStore(localStorage.getItem(key) === "open");

callsPanelOpen.subscribe(() => localStorage.setItem(key, callsPanelOpen.get() ? "open" : "closed"));
