import { defineConfig, type Plugin } from "vite";

/** Take the layout out of the styles that elements carry as text. */
const terseStyles: Plugin = {
  name: "terse-styles",
  transform: (code, id) =>
    /\.ts$/.test(id)
      ? code.replace(/css`([^`]*)`/g, (_, style: string) => {
          const terse = style.replace(/\s+/g, " ").replace(/ ?([{};]) ?/g, "$1");
          return `css\`${terse.replace(/: /g, ":").trim()}\``;
        })
      : null,
};

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
        plugins: [terseStyles],
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
