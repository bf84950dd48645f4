// The control: the example of the working folder on the same adapter, without the gate.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { serve } from "@abide/engine/node";

const { site } = await import(pathToFileURL(join(process.cwd(), "site.js")).href);
const { url } = await serve({ fetch: site }, { port: 0, upgrade: site.upgrade });
console.log(url);
