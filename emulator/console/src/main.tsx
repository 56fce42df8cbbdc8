// The entry: styles, providers, and the application into the page.
import "@cloudscape-design/global-styles/index.css";
import "./app/console.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { applyTheme } from "./app/theme";

applyTheme();
createRoot(document.getElementById("root")!).render(<App />);
