// The process of Comunica: `node comunica.cjs FOLDER STATEMENTS`, spoken to as `conversation` says.
// FOLDER is where npm installed @comunica/query-sparql-rdfjs and what comes with it (n3 among it).
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const { createRequire } = require("module");

const [folder, statements] = process.argv.slice(2);
const installed = createRequire(path.join(path.resolve(folder), "from-here.js"));
const { Parser, Store } = installed("n3");
const { QueryEngine } = installed("@comunica/query-sparql-rdfjs");
const { version } = installed("@comunica/query-sparql-rdfjs/package.json");

function used(start) {
  const { user, system } = process.cpuUsage(start.cpu);
  const memory = process.resourceUsage().maxRSS / 1024;
  return { cpu: (user + system) / 1e6, wall: (performance.now() - start.wall) / 1000, memory };
}

function tell(start, more) {
  process.stdout.write(JSON.stringify({ ...used(start), ...more }) + "\n");
}

function now() {
  return { cpu: process.cpuUsage(), wall: performance.now() };
}

async function load() {
  const store = new Store();
  const parser = new Parser({ format: "N-Triples" });
  await new Promise((resolve, reject) => {
    parser.parse(fs.createReadStream(statements), (error, quad) => {
      if (error) reject(error);
      else if (quad) store.addQuad(quad);
      else resolve();
    });
  });
  return store;
}

async function answer(engine, store, { text, into }) {
  const result = await engine.query(text, { sources: [store] });
  const { data } = await engine.resultToString(result, "application/sparql-results+json");
  const parts = [];
  for await (const part of data) parts.push(Buffer.from(part));
  const { head, boolean, results } = JSON.parse(Buffer.concat(parts).toString("utf8"));
  const plain = results && { bindings: results.bindings }; // it adds metadata, which readers may refuse
  fs.writeFileSync(into, JSON.stringify({ head, boolean, results: plain }));
}

async function main() {
  const start = now();
  const store = await load();
  const engine = new QueryEngine();
  tell(start, { version: `Comunica ${version}` });
  process.stdin.on("end", () => process.exit(0));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const begun = now();
    try {
      await answer(engine, store, JSON.parse(line));
      tell(begun, {});
    } catch (error) {
      tell(begun, { error: `${error.name}: ${String(error.message).replace(/\s+/g, " ").slice(0, 300)}` });
    }
  }
}

main();
