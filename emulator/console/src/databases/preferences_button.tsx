// The wheel above the table of databases: columns and their order, density, wrapping.
import CollectionPreferences from "@cloudscape-design/components/collection-preferences";
import { columnChoices } from "./columns";
import type { Preferences } from "./preferences";

interface Properties {
  preferences: Preferences;
  onChange: (changed: Preferences) => void;
}

export default function PreferencesButton({ preferences, onChange }: Properties) {
  return (
    <CollectionPreferences
      title="Preferences"
      confirmLabel="Confirm"
      cancelLabel="Cancel"
      preferences={{ contentDisplay: preferences.columns, contentDensity: preferences.density, wrapLines: preferences.wrapLines }}
      onConfirm={({ detail }) =>
        onChange({
          columns: detail.contentDisplay ?? preferences.columns,
          density: detail.contentDensity ?? "comfortable",
          wrapLines: detail.wrapLines ?? false,
        })
      }
      wrapLinesPreference={{}}
      contentDensityPreference={{}}
      contentDisplayPreference={{ options: columnChoices }}
    />
  );
}
