// How the console is built, and served while one works on it: `npm run dev` beside a running `borealis serve`.
import { defineConfig, loadEnv, type Plugin } from "vite";

const { AWS_ENDPOINT_URL: emulator = "http://127.0.0.1:4566" } = loadEnv("", ".", "AWS_");

const embeddedFont = /data:font\/woff2;base64,([^'")]+)/g;

/** Cloudscape's style sheet has its eight fonts inside. As files, a browser loads the three that a page shows. */
const fontsAsFiles: Plugin = {
  name: "fonts-as-files",
  enforce: "post",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
      file.source = String(file.source).replace(embeddedFont, (_match, font: string) => {
        const emitted = this.emitFile({ type: "asset", name: "open-sans.woff2", source: Uint8Array.from(atob(font), (byte) => byte.charCodeAt(0)) });
        return this.getFileName(emitted).replace("assets/", "");
      });
    }
  },
};

export default defineConfig({
  base: "/console/",
  plugins: [fontsAsFiles],
  esbuild: { jsx: "automatic" },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false }, // it would be an inline script to the Content Security Policy of old browsers
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      onwarn(warning, warn) {
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning); // "use client" is for servers that render React
      },
    },
    assetsInlineLimit: 0,
  },
  server: { proxy: { "^/$": emulator, "^/service/": emulator } },
});
