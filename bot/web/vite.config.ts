import { defineConfig } from "vite";

/** The oldest engine we serve: the browsers inside chat apps on old phones. */
const target = "es2018";

/**
 * Two builds into one folder: the customer page (`vite build`) and the embeddable widget
 * (`vite build --mode widget`), which must be one classic script with a stable name.
 */
export default defineConfig(({ mode }) =>
  mode === "widget"
    ? {
        publicDir: false,
        build: {
          target,
          emptyOutDir: false,
          lib: {
            entry: "src/widget.ts",
            formats: ["iife"],
            name: "XiaowaWidget",
            fileName: () => "widget.js",
          },
        },
      }
    : { build: { target, emptyOutDir: true } },
);
