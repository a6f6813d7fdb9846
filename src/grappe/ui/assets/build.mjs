// Bundles the pages' script and style into ../static/grappe/dist (not committed).
import { build } from "esbuild";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "grappe", "dist");
await rm(out, { recursive: true, force: true });
const shared = { bundle: true, minify: true, sourcemap: false, target: ["es2022"], outdir: out, logLevel: "warning" };
await build({ ...shared, entryPoints: { grappe: join(here, "main.js") }, format: "esm", splitting: true, chunkNames: "chunk-[name]-[hash]" });
// The page at the door and its service worker: each one file of its own, so that both can be kept on a phone whole.
await build({ ...shared, entryPoints: { checkin: join(here, "checkin", "page.js") }, format: "esm" });
await build({ ...shared, entryPoints: { checkin_worker: join(here, "checkin", "worker.js") }, format: "iife" });
await build({
  ...shared,
  entryPoints: { grappe: join(here, "grappe.css") },
  external: [],
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "dataurl", ".png": "dataurl" },
  assetNames: "[name]-[hash]",
});
