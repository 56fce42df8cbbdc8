// What the user wants to see of the table of databases; the browser remembers it.
import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { columnChoices } from "./columns";

export interface Preferences {
  columns: readonly TableProps.ColumnDisplayProperties[];
  density: "comfortable" | "compact";
  wrapLines: boolean;
}

const key = "borealis.databases";
const hiddenAtFirst = ["version", "created", "endpoint"];

const initial: Preferences = {
  columns: columnChoices.map(({ id }) => ({ id, visible: !hiddenAtFirst.includes(id) })),
  density: "comfortable",
  wrapLines: false,
};

export function usePreferences(): [Preferences, (changed: Preferences) => void] {
  const [preferences, setPreferences] = useState<Preferences>(() => JSON.parse(localStorage.getItem(key) ?? "null") ?? initial);
  const change = (changed: Preferences) => {
    localStorage.setItem(key, JSON.stringify(changed));
    setPreferences(changed);
  };
  return [preferences, change];
}
