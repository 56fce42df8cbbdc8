// The frame: top bar, navigation, messages, the page that the address names, and the panel of API calls.
import AppLayout, { type AppLayoutProps } from "@cloudscape-design/components/app-layout";
import Flashbar from "@cloudscape-design/components/flashbar";
import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { callsPanelOpen } from "../calls/calls_state";
import { queryClient } from "../data/query_client";
import { lazyPart } from "../shared/lazy_part";
import { useStore } from "../shared/store";
import { notices } from "./notices";
import { Page } from "./page";
import { Breadcrumbs, Navigation } from "./navigation";
import { TopBar } from "./top_bar";

const CallsPanel = lazyPart(() => import("../calls/calls_panel"));

function Frame() {
  const shown = useStore(notices);
  const callsShown = useStore(callsPanelOpen);
  const [navigationOpen, setNavigationOpen] = useState(window.innerWidth > 1100);
  const [panelSize, setPanelSize] = useState(420);
  const [panelPreferences, setPanelPreferences] = useState<AppLayoutProps.SplitPanelPreferences>({ position: "bottom" });
  return (
    <>
      <div id="top-bar">
        <TopBar />
      </div>
      <AppLayout
        headerSelector="#top-bar"
        navigation={<Navigation />}
        navigationOpen={navigationOpen}
        onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
        breadcrumbs={<Breadcrumbs />}
        notifications={<Flashbar items={[...shown]} stackItems />}
        toolsHide
        maxContentWidth={1800}
        content={<Page />}
        splitPanel={callsShown && <Suspense>{<CallsPanel />}</Suspense>}
        splitPanelOpen={callsShown}
        splitPanelSize={panelSize}
        splitPanelPreferences={panelPreferences}
        onSplitPanelPreferencesChange={({ detail }) => setPanelPreferences(detail)}
        onSplitPanelToggle={({ detail }) => callsPanelOpen.set(detail.open)}
        onSplitPanelResize={({ detail }) => setPanelSize(detail.size)}
      />
    </>
  );
}

export function App() {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        <Frame />
      </QueryClientProvider>
    </I18nProvider>
  );
}
