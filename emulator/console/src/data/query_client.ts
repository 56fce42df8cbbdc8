// How the console asks: again and again while the page is visible, and never twice for the same.
import { QueryClient } from "@tanstack/react-query";
import { keepUnchanged } from "../shared/unchanged";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: "always", structuralSharing: keepUnchanged },
    mutations: { retry: false, networkMode: "always" },
  },
});
