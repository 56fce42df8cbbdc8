// How the console is built, and served while one works on it: `npm run dev` beside a running `borealis serve`.
import { defineConfig, loadEnv } from "vite";

const { AWS_ENDPOINT_URL: emulator = "http://127.0.0.1:4566" } = loadEnv("", ".", "AWS_");

export default defineConfig({
  base: "/console/",
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
