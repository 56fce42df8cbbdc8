// The bar on top: the panel of API calls, the region, the account, the theme.
import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { Suspense, useState } from "react";
import { regions, scope } from "../aws/scope";
import { callsPanelOpen } from "../calls/calls_state";
import { lazyPart } from "../shared/lazy_part";
import { useStore } from "../shared/store";
import { routeTo } from "./route";
import { theme, type Theme } from "./theme";
import icon from "./icon.svg";

const AccountDialog = lazyPart(() => import("./account_dialog"));

const themes: readonly { id: Theme; text: string }[] = [
  { id: "system", text: "As the system" },
  { id: "light", text: "Light" },
  { id: "dark", text: "Dark" },
];

const regionName = (region: string) => regions.find(([id]) => id === region)?.[1].replace(/.*\((.*)\)/, "$1") ?? region;

const grouped = (account: string) => account.replace(/(\d{4})(\d{4})(\d{4})/, "$1-$2-$3");

export function TopBar() {
  const { account, region } = useStore(scope);
  const callsShown = useStore(callsPanelOpen);
  const chosenTheme = useStore(theme);
  const [switching, setSwitching] = useState(false);

  const utilities: TopNavigationProps.Utility[] = [
    {
      type: "button",
      iconName: "script",
      text: "API calls",
      title: "API calls",
      ariaLabel: callsShown ? "Hide the API calls" : "Show the API calls",
      onClick: () => callsPanelOpen.set(!callsShown),
    },
    {
      type: "menu-dropdown",
      iconName: "settings",
      ariaLabel: "Theme",
      title: "Theme",
      items: themes.map(({ id, text }) => ({ id, text, itemType: "checkbox" as const, checked: id === chosenTheme })),
      onItemClick: ({ detail }) => theme.set(detail.id as Theme),
    },
    {
      type: "menu-dropdown",
      text: regionName(region),
      ariaLabel: `Region: ${regionName(region)} (${region})`,
      items: regions.map(([id, text]) => ({ id, text: `${text}  ${id}`, itemType: "checkbox" as const, checked: id === region })),
      onItemClick: ({ detail }) => scope.set({ account, region: detail.id }),
    },
    {
      type: "menu-dropdown",
      text: grouped(account),
      iconName: "user-profile",
      ariaLabel: `Account ${grouped(account)}`,
      items: [{ id: "switch", text: "Switch account" }],
      onItemClick: () => setSwitching(true),
    },
  ];
  return (
    <>
      <TopNavigation identity={{ href: routeTo("databases"), title: "Borealis", logo: { src: icon, alt: "" } }} utilities={utilities} />
      {switching && (
        <Suspense>
          <AccountDialog onClose={() => setSwitching(false)} />
        </Suspense>
      )}
    </>
  );
}
