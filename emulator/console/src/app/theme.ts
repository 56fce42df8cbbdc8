// Light and dark: as the system has it, unless the user chose.
import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { createStore } from "../shared/store";

export type Theme = "system" | "light" | "dark";

const key = "borealis.theme";
const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");

export const theme = createStore<Theme>((localStorage.getItem(key) as Theme | null) ?? "system");

export function applyTheme(): void {
  const apply = () => {
    const dark = theme.get() === "dark" || (theme.get() === "system" && systemIsDark.matches);
    applyMode(dark ? Mode.Dark : Mode.Light);
  };
  systemIsDark.addEventListener("change", apply);
  theme.subscribe(() => {
    localStorage.setItem(key, theme.get());
    apply();
  });
  apply();
}
