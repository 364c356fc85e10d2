// Bundle what the pages load, with hashed names, a manifest, compressed twins and the licences of what is inside.
//
// The result is never committed: hatch_build.py runs this when the wheel, or an editable install, is built.

import { build } from "esbuild";
import { readFileSync, rmSync, writeFileSync, mkdirSync, existsSync, readdirSync } from "node:fs";
import { dirname, join, basename } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../../..");
const out = join(here, "../static/dist");
const entries = ["app.js", "chart.js", "app.css", "report.css"];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const common = {
  absWorkingDir: root,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  outdir: out,
  bundle: true,
  minify: true,
  loader: { ".svg": "file", ".woff2": "file" },
  external: ["data:*"],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

const pages = await build({
  ...common,
  entryPoints: entries.map((name) => join(here, name)),
  format: "esm",
  target: ["es2022", "chrome123", "firefox120", "safari17.5"],
});

// What draws the charts of reports runs in QuickJS: one plain script.
const reports = await build({ ...common, entryPoints: [join(here, "report_chart.js")], format: "iife", target: "es2020" });

const manifest = {};
const packages = new Set();
for (const [file, made] of [pages, reports].flatMap((built) => Object.entries(built.metafile.outputs))) {
  if (made.entryPoint) manifest[basename(made.entryPoint)] = basename(file);
  for (const input of Object.keys(made.inputs)) {
    const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) packages.add(found[1]);
  }
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
writeFileSync(join(out, "LICENCES.txt"), [...packages].sort().map(licence).join("\n\n"));
for (const name of Object.values(manifest)) compress(join(out, name));

function licence(name) {
  const folder = join(root, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|notice)/i.test(entry.name))
    .map((entry) => entry.name);
  if (!files.length) throw new Error(`${name} ships no licence text`);
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`=== ${name} ${about.version} (${about.license})`, ...texts].join("\n\n") + "\n";
}

function compress(file) {
  if (!existsSync(file)) throw new Error(`${file} was not built`);
  const content = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
}
