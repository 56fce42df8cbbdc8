// The side navigation and the breadcrumbs.
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import SideNavigation, { type SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import { routeTo, useRoute, type Route } from "./route";

const items: SideNavigationProps.Item[] = [
  { type: "link", text: "Databases", href: routeTo("databases") },
  { type: "divider" },
  { type: "link", text: "Events", href: routeTo("events") },
  { type: "link", text: "CloudWatch alarms", href: routeTo("alarms") },
];

const titles: Record<string, string> = {
  events: "Events",
  alarms: "CloudWatch alarms",
  "launch-dbinstance": "Create database",
  "create-aurora-read-replica": "Create Aurora read replica",
  "create-read-replica": "Create read replica",
  "create-reader": "Add reader",
  "modify-instance": "Modify DB instance",
  "modify-cluster": "Modify DB cluster",
};

function trail({ page, parameters }: Route): { text: string; href: string }[] {
  const home = { text: "RDS", href: routeTo("databases") };
  const databases = { text: "Databases", href: routeTo("databases") };
  if (page === "databases") return [home, databases];
  if (page === "database") return [home, databases, { text: parameters.id ?? "", href: routeTo(page, parameters) }];
  if (page === "migration") return [home, databases, { text: `${parameters.id}: migration`, href: routeTo(page, parameters) }];
  const title = { text: titles[page] ?? page, href: routeTo(page, parameters) };
  return ["events", "alarms"].includes(page) ? [home, title] : [home, databases, title];
}

export function Navigation() {
  const { page } = useRoute();
  const part = items.find((item) => item.type === "link" && item.href === routeTo(page));
  const active = part?.type === "link" ? part.href : routeTo("databases");
  return <SideNavigation header={{ text: "Amazon RDS", href: routeTo("databases") }} items={items} activeHref={active} />;
}

export function Breadcrumbs() {
  return <BreadcrumbGroup items={trail(useRoute())} ariaLabel="Breadcrumbs" />;
}
