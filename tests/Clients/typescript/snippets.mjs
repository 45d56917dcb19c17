// Takes the ts blocks of a README, which follow from each other, as one program: snippets.mjs README OUTDIR writes OUTDIR/readme.ts. The
// server's address, which they name as 127.0.0.1:5001, is the program's argument.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [readme, folder] = process.argv.slice(2);
const blocks = [...readFileSync(readme, "utf8").matchAll(/^```ts\n(.*?)^```$/gms)].map(found => found[1]);
if (blocks.length < 3)
  throw new Error(`${readme} has ${blocks.length} blocks of ts`);
writeFileSync(join(folder, "readme.ts"), blocks.join("\n").replaceAll('"127.0.0.1:5001"', 'process.argv[2] ?? ""'));
